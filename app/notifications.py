"""What to notify about, once ever, and when to be silent.

Never enters here: showing anything (``ui.tray``), wording.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.settings import Settings
from sync.model.changes import ChangeSet
from sync.model.items import Item, ItemKind
from sync.store import accounts, item_state, queries
from sync.store.store import Store

_MOST_TEXT = 240
_MOST_AT_ONCE = 3  # after a week of leave nobody wants forty bubbles
_STALE = dt.timedelta(days=3)  # older news is for "What did I miss?", not for a bubble


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification: an announcement's id (its id forever), who it is from, and its words."""

    item_id: str
    sender: str
    title: str
    text: str


class Notifications:
    """Decides about notifications. ``decide`` is called on the writer's side of a commit's ChangeSet."""

    def __init__(self, store: Store, settings: Settings, zone: dt.tzinfo | None = None) -> None:
        self._store = store
        self._settings = settings
        self._zone = zone
        self.paused_until: dt.datetime | None = None

    def decide(self, changes: ChangeSet) -> list[Notice]:
        """Return what to show for a commit. What is returned is stored as notified before.

        So a crash in between loses a bubble, never the unread mark, and nothing is shown twice. On a
        first sync everything is stored as notified and nothing is shown. Not on the writer thread.
        """
        if ItemKind.NEWS not in changes.kinds or not changes.added:
            return []
        fresh = queries.loud(self._store, changes.added)
        if not fresh:
            return []
        self._store.write(lambda tx: item_state.set_notified(tx, [item.id for item in fresh]))
        if changes.first_sync or not self._settings.notifications or self._is_quiet():
            return []
        now = self._store.clock.now()
        young = [item for item in fresh if item.sort_at is None or now - item.sort_at <= _STALE]
        young.sort(key=lambda item: item.sort_at or now, reverse=True)
        return [self._notice(item) for item in young[:_MOST_AT_ONCE]]

    def to_withdraw(self, changes: ChangeSet) -> list[str]:
        """Return the ids whose notification should go: read here or elsewhere, or removed."""
        return [*changes.removed, *queries.read_among(self._store, changes.state)]

    def badge(self) -> int:
        """Return the number for the tray's badge: unread announcements, by one query."""
        return queries.counts(self._store).unread_announcements

    def pause(self, how_long: dt.timedelta) -> None:
        """Show nothing for a while."""
        self.paused_until = self._store.clock.now() + how_long

    def _notice(self, item: Item) -> Notice:
        account = accounts.get(self._store, item.account_id)
        sender = item.author or (account.title if account else "")
        text = item.summary
        if len(text) > _MOST_TEXT:
            text = text[:_MOST_TEXT].rsplit(" ", 1)[0] + "…"
        return Notice(item.id, sender, item.title, text)

    def _is_quiet(self) -> bool:
        now = self._store.clock.now()
        if self.paused_until is not None and now < self.paused_until:
            return True
        start, end = _clock(self._settings.quiet_from), _clock(self._settings.quiet_until)
        if start is None or end is None or start == end:
            return False
        here = now.astimezone(self._zone).time()
        return start <= here < end if start < end else (here >= start or here < end)


def _clock(text: str) -> dt.time | None:
    """Return "22:00" as a time, None for anything else."""
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        return None
