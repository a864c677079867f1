"""News and announcements: what there is to read, and what a person does with it.

Never enters here: wording, widgets, how an item got here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection as AnyOf
from dataclasses import dataclass

import msgspec

from app.outbox import own_key
from sync.model.intents import InboxPayload, IntentKind
from sync.model.items import Item, ItemKind, Lane
from sync.store import accounts, item_state, outbox, queries
from sync.store.store import Store
from sync.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Trust:
    """What lets a person judge an item. Times are aware, UTC; None where the server did not say."""

    source: str  # title of the collection it came by
    owner: str  # who wrote or owns it, "" if unknown
    changed: dt.datetime | None
    synced: dt.datetime | None
    changed_since_read: bool


def changed_since_read(item: Item) -> bool:
    """Return whether what the person once read is not what the item says now."""
    state = item.state
    return bool(state.read_fingerprint) and state.read_fingerprint != item.fingerprint


class News:
    """The person's view of news, announcements and the management lane."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def items(
        self,
        lane: Lane | None = None,
        *,
        unread: bool = False,
        starred: bool = False,
        since: dt.datetime | None = None,
        limit: int | None = None,
    ) -> list[Item]:
        """Return items newest first, without bodies. ``lane`` None means all lanes."""
        return queries.news(self._store, lane=lane, unread=unread, starred=starred, since=since, limit=limit)

    def item(self, item_id: str) -> Item | None:
        """Return one item whole (``html``, ``text``), None when it is not in the cache."""
        return queries.item(self._store, item_id)

    def mark_read(self, item_ids: AnyOf[str], read: bool = True) -> None:
        """Mark items read or unread. Idempotent."""
        self._store.write(lambda tx: item_state.mark_read(tx, item_ids, read=read))

    def mark_all_read(self, lane: Lane | None = None) -> list[str]:
        """Mark all news (of one lane) read; return the ids that were unread, so it can be undone."""
        unread = [item.id for item in queries.news(self._store, lane=lane, unread=True)]
        if unread:
            self.mark_read(unread)
        return unread

    def star(self, item_ids: AnyOf[str], on: bool = True) -> None:
        """Star items or take the star away. Idempotent."""
        self._store.write(lambda tx: item_state.star(tx, item_ids, on=on))

    def confirm(self, item_id: str) -> bool:
        """Confirm a must-read. Return whether the organisation will be told.

        The confirmation goes to the profile's inbox where there is one; otherwise it stays on this
        computer, and the caller says so.
        """
        item = queries.item(self._store, item_id)
        if item is None or item.kind is not ItemKind.NEWS:
            raise KeyError(item_id)
        account = accounts.get(self._store, item.account_id)
        tell = bool(account and account.inbox)
        payload = msgspec.json.encode(
            InboxPayload(
                subject=item.uid,
                text=item.title,
                person=account.username if account else "",
                at=self._store.clock.now().isoformat(),
            )
        )

        key = own_key(self._store, IntentKind.CONFIRM, item_id)

        def work(tx: Transaction) -> None:
            item_state.mark_read(tx, [item_id], read=True)
            item_state.confirm(tx, item_id)
            if tell and item.state.confirmed_at is None:
                outbox.enqueue(tx, item.account_id, item_id, IntentKind.CONFIRM, payload, key=key)

        self._store.write(work)
        return tell

    def can_be_counted(self, item: Item) -> bool:
        """Return whether a confirmation of this item reaches the organisation."""
        account = accounts.get(self._store, item.account_id)
        return bool(account and account.inbox)

    def trust(self, item: Item) -> Trust:
        """Return the trust line's facts for any kind of item."""
        titles = {c.id: c.title for c in accounts.collections(self._store, item.account_id)}
        return Trust(
            source=titles.get(item.collection_id, ""),
            owner=item.author,
            changed=item.changed or item.sort_at,
            synced=item.synced,
            changed_since_read=changed_since_read(item),
        )
