"""Waiting: what ``Retry-After`` says, how long to back off, and hosts that asked to be left alone.

Never enters here: sleeping. A thread that sleeps cannot be stopped; the scheduler waits instead.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import threading
from collections.abc import Callable
from email.utils import parsedate_to_datetime

from sync.model.ports import Clock

LONGEST = 3600.0  # seconds; a server that asks for a day is asked again after an hour


def retry_after(value: str, now: dt.datetime) -> float | None:
    """Return seconds to wait, 0..3600, from ``Retry-After`` (RFC 9110 section 10.2.3); None if unreadable."""
    text = value.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), LONGEST)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=dt.UTC)
    return min(max((when - now).total_seconds(), 0.0), LONGEST)


def backoff(
    attempt: int, *, base: float = 60.0, cap: float = LONGEST, jitter: Callable[[], float] = random.random
) -> float:
    """Return seconds until try ``attempt + 1``: doubling from ``base`` up to ``cap``, spread over 50-100%.

    The spread keeps a thousand clients from coming back in the same second after an outage.
    """
    steps = min(max(attempt, 1) - 1, 30)
    whole = min(base * math.pow(2.0, steps), cap)
    return whole * (0.5 + 0.5 * jitter())


class QuietHosts:
    """Origins that answered 429: nothing more is sent to them until their time has passed. Thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def hush(self, origin: str, seconds: float) -> None:
        """Send nothing to this origin for so long."""
        with self._lock:
            until = self._clock.monotonic() + seconds
            self._until[origin] = max(until, self._until.get(origin, until))

    def remaining(self, origin: str) -> float:
        """Return seconds that the origin still wants to be left alone, 0.0 if it may be asked."""
        with self._lock:
            until = self._until.get(origin)
            if until is None:
                return 0.0
            left = until - self._clock.monotonic()
            if left <= 0:
                del self._until[origin]
                return 0.0
            return left
