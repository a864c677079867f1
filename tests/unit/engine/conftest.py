"""An engine on the reference server in memory, with a real encrypted store."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.credentials import SessionCredentials
from sync.connectors.memory import MemoryServer
from sync.engine.engine import Engine
from sync.model.changes import ChangeSet
from sync.model.items import (
    Account,
    AccountState,
    CollectionKind,
    DocumentDetail,
    EventDetail,
    ItemDraft,
    ItemKind,
    Lane,
    NewsDetail,
    Occurrence,
    PartStat,
)
from sync.store import accounts
from sync.store.store import Store
from tests.support.clock import FakeClock

BASE = "memory://intranet"
NEWS, FILES, CALENDAR = f"{BASE}/news", f"{BASE}/files", f"{BASE}/calendar"
WHEN = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def news(number: int, **changes: Any) -> ItemDraft:
    """Return a news item."""
    values: dict[str, Any] = {
        "kind": ItemKind.NEWS,
        "uid": f"guid-{number}",
        "href": f"{NEWS}/{number}",
        "title": f"Bericht {number}",
        "detail": NewsDetail(published=WHEN),
        "html": f"<p>Tekst {number}</p>",
        "text": f"Tekst {number}",
        "sort_at": WHEN,
    }
    return ItemDraft(**(values | changes))


def document(name: str, *, size: int = 5, **changes: Any) -> ItemDraft:
    """Return a document."""
    values: dict[str, Any] = {
        "kind": ItemKind.DOCUMENT,
        "uid": f"file-{name}",
        "href": f"{FILES}/{name}",
        "title": name,
        "detail": DocumentDetail(path=name, size=size),
        "sort_at": WHEN,
    }
    return ItemDraft(**(values | changes))


def meeting(number: int, response: PartStat = PartStat.NEEDS_ACTION) -> ItemDraft:
    """Return a meeting that asks for an answer."""
    start = WHEN + dt.timedelta(days=10 + number)
    return ItemDraft(
        kind=ItemKind.EVENT,
        uid=f"{CALENDAR}#meeting-{number}",
        href=f"{CALENDAR}/{number}.ics",
        title=f"Overleg {number}",
        detail=EventDetail(uid=f"meeting-{number}", response=response),
        source=b"",
        sort_at=start,
        occurrences=(Occurrence(recurrence_id="", start=start, end=start + dt.timedelta(hours=1)),),
    )


class World:
    """A server, a store, an engine between them, and what the store told its listeners."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.clock = clock
        self.server = MemoryServer(BASE)
        self.server.add_collection(NEWS, CollectionKind.FEED, "Nieuws", lane=Lane.NEWS)
        self.server.add_collection(FILES, CollectionKind.FOLDER, "Documenten")
        self.server.add_collection(CALENDAR, CollectionKind.CALENDAR, "Agenda")
        self.credentials = SessionCredentials()
        self.folder = folder
        self.key = secrets.token_bytes(32)
        self.changes: list[ChangeSet] = []
        self.engines: list[Engine] = []
        self._open()
        self.account_id = self.add_account().id

    def _open(self) -> None:
        self.store = Store.open(self.folder, self.key, clock=self.clock)
        self.store.subscribe(self.changes.append)
        self.engine = self.make_engine()

    def make_engine(self, **options: Any) -> Engine:
        """Return another engine on the same store and server."""
        engine = Engine(
            self.store,
            self.credentials,
            clock=self.clock,
            connect=lambda name, session, language: self.server.connect(name, session),
            **options,
        )
        self.engines.append(engine)
        return engine

    def add_account(self) -> Account:
        """Add an account with all of the server's collections."""
        draft = Account(
            id="",
            title="Intranet",
            address=BASE,
            origins=(BASE,),
            inbox=f"{BASE}/inbox",
            state=AccountState.OK,
        )
        found = self.server.connect("memory").discover(BASE)
        assert found is not None
        return self.store.write(lambda tx: accounts.add(tx, draft, found.collections))

    @property
    def account(self) -> Account:
        """The account as it stands."""
        account = accounts.get(self.store, self.account_id)
        assert account is not None
        return account

    def again(self) -> None:
        """Close and open the store, as a new start of the program does."""
        self.close()
        self._open()

    def close(self) -> None:
        """Stop everything."""
        for engine in self.engines:
            engine.stop()
        self.engines.clear()
        self.store.close()


@pytest.fixture
def world(tmp_path: Path, clock: FakeClock) -> Iterator[World]:
    """Return a world whose server has some of everything."""
    made = World(tmp_path / "store", clock)
    for number in range(3):
        made.server.put(NEWS, news(number))
        made.server.put(FILES, document(f"stuk-{number}.txt"), b"hallo")
        made.server.put(CALENDAR, meeting(number))
    made.server.asked.clear()
    yield made
    made.close()


@pytest.fixture
def make_world(tmp_path: Path, clock: FakeClock) -> Iterator[Callable[[], World]]:
    """Return a function that makes further worlds."""
    made: list[World] = []

    def make() -> World:
        made.append(World(tmp_path / f"store-{len(made)}", clock))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def drafts() -> Any:
    """Return the makers of drafts, for tests of this folder."""
    from types import SimpleNamespace

    return SimpleNamespace(
        news=news, document=document, meeting=meeting, NEWS=NEWS, FILES=FILES, CALENDAR=CALENDAR, BASE=BASE
    )
