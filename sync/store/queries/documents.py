"""Documents and folders. Never enters here: their content."""

from __future__ import annotations

import datetime as dt

from sync.model.items import Item, ItemKind
from sync.store.queries.reading import Reading, listed
from sync.store.store import Store
from sync.store.tables import item


def documents(
    store: Store,
    *,
    collection_id: str | None = None,
    parent: str | None = None,
    since: dt.datetime | None = None,
    limit: int | None = None,
    recursive: bool = True,
) -> list[Item]:
    """Return documents and folders: folders first, then by folder and title.

    ``parent``: path of a folder as documents have it ("" is the top); ``recursive``: also what is below
    it. ``since``: changed at or after.
    """
    query = listed().where(item.c.kind == ItemKind.DOCUMENT.value)
    if collection_id is not None:
        query = query.where(item.c.collection_id == collection_id)
    if parent is not None and not (recursive and parent == ""):
        path = parent.strip("/")
        here = item.c.parent_path == path
        if recursive:  # "0" comes right after "/": a range, which the index can serve
            here = here | ((item.c.parent_path > path + "/") & (item.c.parent_path < path + "0"))
        query = query.where(here)
    if since is not None:
        query = query.where(item.c.sort_at >= since)
    query = query.order_by(
        item.c.is_folder.desc(), item.c.parent_path, item.c.title.collate("NOCASE"), item.c.pk
    )
    if limit is not None:
        query = query.limit(limit)
    with store.read() as connection:
        return Reading(store, connection).items(query)


def folders(store: Store, collection_id: str) -> list[Item]:
    """Return all folders of a collection, by path."""
    query = (
        listed()
        .where(
            item.c.kind == ItemKind.DOCUMENT.value,
            item.c.collection_id == collection_id,
            item.c.is_folder,
        )
        .order_by(item.c.parent_path, item.c.title.collate("NOCASE"), item.c.pk)
    )
    with store.read() as connection:
        return Reading(store, connection).items(query)


def recent_documents(store: Store, limit: int) -> list[Item]:
    """Return the documents that changed last, newest first; no folders."""
    query = (
        listed()
        .where(item.c.kind == ItemKind.DOCUMENT.value, item.c.is_folder.is_(False))
        .order_by(item.c.sort_at.desc(), item.c.pk.desc())
        .limit(limit)
    )
    with store.read() as connection:
        return Reading(store, connection).items(query)
