"""Writes the remembered "found unchanged" moments of collections along with a commit.

Never enters here: when a pull happens.
"""

from __future__ import annotations

import datetime as dt
import logging

from sqlalchemy import select, update

from sync.model.errors import StoreUnusable
from sync.store.tables import collection
from sync.store.transaction import Freshness, Transaction
from sync.store.writer import Writer

log = logging.getLogger(__name__)
# A closing program writes a moment only when the stored one is older than this by so much.
_WORTH_A_WRITE = dt.timedelta(hours=1)


def save(tx: Transaction) -> None:
    """Store all remembered moments that are later than the stored ones."""
    for collection_id, moment in tx.freshness.unsaved().items():
        tx.conn.execute(
            update(collection)
            .where(collection.c.id == collection_id, collection.c.synced_at < moment)
            .values(synced_at=moment)
        )


def save_when_old(writer: Writer, remembered: Freshness) -> None:
    """Store the moments if one of them would otherwise be lost by more than an hour. Never raises."""
    moments = remembered.unsaved()
    if not moments:
        return

    def work(tx: Transaction) -> None:
        rows = tx.conn.execute(
            select(collection.c.id, collection.c.synced_at).where(collection.c.id.in_(moments))
        )
        if any(row.synced_at and moments[row.id] - row.synced_at > _WORTH_A_WRITE for row in rows.all()):
            save(tx)

    try:
        writer.write(work)
    except StoreUnusable:
        log.warning("the moments of the last sync could not be stored", exc_info=True)
