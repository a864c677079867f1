"""The status line's facts: one state of affairs, so that the window can say one sentence with one action.

Never enters here: that sentence.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sync.model.errors import ErrorCode
from sync.model.items import AccountState

if TYPE_CHECKING:
    from sync.engine.engine import Engine
    from sync.store.store import Store


class Mood(StrEnum):
    """What matters most right now; the first that applies wins, from top to bottom."""

    NO_ACCOUNT = "no-account"
    SYNCING = "syncing"
    LOGIN_NEEDED = "login-needed"
    PAUSED = "paused"
    PARKED = "parked"  # something in the outbox waits for the person
    TROUBLE = "trouble"  # ``code`` says which: offline, maintenance, captive portal, ...
    NEVER_SYNCED = "never-synced"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class Status:
    """``last_success``: aware, UTC. ``done``/``total``: progress of the running round, 0/0 when unknown."""

    mood: Mood
    code: ErrorCode | None = None
    account_id: str = ""
    account_title: str = ""
    last_success: dt.datetime | None = None
    done: int = 0
    total: int = 0
    waiting: int = 0
    parked: int = 0


def status(store: Store, engine: Engine) -> Status:
    """Return how things stand. Two small queries; not for the GUI thread."""
    # Here and not above: the window words a status before it opens the store, whose libraries are slow.
    from sync.store import accounts, queries

    everybody = accounts.accounts(store)
    counts = queries.counts(store)
    now = engine.status
    login = next((a for a in everybody if a.state is AccountState.LOGIN_NEEDED), None)
    mood = Mood.FRESH
    if not everybody:
        mood = Mood.NO_ACCOUNT
    elif now.phase == "syncing":
        mood = Mood.SYNCING
    elif login is not None:
        mood = Mood.LOGIN_NEEDED
    elif now.phase == "paused":
        mood = Mood.PAUSED
    elif counts.parked:
        mood = Mood.PARKED
    elif now.code is not None:
        mood = Mood.TROUBLE
    elif now.last_success is None:
        mood = Mood.NEVER_SYNCED
    about = login or next((a for a in everybody if a.id == now.account_id), None)
    return Status(
        mood=mood,
        code=now.code,
        account_id=about.id if about else "",
        account_title=about.title if about else "",
        last_success=now.last_success,
        done=now.done,
        total=now.total,
        waiting=counts.outbox_waiting,
        parked=counts.parked,
    )
