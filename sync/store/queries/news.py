"""News and announcements. Never enters here: what is to be notified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select

from sync.model.items import Item, ItemKind, Lane
from sync.store.queries.reading import Reading, listed
from sync.store.rows import chunked
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


def loud(store: Store, ids: Iterable[str]) -> list[Item]:
    """Return those of some items that are announcements or must-reads, neither read nor notified about.

    In the order of their ids. A first sync asks about tens of thousands, so few statements.
    """
    found: list[Item] = []
    with store.read() as connection:
        reading = Reading(store, connection)
        for batch in chunked(sorted(ids)):
            query = listed().where(
                item.c.id.in_(batch),
                item.c.kind == ItemKind.NEWS.value,
                (item.c.lane == Lane.ANNOUNCEMENT.value) | item.c.must_read,
                item_state.c.read_at.is_(None),
                item_state.c.notified_at.is_(None),
            )
            found += reading.items(query.order_by(item.c.id))
    return found


def read_among(store: Store, ids: Iterable[str]) -> list[str]:
    """Return those of some items that were read, in the order of their ids."""
    found: list[str] = []
    with store.read() as connection:
        for batch in chunked(sorted(ids)):
            query = select(item_state.c.item_id).where(
                item_state.c.item_id.in_(batch), item_state.c.read_at.is_not(None)
            )
            found += connection.execute(query.order_by(item_state.c.item_id)).scalars()
    return found
