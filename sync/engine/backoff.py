"""How long to wait before trying again. Never enters here: waiting."""

from __future__ import annotations

import random

FIRST = 15.0  # seconds
LONGEST = 3600.0


def delay(attempts: int, asked: float | None = None) -> float:
    """Return seconds to wait after so many failed attempts (1 or more).

    Doubles from 15 s up to an hour, with jitter so that clients cut off together do not come back
    together. ``asked``: what the server wants at least (Retry-After), up to an hour as well.
    """
    longest: float = min(LONGEST, FIRST * 2.0 ** min(attempts - 1, 20))
    wait: float = longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, keeps no secret
    return max(wait, min(asked, LONGEST)) if asked is not None else wait


def spread(interval: float) -> float:
    """Return an interval with 10% of jitter, so that clients started together drift apart."""
    return interval * random.uniform(0.9, 1.1)  # noqa: S311 - spreads load, keeps no secret
