"""Lays what waits in the outbox over mirrored items, so that a person sees at once what they did.

Only a server's answer changes a mirrored row; this changes what is shown of it.
Never enters here: writing, wording.
"""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import Connection, select

from sync.model.ids import split_occurrence
from sync.model.intents import Intent, IntentKind, IntentState, RespondPayload
from sync.model.items import EventDetail, Item, Occurrence, PartStat
from sync.store.rows import to_intent
from sync.store.store import Store
from sync.store.tables import outbox as table

Pending = dict[str, tuple[Intent, ...]]


def pending(store: Store) -> Pending:
    """Return the intents that are on their way (waiting or sending), by item id, oldest first.

    An answer to one occurrence stands under its event's id. Parked ones are not among them: they are
    with the person again.
    """
    with store.read() as connection:
        return pending_on(connection, store.clock.now())


def pending_on(connection: Connection, now: dt.datetime) -> Pending:
    """As ``pending``, on a connection that is open already."""
    result: Pending = {}
    found = connection.execute(select(table).where(table.c.parked.is_(False)).order_by(table.c.id))
    for row in found:
        intent = to_intent(row, now)
        item_id = split_occurrence(intent.item_id)[0]
        if item_id and intent.state is not IntentState.PARKED:
            result[item_id] = (*result.get(item_id, ()), intent)
    return result


def overlay(item: Item, intents: tuple[Intent, ...]) -> Item:
    """Return the item as the person left it: kinds of waiting intents, and an event's waiting answer."""
    if not intents:
        return item
    changed = msgspec.structs.replace(
        item, pending=tuple(dict.fromkeys(intent.kind.value for intent in intents))
    )
    if isinstance(item.detail, EventDetail):
        answer = _answer(intents, "")
        if answer is not None:
            detail = msgspec.structs.replace(item.detail, response=answer)
            changed = msgspec.structs.replace(changed, detail=detail)
    return changed


def overlay_occurrence(occurrence: Occurrence, intents: tuple[Intent, ...]) -> tuple[Occurrence, bool]:
    """Return one occurrence with the answer that waits for it, and whether there is one."""
    answer = _answer(intents, occurrence.recurrence_id)
    if answer is None:
        return occurrence, False
    return msgspec.structs.replace(occurrence, response=answer), True


def _answer(intents: tuple[Intent, ...], recurrence_id: str) -> PartStat | None:
    """Return the last waiting answer for an occurrence; one to the whole series counts for each."""
    found: PartStat | None = None
    for intent in intents:
        if intent.kind is IntentKind.RESPOND:
            try:
                payload = msgspec.json.decode(intent.payload, type=RespondPayload)
            except msgspec.DecodeError:
                continue  # another version's: its delivery tells about it, no list fails for it
            if payload.recurrence_id in ("", recurrence_id):
                found = payload.response
    return found
