"""Documents' text for the search, read by a child process that may crash, hang or grow without harm.

One document at a time goes to the child through a pipe, so nothing of it lies on the disk unencrypted. A
child that takes too long is killed; the next document gets a new one. Never enters here: reading a format
(``app.extract_child``), the store.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from sync.engine.texts import TextResult, TextSource

log = logging.getLogger(__name__)

CHILD_ARGUMENT = "--extract-text"  # how the frozen program is told to be the child
LARGEST = 64_000_000  # bytes of a document that is read for its text
SECONDS = 30.0  # for one document
LENGTH = struct.Struct(">I")
_MOST_TEXT = 8_000_000  # bytes of an answer; the child stops long before

_PDF = frozenset({"pdf"})
_OFFICE = frozenset(
    {"docx", "docm", "dotx", "xlsx", "xlsm", "xltx", "pptx", "pptm", "ppsx", "odt", "ott", "ods", "odp"}
)
_HTML = frozenset({"html", "htm", "xhtml"})
_TEXT = frozenset({"txt", "md", "markdown", "csv", "tsv", "log", "rst", "text"})
_TYPES = {"application/pdf": "pdf", "text/plain": "text", "text/markdown": "text", "text/csv": "text",
          "text/html": "html", "application/xhtml+xml": "html"}  # fmt: skip


def kind_of(name: str, media_type: str) -> str:
    """Return how a document is read: "pdf", "office", "html", "text", or "" for what holds no text.

    The name's ending goes first: servers often state no more than application/octet-stream.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    for kind, endings in (("pdf", _PDF), ("office", _OFFICE), ("html", _HTML), ("text", _TEXT)):
        if ending in endings:
            return kind
    if "openxmlformats-officedocument" in media_type or "oasis.opendocument" in media_type:
        return "office"
    return _TYPES.get(media_type.partition(";")[0].strip().lower(), "")


class ChildExtractor:
    """Implements ``sync.engine.texts.TextExtractor``. Thread-safe. ``seconds``: the most for one document."""

    def __init__(self, *, command: Sequence[str] | None = None, seconds: float = SECONDS) -> None:
        self._command = list(command or _own_command())
        self._seconds = seconds
        self._one = threading.Lock()  # one document at a time
        self._guard = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = 0

    def wants(self, name: str, media_type: str) -> bool:
        """Return whether this kind of document holds text that can be had."""
        return bool(kind_of(name, media_type))

    def texts(self, sources: Sequence[TextSource]) -> Iterator[TextResult]:
        """Give a result for each source, in order."""
        closed = self._closed
        for source in sources:
            if self._closed != closed:
                return
            if source.size > LARGEST:
                yield TextResult(source.item_id)
                continue
            with self._one:
                result = self._read(source)
            if self._closed != closed:
                return  # killed by ``close``: that says nothing about the document
            yield result

    def close(self) -> None:
        """Kill the child. The next call of ``texts`` starts another one."""
        self._closed += 1
        self._kill()

    def _read(self, source: TextSource) -> TextResult:
        data = b"".join(source.read())
        kind = kind_of(source.name, source.media_type)
        child, fresh = self._running()
        head = {"kind": kind, "name": source.name, "type": source.media_type, "size": len(data)}
        answer = self._ask(child, head, data)
        if answer is None and not fresh:  # perhaps it had ended by itself, for want of work
            child, _fresh = self._running()
            answer = self._ask(child, head, data)
        if answer is None:
            return TextResult(source.item_id, problem=f"{kind}: reading it failed or took too long")
        return TextResult(source.item_id, str(answer.get("text", "")), str(answer.get("problem", "")))

    def _ask(
        self, child: subprocess.Popen[bytes], head: dict[str, object], data: bytes
    ) -> dict[str, object] | None:
        """Return the child's answer; None when it ended or was killed, and then it is gone for good."""
        timer = threading.Timer(self._seconds, child.kill)
        timer.daemon = True
        timer.start()
        try:
            answer = _exchange(child, head, data)
        except OSError:
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            self._kill(child)
        return answer

    def _running(self) -> tuple[subprocess.Popen[bytes], bool]:
        """Return the child, and whether it was started just now."""
        with self._guard:
            if self._child is not None and self._child.poll() is None:
                return self._child, False
            self._reap()
            self._child = _start(self._command)
            return self._child, True

    def _kill(self, child: subprocess.Popen[bytes] | None = None) -> None:
        with self._guard:
            if child is None or child is self._child:
                self._reap()

    def _reap(self) -> None:
        """End and forget the child, under the guard."""
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(OSError):
            child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        child.wait()


def _own_command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_ARGUMENT]
    return [sys.executable, "-m", "app.extract_child"]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).resolve().parent.parent)
    paths = [root, os.environ.get("PYTHONPATH", "")]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONUTF8": "1"}
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=env,
        creationflags=flags,
    )


def _exchange(
    child: subprocess.Popen[bytes], asked: dict[str, object], data: bytes
) -> dict[str, object] | None:
    """Send a document and return the answer, None when the child ended instead. Raises OSError."""
    assert child.stdin is not None and child.stdout is not None
    head = json.dumps(asked).encode()
    try:
        child.stdin.write(LENGTH.pack(len(head)) + head)
        child.stdin.write(data)
        child.stdin.flush()
        raw = read_frame(child.stdout, _MOST_TEXT)
    except ValueError:  # the pipe was closed under us by ``_reap``
        return None
    if raw is None:
        return None
    try:
        answer = json.loads(raw)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def read_frame(stream: IO[bytes], most: int) -> bytes | None:
    """Return the next length-prefixed piece, None at the end or when it is longer than ``most``."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    if length > most:
        return None
    body = stream.read(length)
    return body if len(body) == length else None
