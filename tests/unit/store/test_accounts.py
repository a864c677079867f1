"""Accounts and collections."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sync.model.changes import ChangeSet
from sync.model.intents import IntentKind
from sync.model.items import AccountState, CollectionKind, Lane
from sync.store import accounts, answers, blobs, item_state, outbox, queries
from sync.store.store import Store
from sync.store.writer import Transaction
from tests.support.clock import FakeClock
from tests.unit.store import samples
from tests.unit.store.samples import apply, collection, found, news, pull


def test_ids_are_short_and_never_come_back(data_dir: Path) -> None:
    with samples.open_store(data_dir) as store:
        assert [samples.add_account(store).id for _ in range(2)] == ["a1", "a2"]
        assert store.write(lambda tx: accounts.remove(tx, "a2"))
        assert not store.write(lambda tx: accounts.remove(tx, "a2"))
    with samples.open_store(data_dir) as store:
        assert samples.add_account(store).id == "a3"
        assert [account.id for account in accounts.accounts(store)] == ["a1", "a3"]


def test_every_field_comes_back(store: Store, clock: FakeClock) -> None:
    account = samples.add_account(store)
    full = msgspec.structs.replace(
        account, title="Gemeente Voorbeeld", address="https://x.example/é", username="jan", kind="mixed",
        mail="jan@x.example", origins=("https://x.example:443", "https://y.example:8443"),
        state=AccountState.PAUSED, state_detail="asked", inbox="https://x.example/in/",
        first_synced_at=clock.now(),
    )  # fmt: skip
    assert store.write(lambda tx: accounts.save(tx, full))
    assert accounts.get(store, account.id) == full
    assert not store.write(lambda tx: accounts.save(tx, msgspec.structs.replace(full, id="a9")))
    assert accounts.get(store, "a9") is None


def test_state_and_first_sync_are_told_once(store: Store, clock: FakeClock) -> None:
    account = samples.add_account(store)
    heard: list[ChangeSet] = []
    store.subscribe(heard.append)
    for _ in range(2):
        store.write(lambda tx: accounts.set_state(tx, account.id, AccountState.LOGIN_NEEDED, "401"))
        store.write(lambda tx: accounts.mark_first_sync(tx, account.id))
    assert heard == [ChangeSet(accounts=True), ChangeSet(accounts=True)]
    stored = accounts.get(store, account.id)
    assert stored is not None
    assert (stored.state, stored.state_detail, stored.first_synced_at) == (
        AccountState.LOGIN_NEEDED, "401", clock.now(),
    )  # fmt: skip


def test_reconcile_adds_keeps_and_removes_only_when_told(store: Store) -> None:
    feed, files = found(CollectionKind.FEED, "feed"), found(CollectionKind.FOLDER, "files/")
    account = samples.add_account(store, feed, files)
    apply(store, account, collection(store, CollectionKind.FEED), pull(news(1)))
    new = found(CollectionKind.CALENDAR, "cal/")
    added = store.write(lambda tx: accounts.reconcile(tx, account, [feed, new, new]))
    assert [one.id for one in accounts.collections(store) if one.id in added] == added
    assert [one.title for one in accounts.collections(store)] == ["feed", "files/", "cal/"]
    assert accounts.collections(store)[0].cursor.etag == "1"

    heard: list[ChangeSet] = []
    store.subscribe(heard.append)
    assert store.write(lambda tx: accounts.reconcile(tx, account, [feed, new])) == []
    assert heard == []
    store.write(lambda tx: accounts.reconcile(tx, account, [new], remove=True))
    assert [one.title for one in accounts.collections(store)] == ["cal/"]
    assert queries.news(store) == []
    assert len(heard[-1].removed) == 1


def test_a_collection_that_changes_lane_is_read_again(store: Store) -> None:
    account = samples.add_account(store, found(CollectionKind.FEED, "feed"))
    apply(store, account, collection(store, CollectionKind.FEED), pull(news(1)))
    lane = found(CollectionKind.FEED, "feed", lane=Lane.MANAGEMENT)
    store.write(lambda tx: accounts.reconcile(tx, account, [lane]))
    stored = collection(store, CollectionKind.FEED)
    assert (stored.lane, stored.cursor.etag) == (Lane.MANAGEMENT, "")


def test_removing_an_account_leaves_the_others(store: Store) -> None:
    first, second = samples.add_account(store), samples.add_account(store)
    for account in (first, second):
        apply(store, account, collection(store, CollectionKind.FEED, account.id), pull(news(1)))
    mine, other = queries.news(store)
    with store.blobs.writer() as writer:
        writer.write(b"x")
        content, size = writer.commit()

    def use(tx: Transaction) -> None:
        for item in (mine, other):
            item_state.mark_read(tx, [item.id])
            outbox.enqueue(tx, item.account_id, item.id, IntentKind.CONFIRM, b"{}")
            answers.remember(tx, item.id, IntentKind.VOTE, "a")
            blobs.record(
                tx, f"{samples.SITE}/{item.account_id}.png", content, size, account_id=item.account_id
            )  # fmt: skip

    store.write(use)
    store.write(lambda tx: accounts.remove(tx, mine.account_id))
    assert [item.id for item in queries.news(store)] == [other.id]
    assert queries.news(store)[0].state.read_at is not None
    assert [intent.account_id for intent in outbox.all_intents(store)] == [other.account_id]
    assert answers.of_kind(store, IntentKind.VOTE) == {other.id: "a"}
    assert blobs.lookup(store, f"{samples.SITE}/{mine.account_id}.png") is None
    assert blobs.lookup(store, f"{samples.SITE}/{other.account_id}.png") is not None


def test_a_cursor_that_cannot_be_read_starts_from_the_beginning(store: Store) -> None:
    samples.add_account(store)
    store.write(lambda tx: tx.conn.exec_driver_sql("UPDATE collection SET cursor = '{\"etag\": 5}'"))
    assert accounts.collections(store)[0].cursor.etag == ""
