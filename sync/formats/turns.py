"""Parsers take turns: one at a time in the whole process.

Parsing is the interpreter's own work, so threads that parse at once are no faster together (measured: the
same seconds), and the window's thread has to wait behind each of them: with four, its 99th percentile is two
to four times as late (docs/decisions/0050-memory-and-start.md). Waiting for servers stays parallel.
Never enters here: anything that waits for a network or a disk while it holds the turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_turn = threading.RLock()  # a format inside a format (a calendar in an answer) belongs to the same turn


def in_turn(parse: Callable[P, T]) -> Callable[P, T]:
    """Return ``parse`` so that it starts when no other parser runs."""

    @wraps(parse)
    def parsed(*args: P.args, **kwargs: P.kwargs) -> T:
        with _turn:
            return parse(*args, **kwargs)

    return parsed
