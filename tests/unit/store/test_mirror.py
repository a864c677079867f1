"""The mirror: what a pull brings is taken over once, whole, and nothing is written for nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event as sqlalchemy_event

from sync.model.changes import ChangeSet, ItemFailure, PullResult
from sync.model.errors import ErrorCode
from sync.model.ids import item_id
from sync.model.items import CollectionKind, Cursor, ItemKind, Lane
from sync.store import accounts, blobs, item_state, mirror, queries, search_index
from sync.store.mirror import Applied
from sync.store.store import Store
from tests.support.clock import FakeClock
from tests.unit.store import samples
from tests.unit.store.samples import SITE, apply, at, collection, document, event, news, once, pull


class WritesSeen:
    """Every statement that the writing connection runs and that could change a row."""

    def __init__(self, store: Store) -> None:
        self.statements: list[str] = []
        self._engine = store._writing
        sqlalchemy_event.listen(self._engine, "before_cursor_execute", self._note)

    def _note(self, _c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().split()[0].upper() not in ("SELECT", "BEGIN", "PRAGMA"):
            self.statements.append(statement)

    def __enter__(self) -> WritesSeen:
        return self

    def __exit__(self, *_: object) -> None:
        sqlalchemy_event.remove(self._engine, "before_cursor_execute", self._note)


def total_changes(store: Store) -> int:
    return store.write(lambda tx: int(tx.conn.connection.dbapi_connection.total_changes))  # type: ignore[union-attr]


@pytest.fixture
def heard(store: Store) -> list[ChangeSet]:
    changes: list[ChangeSet] = []
    store.subscribe(changes.append)
    return changes


def test_added_changed_removed(store: Store, heard: list[ChangeSet]) -> None:
    account = samples.add_account(store)
    feed = collection(store, CollectionKind.FEED)
    ids = [item_id(ItemKind.NEWS, account.id, f"urn:news:{n}") for n in range(4)]
    assert apply(store, account, feed, pull(news(0), news(1), news(2))) == Applied(3, 0, 0)
    assert heard[-1].added == set(ids[:3])
    assert heard[-1].kinds == {ItemKind.NEWS}
    assert heard[-1].first_sync

    result = pull(news(0), news(1, title="Anders"), news(3), etag="2")
    assert apply(store, account, feed, result) == Applied(1, 1, 1)
    assert heard[-1] == ChangeSet(
        added=frozenset({ids[3]}),
        changed=frozenset({ids[1]}),
        removed=frozenset({ids[2]}),
        kinds=frozenset({ItemKind.NEWS}),
    )
    assert [item.title for item in queries.news(store)] == ["Bericht 0", "Anders", "Bericht 3"]
    assert queries.item(store, ids[2]) is None
    assert search_index.search(store, "bericht 2") == []
    assert accounts.collections(store)[0].cursor == Cursor(etag="2")
    assert mirror.counts(store, feed.id) == 3


def test_unchanged_writes_no_row(store: Store, clock: FakeClock, heard: list[ChangeSet]) -> None:
    account = samples.add_account(store)
    feed = collection(store, CollectionKind.FEED)
    calendar = collection(store, CollectionKind.CALENDAR)
    drafts = [news(n) for n in range(20)]
    apply(store, account, feed, pull(*drafts))
    apply(store, account, calendar, pull(event("a", once(at(1)), once(at(25), recurrence="x"))))
    clock.advance(600)
    before, told = total_changes(store), len(heard)
    with WritesSeen(store) as writes:
        assert apply(store, account, feed, PullResult(cursor=Cursor(), unchanged=True)) == Applied()
        assert apply(store, account, feed, pull(*drafts)) == Applied()
        again = event("a", once(at(1)), once(at(25), recurrence="x"))
        assert apply(store, account, calendar, pull(again)) == Applied()
        present = frozenset(draft.uid for draft in drafts)
        listed = PullResult(cursor=Cursor(etag="1"), complete=True, present=present)
        assert apply(store, account, feed, listed) == Applied()
    assert writes.statements == []
    assert total_changes(store) == before
    assert len(heard) == told
    # Yet "last synced" has moved, on the screen at once, and on the disk with the next commit.
    assert accounts.collections(store)[0].synced_at == clock.now()
    assert queries.news(store, limit=1)[0].synced == clock.now()


def test_the_moment_of_an_unchanged_pull_goes_along_with_the_next_commit(
    data_dir: Path, clock: FakeClock
) -> None:
    with samples.open_store(data_dir, clock) as store:
        account = samples.add_account(store)
        feed = collection(store, CollectionKind.FEED)
        apply(store, account, feed, pull(news(1)))
        clock.advance(60)
        apply(store, account, feed, PullResult(cursor=Cursor(), unchanged=True))
        later = clock.now()
        samples.add_account(store, title="Twee")
    with samples.open_store(data_dir, clock) as store:
        assert accounts.collection(store, feed.id).synced_at == later  # type: ignore[union-attr]
        clock.advance(7200)
        apply(store, account, feed, PullResult(cursor=Cursor(), unchanged=True))
        later = clock.now()
    with samples.open_store(data_dir, clock) as store:  # closing stored it: it was hours apart
        assert accounts.collection(store, feed.id).synced_at == later  # type: ignore[union-attr]


def test_an_error_is_noted_once_and_cleared_by_success(store: Store, heard: list[ChangeSet]) -> None:
    account = samples.add_account(store)
    feed = collection(store, CollectionKind.FEED)
    apply(store, account, feed, pull(news(1)))
    store.write(lambda tx: mirror.mark_failed(tx, feed.id, ErrorCode.MAINTENANCE))
    assert accounts.collections(store)[0].error == "maintenance"
    assert heard[-1] == ChangeSet(collections=True)
    told = len(heard)
    store.write(lambda tx: mirror.mark_failed(tx, feed.id, ErrorCode.MAINTENANCE))
    assert len(heard) == told
    apply(store, account, feed, PullResult(cursor=Cursor(), unchanged=True))
    stored = accounts.collections(store)[0]
    assert (stored.error, stored.cursor) == ("", Cursor(etag="1"))
    assert len(queries.news(store)) == 1


def test_only_the_address_or_etag_changed_is_no_change(store: Store, heard: list[ChangeSet]) -> None:
    account = samples.add_account(store)
    feed = collection(store, CollectionKind.FEED)
    apply(store, account, feed, pull(news(1)))
    told = len(heard)
    moved = news(1, href=f"{SITE}/elders", etag="2")
    assert apply(store, account, feed, pull(moved, etag="2")) == Applied()
    assert len(heard) == told
    assert queries.item_by_href(store, f"{SITE}/elders/").title == "Bericht 1"  # type: ignore[union-attr]
    assert mirror.known(store, feed.id).etags == {"urn:news:1": "2"}


def test_personal_state_outlives_the_item(store: Store) -> None:
    account = samples.add_account(store)
    feed = collection(store, CollectionKind.FEED)
    apply(store, account, feed, pull(news(1)))
    id_ = queries.news(store)[0].id
    store.write(lambda tx: item_state.mark_read(tx, [id_]))
    store.write(lambda tx: item_state.star(tx, [id_]))
    apply(store, account, feed, pull(etag="2"))
    assert queries.news(store) == []
    apply(store, account, feed, pull(news(1), etag="3"))
    back = queries.news(store)[0]
    assert back.id == id_
    assert back.state.read_at is not None
    assert back.state.starred_at is not None


def test_without_the_guards_word_nothing_missing_is_removed(store: Store) -> None:
    account = samples.add_account(store)
    feed = collection(store, CollectionKind.FEED)
    apply(store, account, feed, pull(news(1), news(2)))
    assert apply(store, account, feed, pull(etag="2"), remove_missing=False) == Applied()
    assert apply(store, account, feed, pull(etag="3", complete=False)) == Applied()
    assert len(queries.news(store)) == 2
    named = pull(etag="4", complete=False, removed=(f"{SITE}/news/1",))
    assert apply(store, account, feed, named, remove_missing=False) == Applied(0, 0, 1)


def test_a_failed_item_and_all_below_a_failed_folder_stay(store: Store) -> None:
    account = samples.add_account(store)
    files = collection(store, CollectionKind.FOLDER)
    tree = [
        document("a", folder=True), document("a/1.txt"), document("a/b/2.txt"), document("ab.txt"),
        document("c.txt"),
    ]  # fmt: skip
    apply(store, account, files, pull(*tree))
    failures = (
        ItemFailure(f"{SITE}/files/a/", ErrorCode.FORBIDDEN, "403"),
        ItemFailure(f"{SITE}/files/c.txt", ErrorCode.BAD_DATA, "no etag"),
    )
    assert apply(store, account, files, pull(etag="2", failures=failures)) == Applied(0, 0, 1)
    assert {d.title for d in queries.documents(store)} == {"a", "1.txt", "2.txt", "c.txt"}


def test_a_removed_folder_takes_what_is_below_it(store: Store) -> None:
    account = samples.add_account(store)
    files = collection(store, CollectionKind.FOLDER)
    apply(store, account, files, pull(document("a", folder=True), document("a/1.txt"), document("ab.txt")))
    gone = PullResult(cursor=Cursor(etag="2"), removed=(f"{SITE}/files/a",))
    assert apply(store, account, files, gone) == Applied(0, 0, 2)
    assert [d.title for d in queries.documents(store)] == ["ab.txt"]


def test_a_moved_item_keeps_its_id_and_is_not_removed(store: Store) -> None:
    account = samples.add_account(store)
    files = collection(store, CollectionKind.FOLDER)
    apply(store, account, files, pull(document("oud.txt", uid="file-7")))
    id_ = queries.documents(store)[0].id
    store.write(lambda tx: item_state.pin(tx, [id_]))
    new = f"{SITE}/files/nieuw.txt"
    result = PullResult(
        cursor=Cursor(etag="2"), complete=True, moved={"file-7": new}, removed=(f"{SITE}/files/oud.txt",)
    )
    assert apply(store, account, files, result) == Applied()
    moved = queries.documents(store)[0]
    assert (moved.id, moved.href, moved.state.pinned) == (id_, new, True)


def test_what_is_held_moves_and_goes_with_its_document(store: Store) -> None:
    account = samples.add_account(store)
    files = collection(store, CollectionKind.FOLDER)
    apply(store, account, files, pull(document("a.txt", uid="1"), document("b.txt", uid="2")))
    with store.blobs.writer() as writer:
        digest, size = writer.commit()
    for name in ("a.txt", "b.txt"):
        href = document(name).href
        store.write(lambda tx, h=href: blobs.record(tx, h, digest, size, account_id=account.id))  # type: ignore[misc]
    moved = (
        document("elders/a.txt", uid="1", etag="etag-a.txt"),  # named again at its new place
        document("b.txt", uid="2"),
    )
    apply(store, account, files, pull(*moved, etag="2"))
    new = f"{SITE}/files/c.txt"
    apply(store, account, files, PullResult(cursor=Cursor(etag="3"), moved={"2": new}))
    assert [item.blob for item in queries.documents(store)] == [digest, digest]
    assert [wanted.href for wanted in blobs.missing(store, account.id)] == []
    apply(store, account, files, pull(etag="4"))
    assert blobs.lookup(store, new) is None


def test_a_documents_text_survives_a_listing_and_is_searched(store: Store) -> None:
    account = samples.add_account(store)
    files = collection(store, CollectionKind.FOLDER)
    apply(store, account, files, pull(document("handboek.pdf")))
    id_ = queries.documents(store)[0].id
    assert store.write(lambda tx: search_index.set_text(tx, id_, "Ziekmelding vóór negen uur"))
    assert not store.write(lambda tx: search_index.set_text(tx, "d-none", "x"))
    apply(store, account, files, pull(document("handboek.pdf", etag="nieuw"), etag="2"))
    assert [hit.item.id for hit in search_index.search(store, "ziekmeld")] == [id_]
    assert queries.item(store, id_).text == "Ziekmelding vóór negen uur"  # type: ignore[union-attr]


def test_one_entry_in_two_feeds_is_one_item_until_both_let_go(store: Store) -> None:
    account = samples.add_account(
        store,
        samples.found(CollectionKind.FEED, "all"),
        samples.found(CollectionKind.FEED, "announcements", lane=Lane.ANNOUNCEMENT),
    )
    general, special = accounts.collections(store)
    plain = news(1)
    announced = news(1, detail={"lane": Lane.ANNOUNCEMENT, "must_read": True})
    assert apply(store, account, general, pull(plain)) == Applied(1, 0, 0)
    assert apply(store, account, special, pull(announced)) == Applied(0, 1, 0)
    assert queries.news(store, lane=Lane.ANNOUNCEMENT)[0].collection_id == special.id
    # Both feeds again: neither takes it back, nothing is written.
    with WritesSeen(store) as writes:
        apply(store, account, general, pull(plain))
        apply(store, account, special, pull(announced))
    assert writes.statements == []
    assert apply(store, account, special, pull(etag="2")) == Applied()
    assert queries.news(store)[0].collection_id == general.id
    # The heir's own words are stored with its next listing.
    assert apply(store, account, general, pull(plain, etag="2")) == Applied(0, 1, 0)
    assert queries.news(store)[0].detail == plain.detail
    assert apply(store, account, general, pull(etag="3")) == Applied(0, 0, 1)
