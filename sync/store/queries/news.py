"""News and announcements. Never enters here: what is to be notified."""

from __future__ import annotations

import datetime as dt

from sync.model.items import Item, ItemKind, Lane
from sync.store.queries.reading import Reading, listed
from sync.store.store import Store
from sync.store.tables import item, item_state


def news(
    store: Store,
    *,
    lane: Lane | None = None,
    unread: bool = False,
    starred: bool = False,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Item]:
    """Return news, newest first. ``since`` <= published < ``until``."""
    query = listed().where(item.c.kind == ItemKind.NEWS.value)
    if lane is not None:
        query = query.where(item.c.lane == lane.value)
    if unread:
        query = query.where(item_state.c.read_at.is_(None))
    if starred:
        query = query.where(item_state.c.starred_at.is_not(None))
    if since is not None:
        query = query.where(item.c.sort_at >= since)
    if until is not None:
        query = query.where(item.c.sort_at < until)
    query = query.order_by(item.c.sort_at.desc(), item.c.pk.desc())
    if limit is not None or offset:
        query = query.limit(-1 if limit is None else limit).offset(offset)
    with store.read() as connection:
        return Reading(store, connection).items(query)


def must_reads_open(store: Store) -> list[Item]:
    """Return must-reads that the person has not confirmed, oldest first: they have waited longest."""
    query = (
        listed()
        .where(item.c.kind == ItemKind.NEWS.value, item.c.must_read, item_state.c.confirmed_at.is_(None))
        .order_by(item.c.sort_at, item.c.pk)
    )
    with store.read() as connection:
        return Reading(store, connection).items(query)


def missed(store: Store, since: dt.datetime) -> list[Item]:
    """Return unread news published or arrived since, newest first: a late one was missed too."""
    query = (
        listed()
        .where(
            item.c.kind == ItemKind.NEWS.value,
            item_state.c.read_at.is_(None),
            (item.c.sort_at >= since) | (item.c.added >= since),
        )
        .order_by(item.c.sort_at.desc(), item.c.pk.desc())
    )
    with store.read() as connection:
        return Reading(store, connection).items(query)
