"""A damaged database: set aside, rescued from, replaced; what is a person's own is not lost."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from sync.model.errors import StoreUnusable
from sync.model.intents import IntentKind, IntentState
from sync.model.items import CollectionKind, Cursor
from sync.store import (
    accounts,
    answers,
    blobs,
    damage,
    database,
    item_state,
    outbox,
    queries,
    rescue,
    settings,
)
from sync.store.store import Store
from sync.store.writer import Transaction
from tests.support.clock import FakeClock
from tests.unit.store import samples
from tests.unit.store.samples import SITE, apply, collection, news, open_store, pull

INTENTS, NEWS = 40, 400
PAGE = database.PAGE_BYTES


def fill(folder: Path) -> None:
    """A store with all that is to be rescued, and a cache that is not."""
    with open_store(folder) as store:
        account = samples.add_account(store, title="Gemeente")
        apply(
            store,
            account,
            collection(store, CollectionKind.FEED),
            pull(*[news(n, html="<p>" + "lang " * 200) for n in range(NEWS)]),
        )
        ids = [item.id for item in queries.news(store)]
        with store.blobs.writer() as writer:
            writer.write(b"picture")
            digest, size = writer.commit()

        def work(tx: Transaction) -> None:
            item_state.mark_read(tx, ids[:200])
            for number in range(INTENTS):
                payload = b'{"text": "antwoord %d"}' % number
                outbox.enqueue(tx, account.id, ids[number], IntentKind.FEEDBACK, payload, f"k{number}")
            answers.remember(tx, ids[0], IntentKind.VOTE, "b")
            settings.put(tx, "theme", "dark")
            blobs.record(tx, f"{SITE}/p.png", digest, size, account_id=account.id)

        store.write(work)
        store.write(lambda tx: outbox.lease(tx, 1, 1000))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    fill(folder)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(whole, copy)
    return copy


@pytest.fixture(autouse=True)
def expected_logs(allow_logs: Callable[..., None]) -> None:
    allow_logs("the database is damaged")


def flip(path: Path, *places: int) -> None:
    data = bytearray(path.read_bytes())
    for place in places:
        data[place] ^= 0x55
    path.write_bytes(data)


def everything(store: Store) -> tuple[int, int, int, object, object]:
    with store.read() as connection:
        states = connection.execute(text("SELECT count(*) FROM item_state")).scalar() or 0
    return (
        len(accounts.accounts(store)),
        states,
        len(outbox.all_intents(store)),
        settings.get(store, "theme", ""),
        answers.of_kind(store, IntentKind.VOTE),
    )


def check_usable(store: Store) -> None:
    """It takes a pull, an intent, and a search as if it were new."""
    account = accounts.accounts(store)[0] if accounts.accounts(store) else samples.add_account(store)
    feeds = [c for c in accounts.collections(store, account.id) if c.kind is CollectionKind.FEED]
    if feeds:
        apply(store, account, feeds[0], pull(news(1), news(2), etag="new"))
        assert len(queries.news(store)) >= 2
    store.write(lambda tx: outbox.enqueue(tx, account.id, "", IntentKind.FEEDBACK, b"{}"))
    with store.read() as connection:
        assert connection.execute(text("PRAGMA quick_check")).scalar() == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_page_one_is_mended_from_its_copy_and_nothing_is_lost(folder: Path, clock: FakeClock) -> None:
    for place in (0, 20, 100, 4000):
        flip(folder / database.NAME, place)
    damaged = (folder / database.NAME).read_bytes()
    with open_store(folder, clock) as store:
        recovery = store.recovery
        assert recovery is not None
        assert recovery.complete
        assert (recovery.accounts, recovery.states, recovery.intents) == (1, 200, INTENTS)
        assert everything(store) == (
            1,
            200,
            INTENTS,
            "dark",
            {next(iter(answers.of_kind(store, IntentKind.VOTE))): "b"},
        )
        assert queries.news(store) == []  # the cache itself is fetched again
        assert all(c.cursor == Cursor() and c.synced_at is None for c in accounts.collections(store))
        assert all(i.state is IntentState.WAITING for i in outbox.all_intents(store))
        assert outbox.all_intents(store)[7].payload == b'{"text": "antwoord 7"}'
        held = blobs.lookup(store, f"{SITE}/p.png")
        assert held is not None
        assert store.blobs.read(held.hash) == b"picture"
        assert samples.add_account(store).id == "a2"
        check_usable(store)
    (aside,) = recovery.set_aside
    assert aside.name == "prikbord.db.damaged-20261124-090000"
    assert aside.read_bytes() == damaged
    with open_store(folder, clock) as store:
        assert store.recovery is None
        assert len(queries.news(store)) == 2


def test_read_marks_come_back_with_the_items(folder: Path) -> None:
    flip(folder / database.NAME, 50)
    with open_store(folder) as store:
        account = accounts.accounts(store)[0]
        apply(store, account, collection(store, CollectionKind.FEED), pull(*[news(n) for n in range(NEWS)]))
        assert len(queries.news(store, unread=True)) == NEWS - 200


def test_every_page_in_turn_can_be_bad(folder: Path, whole: Path, clock: FakeClock) -> None:
    """Flip one byte in many pages, one page a time: never an exception, and most is always rescued."""
    source = (whole / database.NAME).read_bytes()
    pages = len(source) // PAGE
    complete = 0
    kept = rescue.kept_pages(whole / "prikbord.pages")
    chosen = sorted({number - 1 for number in kept} | set(range(0, pages, max(1, pages // 25))))
    for page in chosen:
        target = folder.parent / f"page{page}"
        target.mkdir()
        for name in ("prikbord.check", "prikbord.check2", "prikbord.pages"):
            shutil.copy(whole / name, target)
        (target / database.NAME).write_bytes(source)
        flip(target / database.NAME, page * PAGE + 1234)
        with open_store(target, clock) as store:
            recovery = store.recovery
            if recovery is None:  # a page that is in use nowhere
                assert everything(store)[:4] == (1, 200, INTENTS, "dark")
                continue
            complete += recovery.complete
            rescued = everything(store)
            # One bad page costs at most the rows on it.
            assert rescued[1] >= 100, (page, recovery)
            assert rescued[2] >= INTENTS // 2 or not recovery.complete, (page, recovery)
            if recovery.complete:
                assert rescued[:4] == (1, 200, INTENTS, "dark")
            check_usable(store)
        shutil.rmtree(target)
    assert complete >= len(chosen) * 0.7  # most pages hold only cache


def test_many_bad_pages_at_once(folder: Path, clock: FakeClock) -> None:
    size = (folder / database.NAME).stat().st_size
    flip(folder / database.NAME, *range(PAGE * 5 + 99, size, PAGE * 3))
    with open_store(folder, clock) as store:
        assert store.recovery is not None
        assert not store.recovery.complete
        check_usable(store)


@pytest.mark.parametrize("keep", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_truncated(folder: Path, clock: FakeClock, keep: float) -> None:
    path = folder / database.NAME
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep)])
    with open_store(folder, clock) as store:
        assert store.recovery is not None
        assert store.recovery.set_aside[0].stat().st_size == int(len(whole) * keep)
        if keep >= 0.9:
            assert everything(store)[0] == 1
        check_usable(store)


@pytest.mark.parametrize("rubbish", [b"", b"x", b"SQLite format 3\0" + b"\0" * 5000, b"\0" * 40960])
def test_no_database_at_all(folder: Path, clock: FakeClock, rubbish: bytes) -> None:
    (folder / database.NAME).write_bytes(rubbish)
    with open_store(folder, clock) as store:
        assert store.recovery is not None
        assert not store.recovery.complete
        check_usable(store)


def test_a_database_that_is_gone(folder: Path, clock: FakeClock) -> None:
    (folder / database.NAME).unlink()
    with open_store(folder, clock) as store:
        assert store.recovery is not None
        assert store.recovery.set_aside == ()
        check_usable(store)


def test_a_first_start_that_was_cut_short_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / database.NAME).write_bytes(b"")  # made, never written, before the check files
    with open_store(tmp_path) as store:
        assert store.recovery is None


def test_damage_found_while_running_is_named_and_mended_at_the_next_start(
    folder: Path, clock: FakeClock
) -> None:
    path = folder / database.NAME
    with open_store(folder, clock) as store:
        size = path.stat().st_size
        flip(path, *range(PAGE * 4 + 500, size, PAGE))
        with pytest.raises(StoreUnusable):
            everything(store)
            queries.news(store)
            store.write(lambda tx: item_state.mark_read(tx, [i.id for i in queries.news(store)]))
    assert not (folder / "prikbord.clean").exists()
    with open_store(folder, clock) as store:
        assert store.recovery is not None
        check_usable(store)


def test_a_clean_close_spares_the_long_look_and_any_change_brings_it_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    real = database.connect

    def watching(path: Path, key: bytes, **options: bool) -> object:
        connection = real(path, key, **options)
        connection.set_trace_callback(looked.append)
        return connection

    monkeypatch.setattr(database, "connect", watching)
    open_store(folder).close()
    assert not any("quick_check" in statement for statement in looked)
    assert (folder / "prikbord.clean").exists()
    (folder / "prikbord.clean").unlink()
    open_store(folder).close()
    assert any("quick_check" in statement for statement in looked)


def test_a_lost_wal_is_no_damage(tmp_path: Path, clock: FakeClock) -> None:
    folder, copy = tmp_path / "a", tmp_path / "b"
    with open_store(folder, clock) as store:
        samples.add_account(store)
        shutil.copytree(folder, copy)  # as a crash would leave it: the last commits are in the -wal
    assert (copy / f"{database.NAME}-wal").stat().st_size > 0
    lost = tmp_path / "c"
    shutil.copytree(copy, lost)
    (lost / f"{database.NAME}-wal").unlink()
    with open_store(copy, clock) as store:
        assert len(accounts.accounts(store)) == 1
        assert store.recovery is None
    with open_store(lost, clock) as store:
        assert store.recovery is None
        check_usable(store)


def test_a_damaged_wal_gives_an_earlier_commit(tmp_path: Path, clock: FakeClock) -> None:
    folder, copy = tmp_path / "a", tmp_path / "b"
    with open_store(folder, clock) as store:
        samples.add_account(store)
        for number in range(20):
            store.write(partial(settings.put, key=f"k{number}", value=number))
        shutil.copytree(folder, copy)
    wal = copy / f"{database.NAME}-wal"
    flip(wal, wal.stat().st_size // 2)
    with open_store(copy, clock) as store:
        assert len(settings.all_settings(store)) < 21
        check_usable(store)


def test_a_full_disk_during_the_rescue_touches_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flip(folder / database.NAME, 50)
    before = (folder / database.NAME).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(StoreUnusable, match="full"):
        open_store(folder)
    assert (folder / database.NAME).read_bytes() == before
    monkeypatch.undo()
    with open_store(folder) as store:
        assert everything(store)[:4] == (1, 200, INTENTS, "dark")


@pytest.mark.parametrize("step", ["put_in", "set_aside", "last"])
def test_a_cut_in_the_middle_of_the_rescue_is_taken_up_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, clock: FakeClock, step: str
) -> None:
    flip(folder / database.NAME, 50)

    class Cut(Exception):
        pass

    def cut(*_: object) -> None:
        raise Cut

    if step == "put_in":
        monkeypatch.setattr(rescue, "put_in", cut)
    elif step == "set_aside":
        monkeypatch.setattr(damage, "_set_aside", cut)
    else:
        real = damage._set_aside

        def then_cut(where: Path, now: dt.datetime) -> None:
            real(where, now)
            raise Cut

        monkeypatch.setattr(damage, "_set_aside", then_cut)
    with pytest.raises(Cut):
        open_store(folder, clock)
    monkeypatch.undo()
    with open_store(folder, clock) as store:
        assert store.recovery is not None
        assert everything(store)[:4] == (1, 200, INTENTS, "dark")
        check_usable(store)
    assert (
        not list(folder.glob("*rescued*")) + list(folder.glob("*building*")) + list(folder.glob("*scratch*"))
    )


def test_only_the_newest_damaged_files_are_kept(folder: Path, clock: FakeClock) -> None:
    for _ in range(5):
        flip(folder / database.NAME, 50)
        clock.advance(1)
        open_store(folder, clock).close()
    kept = sorted(path.name for path in folder.glob("prikbord.db.damaged-*"))
    assert kept == [f"prikbord.db.damaged-20261124-09000{n}" for n in (3, 4, 5)]


def test_twice_in_one_second_is_two_names(folder: Path, clock: FakeClock) -> None:
    for _ in range(2):
        flip(folder / database.NAME, 50)
        open_store(folder, clock).close()
    assert len(list(folder.glob("prikbord.db.damaged-*"))) == 2


def test_a_wrong_key_on_a_damaged_database_still_touches_nothing(folder: Path) -> None:
    flip(folder / database.NAME, 50)
    before = (folder / database.NAME).read_bytes()
    with pytest.raises(damage.WrongKey):
        open_store(folder, key=b"w" * 32)
    assert (folder / database.NAME).read_bytes() == before
    assert not list(folder.glob("*damaged*"))
