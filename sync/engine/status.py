"""How things stand, as frozen facts that any thread may look at.

Never enters here: sentences, the scheduler's own state.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sync.model.errors import ErrorCode


class Phase(StrEnum):
    """What the engine is doing, or why it does nothing."""

    IDLE = "idle"
    SYNCING = "syncing"
    OFFLINE = "offline"
    LOGIN_NEEDED = "login-needed"
    PAUSED = "paused"
    TROUBLE = "trouble"


class Stage(StrEnum):
    """Where a round is. From ``READY`` on news, people, pinned manuals and events are here to read."""

    PROFILE = "profile"
    OUTBOX = "outbox"
    COLLECTIONS = "collections"
    PINNED = "pinned"
    READY = "ready"
    CONTENTS = "contents"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a round. ``done`` of ``total`` things of this stage; 0 of 0 when unknown."""

    account_id: str
    stage: Stage
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """``code``: the trouble that ``phase`` is about. ``last_success``: aware, UTC, of the last good round.

    ``stage``, ``done``, ``total``: of the running round. ``reason``: why it is paused, as given.
    """

    phase: Phase = Phase.IDLE
    account_id: str = ""
    stage: Stage | None = None
    done: int = 0
    total: int = 0
    code: ErrorCode | None = None
    last_success: dt.datetime | None = None
    reason: str = ""
