"""Events as they take place. Never enters here: expanding rules, zones of the screen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select

from sync.model.ids import occurrence_id, split_occurrence
from sync.model.items import EventDetail, Item, ItemKind, Occurrence, PartStat
from sync.store import projection, rows
from sync.store.queries.reading import Reading
from sync.store.store import Store
from sync.store.tables import from_micros, item
from sync.store.tables import occurrence as table


@dataclass(frozen=True, slots=True)
class EventOccurrence:
    """One time an event takes place. ``occurrence`` has title, place and answer already filled in from the
    series. ``pending``: the person's answer waits to be sent.
    """

    id: str
    item: Item
    occurrence: Occurrence
    pending: bool = False


def events(
    store: Store, start: dt.datetime, end: dt.datetime, *, collection_id: str | None = None
) -> list[EventOccurrence]:
    """Return what takes place between two aware moments, by start; cancelled occurrences too.

    An all-day event is a date and no moment: it is compared with the dates that ``start`` and ``end``
    have in their own zone. So ask with moments in the person's zone.
    """
    first, after = rows.days(start, end)
    timed = and_(
        table.c.all_day.is_(False),
        table.c.start < end,
        or_(table.c.end > start, and_(table.c.start == table.c.end, table.c.start >= start)),
    )
    whole_day = and_(
        table.c.all_day,
        table.c.start < from_micros(after),
        or_(table.c.end > from_micros(first), table.c.start >= from_micros(first)),
    )
    query = select(table).where(or_(timed, whole_day))
    if collection_id is not None:
        query = query.join(item, item.c.pk == table.c.item_pk).where(item.c.collection_id == collection_id)
    return _read(store, query.order_by(table.c.start, table.c.end, table.c.pk))


def occurrence(store: Store, any_id: str) -> EventOccurrence | None:
    """Return one occurrence by its id. An id without a recurrence gives a single event, or of a series the
    next one from now on (the last one when it is over).
    """
    event_id, recurrence = split_occurrence(any_id)
    query = (
        select(table)
        .join(item, item.c.pk == table.c.item_pk)
        .where(item.c.id == event_id, item.c.kind == ItemKind.EVENT.value)
        .order_by(table.c.start)
    )
    if recurrence:
        query = query.where(table.c.recurrence_id == recurrence)
    found = _read(store, query)
    now = store.clock.now()
    return next((one for one in found if one.occurrence.end > now), found[-1] if found else None)


def _read(store: Store, query: Select[Any]) -> list[EventOccurrence]:
    with store.read() as connection:
        reading = Reading(store, connection)
        found = connection.execute(query).all()
        items = reading.by_pks({row.item_pk for row in found})
        return [_merged(row, items[row.item_pk], reading.pending) for row in found if row.item_pk in items]


def _merged(row: Any, event: Item, pending: projection.Pending) -> EventOccurrence:
    series = event.detail
    assert isinstance(series, EventDetail)
    one = Occurrence(
        recurrence_id=row.recurrence_id,
        start=row.start,
        end=row.end,
        all_day=row.all_day,
        title=row.title or event.title,
        location=row.location or series.location,
        response=PartStat(row.response) if row.response is not None else series.response,
        cancelled=row.cancelled or series.status == "CANCELLED",
    )
    one, waits = projection.overlay_occurrence(one, pending.get(event.id, ()))
    return EventOccurrence(occurrence_id(event.id, row.recurrence_id), event, one, waits)
