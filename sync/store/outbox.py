"""What a person did and servers do not know yet. A row is written before anything is sent.

States: waiting, sending (while leased), parked (waits for the person). An expired lease is waiting again, so
a crash in the middle of a delivery sends once more, under the same key. Order holds per item: what follows
on the same item waits its turn. Never enters here: delivery, backoff policy.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from sync.model.errors import ErrorCode
from sync.model.ids import split_occurrence
from sync.model.intents import Intent, IntentKind
from sync.model.items import ItemDraft
from sync.store import mirror, rows
from sync.store.store import Store
from sync.store.tables import outbox as table
from sync.store.transaction import Transaction

# A newer one of these is the person's word instead of the older one, not beside it.
_REPLACED = frozenset({IntentKind.RESPOND, IntentKind.VOTE, IntentKind.CONFIRM})


def enqueue(
    tx: Transaction,
    account_id: str,
    item_id: str,
    kind: IntentKind,
    payload: bytes,
    key: str | None = None,
) -> Intent:
    """Put an intent into the outbox and return it.

    ``key``: the client's own name for it; None makes one that is never used again (letters, digits and
    "-", fit for a file name). Under a key that stands in the outbox already: one that is being sent
    stays as it is, another takes the new payload. A newer RESPOND, VOTE or CONFIRM of the same item takes
    the place of a waiting or parked one; one that is being sent goes first.
    """
    if kind in _REPLACED and item_id:
        for old in _rows(tx, table.c.item_id == item_id, table.c.kind == kind.value):
            if not rows.leased(old, tx.now):
                tx.conn.execute(delete(table).where(table.c.id == old.id))
    tx.changes.outbox = True
    if item_id:
        tx.changes.state.add(split_occurrence(item_id)[0])
    if key is not None:
        for old in _rows(tx, table.c.key == key):
            if not rows.leased(old, tx.now):
                tx.conn.execute(update(table).where(table.c.id == old.id).values(payload=payload, **_FRESH))
            return _one(tx, old.id)
    number = tx.conn.execute(
        insert(table).values(
            key=key or f"{kind.value}-{uuid.uuid4().hex}",
            account_id=account_id,
            item_id=item_id,
            kind=kind.value,
            payload=payload,
            created=tx.now,
        )
    ).inserted_primary_key
    assert number is not None
    return _one(tx, number[0])


_FRESH: dict[str, Any] = {
    "parked": False,
    "next_try": None,
    "leased_until": None,
    "error": None,
    "error_message": "",
}


def _rows(tx: Transaction, *where: Any) -> list[Any]:
    return list(tx.conn.execute(select(table).where(*where).order_by(table.c.id)).all())


def _one(tx: Transaction, intent_id: int) -> Intent:
    return rows.to_intent(tx.conn.execute(select(table).where(table.c.id == intent_id)).one(), tx.now)


def all_intents(store: Store) -> list[Intent]:
    """Return everything in the outbox, oldest first."""
    with store.read() as connection:
        found = connection.execute(select(table).order_by(table.c.id)).all()
    now = store.clock.now()
    return [rows.to_intent(row, now) for row in found]


def due(store: Store, account_id: str, now: dt.datetime) -> list[Intent]:
    """Return what may be sent now, oldest first: of each item only the first in line.

    What follows on the same item is due when the first is confirmed, parked or discarded: ask again then.
    """
    with store.read() as connection:
        found = connection.execute(
            select(table)
            .where(table.c.account_id == account_id, table.c.parked.is_(False))
            .order_by(table.c.id)
        ).all()
    heads: list[Intent] = []
    begun: set[str] = set()
    for row in found:
        subject = split_occurrence(row.item_id)[0]  # all occurrences of an event are one resource
        if subject and subject in begun:
            continue
        begun.add(subject)
        if not rows.leased(row, now) and not rows.ahead(row.next_try, now):
            heads.append(rows.to_intent(row, now))
    return heads


def next_due(store: Store, account_id: str) -> dt.datetime | None:
    """Return when something will be due that is not parked: the earliest next try or end of a lease.

    None when nothing waits; a moment in the past when something is due already.
    """
    with store.read() as connection:
        found = connection.execute(
            select(table.c.created, table.c.next_try, table.c.leased_until).where(
                table.c.account_id == account_id, table.c.parked.is_(False)
            )
        ).all()
    return min((max(filter(None, row)) for row in found), default=None)


def lease(tx: Transaction, intent_id: int, seconds: float) -> bool:
    """Take an intent for sending, for so long; False when it is gone, parked, or taken already."""
    row = tx.conn.execute(select(table).where(table.c.id == intent_id)).one_or_none()
    if row is None or row.parked or rows.leased(row, tx.now):
        return False
    tx.conn.execute(
        update(table)
        .where(table.c.id == intent_id)
        .values(leased_until=tx.now + dt.timedelta(seconds=seconds), attempts=row.attempts + 1)
    )
    tx.changes.outbox = True
    return True


def release(
    tx: Transaction, intent_id: int, code: ErrorCode, message: str, next_try: dt.datetime | None
) -> None:
    """Give an intent back after an attempt that failed; it is due again at ``next_try`` (None: at once)."""
    _update(
        tx,
        intent_id,
        leased_until=None,
        next_try=next_try,
        error=code.value,
        error_message=rows.storable(message),
    )


def park(tx: Transaction, intent_id: int, code: ErrorCode, message: str) -> None:
    """Set an intent apart until the person decides."""
    _update(
        tx,
        intent_id,
        parked=True,
        leased_until=None,
        next_try=None,
        error=code.value,
        error_message=rows.storable(message),
    )


def retry(tx: Transaction, intent_id: int) -> None:
    """Let a parked or waiting intent be sent with the next round. One that is being sent goes on."""
    row = tx.conn.execute(select(table).where(table.c.id == intent_id)).one_or_none()
    if row is not None and not rows.leased(row, tx.now):
        _update(tx, intent_id, **_FRESH)


def discard(tx: Transaction, intent_id: int) -> bool:
    """Give an intent up; False when it is gone already (perhaps delivered)."""
    return _delete(tx, intent_id) is not None


def confirm(tx: Transaction, intent_id: int, draft: ItemDraft | None = None) -> bool:
    """The server took it: the row goes and the mirror gets what now stands there, in one commit.

    False when the row is gone (discarded while it was sent): then nothing is stored, and the next pull
    brings what the server has.
    """
    row = _delete(tx, intent_id)
    if row is None:
        return False
    if draft is not None:
        mirror.put(tx, row.account_id, draft)
    return True


def _update(tx: Transaction, intent_id: int, **values: Any) -> None:
    row = tx.conn.execute(select(table).where(table.c.id == intent_id)).one_or_none()
    if row is None or all(getattr(row, name) == value for name, value in values.items()):
        return
    tx.conn.execute(update(table).where(table.c.id == intent_id).values(**values))
    _changed(tx, row)


def _delete(tx: Transaction, intent_id: int) -> Any:
    row = tx.conn.execute(select(table).where(table.c.id == intent_id)).one_or_none()
    if row is not None:
        tx.conn.execute(delete(table).where(table.c.id == intent_id))
        _changed(tx, row)
    return row


def _changed(tx: Transaction, row: Any) -> None:
    tx.changes.outbox = True
    if row.item_id:
        tx.changes.state.add(split_occurrence(row.item_id)[0])
