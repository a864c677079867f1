"""Which contents are held, under which address, and which are still to be fetched.

The bytes are in ``blob_files``; here are the rows. Never enters here: fetching, the files' format.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from sync.model.ids import normalise_href
from sync.store import rows
from sync.store.blob_files import BadBlob, Blobs, BlobWriter
from sync.store.blob_rows import forget_hash, hashes
from sync.store.rows import chunked
from sync.store.store import Store
from sync.store.tables import blob, content, item
from sync.store.transaction import Transaction
from sync.store.wanted import Limits, Wanted, missing

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held:
    """A content on this computer. ``hash``: SHA-256, hexadecimal; ``size``: bytes.

    ``etag`` and ``last_modified`` are the validators that came with it, for the next conditional request.
    ``version``: the item's ETag or fingerprint that it belongs to ("" for a picture).
    """

    href: str
    hash: str
    size: int
    media_type: str
    etag: str
    last_modified: str
    version: str
    fetched: dt.datetime


def lookup(store: Store, href: str) -> Held | None:
    """Return what is held for an address."""
    with store.read() as connection:
        return lookup_on(connection, href)


def lookup_on(connection: Connection, href: str) -> Held | None:
    """As ``lookup``, on a connection that is open already."""
    row = connection.execute(
        select(content, blob.c.size, blob.c.media_type)
        .join(blob, blob.c.hash == content.c.hash)
        .where(content.c.href == normalise_href(href))
    ).one_or_none()
    if row is None:
        return None
    return Held(
        href=row.href,
        hash=row.hash,
        size=row.size,
        media_type=row.media_type,
        etag=row.etag,
        last_modified=row.last_modified,
        version=row.version,
        fetched=row.fetched,
    )


def record(
    tx: Transaction,
    href: str,
    content_hash: str,
    size: int,
    *,
    account_id: str,
    media_type: str = "",
    etag: str = "",
    last_modified: str = "",
    version: str | None = None,
) -> Held:
    """Note that a content (committed to ``Blobs``) is what stands at an address.

    ``version``: what the item's version was when the fetch began (``Wanted.version``); None takes the
    present one of the item at that address.
    """
    address = normalise_href(href)
    if version is None:
        version = _version_at(tx.conn, href)
    write = insert(blob).values(
        hash=content_hash, size=size, media_type=media_type, added=tx.now, last_used=tx.now
    )
    tx.conn.execute(
        write.on_conflict_do_update(
            index_elements=[blob.c.hash],
            set_={"last_used": write.excluded.last_used, "media_type": write.excluded.media_type},
        )
    )
    place = insert(content).values(
        href=address,
        account_id=account_id,
        hash=content_hash,
        etag=etag,
        last_modified=last_modified,
        version=version,
        fetched=tx.now,
    )
    tx.conn.execute(
        place.on_conflict_do_update(
            index_elements=[content.c.href],
            set_={
                name: place.excluded[name]
                for name in ("account_id", "hash", "etag", "last_modified", "version", "fetched")
            },
        )
    )
    tx.changes.blobs.add(href)
    return Held(address, content_hash, size, media_type, etag, last_modified, version, tx.now)


def still_right(tx: Transaction, href: str, *, version: str | None = None) -> None:
    """Note that a conditional request said the held content is still right (304)."""
    if version is None:
        version = _version_at(tx.conn, href)
    tx.conn.execute(
        update(content).where(content.c.href == normalise_href(href)).values(version=version, fetched=tx.now)
    )


def _version_at(connection: Connection, href: str) -> str:
    row = connection.execute(
        select(item.c.etag, item.c.fingerprint).where(item.c.href.in_([href, normalise_href(href)]))
    ).first()
    return "" if row is None else rows.version_of(row.etag, row.fingerprint)


def touch(tx: Transaction, hashes: Iterable[str], *, at_most: dt.timedelta = dt.timedelta(0)) -> None:
    """Note that contents were used now: what was not used for longest goes first when room is short.

    ``at_most``: nothing is written for one that was noted so lately.
    """
    for batch in chunked(hashes):
        tx.conn.execute(
            update(blob)
            .where(blob.c.hash.in_(batch), blob.c.last_used <= tx.now - at_most)
            .values(last_used=tx.now)
        )


def used(store: Store, content_hash: str) -> None:
    """Note soon, and once a day, that a person opened a content."""
    if not store.read_only:
        store.write_soon(lambda tx: touch(tx, [content_hash], at_most=_DAY))


def forget(tx: Transaction, hrefs: Iterable[str]) -> None:
    """Forget what stands at addresses; the files go with the next sweep."""
    for batch in chunked([normalise_href(href) for href in hrefs]):
        tx.conn.execute(delete(content).where(content.c.href.in_(batch)))
        tx.changes.blobs.update(batch)


__all__ = [
    "BadBlob", "BlobWriter", "Blobs", "Held", "Limits", "Wanted", "forget", "forget_hash", "hashes", "lookup",
    "lookup_on", "missing", "record", "still_right", "touch", "used",
]  # fmt: skip
