"""One world for each connector: its server with a fault proxy before it, and what people do to that server.

``lacks`` names the scenarios that this kind of server cannot play. Never enters here: assertions.
"""

from __future__ import annotations

import base64
import shutil
import time
import urllib.request
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import msgspec

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
from tests.contract.mirror import Mirror
from tests.contract.servers import SECRET, USER, Served
from tests.support.fault_proxy import FaultProxy
from tests.support.faults import Fault, Request

MAIL = "anna@voorbeeld.example"


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


class _FolderWorld(World):
    """A world whose collection is a folder (or file) on this disk."""

    @property
    def folder(self) -> Path:
        return self.served.root / self.place

    def start(self) -> None:
        self.folder.mkdir(parents=True)
        self.folder.chmod(0o777)

    def backup(self) -> Callable[[], None]:
        kept = self.folder.with_name(f"{self.folder.name}-backup")
        shutil.copytree(self.folder, kept)

        def restore() -> None:
            shutil.rmtree(self.folder)
            shutil.copytree(kept, self.folder)
            shutil.rmtree(kept)
            self.folder.chmod(0o777)

        return restore


class DavWorld(_FolderWorld):
    name = "webdav-wsgidav"
    connector_name = "webdav"
    lacks = frozenset({"token"})

    @property
    def address(self) -> str:
        return f"{self.proxy.url}/{self.place}/"

    def put(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.parent.chmod(0o777)
        path.write_text(text, encoding="utf-8")

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()

    def move(self, name: str, to: str) -> None:
        (self.folder / to).parent.mkdir(exist_ok=True)
        (self.folder / name).rename(self.folder / to)

    def shows(self, draft: ItemDraft, text: str) -> bool:
        return isinstance(draft.detail, DocumentDetail) and draft.detail.size == len(text.encode())


class ApacheFlatWorld(DavWorld):
    """Apache as it comes: Depth infinity refused."""

    name = "webdav-apache"
    root = "flat"

    @property
    def folder(self) -> Path:
        return self.served.root / self.root / self.place

    @property
    def address(self) -> str:
        return f"{self.proxy.url}/{self.root}/{self.place}/"


class ApacheDeepWorld(ApacheFlatWorld):
    name = "webdav-apache-infinity"
    root = "deep"


class FeedWorld(_FolderWorld):
    name = "feed"
    kind = CollectionKind.FEED
    connector_name = "feed"
    lacks = frozenset({"removed", "moved", "forbidden", "token"})
    file = "nieuws.atom"
    below = ""

    @property
    def folder(self) -> Path:
        return self.served.root / self.below / self.place

    @property
    def address(self) -> str:
        return "/".join(filter(None, (self.proxy.url, self.below, self.place, self.file)))

    def start(self) -> None:
        super().start()
        self.things: dict[str, tuple[str, datetime]] = {}
        self._write()

    def put(self, name: str, text: str) -> None:
        self.things[name] = (text, datetime.now(UTC))
        self._write()

    def remove(self, name: str) -> None:
        del self.things[name]
        self._write()

    def _write(self) -> None:
        temporary = self.folder / "new"
        temporary.write_bytes(self.document())
        temporary.replace(self.folder / self.file)

    def document(self) -> bytes:
        entries = "".join(
            f"<entry><id>tag:voorbeeld.example,2026:{escape(name)}</id><title>{escape(name)}</title>"
            f"<updated>{moment.isoformat()}</updated><link href='https://voorbeeld.example/{escape(name)}'/>"
            f"<content type='html'>&lt;p&gt;{escape(text)}&lt;/p&gt;</content></entry>"
            for name, (text, moment) in self.things.items()
        )
        return (
            "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
            f"<id>urn:x:proef</id><title>Proef</title><updated>2026-01-01T00:00:00Z</updated>{entries}</feed>"
        ).encode()

    def shows(self, draft: ItemDraft, text: str) -> bool:
        return draft.text.strip() == text

    def backup(self) -> Callable[[], None]:
        held = dict(self.things)

        def restore() -> None:
            self.things = held
            self._write()

        return restore


class ApacheFeedWorld(FeedWorld):
    """Behind mod_deflate, whose own ETags it does not recognise."""

    name = "feed-apache"
    below = "plain"


class IcsWorld(FeedWorld):
    name = "ics"
    kind = CollectionKind.CALENDAR
    connector_name = "ics"
    lacks = frozenset({"moved", "forbidden", "token"})
    file = "agenda.ics"

    def document(self) -> bytes:
        events = "".join(event_lines(name, text) for name, (text, _moment) in self.things.items())
        return calendar_file(events)

    def shows(self, draft: ItemDraft, text: str) -> bool:
        return isinstance(draft.detail, EventDetail) and draft.detail.location == text


class ApacheIcsWorld(IcsWorld):
    name = "ics-apache"
    below = "plain"


class CalDavWorld(World):
    name = "caldav-radicale"
    kind = CollectionKind.CALENDAR
    connector_name = "caldav"
    lacks = frozenset({"moved"})

    @property
    def address(self) -> str:
        return f"{self.proxy.url}/{USER}/{self.place}/"

    @property
    def folder(self) -> Path:
        return self.served.root / self.place

    def start(self) -> None:
        self.ask(
            "MKCALENDAR",
            "",
            b"<?xml version='1.0'?><C:mkcalendar xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'>"
            b"<D:set><D:prop><D:displayname>Proef</D:displayname></D:prop></D:set></C:mkcalendar>",
        )

    def ask(self, method: str, name: str, body: bytes = b"", **headers: str) -> bytes:
        """Send a request of another client, past the proxy."""
        request = urllib.request.Request(
            f"{self.served.url}/{USER}/{self.place}/{name}", data=body or None, method=method
        )
        token = base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
        for header, value in headers.items():
            request.add_header(header.replace("_", "-"), value)
        with urllib.request.urlopen(request, timeout=30) as answer:
            data: bytes = answer.read()
            return data

    def put(self, name: str, text: str) -> None:
        self.put_event(name, event_lines(name, text))

    def put_event(self, name: str, lines: str) -> None:
        self.ask("PUT", f"{name}.ics", calendar_file(lines), Content_Type="text/calendar")

    def remove(self, name: str) -> None:
        self.ask("DELETE", f"{name}.ics")

    def shows(self, draft: ItemDraft, text: str) -> bool:
        return isinstance(draft.detail, EventDetail) and draft.detail.location == text

    def backup(self) -> Callable[[], None]:
        kept = self.folder.with_name(f".{self.folder.name}-backup")
        shutil.copytree(self.folder, kept)

        def restore() -> None:
            shutil.rmtree(self.folder)
            shutil.copytree(kept, self.folder)
            shutil.rmtree(kept)

        return restore

    def lose_token(self) -> None:
        shutil.rmtree(self.folder / ".Radicale.cache" / "sync-token")


def calendar_file(events: str) -> bytes:
    """Return a whole iCalendar file."""
    head = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//proef//NL\n"
    return f"{head}{events}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def event_lines(name: str, place: str, extra: str = "", *, uid: str = "") -> str:
    """Return a VEVENT of next week; ``place`` is what a test changes."""
    day = datetime.fromtimestamp(time.time() + 7 * 86_400, UTC).strftime("%Y%m%d")
    return (
        f"BEGIN:VEVENT\nUID:{uid or name}@voorbeeld.example\nDTSTAMP:20260101T000000Z\n"
        f"DTSTART:{day}T090000Z\nDTEND:{day}T100000Z\nSUMMARY:{name}\nLOCATION:{place}\n{extra}END:VEVENT\n"
    )


def invitation(name: str, place: str, *, answer: str = "NEEDS-ACTION") -> str:
    """Return a VEVENT with us among the invited."""
    return event_lines(
        name,
        place,
        "ORGANIZER;CN=Baas:mailto:baas@voorbeeld.example\n"
        f"ATTENDEE;CN=Anna;PARTSTAT={answer}:mailto:{MAIL}\n"
        "ATTENDEE;CN=Kees;PARTSTAT=ACCEPTED:mailto:kees@voorbeeld.example\n",
    )


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


def copy_of(draft: ItemDraft, **changes: object) -> ItemDraft:
    """Return a draft with other fields."""
    return msgspec.structs.replace(draft, **changes)


WORLDS: dict[str, tuple[type[World], str]] = {
    "memory": (MemoryWorld, "files"),
    "feed": (FeedWorld, "files"),
    "feed-apache": (ApacheFeedWorld, "apache"),
    "ics": (IcsWorld, "files"),
    "ics-apache": (ApacheIcsWorld, "apache"),
    "webdav-wsgidav": (DavWorld, "dav"),
    "webdav-apache": (ApacheFlatWorld, "apache"),
    "webdav-apache-infinity": (ApacheDeepWorld, "apache"),
    "caldav-radicale": (CalDavWorld, "calendar"),
}
