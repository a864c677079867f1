"""Documents' contents: the present version where it can be had, an older one rather than none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.documents import Documents
from sync.engine.engine import Engine
from sync.model.errors import Offline
from sync.model.items import DocumentDetail, ItemDraft, ItemKind
from sync.model.ports import Content, Login
from sync.store import queries
from sync.store.tables import blob
from tests.support.clock import FakeClock
from tests.unit.app.world import FOLDER, World

HREF = f"{FOLDER}groot.pdf"


class Files:
    """A connector that only gives one file."""

    name = "webdav"

    def __init__(self) -> None:
        self.data: bytes | None = b"een"

    def fetch(self, href: str, *, etag: str = "", last_modified: str = "") -> Content:
        if self.data is None:
            raise Offline("no line", href=href)
        return Content(iter([self.data]), etag=f'"{self.data.decode()}"')


class NoLogin:
    def login(self, account_id: str) -> Login:
        return Login("sanne", "geheim")


def listed(world: World, etag: str) -> str:
    draft = ItemDraft(
        kind=ItemKind.DOCUMENT, uid=HREF, href=HREF, title="groot.pdf", etag=etag,
        detail=DocumentDetail(path="groot.pdf", size=90_000_000),
    )  # fmt: skip
    world.said(FOLDER, draft)
    return world.id_of(draft)


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock):
    world = World(tmp_path / "store", clock)
    files = Files()
    connect: Callable[..., Any] = lambda name, session, language: files  # noqa: E731
    engine = Engine(world.store, NoLogin(), clock=clock, connect=connect)
    yield world, files, Documents(world.store, engine, tmp_path / "temp")
    engine.stop()
    world.store.close()


def test_a_large_document_that_changed_is_opened_as_it_is_now(opened):
    """Too large to be fetched ahead, it used to stay as it was when it was first opened."""
    world, files, documents = opened
    item_id = listed(world, '"een"')
    assert documents.fetch(item_id) == b"een"
    files.data = b"twee"
    assert documents.fetch(item_id) == b"een"  # nothing is known of a change
    listed(world, '"twee"')
    assert documents.fetch(item_id) == b"twee"


def test_an_older_version_is_better_than_none(opened):
    world, files, documents = opened
    item_id = listed(world, '"een"')
    assert documents.fetch(item_id) == b"een"
    listed(world, '"twee"')
    files.data = None
    assert documents.fetch(item_id) == b"een"
    assert queries.item(world.store, item_id).blob


def test_what_is_opened_counts_as_used(opened):
    world, _files, documents = opened
    item_id = listed(world, '"een"')
    documents.fetch(item_id)

    def last_used() -> dt.datetime:
        world.store.write(lambda tx: None)  # what was queued is done
        with world.store.read() as connection:
            used: dt.datetime = connection.execute(select(blob.c.last_used)).scalar_one()
            return used

    first = last_used()
    world.clock.advance(3600)
    documents.content(item_id)
    assert last_used() == first  # not again on the same day
    world.clock.advance(24 * 3600)
    documents.content(item_id)
    assert last_used() == world.clock.now()
