"""Room on the disk: which held contents go, and the files that no row names any more.

Nothing of a person's own goes, nor pinned content, nor content of what only this computer can show again.
Never enters here: when this runs (after a round, not during one).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, exists, func, select

from sync.model.ids import item_id
from sync.model.items import ItemKind
from sync.store.blob_rows import forget_hash, hashes
from sync.store.rows import chunked
from sync.store.store import Store
from sync.store.tables import blob, content, item, item_state, membership
from sync.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Tidied:
    """What a tidying removed. ``contents``: rows given up for the quota; ``files``: files removed."""

    contents: int = 0
    files: int = 0


def tidy(store: Store, *, total_bytes: int | None = None) -> Tidied:
    """Keep held contents within ``total_bytes`` (None: no limit), then remove files that no row names.

    What was not used for longest goes first; pinned documents stay whatever the limit says.
    """

    def work(tx: Transaction) -> int:
        _forget_unplaced(tx)
        return 0 if total_bytes is None else _evict(tx, total_bytes)

    with store.read() as connection:
        store.blobs.recorded(hashes(connection))
    evicted = store.write(work)
    with store.read() as connection:
        known = hashes(connection)
    return Tidied(evicted, store.blobs.sweep(known))


def _forget_unplaced(tx: Transaction) -> None:
    """Contents that stand at no address: a newer version took their place."""
    tx.conn.execute(delete(blob).where(~exists().where(content.c.hash == blob.c.hash)))


def _evict(tx: Transaction, total_bytes: int) -> int:
    held = int(tx.conn.execute(select(func.sum(blob.c.size))).scalar() or 0)
    if held <= total_bytes:
        return 0
    pinned = (
        select(content.c.hash)
        .join(item, item.c.href == content.c.href)
        .join(item_state, item_state.c.item_id == item.c.id)
        .where(item_state.c.pinned)
    )
    oldest = tx.conn.execute(
        select(blob.c.hash, blob.c.size)
        .where(blob.c.hash.not_in(pinned))
        .order_by(blob.c.last_used, blob.c.pk)
    ).all()
    gone = 0
    for row in oldest:
        if held <= total_bytes:
            break
        forget_hash(tx, row.hash)
        held -= row.size
        gone += 1
    return gone


def forget_old_news(
    tx: Transaction, collection_id: str, *, before: dt.datetime, listed: Collection[str], account_id: str
) -> int:
    """Delete news of a collection that is older than ``before`` and that the server no longer lists.

    ``listed``: the uids of the last complete listing. Starred and unconfirmed must-reads stay. Never done
    by default: an intranet's memory is what people search. Returns how many were deleted.
    """
    keep = {item_id(ItemKind.NEWS, account_id, uid) for uid in listed}
    found = tx.conn.execute(
        select(item.c.pk, item.c.id)
        .join(membership, membership.c.item_pk == item.c.pk)
        .outerjoin(item_state, item_state.c.item_id == item.c.id)
        .where(
            membership.c.collection_id == collection_id,
            item.c.kind == ItemKind.NEWS.value,
            item.c.sort_at < before,
            item_state.c.starred_at.is_(None),
            item.c.must_read.is_(False) | item_state.c.confirmed_at.is_not(None),
        )
    ).all()
    gone = [row for row in found if row.id not in keep]
    for batch in chunked(gone):
        tx.conn.execute(delete(item).where(item.c.pk.in_([row.pk for row in batch])))
        tx.changes.removed.update(row.id for row in batch)
        tx.changes.kinds.add(ItemKind.NEWS)
    return len(gone)
