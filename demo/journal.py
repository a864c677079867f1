"""What was asked of a server: one line a request, for tests and for people who watch.

Never enters here: request bodies, headers or credentials.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """One answered request. ``path`` is decoded and has no query."""

    method: str
    path: str
    status: int


class RequestLog:
    """The requests that one server answered, oldest first. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[Request] = []

    def record(self, method: str, path: str, status: int) -> None:
        """Add one answered request."""
        with self._lock:
            self._entries.append(Request(method, path, status))

    def clear(self) -> None:
        """Forget all requests so far."""
        with self._lock:
            self._entries.clear()

    def entries(self) -> list[Request]:
        """Return a copy of all requests so far."""
        with self._lock:
            return list(self._entries)

    @property
    def count(self) -> int:
        """Return the number of requests so far."""
        with self._lock:
            return len(self._entries)
