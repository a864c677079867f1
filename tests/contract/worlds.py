"""One world for each connector: its server with a fault proxy before it, and what people do to that server.

``lacks`` names the scenarios that this kind of server cannot play. Never enters here: assertions.
"""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC, datetime

from sync.connectors import registry
from sync.connectors.memory import MemoryConnector, MemoryServer
from sync.model.ids import collection_id
from sync.model.items import (
    Account,
    AccountState,
    Attendee,
    Collection,
    CollectionKind,
    Cursor,
    DocumentDetail,
    EventDetail,
    ItemDraft,
    ItemKind,
    Occurrence,
    PartStat,
)
from sync.model.ports import Connector, Login
from sync.net.session import Session
from tests.contract.calendar_text import MAIL
from tests.contract.mirror import Mirror
from tests.contract.servers import SECRET, USER, Served
from tests.support.fault_proxy import FaultProxy
from tests.support.faults import Fault, Request


class World(ABC):
    """A server with one collection, seen through its connector."""

    name = ""
    kind = CollectionKind.FOLDER
    connector_name = ""
    lacks: frozenset[str] = frozenset()
    inbox = ""

    def __init__(self, served: Served, place: str) -> None:
        self.served = served
        self.place = place  # a folder name of this test's own
        self.asked: list[Request] = []
        self.fault: Callable[[Request], Fault | None] | None = None
        self.proxy = FaultProxy(served.url, rule=self._rule)
        self.sessions: list[Session] = []
        self.start()
        self.mirror = Mirror(self.new_collection())
        self.connector = self.connect(Login(USER, SECRET))

    def _rule(self, request: Request) -> Fault | None:
        self.asked.append(request)
        return self.fault(request) if self.fault else None

    def connect(self, login: Login | None) -> Connector:
        """Return a connector with a login of its own choice."""
        session = Session(login, [self.proxy.url])
        self.sessions.append(session)
        return registry.create(self.connector_name, session)

    def close(self) -> None:
        for session in self.sessions:
            session.close()
        self.proxy.close()

    @property
    def account(self) -> Account:
        return Account(
            id="a1", title="", address=self.address, username=USER, mail=MAIL, state=AccountState.OK,
            origins=(self.proxy.url,), inbox=self.inbox,
        )  # fmt: skip

    def new_collection(self) -> Collection:
        return Collection(
            id=collection_id("a1", self.connector_name, self.address), account_id="a1",
            connector=self.connector_name, kind=self.kind, href=self.address, title="Proef",
            read_only=False, cursor=Cursor(),
        )  # fmt: skip

    def pull(self) -> int:
        """Pull once and take it over; return how many requests that cost."""
        before = len(self.asked)
        result = self.connector.pull(self.account, self.mirror.collection, self.mirror.known)
        self.result = result
        self.mirror.apply(result)
        return len(self.asked) - before

    # -- what a kind of server does its own way

    @property
    @abstractmethod
    def address(self) -> str:
        """Return the collection's address, through the proxy."""

    @abstractmethod
    def start(self) -> None:
        """Make an empty collection."""

    @abstractmethod
    def put(self, name: str, text: str) -> None:
        """Add a thing of this name, or change it."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a thing."""

    def move(self, name: str, to: str) -> None:
        """Move a thing to another name."""
        raise NotImplementedError

    @abstractmethod
    def shows(self, draft: ItemDraft, text: str) -> bool:
        """Say whether an item has this text."""

    @abstractmethod
    def backup(self) -> Callable[[], None]:
        """Take a backup; return what restores it."""

    def lose_token(self) -> None:
        """Let the server forget what it told us."""
        raise NotImplementedError


class MemoryWorld(World):
    name = "memory"
    connector_name = "memory"
    lacks = frozenset({"cut"})

    def __init__(self, served: Served, place: str) -> None:
        self.server = MemoryServer(login=Login(USER, SECRET))
        super().__init__(Served("http://127.0.0.1:9"), place)

    def connect(self, login: Login | None) -> Connector:
        return MemoryConnector(self.server, login)

    def pull(self) -> int:
        before = len(self.server.asked)
        super().pull()
        return len(self.server.asked) - before

    @property
    def address(self) -> str:
        return f"{self.server.address}/map/"

    def start(self) -> None:
        self.server.add_collection(self.address, CollectionKind.FOLDER)

    def _href(self, name: str) -> str:
        return self.address + name

    def put(self, name: str, text: str) -> None:
        href = self._href(name)
        held = self.server.drafts(self.address).get(href)
        self.server.put(
            self.address,
            ItemDraft(
                kind=ItemKind.DOCUMENT,
                uid=held.uid if held else uuid.uuid4().hex,
                href=href,
                title=name,
                detail=DocumentDetail(path=name, size=len(text)),
            ),
            text.encode(),
        )

    def remove(self, name: str) -> None:
        self.server.remove(self._href(name))

    def move(self, name: str, to: str) -> None:
        self.server.move(self._href(name), self._href(to))
        self.server.edit(self._href(to), title=to)

    def shows(self, draft: ItemDraft, text: str) -> bool:
        return isinstance(draft.detail, DocumentDetail) and draft.detail.size == len(text)

    def backup(self) -> Callable[[], None]:
        held = self.server.snapshot()
        return lambda: self.server.restore(held)

    def lose_token(self) -> None:
        self.server.lose_tokens()


def memory_meeting(world: MemoryWorld, name: str, place: str) -> ItemDraft:
    """Put a meeting that can be answered on the server in memory."""
    start = datetime(2026, 12, 1, 9, tzinfo=UTC)
    href = world.address + name
    draft = ItemDraft(
        kind=ItemKind.EVENT,
        uid=href,
        href=href,
        title=name,
        detail=EventDetail(
            uid=name, location=place, response=PartStat.NEEDS_ACTION, attendees=(Attendee(mail=MAIL),)
        ),
        occurrences=(Occurrence(recurrence_id="", start=start, end=start.replace(hour=10)),),
    )
    return world.server.put(world.address, draft)
