"""The writing half of the mirror: which drafts are new or changed, and their rows in batches.

Core ``executemany`` throughout: an ORM would cost fifteen times as much per row.
Never enters here: cursors, removals, what a listing means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from sync.model.changes import PullResult
from sync.model.ids import item_id, normalise_href
from sync.model.items import Account, Collection, ItemDraft, ItemKind, Lane, NewsDetail
from sync.store import rows, search_index
from sync.store.rows import Row, chunked
from sync.store.tables import body, content, item, membership, occurrence
from sync.store.transaction import Transaction


@dataclass(slots=True)
class Held:
    """What the mirror has of one item, as far as a comparison needs it."""

    pk: int
    id: str
    kind: str
    href: str
    etag: str
    lane: str
    owner: str  # id of the collection whose content stands in the item
    hash: bytes  # what this collection said of it last; b"" when it never did


_HELD = (item.c.pk, item.c.id, item.c.kind, item.c.href, item.c.etag, item.c.lane, item.c.collection_id)


def _held(row: Any, said: bytes) -> Held:
    return Held(row.pk, row.id, row.kind, row.href, row.etag, row.lane, row.collection_id, said)


def members(tx: Transaction, collection_id: str) -> dict[str, Held]:
    """Return what a collection holds, by item id."""
    found = tx.conn.execute(
        select(*_HELD, membership.c.hash)
        .join(membership, membership.c.item_pk == item.c.pk)
        .where(membership.c.collection_id == collection_id)
    )
    return {row.id: _held(row, row.hash) for row in found}


def _elsewhere(tx: Transaction, ids: Sequence[str]) -> dict[str, Held]:
    """Return items that stand in another collection already (one guid in two feeds)."""
    result: dict[str, Held] = {}
    for batch in chunked(ids):
        for row in tx.conn.execute(select(*_HELD).where(item.c.id.in_(batch))):
            result[row.id] = _held(row, b"")
    return result


class _Batch:
    """Rows to be written, gathered first and sent table by table."""

    def __init__(self, tx: Transaction, account_id: str, collection_id: str) -> None:
        self._tx = tx
        self._account_id = account_id
        self._collection_id = collection_id
        self._next_pk = (tx.conn.execute(select(func.max(item.c.pk))).scalar() or 0) + 1
        self.new: list[Row] = []
        self.changed: list[Row] = []
        self.addresses: list[Row] = []
        self._memberships: list[Row] = []
        self._bodies: list[Row] = []
        self._no_body: list[int] = []
        self._search_new: list[Row] = []
        self._search_changed: list[Row] = []
        self._search_keep_body: list[Row] = []
        self._occurrences: list[Row] = []
        self._laid_out_anew: list[int] = []
        self._moves: list[Row] = []

    def add(self, id_: str, draft: ItemDraft, detail: str, mark: str, whole: bytes) -> None:
        """A new item."""
        pk = self._next_pk
        self._next_pk += 1
        row = rows.item_row(draft, detail, mark)
        row.update(
            pk=pk,
            id=id_,
            kind=draft.kind.value,
            account_id=self._account_id,
            collection_id=self._collection_id,
            added=self._tx.now,
            synced=self._tx.now,
        )
        self.new.append(row)
        if draft.html or draft.source:
            self._body(pk, draft)
        self._search_new.append(_search_row(pk, draft))
        self._occurrences.extend(rows.occurrence_rows(pk, draft.occurrences))
        self.member(pk, whole)

    def change(self, held: Held, draft: ItemDraft, detail: str, mark: str, whole: bytes) -> None:
        """A known item with other content, which becomes (or stays) this collection's."""
        row = rows.item_row(draft, detail, mark)
        row.update(collection_id=self._collection_id, synced=self._tx.now, b_pk=held.pk)
        self.changed.append(row)
        self.move(held, draft.href)
        if draft.html or draft.source:
            self._body(held.pk, draft)
        else:
            self._no_body.append(held.pk)
        keep = rows.keeps_text(draft.kind) and not draft.text
        (self._search_keep_body if keep else self._search_changed).append(_search_row(held.pk, draft))
        self._laid_out_anew.append(held.pk)
        self._occurrences.extend(rows.occurrence_rows(held.pk, draft.occurrences))
        self.member(held.pk, whole)

    def readdress(self, held: Held, draft: ItemDraft) -> None:
        """The same content at another address or under another ETag."""
        self.move(held, draft.href)
        self.addresses.append(
            {"b_pk": held.pk, "href": rows.storable(draft.href), "etag": rows.storable(draft.etag)}
        )

    def move(self, held: Held, href: str) -> None:
        """What is held of a moved document moves along: it is not fetched twice."""
        if held.href != href and held.kind == ItemKind.DOCUMENT.value:
            self._moves.append({"b_old": normalise_href(held.href), "b_new": normalise_href(href)})

    def member(self, pk: int, whole: bytes) -> None:
        """This collection said this of an item."""
        self._memberships.append({"collection_id": self._collection_id, "item_pk": pk, "hash": whole})

    def _body(self, pk: int, draft: ItemDraft) -> None:
        self._bodies.append({"item_pk": pk, "html": rows.storable(draft.html), "source": draft.source})

    def send(self) -> None:
        """Write it all."""
        run = self._tx.conn.execute
        if self.new:
            run(insert(item), self.new)
        if self.changed:
            columns = [name for name in self.changed[0] if name != "b_pk"]
            run(
                update(item)
                .where(item.c.pk == bindparam("b_pk"))
                .values({name: bindparam(name) for name in columns}),
                self.changed,
            )
        if self.addresses:
            run(
                update(item)
                .where(item.c.pk == bindparam("b_pk"))
                .values(href=bindparam("href"), etag=bindparam("etag")),
                self.addresses,
            )
        if self._moves:
            carry_contents(self._tx, self._moves)
        if self._bodies:
            write = sqlite_insert(body)
            run(
                write.on_conflict_do_update(
                    index_elements=[body.c.item_pk],
                    set_={"html": write.excluded.html, "source": write.excluded.source},
                ),
                self._bodies,
            )
        if self._memberships:
            join = sqlite_insert(membership)
            run(
                join.on_conflict_do_update(
                    index_elements=[membership.c.collection_id, membership.c.item_pk],
                    set_={"hash": join.excluded.hash},
                ),
                self._memberships,
            )
        for batch in chunked(self._no_body):
            run(delete(body).where(body.c.item_pk.in_(batch)))
        for batch in chunked(self._laid_out_anew):
            run(delete(occurrence).where(occurrence.c.item_pk.in_(batch)))
        if self._occurrences:
            run(insert(occurrence), self._occurrences)
        search_index.add_rows(self._tx, self._search_new)
        search_index.replace_rows(self._tx, self._search_changed)
        search_index.replace_rows(self._tx, self._search_keep_body, keep_body=True)


def carry_contents(tx: Transaction, moves: list[Row]) -> None:
    """Give held contents their documents' new addresses (``b_old``, ``b_new``, both normalised)."""
    tx.conn.execute(
        update(content)
        .prefix_with("OR IGNORE")  # something else may be held there already
        .where(content.c.href == bindparam("b_old"))
        .values(href=bindparam("b_new")),
        moves,
    )


def _search_row(pk: int, draft: ItemDraft) -> Row:
    return {
        "rowid": pk,
        "title": rows.storable(draft.title),
        "words": rows.search_words(draft),
        "body": rows.search_body(draft),
    }


def upsert(
    tx: Transaction,
    account: Account,
    collection: Collection,
    held: dict[str, Held],
    drafts: Iterable[ItemDraft],
) -> tuple[int, int]:
    """Write the drafts that are new or differ; return (added, changed). ``held`` is brought up to date."""
    by_id = {item_id(draft.kind, account.id, draft.uid): draft for draft in drafts}
    elsewhere = _elsewhere(tx, [id_ for id_ in by_id if id_ not in held])
    batch = _Batch(tx, account.id, collection.id)
    for id_, draft in by_id.items():
        detail = rows.encode(draft.detail)
        mark = rows.fingerprint(draft, detail)
        whole = rows.whole_hash(draft, detail, mark)
        known = held.get(id_) or elsewhere.get(id_)
        if known is None:
            batch.add(id_, draft, detail, mark, whole)
            _note(tx, tx.changes.added, id_, draft.kind)
            continue
        mine = known.owner == collection.id or _outranks(draft, known)
        if known.hash != whole and mine:
            batch.change(known, draft, detail, mark, whole)
            _note(tx, tx.changes.changed, id_, draft.kind)
        elif known.hash != whole:
            batch.member(known.pk, whole)
        elif mine and (known.href, known.etag) != (rows.storable(draft.href), rows.storable(draft.etag)):
            batch.readdress(known, draft)
        known.href = draft.href
        held[id_] = known
    batch.send()
    return len(batch.new), len(batch.changed)


def _note(tx: Transaction, ids: set[str], id_: str, kind: ItemKind) -> None:
    ids.add(id_)
    tx.changes.kinds.add(kind)


def _outranks(draft: ItemDraft, known: Held) -> bool:
    """An entry that stands in the announcements and in a general feed is an announcement."""
    return (
        isinstance(draft.detail, NewsDetail)
        and draft.detail.lane is not Lane.NEWS
        and known.lane == Lane.NEWS.value
    )


def named(account: Account, held: dict[str, Held], result: PullResult) -> frozenset[str]:
    """Return the ids of items that a pull said are there, changed or not."""
    ids = {item_id(draft.kind, account.id, draft.uid) for draft in result.upserts}
    if result.present:
        # ``present`` has uids without their kind; of the few kinds a collection holds one id fits.
        kinds = {ItemKind(known.kind) for known in held.values()}
        ids.update(item_id(kind, account.id, uid) for kind in kinds for uid in result.present)
    return frozenset(ids)


def overwrite(tx: Transaction, row: Any, draft: ItemDraft) -> None:
    """Store other content for one item that is there. ``row``: all columns of ``item``."""
    detail = rows.encode(draft.detail)
    mark = rows.fingerprint(draft, detail)
    whole = rows.whole_hash(draft, detail, mark)
    batch = _Batch(tx, row.account_id, row.collection_id)
    known = Held(row.pk, row.id, row.kind, row.href, row.etag, row.lane, row.collection_id, b"")
    batch.change(known, draft, detail, mark, whole)
    batch.send()
    _note(tx, tx.changes.changed, row.id, draft.kind)
