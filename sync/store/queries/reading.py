"""From rows to ``Item``: the joins that every list shares, on one snapshot of the database.

Never enters here: which items a list wants.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Select, select

from sync.model.items import Item, ItemKind, ItemState
from sync.store import projection, rows
from sync.store.rows import chunked
from sync.store.store import Store
from sync.store.tables import collection, content, item, item_state

_LISTED = select(
    item,
    item_state.c.read_at,
    item_state.c.read_fingerprint,
    item_state.c.starred_at,
    item_state.c.notified_at,
    item_state.c.confirmed_at,
    item_state.c.pinned,
    content.c.hash.label("blob"),
).select_from(
    item.outerjoin(item_state, item_state.c.item_id == item.c.id).outerjoin(
        content, content.c.href == item.c.href
    )
)


def listed() -> Select[Any]:
    """Return the select of every list: items with state and held content, ready for where and order."""
    return _LISTED


class Reading:
    """One snapshot being read: what is needed beside the rows is fetched once."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self._store = store
        self.connection = connection

    @cached_property
    def pending(self) -> projection.Pending:
        """What waits in the outbox."""
        return projection.pending_on(self.connection, self._store.clock.now())

    @cached_property
    def _synced(self) -> dict[str, Any]:
        found = self.connection.execute(select(collection.c.id, collection.c.synced_at))
        return {row.id: self._store.freshness.latest(row.id, row.synced_at) for row in found}

    def items(self, query: Select[Any]) -> list[Item]:
        """Run a select made from ``listed`` and return its items."""
        return [self.item(row) for row in self.connection.execute(query)]

    def by_pks(self, pks: Iterable[int]) -> dict[int, Item]:
        """Return items by primary key."""
        found: dict[int, Item] = {}
        for batch in chunked(pks):
            for row in self.connection.execute(_LISTED.where(item.c.pk.in_(batch))):
                found[row.pk] = self.item(row)
        return found

    def item(self, row: Any, **large: Any) -> Item:
        """Return a row as an item with its waiting intents; ``large``: html, text, source."""
        synced = self._synced.get(row.collection_id)
        plain = Item(
            id=row.id,
            kind=ItemKind(row.kind),
            account_id=row.account_id,
            collection_id=row.collection_id,
            uid=row.uid,
            href=row.href,
            title=row.title,
            detail=rows.decode_detail(row.kind, row.detail),
            etag=row.etag,
            author=row.author,
            summary=row.summary,
            changed=row.changed,
            synced=row.synced if synced is None or synced < row.synced else synced,
            sort_at=row.sort_at,
            fingerprint=row.fingerprint,
            state=ItemState(
                read_at=row.read_at,
                read_fingerprint=row.read_fingerprint or "",
                starred_at=row.starred_at,
                notified_at=row.notified_at,
                confirmed_at=row.confirmed_at,
                pinned=bool(row.pinned),
            ),
            blob=row.blob or "",
            **large,
        )
        return projection.overlay(plain, self.pending.get(row.id, ()))
