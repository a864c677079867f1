"""Room on the disk: which held contents go, and the files that no row names any more.

Nothing of a person's own goes, nor pinned content, nor content of what only this computer can show again.
Never enters here: when this runs (after a round, not during one).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, exists, func, select

from sync.store.blob_rows import forget_hash, hashes
from sync.store.store import Store
from sync.store.tables import blob, content, item, item_state
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
