"""The log: a rotating file below the data folder that tells what went wrong and never what anybody read.

What goes in: our own messages with addresses cut to their host, exceptions with their place in the code.
What never does: titles, texts, passwords, paths of documents. A message of an exception that is not ours
may quote anything, so only its type is written; a library's message, so only where it came from.
"""

from __future__ import annotations

import contextlib
import faulthandler
import hashlib
import logging
import re
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO

from sync.model.errors import SyncError

LEVELS = ("debug", "info", "warning", "error")
_OWN = frozenset({"app", "sync", "ui", "demo", "qt", "prikbord", "__main__"})
_MOST_BYTES = 1_000_000
_KEPT = 3
_URL = re.compile(r"\b(https?|file)://([^\s/?#'\"<>@]*@)?([^\s/?#'\"<>]*)([^\s'\"<>]*)", re.IGNORECASE)
_SECRET = re.compile(
    r"(?i)(authorization|password|passwd|secret|token|cookie|api[-_]?key)(['\"]?\s*[:=]\s*)\S+(\s+\S+)?"
)

_crash_file: IO[str] | None = None


def redact(text: str) -> str:
    """Return a text without what an address or a header may give away.

    Of an address its scheme and host stay, and a short mark that tells two addresses apart.
    """
    return _SECRET.sub(r"\1\2***", _URL.sub(_short_address, text))


def _short_address(match: re.Match[str]) -> str:
    scheme, _login, host, rest = match.groups()
    if rest in ("", "/"):
        return f"{scheme}://{host}{rest}"
    mark = hashlib.sha256(rest.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{scheme}://{host}/~{mark}"


class _Format(logging.Formatter):
    """One line a record, then where an exception came from."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines. Nothing is taken from the record's own cache: another handler may have put the
        whole traceback there, with the words of a foreign exception in it.
        """
        said = record.getMessage() if _is_own(record.name) else f"({record.module}:{record.lineno})"
        time = self.formatTime(record)
        line = f"{time} {record.levelname} {record.name} [{record.threadName}] "
        lines = [line + redact(said).replace("\n", " ")]
        if record.exc_info and record.exc_info[1] is not None:
            lines += _exception_lines(record.exc_info[1])
        return "\n".join(lines)


def _exception_lines(error: BaseException) -> list[str]:
    """Return an exception and its causes, innermost last, without what foreign messages say."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        said = redact(current.message) if isinstance(current, SyncError) else ""
        if isinstance(current, OSError) and current.errno is not None:
            said = f"errno {current.errno}"
        lines.append(f"  {type(current).__module__}.{type(current).__qualname__}: {said}".rstrip(": "))
        lines += [
            f"    {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return lines


def _is_own(name: str) -> bool:
    return name.partition(".")[0] in _OWN


class _OwnOrSerious(logging.Filter):
    """Libraries chatter about requests by their path: only their warnings count."""

    def filter(self, record: logging.LogRecord) -> bool:
        return _is_own(record.name) or record.levelno >= logging.WARNING


class _File(RotatingFileHandler):
    """A log that a full disk or a lost folder silences, and that never troubles who logs."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing: the standard handler would print the record, words and all, to stderr."""

    def close(self) -> None:
        """Close the file, whatever could not be written any more."""
        with contextlib.suppress(OSError):
            super().close()


def start(folder: Path, level: str = "info", *, name: str = "prikbord") -> None:
    """Write the log into ``folder`` from now on; uncaught exceptions and crashes too.

    ``name``: of the file; two programs at once must not share one, for it is turned over. A folder that
    cannot be written only costs the log. Repeated calls replace the file.
    """
    global _crash_file
    stop()
    root = logging.getLogger()
    root.setLevel(level.upper())
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _File(
            folder / f"{name}.log", maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True
        )
        _crash_file = (folder / f"{name}.crash.log").open("a", encoding="utf-8")
    except OSError:
        root.addHandler(logging.NullHandler())
        return
    handler.setFormatter(_Format())
    handler.addFilter(_OwnOrSerious())
    handler.set_name("prikbord")
    root.addHandler(handler)
    faulthandler.enable(_crash_file)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def stop() -> None:
    """Close the files and undo ``start``; harmless when it was not called."""
    global _crash_file
    root = logging.getLogger()
    for handler in [h for h in root.handlers if h.get_name() == "prikbord"]:
        root.removeHandler(handler)
        handler.close()
    if _crash_file is not None:
        faulthandler.disable()
        with contextlib.suppress(OSError):
            _crash_file.close()
        _crash_file = None
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("prikbord").critical("an uncaught exception", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        logging.getLogger("prikbord").critical("an uncaught exception in a thread", exc_info=args.exc_value)
