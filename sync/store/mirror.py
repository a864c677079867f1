"""Takes over what a pull brought: items, search rows, occurrences and their cursor, in one commit.

What is unchanged is not written at all. A removed item leaves its personal state behind, so it is still read
and starred when the server brings it back. Never enters here: the decision whether a removal is to be
believed (engine.guards), the network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from sync.model.changes import PullResult
from sync.model.errors import ErrorCode
from sync.model.ids import item_id, normalise_href
from sync.model.items import Account, Collection, CollectionKind, ItemDraft, ItemKind, Occurrence
from sync.model.ports import Known
from sync.store import mirror_write, rows
from sync.store.mirror_write import Held
from sync.store.rows import chunked
from sync.store.store import Store
from sync.store.tables import body, content, item, membership, occurrence, profile
from sync.store.tables import collection as collections
from sync.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Applied:
    """How many items a pull added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0


def apply(
    tx: Transaction, account: Account, collection: Collection, result: PullResult, *, remove_missing: bool
) -> Applied:
    """Bring a collection in step with a pull and store its cursor.

    ``remove_missing``: the guards agree that what a complete listing does not name is gone; without it
    only ``result.removed`` goes. Things named in ``result.failures`` stay, and so does all below a failed
    folder. An unchanged pull writes nothing (the moment waits in ``tx.freshness``).
    """
    stored = tx.conn.execute(select(collections).where(collections.c.id == collection.id)).one_or_none()
    if stored is None:  # the account or collection was removed while the pull was under way
        return Applied()
    if stored.synced_at is None:
        tx.changes.first_sync = True
    if result.unchanged:
        _settle(tx, stored, result, cursor=stored.cursor)
        return Applied()
    held = mirror_write.members(tx, collection.id)
    moved = _move(tx, account, held, result.moved)
    added, changed = mirror_write.upsert(tx, account, collection, held, result.upserts)
    stays = moved | mirror_write.named(account, held, result)
    removed = _remove(tx, collection.id, _gone(collection, held, result, stays, remove_missing))
    if result.raw:
        store_profile(tx, account.id, result.raw)
    _settle(tx, stored, result, cursor=rows.encode(result.cursor))
    return Applied(added, changed, removed)


def _move(
    tx: Transaction, account: Account, held: dict[str, Held], moved: Mapping[str, str]
) -> frozenset[str]:
    """Give known items their new address; return the ids of the moved ones."""
    ids = set()
    for uid, href in moved.items():
        for kind in ItemKind:
            known = held.get(item_id(kind, account.id, uid))
            if known is None:
                continue
            ids.add(known.id)
            if known.href != href:
                if kind is ItemKind.DOCUMENT:
                    move = {"b_old": normalise_href(known.href), "b_new": normalise_href(href)}
                    mirror_write.carry_contents(tx, [move])
                known.href = href
                tx.conn.execute(update(item).where(item.c.pk == known.pk).values(href=rows.storable(href)))
                tx.changes.changed.add(known.id)
                tx.changes.kinds.add(kind)
    return frozenset(ids)


def _gone(
    collection: Collection, held: dict[str, Held], result: PullResult, stays: frozenset[str], missing: bool
) -> list[Held]:
    """Return what the collection no longer holds. ``stays``: ids that this very pull named."""
    folder = collection.kind is CollectionKind.FOLDER
    gone: dict[str, Held] = {}
    candidates = [known for known in held.values() if known.id not in stays]
    if result.removed:
        named = {_bare(href) for href in result.removed}
        below = tuple(f"{href}/" for href in named) if folder else ()
        for known in candidates:
            href = _bare(known.href)
            if href in named or (below and href.startswith(below)):
                gone[known.id] = known
    if result.complete and missing:
        failed = {_bare(failure.href) for failure in result.failures if failure.href}
        below = tuple(f"{href}/" for href in failed) if folder else ()
        for known in candidates:
            href = _bare(known.href)
            if href not in failed and not (below and href.startswith(below)):
                gone[known.id] = known
    return list(gone.values())


def _bare(href: str) -> str:
    return normalise_href(href).rstrip("/")


def _remove(tx: Transaction, collection_id: str, gone: list[Held]) -> int:
    """Let the collection go of items; what no other collection holds is deleted. Return how many were."""
    removed = 0
    for batch in chunked(gone):
        pks = [known.pk for known in batch]
        tx.conn.execute(
            delete(membership).where(
                membership.c.collection_id == collection_id, membership.c.item_pk.in_(pks)
            )
        )
        others: dict[int, str] = {
            row.item_pk: row.collection_id
            for row in tx.conn.execute(
                select(membership.c.item_pk, membership.c.collection_id).where(membership.c.item_pk.in_(pks))
            )
        }
        for known in batch:
            heir = others.get(known.pk)
            if heir is not None and known.owner == collection_id:
                tx.conn.execute(update(item).where(item.c.pk == known.pk).values(collection_id=heir))
                # The heir's content was never stored: forgetting its hash makes its next listing do it.
                tx.conn.execute(
                    update(membership)
                    .where(membership.c.collection_id == heir, membership.c.item_pk == known.pk)
                    .values(hash=b"")
                )
                tx.changes.changed.add(known.id)
                tx.changes.kinds.add(ItemKind(known.kind))
        lost = [known for known in batch if known.pk not in others]
        if lost:
            tx.conn.execute(delete(item).where(item.c.pk.in_([known.pk for known in lost])))
            hrefs = [normalise_href(one.href) for one in lost if one.kind == ItemKind.DOCUMENT.value]
            tx.conn.execute(delete(content).where(content.c.href.in_(hrefs)))
        tx.changes.removed.update(known.id for known in lost)
        tx.changes.kinds.update(ItemKind(known.kind) for known in lost)
        removed += len(lost)
    return removed


def _settle(tx: Transaction, stored: Any, result: PullResult, *, cursor: str) -> None:
    """Store the cursor and what the collection said of itself; nothing when it is all as it was."""
    title = rows.storable(result.title) or stored.title
    color = rows.storable(result.color) or stored.color
    told = (stored.title, stored.color, stored.error) != (title, color, "")
    if not told and stored.cursor == cursor and stored.synced_at is not None:
        tx.freshness.note(stored.id, tx.now)
        return
    tx.conn.execute(
        update(collections)
        .where(collections.c.id == stored.id)
        .values(title=title, color=color, error="", cursor=cursor, synced_at=tx.now)
    )
    if told or stored.synced_at is None:
        tx.changes.collections = True


def empty(tx: Transaction, collection_id: str) -> int:
    """Let a collection go of all its items (it is about to be removed); return how many were deleted."""
    return _remove(tx, collection_id, list(mirror_write.members(tx, collection_id).values()))


def store_profile(tx: Transaction, account_id: str, raw: bytes) -> None:
    """Store an account's profile as published; writes nothing when it is the same."""
    stored = tx.conn.execute(select(profile.c.raw).where(profile.c.account_id == account_id)).scalar()
    if stored == raw:
        return
    write = sqlite_insert(profile).values(account_id=account_id, raw=raw, stored=tx.now)
    tx.conn.execute(
        write.on_conflict_do_update(
            index_elements=[profile.c.account_id],
            set_={"raw": write.excluded.raw, "stored": write.excluded.stored},
        )
    )
    tx.changes.profile = True


def mark_failed(tx: Transaction, collection_id: str, code: ErrorCode) -> None:
    """Note that a collection's last attempt failed; its content and cursor stay as they are."""
    done = tx.conn.execute(
        update(collections)
        .where(collections.c.id == collection_id, collections.c.error != code.value)
        .values(error=code.value)
    )
    if done.rowcount:
        tx.changes.collections = True


def known(store: Store, collection_id: str) -> Known:
    """Return what the mirror holds of a collection: uid -> href, uid -> ETag."""
    with store.read() as connection:
        found = connection.execute(
            select(item.c.uid, item.c.href, item.c.etag)
            .join(membership, membership.c.item_pk == item.c.pk)
            .where(membership.c.collection_id == collection_id)
        ).all()
    return Known(hrefs={row.uid: row.href for row in found}, etags={row.uid: row.etag for row in found})


def counts(store: Store, collection_id: str) -> int:
    """Return how many items a collection holds."""
    with store.read() as connection:
        return (
            connection.execute(
                select(func.count()).where(membership.c.collection_id == collection_id)
            ).scalar()
            or 0
        )


def put(tx: Transaction, account_id: str, draft: ItemDraft) -> bool:
    """Store one known item's new content outside a pull (what a push left on the server).

    False when the mirror no longer holds it: the next pull will tell.
    """
    id_ = item_id(draft.kind, account_id, draft.uid)
    row = tx.conn.execute(select(item).where(item.c.id == id_)).one_or_none()
    if row is None:
        return False
    mirror_write.overwrite(tx, row, draft)
    return True


def horizon(store: Store, collection_id: str) -> dt.datetime | None:
    """Return until when a calendar's occurrences were laid out."""
    with store.read() as connection:
        return connection.execute(
            select(collections.c.horizon).where(collections.c.id == collection_id)
        ).scalar()


def set_horizon(tx: Transaction, collection_id: str, until: dt.datetime) -> None:
    """Note until when a calendar's occurrences are laid out."""
    tx.conn.execute(
        update(collections)
        .where(
            collections.c.id == collection_id,
            collections.c.horizon.is_distinct_from(until),
        )
        .values(horizon=until)
    )


def event_sources(store: Store, collection_id: str) -> Iterator[tuple[str, bytes]]:
    """Give (item id, .ics as the server sent it) of a calendar's events, to lay them out further."""
    with store.read() as connection:
        found = connection.execute(
            select(item.c.id, body.c.source)
            .join(body, body.c.item_pk == item.c.pk)
            .where(item.c.collection_id == collection_id, item.c.kind == ItemKind.EVENT.value)
        ).all()
    for row in found:
        yield row.id, row.source


def set_occurrences(tx: Transaction, laid_out: Mapping[str, tuple[Occurrence, ...]]) -> int:
    """Replace the occurrences of events whose rows differ; return of how many events."""
    changed = 0
    for id_, occurrences in laid_out.items():
        pk = tx.conn.execute(select(item.c.pk).where(item.c.id == id_)).scalar()
        if pk is None:
            continue
        new = rows.occurrence_rows(pk, occurrences)
        columns = [column for column in occurrence.c if column.name != "pk"]
        stored = tx.conn.execute(select(*columns).where(occurrence.c.item_pk == pk)).mappings().all()
        order = sorted(map(dict, stored), key=lambda row: str(row["recurrence_id"]))
        if order == sorted(new, key=lambda row: str(row["recurrence_id"])):
            continue
        tx.conn.execute(delete(occurrence).where(occurrence.c.item_pk == pk))
        if new:
            tx.conn.execute(insert(occurrence), new)
        tx.changes.changed.add(id_)
        tx.changes.kinds.add(ItemKind.EVENT)
        changed += 1
    return changed
