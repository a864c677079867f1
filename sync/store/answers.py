"""What a person chose (a vote, a sign-up), remembered after its delivery: an inbox cannot be read back.

Never enters here: delivery (outbox), what a choice means.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from sync.model.ids import split_occurrence
from sync.model.intents import IntentKind
from sync.store.store import Store
from sync.store.tables import answer, item
from sync.store.transaction import Transaction


def of_kind(store: Store, kind: IntentKind) -> dict[str, str]:
    """Return the person's answers of a kind: id of the item or occurrence -> what was chosen."""
    with store.read() as connection:
        found = connection.execute(
            select(answer.c.item_id, answer.c.value).where(answer.c.kind == kind.value)
        ).all()
    return {row.item_id: row.value for row in found}


def remember(tx: Transaction, item_id: str, kind: IntentKind, value: str) -> None:
    """Store an answer; the last one stands. Writes nothing when it is the same."""
    stored = tx.conn.execute(
        select(answer.c.value).where(answer.c.item_id == item_id, answer.c.kind == kind.value)
    ).scalar()
    if stored == value:
        return
    account_id = tx.conn.execute(
        select(item.c.account_id).where(item.c.id == split_occurrence(item_id)[0])
    ).scalar()
    write = insert(answer).values(
        item_id=item_id, kind=kind.value, account_id=account_id or "", value=value, at=tx.now
    )
    tx.conn.execute(
        write.on_conflict_do_update(
            index_elements=[answer.c.item_id, answer.c.kind],
            set_={"value": write.excluded.value, "at": write.excluded["at"]},
        )
    )
    tx.changes.state.add(item_id)


def forget(tx: Transaction, item_id: str, kind: IntentKind) -> None:
    """Forget an answer that was given up before it was delivered."""
    done = tx.conn.execute(delete(answer).where(answer.c.item_id == item_id, answer.c.kind == kind.value))
    if done.rowcount:
        tx.changes.state.add(item_id)
