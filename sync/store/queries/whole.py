"""One item whole, by id or by address. Never enters here: lists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from sync.model.ids import normalise_href, split_occurrence
from sync.model.items import Item
from sync.store.queries.reading import Reading, listed
from sync.store.store import Store
from sync.store.tables import body, content, search_index
from sync.store.tables import item as table


def item(store: Store, any_id: str) -> Item | None:
    """Return one item with html, text and source; an occurrence's id gives its event."""
    return _one(store, table.c.id == split_occurrence(any_id)[0])


def item_by_href(store: Store, href: str) -> Item | None:
    """Return the item at an address, whole; with or without a final slash."""
    bare = normalise_href(href).rstrip("/")
    return _one(store, table.c.href.in_([bare, bare + "/", href]))


def _one(store: Store, where: Any) -> Item | None:
    with store.read() as connection:
        row = connection.execute(listed().where(where).order_by(table.c.pk).limit(1)).one_or_none()
        if row is None:
            return None
        large = connection.execute(
            select(body.c.html, body.c.source).where(body.c.item_pk == row.pk)
        ).one_or_none()
        text = connection.execute(select(search_index.c.body).where(search_index.c.rowid == row.pk)).scalar()
        return Reading(store, connection).item(
            row,
            html="" if large is None else large.html,
            source=b"" if large is None else large.source,
            text=text or "",
        )


def blob_for(store: Store, href: str) -> str:
    """Return the hash of the content held for an address (a picture's, say), "" when there is none."""
    with store.read() as connection:
        found = connection.execute(
            select(content.c.hash).where(content.c.href == normalise_href(href))
        ).scalar()
    return found or ""
