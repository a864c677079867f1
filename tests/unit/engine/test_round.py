"""One account's round, on the reference server: complete, silent the first time, cut at any write."""

from __future__ import annotations

import pytest

from sync.engine.status import Progress, Stage
from sync.model.errors import DiskFull, ErrorCode, Forbidden, LoginNeeded, Offline, StoreUnusable
from sync.model.items import AccountState, ItemKind
from sync.model.ports import Login
from sync.store import accounts, blobs, queries, settings
from sync.store.store import Store


def titles(store: Store) -> set[str]:
    found = [*queries.news(store), *queries.documents(store)]
    return {item.title for item in found}


def test_a_first_round_brings_everything_and_is_silent(world, drafts):
    steps: list[Progress] = []
    [report] = world.engine.run(progress=steps.append)
    assert report.outcome == "ok" and report.failed == []
    assert report.added == 9
    assert len(queries.news(world.store)) == 3
    held = blobs.lookup(world.store, f"{drafts.FILES}/stuk-0.txt")
    assert held is not None and world.store.blobs.read(held.hash) == b"hallo"
    assert world.account.first_synced_at is not None
    told = [changes for changes in world.changes if changes.added or changes.blobs]
    assert told and all(changes.first_sync for changes in told)
    stages = list(dict.fromkeys(step.stage for step in steps))
    assert stages.index(Stage.READY) < stages.index(Stage.CONTENTS) < stages.index(Stage.DONE)


def test_what_comes_after_the_first_round_is_news(world, drafts):
    world.engine.run()
    world.changes.clear()
    world.server.put(drafts.NEWS, drafts.news(9))
    [report] = world.engine.run()
    assert report.added == 1
    [changes] = [c for c in world.changes if c.added]
    assert not changes.first_sync and ItemKind.NEWS in changes.kinds


def test_nothing_changed_costs_a_request_a_collection_and_writes_nothing(world):
    world.engine.run()
    world.changes.clear()
    world.server.asked.clear()
    with world.store.read() as connection:
        before = connection.exec_driver_sql("PRAGMA data_version").scalar()
        [report] = world.engine.run()
        after = connection.exec_driver_sql("PRAGMA data_version").scalar()
    assert report.outcome == "ok"
    assert sorted(world.server.asked) == sorted({("pull", c.href) for c in accounts.collections(world.store)})
    assert world.changes == []
    assert before == after


def test_a_refused_login_is_tried_once_and_asked_once(world):
    world.server.login = Login("sanne", "right")
    world.credentials.set_login(world.account_id, Login("sanne", "wrong"))
    world.server.fail(lambda: LoginNeeded("refused"), verb="pull")
    [report] = world.engine.run()
    assert report.outcome == "login-needed"
    assert world.account.state is AccountState.LOGIN_NEEDED
    asked = len(world.server.asked)
    [report] = world.engine.run()
    assert report.outcome == "login-needed"
    assert len(world.server.asked) == asked


def test_one_collections_trouble_is_not_the_others(world, drafts):
    world.server.fail(lambda: Forbidden("not for us", href=drafts.NEWS), verb="pull", href=drafts.NEWS)
    [report] = world.engine.run()
    assert report.outcome == "partly"
    assert [failure.code for failure in report.failed] == [ErrorCode.FORBIDDEN]
    assert len(queries.documents(world.store)) == 3
    [news] = [c for c in accounts.collections(world.store) if c.href == drafts.NEWS]
    assert news.error == "forbidden" and news.synced_at is None
    world.server.heal()
    [report] = world.engine.run()
    assert report.outcome == "ok" and len(queries.news(world.store)) == 3


def test_a_server_that_is_away_leaves_the_cache_as_it_is(world, drafts):
    world.engine.run()
    before = titles(world.store)
    world.server.fail(lambda: Offline("no line"))
    world.server.put(drafts.NEWS, drafts.news(7))
    [report] = world.engine.run()
    assert report.outcome == "offline"
    assert titles(world.store) == before
    assert world.engine.status.phase == "offline"
    world.server.heal()
    [report] = world.engine.run()
    assert report.outcome == "ok" and "Bericht 7" in titles(world.store)
    assert world.engine.status.phase == "idle"


@pytest.mark.allow_logs(r"sync\.engine\.round: pulling a feed failed")
def test_a_bug_in_one_connector_is_logged_and_the_rest_goes_on(world, drafts, monkeypatch):
    connector = type(world.server.connect("memory"))
    pull = connector.pull

    def broken(self, account, collection, known):
        if collection.href == drafts.NEWS:
            raise ZeroDivisionError
        return pull(self, account, collection, known)

    monkeypatch.setattr(connector, "pull", broken)
    [report] = world.engine.run()
    assert report.outcome == "partly"
    assert [failure.code for failure in report.failed] == [ErrorCode.BUG]
    assert len(queries.documents(world.store)) == 3


def test_a_cut_at_any_write_loses_nothing(make_world, drafts, monkeypatch):
    """For every write of a round: it fails, the program starts again, and the next round mends all."""

    def fill(world):
        for number in range(3):
            world.server.put(drafts.NEWS, drafts.news(number))
            world.server.put(drafts.FILES, drafts.document(f"{number}.txt"), b"x%d" % number)

    clean = make_world()
    fill(clean)
    count = 0
    write = Store.write

    def counting(self, work):
        nonlocal count
        count += 1
        return write(self, work)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", counting)
        clean.engine.run()
    expected = titles(clean.store)
    assert count >= 5
    for position in range(1, count + 1):
        cut = make_world()
        fill(cut)
        left = position

        def failing(self, work):
            nonlocal left
            left -= 1
            if left == 0:
                raise StoreUnusable("cut")
            return write(self, work)

        with monkeypatch.context() as patch, pytest.MonkeyPatch.context():
            patch.setattr(Store, "write", failing)
            patch.setattr("sync.engine.engine.log.error", lambda *_: None)
            [report] = cut.engine.run()
            assert report.outcome == "store", position
        cut.again()
        cut.changes.clear()
        [report] = cut.engine.run()
        assert report.outcome == "ok", position
        assert titles(cut.store) == expected, position
        assert cut.account.first_synced_at is not None
        assert all(changes.first_sync for changes in cut.changes if changes.added), position
        for number in range(3):
            held = blobs.lookup(cut.store, f"{drafts.FILES}/{number}.txt")
            assert held is not None and cut.store.blobs.read(held.hash) == b"x%d" % number


@pytest.mark.allow_logs(r"the store cannot be used")
def test_a_full_disk_stops_the_round(world, monkeypatch):
    monkeypatch.setattr(
        "sync.store.blob_files.Blobs.writer", lambda self: (_ for _ in ()).throw(DiskFull("the disk is full"))
    )
    [report] = world.engine.run()
    assert report.outcome == "disk-full"
    assert len(queries.news(world.store)) == 3  # what was committed stays
    assert world.engine.status.code is ErrorCode.DISK_FULL


def test_documents_that_cannot_be_had_are_told_and_the_rest_arrives(world, drafts):
    href = f"{drafts.FILES}/stuk-1.txt"
    world.server.fail(lambda: Forbidden("no", href=href), verb="fetch", href=href)
    [report] = world.engine.run()
    assert report.outcome == "partly"
    assert [(failure.href, failure.code) for failure in report.failed] == [(href, ErrorCode.FORBIDDEN)]
    assert blobs.lookup(world.store, href) is None
    assert blobs.lookup(world.store, f"{drafts.FILES}/stuk-2.txt") is not None
    # Told once, and not asked in every round; another version of it, or some hours, are worth a try.
    world.again()
    world.server.asked.clear()
    [report] = world.engine.run()
    assert report.outcome == "ok" and ("fetch", href) not in world.server.asked
    world.server.heal()
    world.clock.advance(6 * 3600 + 1)
    [report] = world.engine.run()
    assert report.outcome == "ok" and blobs.lookup(world.store, href) is not None


def test_a_document_over_the_limit_waits_until_it_is_wanted(world, drafts):
    world.store.write(lambda tx: settings.put(tx, "contents.limits", {"file_bytes": 100}))
    world.server.put(drafts.FILES, drafts.document("groot.bin", size=1000), bytes(1000))
    [report] = world.engine.run()
    assert report.outcome == "ok"
    href = f"{drafts.FILES}/groot.bin"
    assert blobs.lookup(world.store, href) is None
    held = world.engine.fetch(href)
    assert held.size == 1000


def test_a_changed_document_is_fetched_again_and_an_unchanged_one_is_not(world, drafts):
    world.engine.run()
    world.server.asked.clear()
    world.server.put(drafts.FILES, drafts.document("stuk-0.txt", size=6), b"hallo!")
    world.engine.run()
    assert [href for verb, href in world.server.asked if verb == "fetch"] == [f"{drafts.FILES}/stuk-0.txt"]
    held = blobs.lookup(world.store, f"{drafts.FILES}/stuk-0.txt")
    assert held is not None and world.store.blobs.read(held.hash) == b"hallo!"


def test_without_network_nothing_is_asked(world):
    engine = world.make_engine(offline=True)
    [report] = engine.run()
    assert report.outcome == "offline" and world.server.asked == []
    with pytest.raises(Offline):
        engine.discover("http://intranet.example", None)
