"""Settings as JSON values by name, in the same file and commit as all else.

Never enters here: what a setting means, its default (the caller has it).
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from sync.store.store import Store
from sync.store.tables import setting
from sync.store.transaction import Transaction

T = TypeVar("T")


def get(store: Store, key: str, default: T) -> T:
    """Return a setting's value; ``default`` when it is not set or of another type than the default's."""
    with store.read() as connection:
        raw = connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar()
    if raw is None:
        return default
    try:
        value = msgspec.json.decode(raw)
        if default is None:
            return value  # type: ignore[no-any-return]
        return msgspec.convert(value, type(default))
    except (msgspec.DecodeError, msgspec.ValidationError):
        return default


def all_settings(store: Store) -> dict[str, object]:
    """Return every setting by name."""
    with store.read() as connection:
        rows = connection.execute(select(setting.c.key, setting.c.value).order_by(setting.c.key)).all()
    return {row.key: msgspec.json.decode(row.value) for row in rows}


def put(tx: Transaction, key: str, value: object) -> None:
    """Store a setting (anything JSON can hold); writes nothing when it is so already."""
    raw = msgspec.json.encode(value).decode()
    stored = tx.conn.execute(select(setting.c.value).where(setting.c.key == key)).scalar()
    if stored == raw:
        return
    statement = insert(setting).values(key=key, value=raw)
    tx.conn.execute(
        statement.on_conflict_do_update(
            index_elements=[setting.c.key], set_={"value": statement.excluded.value}
        )
    )
    tx.changes.settings = True
