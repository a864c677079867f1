"""Accounts, their collections, and the profile that each organisation publishes.

Never enters here: credentials (they live in the system's store, never in this file), discovery.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select, update

from sync.model import ids
from sync.model.changes import FoundCollection
from sync.model.items import Account, AccountState, Collection, CollectionKind, Cursor, ItemKind, Lane
from sync.store import mirror, rows
from sync.store.store import Store
from sync.store.tables import account as table
from sync.store.tables import answer, content, item, item_state, outbox, setting
from sync.store.tables import collection as collection_table
from sync.store.tables import profile as profile_table
from sync.store.transaction import Transaction

# The highest number ever given out, so that an account's id never comes back as another's.
_LAST_NUMBER = "accounts.last_number"


def accounts(store: Store) -> list[Account]:
    """Return all accounts in the order they were added."""
    with store.read() as connection:
        found = connection.execute(select(table).order_by(table.c.pk)).all()
    return [_account(row) for row in found]


def get(store: Store, account_id: str) -> Account | None:
    """Return one account."""
    with store.read() as connection:
        row = connection.execute(select(table).where(table.c.id == account_id)).one_or_none()
    return None if row is None else _account(row)


def _account(row: Any) -> Account:
    return Account(
        id=row.id,
        title=row.title,
        address=row.address,
        username=row.username,
        kind=row.kind,
        mail=row.mail,
        origins=tuple(msgspec.json.decode(row.origins, type=list[str])),
        state=AccountState(row.state),
        state_detail=row.state_detail,
        inbox=row.inbox,
        first_synced_at=row.first_synced_at,
    )


def _columns(account: Account) -> dict[str, Any]:
    return {
        "title": rows.storable(account.title),
        "address": rows.storable(account.address),
        "username": rows.storable(account.username),
        "kind": rows.storable(account.kind),
        "mail": rows.storable(account.mail),
        "origins": rows.encode(account.origins),
        "state": account.state.value,
        "state_detail": rows.storable(account.state_detail),
        "inbox": rows.storable(account.inbox),
        "first_synced_at": account.first_synced_at,
    }


def add(tx: Transaction, account: Account, found: Iterable[FoundCollection]) -> Account:
    """Store a new account with its collections; return it with the id that it was given ("a1", "a2", ...).

    ``account.id`` is ignored. Ids are never used again, also after a removal.
    """
    last = tx.conn.execute(select(setting.c.value).where(setting.c.key == _LAST_NUMBER)).scalar()
    highest = max(
        [int(last) if last is not None else 0]
        + [int(id_[1:]) for id_ in tx.conn.execute(select(table.c.id)).scalars() if id_[1:].isdecimal()]
    )
    number = highest + 1
    if last is None:
        tx.conn.execute(insert(setting).values(key=_LAST_NUMBER, value=str(number)))
    else:
        tx.conn.execute(update(setting).where(setting.c.key == _LAST_NUMBER).values(value=str(number)))
    account = msgspec.structs.replace(account, id=f"a{number}")
    tx.conn.execute(insert(table).values(id=account.id, **_columns(account)))
    tx.changes.accounts = True
    reconcile(tx, account, found)
    return account


def save(tx: Transaction, account: Account) -> bool:
    """Store an account's fields; False when there is no such account. Writes nothing when all is equal."""
    row = tx.conn.execute(select(table).where(table.c.id == account.id)).one_or_none()
    if row is None:
        return False
    if _account(row) != account:
        tx.conn.execute(update(table).where(table.c.id == account.id).values(**_columns(account)))
        tx.changes.accounts = True
    return True


def stands(tx: Transaction, account_id: str) -> bool:
    """Return whether there is such an account."""
    return tx.conn.execute(select(table.c.pk).where(table.c.id == account_id)).scalar() is not None


def set_places(tx: Transaction, account_id: str, *, inbox: str, mail: str) -> bool:
    """Note where answers go, and who the person is in invitations if nobody has told that before.

    Only these: what else stands there may have changed since the caller looked. True when the latter is new.
    """
    row = tx.conn.execute(select(table).where(table.c.id == account_id)).one_or_none()
    if row is None:
        return False
    account = _account(row)
    save(tx, msgspec.structs.replace(account, inbox=inbox, mail=account.mail or mail))
    return bool(mail) and not account.mail


def set_state(tx: Transaction, account_id: str, state: AccountState, detail: str = "") -> None:
    """Note whether rounds run for an account, and why not."""
    done = tx.conn.execute(
        update(table)
        .where(table.c.id == account_id, (table.c.state != state.value) | (table.c.state_detail != detail))
        .values(state=state.value, state_detail=rows.storable(detail))
    )
    if done.rowcount:
        tx.changes.accounts = True


def mark_first_sync(tx: Transaction, account_id: str, moment: dt.datetime | None = None) -> None:
    """Note that an account was filled once; from now on what arrives is news. Idempotent."""
    done = tx.conn.execute(
        update(table)
        .where(table.c.id == account_id, table.c.first_synced_at.is_(None))
        .values(first_synced_at=moment or tx.now)
    )
    if done.rowcount:
        tx.changes.accounts = True


def remove(tx: Transaction, account_id: str) -> bool:
    """Remove an account with all that belongs to it; False when there is none. No server hears of it."""
    if not stands(tx, account_id):
        return False
    for row in tx.conn.execute(select(item.c.id, item.c.kind).where(item.c.account_id == account_id)):
        tx.changes.removed.add(row.id)
        tx.changes.kinds.add(ItemKind(row.kind))
    names = tx.conn.execute(
        select(collection_table.c.id).where(collection_table.c.account_id == account_id)
    ).scalars()
    tx.freshness.forget(list(names))
    for other in (outbox, item_state, answer, content):
        tx.conn.execute(delete(other).where(other.c.account_id == account_id))
    # Notes about it, some with addresses: pinned, refused, left out, in step with which profile.
    tx.conn.execute(
        delete(setting).where(setting.c.key.startswith(f"account.{account_id}.", autoescape=True))
    )
    tx.conn.execute(delete(table).where(table.c.id == account_id))  # collections and items go along
    tx.changes.accounts = tx.changes.collections = tx.changes.outbox = True
    return True


def collections(store: Store, account_id: str | None = None) -> list[Collection]:
    """Return the collections of an account, or of all, in their order."""
    query = select(collection_table).order_by(collection_table.c.position, collection_table.c.pk)
    if account_id is not None:
        query = query.where(collection_table.c.account_id == account_id)
    with store.read() as connection:
        found = connection.execute(query).all()
    return [_collection(store, row) for row in found]


def collection(store: Store, collection_id: str) -> Collection | None:
    """Return one collection."""
    with store.read() as connection:
        row = connection.execute(
            select(collection_table).where(collection_table.c.id == collection_id)
        ).one_or_none()
    return None if row is None else _collection(store, row)


def _collection(store: Store, row: Any) -> Collection:
    return Collection(
        id=row.id,
        account_id=row.account_id,
        connector=row.connector,
        kind=CollectionKind(row.kind),
        href=row.href,
        title=row.title,
        color=row.color,
        lane=Lane(row.lane),
        read_only=row.read_only,
        position=row.position,
        cursor=_cursor(row.cursor),
        synced_at=store.freshness.latest(row.id, row.synced_at),
        error=row.error,
    )


def _cursor(raw: str) -> Cursor:
    try:
        return msgspec.json.decode(raw, type=Cursor)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Cursor()  # of no use: the next pull starts from the beginning


def reconcile(
    tx: Transaction, account: Account, found: Iterable[FoundCollection], *, remove: bool = False
) -> list[str]:
    """Bring an account's collections in step with what discovery or the profile names.

    New ones are added, known ones keep their cursor and take title, colour and lane; vanished ones stay
    unless ``remove``. Returns the ids of those that were added.
    """
    known = {
        row.id: row
        for row in tx.conn.execute(
            select(collection_table).where(collection_table.c.account_id == account.id)
        )
    }
    position = max((row.position for row in known.values()), default=-1)
    added: list[str] = []
    named: set[str] = set()
    for one in found:
        id_ = ids.collection_id(account.id, one.connector, one.href)
        if id_ in named:
            continue
        named.add(id_)
        row = known.get(id_)
        if row is None:
            position += 1
            values = _found_columns(one)
            tx.conn.execute(
                insert(collection_table).values(
                    id=id_, account_id=account.id, position=position, cursor=rows.encode(Cursor()), **values
                )
            )
            added.append(id_)
            tx.changes.collections = True
        else:
            _update_collection(tx, row, one)
    if remove:
        for id_ in known.keys() - named:
            remove_collection(tx, id_)
    return added


def _found_columns(found: FoundCollection) -> dict[str, Any]:
    return {
        "connector": found.connector,
        "kind": found.kind.value,
        "href": rows.storable(found.href),
        "title": rows.storable(found.title),
        "color": rows.storable(found.color),
        "lane": found.lane.value,
        "read_only": found.read_only,
    }


def _update_collection(tx: Transaction, row: Any, found: FoundCollection) -> None:
    values = _found_columns(found)
    for name in ("title", "color"):  # a discovery that does not know keeps what a pull told
        values[name] = values[name] or getattr(row, name)
    if all(getattr(row, name) == value for name, value in values.items()):
        return
    if row.lane != values["lane"] or row.href != values["href"]:
        values["cursor"] = rows.encode(Cursor())  # its items are to be read again
    tx.conn.execute(update(collection_table).where(collection_table.c.id == row.id).values(**values))
    tx.changes.collections = True


def read_again(tx: Transaction, account_id: str, kinds: Iterable[CollectionKind]) -> None:
    """Forget how far an account's collections of some kinds were pulled: the next pull reads all of it."""
    tx.conn.execute(
        update(collection_table)
        .where(
            collection_table.c.account_id == account_id,
            collection_table.c.kind.in_([kind.value for kind in kinds]),
        )
        .values(cursor=rows.encode(Cursor()))
    )


def remove_collection(tx: Transaction, collection_id: str) -> None:
    """Remove a collection and the items that stand in no other; their personal state stays."""
    mirror.empty(tx, collection_id)
    tx.conn.execute(delete(collection_table).where(collection_table.c.id == collection_id))
    tx.freshness.forget([collection_id])
    tx.changes.collections = True


def profile(store: Store, account_id: str) -> bytes:
    """Return an account's profile as published, b"" when it has none."""
    with store.read() as connection:
        raw = connection.execute(
            select(profile_table.c.raw).where(profile_table.c.account_id == account_id)
        ).scalar()
    return raw or b""


def save_profile(tx: Transaction, account_id: str, raw: bytes) -> None:
    """Store an account's profile; writes nothing when it is the same."""
    mirror.store_profile(tx, account_id, raw)
