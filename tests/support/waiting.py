"""Ports and waiting for something outside to happen. Never enters here: a fixed pause."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def free_port() -> int:
    """Return a port on loopback that was free a moment ago. Prefer port 0 where a server takes it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(condition: Callable[[], T], *, seconds: float = 10.0, what: str = "") -> T:
    """Return the condition's first true value; AssertionError with ``what`` after ``seconds``.

    For other processes and threads. For Qt's own event loop use pytest-qt's ``qtbot.waitUntil``.
    """
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:g} s: {what or condition}")
        time.sleep(0.02)
