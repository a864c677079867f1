"""What must not happen unseen during a test: warnings in a log or from Qt, threads left behind.

Never enters here: fixtures (``tests/conftest.py`` wires these).
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class LogGuard(logging.Handler):
    """Collects log records of WARNING and above, Qt's messages included (logger ``qt``)."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._records: list[logging.LogRecord] = []
        self._allowed: list[re.Pattern[str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record; judged when the test ends, so ``allow`` may come later."""
        self._records.append(record)

    def allow(self, *patterns: str) -> None:
        """Expect records whose ``logger: message`` holds one of the patterns (regular expressions)."""
        self._allowed += [re.compile(pattern) for pattern in patterns]

    def unexpected(self) -> list[str]:
        """Return what was logged and not allowed, one line each."""
        lines = [
            f"{record.levelname} {record.name}: {record.getMessage()}"
            + (f" [{record.exc_info[1]!r}]" if record.exc_info else "")
            for record in self._records
        ]
        return [line for line in lines if not any(p.search(line) for p in self._allowed)]


@contextmanager
def watching_logs() -> Iterator[LogGuard]:
    """Attach a ``LogGuard`` to the root logger and to Qt for a while."""
    guard = LogGuard()
    root = logging.getLogger()
    root.addHandler(guard)
    restore = _listen_to_qt()
    try:
        yield guard
    finally:
        restore()
        root.removeHandler(guard)


def _listen_to_qt() -> Callable[[], None]:
    """Send Qt's messages to the logger ``qt``; return what undoes it. Qt not loaded: nothing to do."""
    if "PySide6.QtCore" not in sys.modules:
        return lambda: None
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    log = logging.getLogger("qt")

    def receive(kind: QtMsgType, context: Any, message: str) -> None:
        log.log(levels.get(kind, logging.WARNING), "%s (%s)", message, context.category or "default")

    previous = qInstallMessageHandler(receive)

    def undo() -> None:
        qInstallMessageHandler(previous)

    return undo


def own_threads() -> set[threading.Thread]:
    """Return the Python threads now running, without Qt's (seen as dummies once they call Python)."""
    return {t for t in threading.enumerate() if not isinstance(t, threading._DummyThread)}


def left_behind(before: set[threading.Thread], *, seconds: float = 3.0) -> list[str]:
    """Return names of threads that were not there before and do not end within ``seconds``."""
    end = time.monotonic() + seconds
    for thread in own_threads() - before:
        thread.join(max(0.0, end - time.monotonic()))
    return sorted(t.name for t in own_threads() - before if t.is_alive())
