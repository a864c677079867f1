"""One writer: all or nothing, errors come out, listeners hear each commit once and in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from sync.model.changes import ChangeSet
from sync.model.errors import DiskFull, StoreUnusable
from sync.store import accounts, settings
from sync.store.store import Store
from sync.store.writer import Transaction, WriteInWriter
from tests.support.clock import FakeClock
from tests.unit.store import samples


def test_an_exception_rolls_back_and_comes_out(store: Store) -> None:
    heard: list[ChangeSet] = []
    store.subscribe(heard.append)

    def work(tx: Transaction) -> None:
        settings.put(tx, "a", 1)
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        store.write(work)
    assert settings.get(store, "a", 0) == 0
    assert heard == []
    store.write(lambda tx: settings.put(tx, "a", 2))
    assert settings.get(store, "a", 0) == 2


def test_a_broken_constraint_is_no_trouble_of_the_store(store: Store) -> None:
    with pytest.raises(IntegrityError) as caught:
        store.write(
            lambda tx: tx.conn.execute(
                text(
                    "INSERT INTO outbox(key, account_id, kind, payload, created)"
                    " VALUES (:k, 'a', 'x', x'', 1)"
                ),
                [{"k": "geheime sleutel"}] * 2,
            )
        )
    assert "geheime" not in str(caught.value)  # parameters never reach a log


def test_what_is_read_in_a_transaction_is_what_was_written_in_it(store: Store) -> None:
    def work(tx: Transaction) -> tuple[int | None, int]:
        settings.put(tx, "a", 1)
        inside = tx.conn.execute(text("SELECT count(*) FROM setting")).scalar()
        return inside, settings.get(store, "a", 0)  # another connection: the last commit

    assert store.write(work) == (1, 0)


def test_the_moment_of_a_transaction_is_the_clocks(store: Store, clock: FakeClock) -> None:
    clock.advance(90)
    assert store.write(lambda tx: tx.now) == clock.now()


def test_listeners_hear_every_commit_once_in_order_before_write_returns(store: Store) -> None:
    heard: list[ChangeSet] = []
    stop = store.subscribe(heard.append)
    samples.add_account(store)
    assert [(change.accounts, change.collections) for change in heard] == [(True, True)]
    store.write(lambda tx: settings.put(tx, "a", 1))
    assert heard[-1] == ChangeSet(settings=True)
    store.write(lambda tx: settings.put(tx, "a", 1))  # the same again: nothing changed, nobody hears
    assert len(heard) == 2
    stop()
    stop()
    store.write(lambda tx: settings.put(tx, "a", 2))
    assert len(heard) == 2


def test_a_failing_listener_hurts_nobody(store: Store, allow_logs: Callable[..., None]) -> None:
    allow_logs("a listener failed")
    heard: list[ChangeSet] = []

    def bad(change: ChangeSet) -> None:
        raise RuntimeError("a listener's own bug")

    store.subscribe(bad)
    store.subscribe(heard.append)
    store.write(lambda tx: settings.put(tx, "a", 1))
    assert len(heard) == 1


def test_a_listener_cannot_wait_for_a_write_but_can_queue_one(store: Store) -> None:
    outcomes: list[object] = []
    done = threading.Event()

    def listener(change: ChangeSet) -> None:
        if settings.get(store, "count", 0) >= 1:
            done.set()
            return
        try:
            store.write(lambda tx: settings.put(tx, "count", 99))
        except WriteInWriter as error:
            outcomes.append(error)
        store.write_soon(lambda tx: settings.put(tx, "count", 1))

    store.subscribe(listener)
    store.write(lambda tx: settings.put(tx, "a", 1))
    assert done.wait(10)
    assert len(outcomes) == 1
    assert settings.get(store, "count", 0) == 1


def test_a_queued_write_that_fails_is_logged(store: Store, allow_logs: Callable[..., None]) -> None:
    allow_logs("a queued write failed")

    def work(tx: Transaction) -> None:
        settings.put(tx, "a", 1)
        raise RuntimeError("queued")

    store.write_soon(work)
    assert settings.get(store, "a", 0) == store.write(lambda tx: 0)


def test_closing_finishes_what_is_queued(data_dir: Path) -> None:
    store = samples.open_store(data_dir)
    for number in range(20):
        store.write_soon(partial(settings.put, key=f"k{number}", value=number))
    store.close()
    with samples.open_store(data_dir) as store:
        assert len(settings.all_settings(store)) == 20


def test_many_threads_write_and_read_without_losing_anything(store: Store) -> None:
    def count(tx: Transaction) -> None:
        present = tx.conn.execute(text("SELECT value FROM setting WHERE key = 'n'")).scalar()
        settings.put(tx, "n", int(present or 0) + 1)

    failures: list[BaseException] = []

    def run() -> None:
        try:
            for _ in range(25):
                store.write(count)
                settings.get(store, "n", 0)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert settings.get(store, "n", 0) == 150


def test_a_full_disk_is_named_loses_nothing_and_passes(store: Store) -> None:
    account = samples.add_account(store)

    def limit(pages: int) -> None:
        def work(tx: Transaction) -> None:
            tx.conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        store.write(work)

    def size(tx: Transaction) -> int:
        return int(tx.conn.exec_driver_sql("PRAGMA page_count").scalar() or 0)

    limit(store.write(size) + 4)
    with pytest.raises(DiskFull):
        store.write(lambda tx: settings.put(tx, "large", "x" * 200_000))
    assert settings.get(store, "large", "") == ""
    assert accounts.accounts(store) == [account]
    # The connection was opened anew, and with it the artificial limit went.
    store.write(lambda tx: settings.put(tx, "large", "x" * 200_000))
    assert len(settings.get(store, "large", "")) == 200_000


def test_settings_of_another_type_give_the_default(store: Store) -> None:
    store.write(lambda tx: settings.put(tx, "theme", {"dark": True}))
    assert settings.get(store, "theme", "system") == "system"
    assert settings.get(store, "theme", {}) == {"dark": True}
    assert settings.get(store, "theme", None) == {"dark": True}
    assert settings.get(store, "unset", [1]) == [1]


def test_the_thread_ends_with_the_store(data_dir: Path) -> None:
    others = set(threading.enumerate())  # another test's may still be on its way out
    store = samples.open_store(data_dir)
    own = [t for t in threading.enumerate() if t.name == "store-writer" and t not in others]
    assert len(own) == 1
    store.close()
    assert not own[0].is_alive()
    with pytest.raises(StoreUnusable):
        store.write_soon(lambda tx: None)
