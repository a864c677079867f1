"""What work on the writer thread gets: the connection, the moment, and a place to note its changes.

Never enters here: SQL, threads.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from sync.model.changes import ChangeSet
from sync.model.items import ItemKind


@dataclass(slots=True)
class Changes:
    """Grows during a transaction, becomes one ``ChangeSet`` after its commit."""

    added: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    state: set[str] = field(default_factory=set)
    kinds: set[ItemKind] = field(default_factory=set)
    blobs: set[str] = field(default_factory=set)
    outbox: bool = False
    accounts: bool = False
    collections: bool = False
    profile: bool = False
    settings: bool = False
    first_sync: bool = False

    def build(self) -> ChangeSet:
        """Return the frozen form. What was added and removed again in one commit was only removed."""
        return ChangeSet(
            added=frozenset(self.added - self.removed),
            changed=frozenset(self.changed - self.added - self.removed),
            removed=frozenset(self.removed),
            state=frozenset(self.state),
            kinds=frozenset(self.kinds),
            outbox=self.outbox,
            accounts=self.accounts,
            collections=self.collections,
            profile=self.profile,
            settings=self.settings,
            blobs=frozenset(self.blobs),
            first_sync=self.first_sync,
        )


class Freshness:
    """When each collection was last found unchanged, kept in memory.

    A pull that finds nothing new writes nothing, yet "last synced" on the screen has to move. So the moment
    waits here for the next commit that writes anyway (or for closing, when it is worth a write). Thread-safe.
    """

    def __init__(self) -> None:
        self._moments: dict[str, dt.datetime] = {}
        self._unsaved: set[str] = set()
        self._guard = threading.Lock()

    def note(self, collection_id: str, moment: dt.datetime) -> None:
        """Remember that a collection was in step with its server at ``moment``."""
        with self._guard:
            self._moments[collection_id] = moment
            self._unsaved.add(collection_id)

    def latest(self, collection_id: str, stored: dt.datetime | None) -> dt.datetime | None:
        """Return the later of what is stored and what is remembered."""
        with self._guard:
            moment = self._moments.get(collection_id)
        if moment is None or (stored is not None and stored > moment):
            return stored
        return moment

    def unsaved(self) -> dict[str, dt.datetime]:
        """Return what no commit has taken along yet."""
        with self._guard:
            return {name: self._moments[name] for name in self._unsaved}

    def saved(self, names: Iterable[str]) -> None:
        """These were committed."""
        with self._guard:
            self._unsaved.difference_update(names)

    def forget(self, names: Iterable[str]) -> None:
        """These collections are gone, or will be read anew."""
        with self._guard:
            for name in names:
                self._moments.pop(name, None)
                self._unsaved.discard(name)


@dataclass(slots=True)
class Transaction:
    """One BEGIN IMMEDIATE transaction on the writer thread. ``now``: the moment it began, aware, UTC.

    Valid only inside the work that received it.
    """

    conn: Connection
    now: dt.datetime
    freshness: Freshness
    changes: Changes = field(default_factory=Changes)
