"""What outlives what: the first round's silence, removed accounts, a discovery that never ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from sync.engine.status import Progress, Stage
from sync.model.errors import ErrorCode, SyncError
from sync.model.items import NewsDetail
from sync.model.ports import Content
from sync.store import accounts, blobs, settings
from tests.support import faults
from tests.support.fault_proxy import FaultProxy
from tests.support.waiting import wait_until


def test_what_comes_while_contents_are_still_fetched_is_news(world, drafts):
    """A first filling that is interrupted for days must not swallow an announcement."""

    def quit_early(step: Progress) -> None:
        if step.stage is Stage.CONTENTS:
            world.engine.pause("person")

    [report] = world.engine.run(progress=quit_early)
    assert report.outcome == "paused" and world.account.first_synced_at is not None
    world.engine.resume()
    world.server.put(drafts.NEWS, drafts.news(9))
    world.changes.clear()
    world.engine.run()
    assert [changes.first_sync for changes in world.changes if changes.added] == [False]


def test_a_web_page_is_no_picture(world, drafts, monkeypatch):
    """A sign-in page of the Wi-Fi that was kept as a photo would stand there for ever."""
    href = f"{drafts.BASE}/foto"
    detail = NewsDetail(published=drafts.news(0).sort_at, picture=href.replace("memory", "http"))
    world.server.put(drafts.NEWS, drafts.news(7, detail=detail))
    connector = type(world.server.connect("memory"))
    pages = [
        Content(iter([b"<p>Wi-Fi"]), media_type="text/html"),
        Content(iter([b"png"]), media_type="image/png"),
    ]
    fetch = connector.fetch

    def page_first(self, address, **validators):
        return pages.pop(0) if address == detail.picture else fetch(self, address, **validators)

    monkeypatch.setattr(connector, "fetch", page_first)
    [report] = world.engine.run()
    assert [(f.href, f.code) for f in report.failed] == [(detail.picture, ErrorCode.BAD_DATA)]
    assert blobs.lookup(world.store, detail.picture) is None
    world.clock.advance(7 * 3600)
    world.engine.run()
    assert blobs.lookup(world.store, detail.picture) is not None


def test_a_content_that_comes_after_its_account_went_is_not_noted(world, drafts, monkeypatch):
    connector = type(world.server.connect("memory"))
    fetch = connector.fetch

    def removed_meanwhile(self, href, **validators):
        if accounts.get(world.store, world.account_id) is not None:
            world.store.write(lambda tx: accounts.remove(tx, world.account_id))
        return fetch(self, href, **validators)

    monkeypatch.setattr(connector, "fetch", removed_meanwhile)
    world.engine.run()
    for number in range(3):
        assert blobs.lookup(world.store, f"{drafts.FILES}/stuk-{number}.txt") is None


def test_a_removed_account_leaves_no_note_about_it(world):
    def note(tx) -> None:
        settings.put(tx, f"account.{world.account_id}.refused", {"http://x/": 1})
        settings.put(tx, f"account.{world.account_id}0.refused", {})

    world.store.write(note)
    world.store.write(lambda tx: accounts.remove(tx, world.account_id))
    left = [key for key in settings.all_settings(world.store) if key.startswith("account.")]
    assert left == [f"account.{world.account_id}0.refused"]


def test_the_end_does_not_wait_for_a_discovery(world, fault_proxy: Callable[..., FaultProxy]) -> None:
    server = fault_proxy(rule=lambda r: faults.Hang())
    ended: list[type[Exception]] = []

    def look() -> None:
        with pytest.raises(SyncError) as caught:
            world.engine.discover(server.url, None)
        ended.append(type(caught.value))

    thread = threading.Thread(target=look)
    thread.start()
    wait_until(lambda: server.exchanges)
    started = time.monotonic()
    world.engine.stop()
    thread.join(5)
    assert ended and time.monotonic() - started < 3
