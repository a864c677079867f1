"""Rows of held contents that the facade and the clean-up need too. Never enters here: files, a ``Store``."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from sync.store.tables import blob, content
from sync.store.transaction import Transaction


def forget_hash(tx: Transaction, content_hash: str) -> None:
    """Forget a content whose file proved bad: its addresses are to be fetched again."""
    found = tx.conn.execute(select(content.c.href).where(content.c.hash == content_hash)).scalars().all()
    tx.conn.execute(delete(blob).where(blob.c.hash == content_hash))  # its places go along
    tx.changes.blobs.update(found)


def hashes(connection: Connection) -> set[str]:
    """Return every content that a row names."""
    return set(connection.execute(select(blob.c.hash)).scalars())
