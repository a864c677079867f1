"""When rounds run: at the start, when asked, when something waits; and stopping in the middle."""

from __future__ import annotations

import threading
import time

import msgspec
import pytest

from sync.engine.status import EngineStatus, Phase
from sync.model.errors import ErrorCode, LoginNeeded, Offline
from sync.model.intents import InboxPayload, IntentKind
from sync.model.items import AccountState
from sync.model.ports import Content
from sync.store import accounts, outbox, queries
from tests.support.waiting import wait_until


def pulls(world) -> int:
    return [verb for verb, _ in world.server.asked].count("pull")


def settled(engine) -> bool:
    return engine.status.phase is not Phase.SYNCING


def test_a_round_runs_at_the_start_and_then_only_when_asked(world):
    seen: list[EngineStatus] = []
    world.engine.subscribe_status(seen.append)
    world.engine.start()
    wait_until(lambda: world.account.first_synced_at is not None and settled(world.engine))
    assert len(queries.news(world.store)) == 3
    assert Phase.SYNCING in {status.phase for status in seen}
    assert world.engine.status.last_success == world.clock.now()
    before = pulls(world)
    world.engine.sync_now()
    wait_until(lambda: pulls(world) == before + 3)


def test_a_round_asked_for_while_one_runs_runs_once_after(world, monkeypatch):
    connector = type(world.server.connect("memory"))
    pull = connector.pull
    go_on, running = threading.Event(), threading.Event()

    def slow(self, account, collection, known):
        running.set()
        assert go_on.wait(10)
        return pull(self, account, collection, known)

    monkeypatch.setattr(connector, "pull", slow)
    world.engine.start()
    assert running.wait(10)
    for _ in range(5):
        world.engine.sync_now()
    go_on.set()
    wait_until(lambda: pulls(world) == 6)
    wait_until(lambda: settled(world.engine))
    assert pulls(world) == 6


def test_an_idle_scheduler_sleeps(world, monkeypatch):
    world.engine.start()
    wait_until(lambda: world.account.first_synced_at is not None and settled(world.engine))
    scheduler = world.engine._scheduler
    waits: list[float | None] = []
    wait = scheduler._wake.wait
    monkeypatch.setattr(scheduler._wake, "wait", lambda timeout=None: waits.append(timeout) or wait(timeout))
    world.engine.sync_now()
    wait_until(lambda: waits)
    assert all(timeout is not None and 200 < timeout < 400 for timeout in waits)


def test_what_is_put_into_the_outbox_goes_out_by_itself(world):
    world.engine.start()
    wait_until(lambda: world.account.first_synced_at is not None and settled(world.engine))
    before = pulls(world)
    payload = msgspec.json.encode(InboxPayload(text="hallo"))
    world.store.write(
        lambda tx: outbox.enqueue(tx, world.account_id, "", IntentKind.FEEDBACK, payload, key="feedback-1")
    )
    wait_until(lambda: world.server.delivered == ["feedback-1"])
    wait_until(lambda: outbox.all_intents(world.store) == [])
    assert pulls(world) == before


def test_a_delivery_that_fails_is_not_tried_in_a_tight_loop(world):
    world.engine.start()
    wait_until(lambda: world.account.first_synced_at is not None and settled(world.engine))
    world.server.fail(lambda: Offline("no line"), verb="push")
    payload = msgspec.json.encode(InboxPayload(text="hallo"))
    world.store.write(
        lambda tx: outbox.enqueue(tx, world.account_id, "", IntentKind.FEEDBACK, payload, key="feedback-1")
    )
    wait_until(lambda: [i.error for i in outbox.all_intents(world.store)] == [ErrorCode.OFFLINE])
    world.engine.sync_now()
    wait_until(lambda: [verb for verb, _ in world.server.asked].count("push") == 2)
    wait_until(lambda: settled(world.engine))
    assert [verb for verb, _ in world.server.asked].count("push") == 2


def test_a_paused_engine_does_nothing_until_it_may(world):
    world.engine.pause("metered")
    world.engine.start()
    world.engine.sync_now()
    assert world.engine.status.phase is Phase.PAUSED and world.engine.status.reason == "metered"
    assert pulls(world) == 0
    world.engine.resume()
    wait_until(lambda: world.account.first_synced_at is not None)


def test_a_refused_login_waits_for_the_person_and_goes_on_with_another(world):
    world.server.fail(lambda: LoginNeeded("refused"))
    world.engine.start()
    wait_until(lambda: world.engine.status.phase is Phase.LOGIN_NEEDED)
    asked = len(world.server.asked)
    world.engine.sync_now()
    world.server.heal()
    assert len(world.server.asked) == asked
    world.engine.renew(world.account_id)
    world.store.write(lambda tx: accounts.set_state(tx, world.account_id, AccountState.OK))
    wait_until(lambda: world.account.first_synced_at is not None)
    wait_until(lambda: world.engine.status.phase is Phase.IDLE)


def test_an_account_that_is_added_is_filled_by_itself(world):
    world.engine.start()
    wait_until(lambda: world.account.first_synced_at is not None)
    second = world.add_account()
    wait_until(lambda: accounts.get(world.store, second.id).first_synced_at is not None)


def test_stopping_in_the_middle_of_a_download_takes_no_two_seconds(world, drafts, monkeypatch):
    connector = type(world.server.connect("memory"))
    downloading = threading.Event()
    closed = threading.Event()

    def endless(self, href, *, etag="", last_modified=""):
        def chunks():
            try:
                while True:
                    downloading.set()
                    yield b"x" * 65536
                    time.sleep(0.01)
            finally:
                closed.set()

        return Content(chunks())

    monkeypatch.setattr(connector, "fetch", endless)
    world.engine.start()
    assert downloading.wait(10)
    started = time.monotonic()
    world.engine.stop()
    assert time.monotonic() - started < 2
    assert closed.wait(1)
    assert not list((world.folder / "blobs").glob("*.part"))
    assert len(queries.news(world.store)) == 3


@pytest.mark.allow_logs(r"the store cannot be used")
def test_a_full_disk_is_shown_and_not_hammered(world, monkeypatch):
    from sync.model.errors import DiskFull

    monkeypatch.setattr(
        "sync.store.blob_files.Blobs.writer", lambda self: (_ for _ in ()).throw(DiskFull("the disk is full"))
    )
    world.engine.start()
    wait_until(lambda: world.engine.status.code is ErrorCode.DISK_FULL)
    assert world.engine.status.phase is Phase.TROUBLE
    assert pulls(world) == 3
