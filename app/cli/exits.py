"""Exit codes, and which one an outcome is. A public interface: numbers only grow.

Never enters here: words.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from sync.model.errors import ErrorCode


class Exit(IntEnum):
    """What the command line ends with."""

    DONE = 0
    PARTLY = 1
    USAGE = 2
    LOGIN = 3
    UNREACHABLE = 4
    WAIT = 5
    STORE = 6
    NOT_FOUND = 7


_CODES = {
    ErrorCode.OFFLINE: Exit.UNREACHABLE,
    ErrorCode.TLS: Exit.UNREACHABLE,
    ErrorCode.CAPTIVE_PORTAL: Exit.UNREACHABLE,
    ErrorCode.LOGIN_NEEDED: Exit.LOGIN,
    ErrorCode.MAINTENANCE: Exit.WAIT,
    ErrorCode.THROTTLED: Exit.WAIT,
    ErrorCode.STORE: Exit.STORE,
    ErrorCode.DISK_FULL: Exit.STORE,
    ErrorCode.NOT_INTRANET: Exit.NOT_FOUND,
}


def exit_of(code: ErrorCode) -> Exit:
    """Return the exit code of a trouble; PARTLY for what concerns only a part."""
    return _CODES.get(code, Exit.PARTLY)


def exit_of_rounds(outcomes: Iterable[str]) -> Exit:
    """Return the exit code of rounds by their outcomes ("ok", "partly", or an ErrorCode)."""
    exits = {_of_outcome(outcome) for outcome in outcomes}
    for grave in (Exit.STORE,):
        if grave in exits:
            return grave
    if exits <= {Exit.DONE}:
        return Exit.DONE
    return exits.pop() if len(exits) == 1 else Exit.PARTLY


def _of_outcome(outcome: str) -> Exit:
    if outcome == "ok":
        return Exit.DONE
    try:
        return exit_of(ErrorCode(outcome))
    except ValueError:
        return Exit.PARTLY
