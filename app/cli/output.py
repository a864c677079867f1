"""What goes to stdout and stderr: one JSON document, or plain readable lines.

Never enters here: where the facts come from.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO

# Names come from servers: a control or a turned direction must not reach a terminal.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def rfc3339(value: dt.datetime | None) -> str | None:
    """Return a moment as RFC 3339 with the local offset, None for none."""
    return None if value is None else value.astimezone().isoformat(timespec="seconds")


def short_time(value: dt.datetime | None) -> str:
    """Return a moment for a list: local time to the minute."""
    return "" if value is None else value.astimezone().strftime("%Y-%m-%d %H:%M")


def clean(text: str) -> str:
    """Return text from a server, fit for a terminal."""
    return _UNSAFE.sub("\ufffd", text)


class OutputLost(Exception):
    """Stdout takes nothing any more; its text is the system's reason. A closed pipe is no such trouble."""


class Output:
    """Where a verb writes. ``as_json``: stdout holds exactly one JSON document.

    All that writes to stdout raises BrokenPipeError when its reader has gone, OutputLost when it is full.
    """

    def __init__(self, *, as_json: bool, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.as_json = as_json
        # A program may be started with either of these closed; Python has None in its place then.
        self._out = out or sys.stdout or io.StringIO()
        self._err = err or sys.stderr or io.StringIO()
        self._progress = False
        self._answered = False

    def document(self, value: Mapping[str, Any]) -> None:
        """Write the JSON document (only when JSON is wanted, and only the first: there is just one)."""
        if self.as_json and not self._answered:
            self._answered = True
            self._write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")

    def line(self, text: str = "") -> None:
        """Write a line for people (only when JSON is not wanted)."""
        if not self.as_json:
            self._write(clean(text) + "\n")

    def _write(self, text: str) -> None:
        self._clear()
        try:
            self._out.write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputLost(error.strerror) from error

    def text(self, text: str) -> None:
        """Write a text of several lines for people."""
        for line in text.splitlines():
            self.line(line)

    def say(self, text: str) -> None:
        """Tell a person something that is not the result."""
        self._clear()
        self._err.write(clean(text) + "\n")

    def trouble(self, code: str, text: str) -> None:
        """Tell what went wrong: on stderr, and as the document when JSON is wanted."""
        self.say(text)
        self.document({"error": {"code": code, "message": text}})

    def progress(self, text: str) -> None:
        """Show how far it is: on a terminal only, in place of what was shown before."""
        if self._err.isatty():
            self._err.write(f"\r\x1b[K{clean(text)}")
            self._err.flush()
            self._progress = True

    def _clear(self) -> None:
        if self._progress:
            self._err.write("\r\x1b[K")
            self._err.flush()
            self._progress = False

    def end(self) -> None:
        """Leave the terminal tidy, and see that all that was written arrives."""
        self._clear()
        self._err.flush()
        try:
            self._out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputLost(error.strerror) from error
