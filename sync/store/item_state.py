"""What is the person's own about items: read, starred, pinned, notified, confirmed. Survives the items.

Every call is idempotent and writes nothing (and tells nobody) when nothing changes.
Never enters here: the outbox (a confirmation's delivery is an intent), content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from sync.model.items import ItemKind, Lane
from sync.store.rows import chunked
from sync.store.tables import item
from sync.store.tables import item_state as table
from sync.store.transaction import Transaction

_Now = Row[Any]
# From an item's row joined with its state: the columns to be written, None when it is so already.
_Change = Callable[[_Now], dict[str, Any] | None]


def mark_read(tx: Transaction, ids: Iterable[str], read: bool = True) -> int:
    """Mark items read (as they are now) or unread; return how many changed."""

    def change(now: _Now) -> dict[str, Any] | None:
        if not read:
            return None if now.read_at is None else {"read_at": None}
        if now.read_at is not None and now.read_fingerprint == now.fingerprint:
            return None
        return {"read_at": now.read_at or tx.now, "read_fingerprint": now.fingerprint}

    return _set(tx, ids, change)


def mark_all_read(tx: Transaction, kind: ItemKind, lane: Lane | None = None) -> int:
    """Mark all unread items of a kind (and lane) read; return how many changed."""
    query = (
        select(item.c.id)
        .outerjoin(table, table.c.item_id == item.c.id)
        .where(item.c.kind == kind.value, table.c.read_at.is_(None))
    )
    if lane is not None:
        query = query.where(item.c.lane == lane.value)
    return mark_read(tx, tx.conn.execute(query).scalars().all())


def star(tx: Transaction, ids: Iterable[str], on: bool = True) -> int:
    """Star items or take the star away; return how many changed."""
    return _set(tx, ids, _moment(tx, "starred_at", on))


def set_notified(tx: Transaction, ids: Iterable[str]) -> int:
    """Note that a notification was shown, once ever; return how many were not noted before."""
    return _set(tx, ids, _moment(tx, "notified_at", True))


def confirm(tx: Transaction, item_id: str, on: bool = True) -> bool:
    """Note that the person confirmed a must-read, or took that back; False when nothing changed by it."""
    return bool(_set(tx, [item_id], _moment(tx, "confirmed_at", on)))


def pin(tx: Transaction, ids: Iterable[str], on: bool = True) -> int:
    """Keep items' content on this computer whatever the quota says, or stop that."""

    def change(now: _Now) -> dict[str, Any] | None:
        return None if bool(now.pinned) == on else {"pinned": on}

    return _set(tx, ids, change)


def _moment(tx: Transaction, column: str, on: bool) -> _Change:
    def change(now: _Now) -> dict[str, Any] | None:
        if (getattr(now, column) is not None) == on:
            return None
        return {column: tx.now if on else None}

    return change


def _set(tx: Transaction, ids: Iterable[str], change: _Change) -> int:
    changed = 0
    for batch in chunked(dict.fromkeys(ids)):
        found = tx.conn.execute(
            select(
                item.c.id,
                item.c.kind,
                item.c.account_id,
                item.c.fingerprint,
                table.c.pk,
                table.c.read_at,
                table.c.read_fingerprint,
                table.c.starred_at,
                table.c.notified_at,
                table.c.confirmed_at,
                table.c.pinned,
            )
            .outerjoin(table, table.c.item_id == item.c.id)
            .where(item.c.id.in_(batch))
        ).all()
        new: list[dict[str, Any]] = []
        old: list[dict[str, Any]] = []
        for now in found:
            values = change(now)
            if values is None:
                continue
            if now.pk is None:
                new.append({"item_id": now.id, "account_id": now.account_id, **values})
            else:
                old.append({"b_pk": now.pk, **values})
            tx.changes.state.add(now.id)
            tx.changes.kinds.add(ItemKind(now.kind))
            changed += 1
        # All rows of one call name the same columns, so each goes in one statement.
        if new:
            tx.conn.execute(insert(table), new)
        if old:
            columns: dict[str, Any] = {name: bindparam(name) for name in old[0] if name != "b_pk"}
            tx.conn.execute(update(table).where(table.c.pk == bindparam("b_pk")).values(columns), old)
    return changed
