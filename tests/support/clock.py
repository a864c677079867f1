"""A clock that a test holds in its hand. Never enters here: real waiting."""

from __future__ import annotations

import datetime as dt
import threading

DEFAULT_NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


class FakeClock:
    """Implements ``sync.model.ports.Clock``; time stands still until ``advance`` or ``set`` moves it.

    ``set`` moves the wall clock alone (a person sets the clock back); ``advance`` moves both.
    """

    def __init__(self, now: dt.datetime = DEFAULT_NOW) -> None:
        if now.tzinfo is None:
            raise ValueError("the clock needs an aware time")
        self._lock = threading.Lock()
        self._now = now.astimezone(dt.UTC)
        self._monotonic = 1000.0

    def now(self) -> dt.datetime:
        """Return the time, aware, UTC."""
        with self._lock:
            return self._now

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        with self._lock:
            return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        if seconds < 0:
            raise ValueError("monotonic time never goes back; use set() for the wall clock")
        with self._lock:
            self._now += dt.timedelta(seconds=seconds)
            self._monotonic += seconds

    def set(self, now: dt.datetime) -> None:
        """Set the wall clock, also backwards; the monotonic clock is untouched."""
        with self._lock:
            self._now = now.astimezone(dt.UTC)
