"""The demo intranet as one thing: start it, switch it off and on, let something happen, stop it.

Never enters here: protocols and content.
"""

from __future__ import annotations

import datetime as dt
import secrets
import shutil
import tempfile
import threading
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any

from demo import profile
from demo.calendars import CalendarServer, CalendarSpec
from demo.content import RESOURCES, Addresses, Article, articles, load, moment
from demo.documents import DocumentServer
from demo.events import EventWriter
from demo.happenings import Happening, HappeningKind, Happenings
from demo.journal import Request, RequestLog
from demo.life import Life
from demo.news_app import NewsApp
from demo.newsroom import Newsroom
from demo.wsgi import WsgiServer

_WORDS = (
    "dijk",
    "gemaal",
    "sluis",
    "polder",
    "stuw",
    "kade",
    "wetering",
    "rietkraag",
    "peil",
    "duiker",
    "boezem",
)


class ServerName(StrEnum):
    """The three servers."""

    NEWS = "news"
    DOCUMENTS = "documents"
    CALENDAR = "calendar"


class Intranet:
    """Three servers on loopback with the content of one organisation. All methods are thread-safe.

    ``with Intranet() as intranet:`` or ``start()`` and ``stop()``. Nothing outlives ``stop()``: no thread,
    no process, no file. ``now`` (aware) sets the content in time; the default is the moment of creation.
    """

    def __init__(self, *, now: dt.datetime | None = None, seed: int = 1) -> None:
        organisation = load("organisation")
        self.username: str = organisation["demo_user"]
        self.mail: str = organisation["demo_mail"]
        self.password = "-".join(
            [*(secrets.choice(_WORDS) for _ in range(4)), str(secrets.randbelow(900) + 100)]
        )
        self.address = ""
        self._organisation = organisation
        self._now = now or dt.datetime.now(dt.UTC)
        self._seed = seed
        self._lock = threading.RLock()
        self._logs = {name: RequestLog() for name in ServerName}
        self._folder: Path | None = None
        self._on = False
        self._life: Life | None = None

    def __enter__(self) -> Intranet:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # -- running

    def start(self) -> None:
        """Start all three servers; OSError when one does not come up, and then nothing is left running."""
        with self._lock:
            if self._folder is not None:
                return
            self._folder = Path(tempfile.mkdtemp(prefix="prikbord-demo-"))
            try:
                self._build(self._folder)
                self._switch_on()
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """Stop everything and remove all that was written. Does nothing when nothing runs."""
        self.stop_life()
        with self._lock:
            folder, self._folder = self._folder, None
            if folder is None:
                return
            try:
                self._switch_off()
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def power(self, on: bool) -> None:
        """Switch all servers off (connections are refused) or on again, at the same addresses and state."""
        with self._lock:
            self._require()
            if on:
                self._switch_on()
            else:
                self._switch_off()

    @property
    def is_on(self) -> bool:
        """Return whether the servers listen."""
        return self._on

    @property
    def folder(self) -> Path:
        """Return the temporary folder that holds everything the servers store; RuntimeError if stopped."""
        return self._require()

    def _require(self) -> Path:
        if self._folder is None:
            raise RuntimeError("the demo intranet is not running")
        return self._folder

    def _build(self, folder: Path) -> None:
        """Make the servers and fill them, without answering yet."""
        login = (self.username, self.password)
        # Radicale takes longest to come up, and finds its files when it is first asked for them.
        self.calendars = CalendarServer(folder / "calendars", *login, self._logs[ServerName.CALENDAR])
        self.calendars.launch()
        self.documents = DocumentServer(folder / "documents", *login, self._logs[ServerName.DOCUMENTS])
        self.newsroom = Newsroom(articles(self._now))
        self._app = NewsApp(
            self.newsroom,
            self._organisation,
            load("processes")["process"],
            self.profile,
            login,
            self._now,
        )
        self._news = WsgiServer("news", self._app, self._logs[ServerName.NEWS])
        self._fill_documents()
        self._fill_calendars()
        self.documents.server.reserve()
        self._news.reserve()
        self.address = self._news.base
        self._app.addresses = Addresses(self._news.base, self.documents.root)
        self._happenings = Happenings(self.newsroom, self.documents, self.calendars, self._seed)

    def _fill_documents(self) -> None:
        ages = load("documents")["days_ago"]
        modified = {path: moment(self._now, -int(days), "10:40").timestamp() for path, days in ages.items()}
        self.documents.fill(RESOURCES / "documents", modified)

    def _fill_calendars(self) -> None:
        people = {person["id"]: (person["name"], person["mail"]) for person in load("people")["person"]}
        people[self.username] = (self._organisation["demo_name"], self.mail)
        writer = EventWriter(self._now, people, self.username)
        content = load("calendars")
        for table in content["calendar"]:
            spec = CalendarSpec(table["id"], table["title"], table["color"], table["text"])
            events = [event for event in content["event"] if event["calendar"] == spec.id]
            self.calendars.make_calendar(
                spec, {f"{event['uid']}.ics": writer.write(event) for event in events}
            )

    def _switch_on(self) -> None:
        self.calendars.launch()
        self.documents.server.start()
        self._news.start()
        self.calendars.start()
        self._on = True

    def _switch_off(self) -> None:
        self._on = False
        stops = [
            getattr(self, "_news", None) and self._news.stop,
            getattr(self, "documents", None) and self.documents.server.stop,
            getattr(self, "calendars", None) and self.calendars.stop,
        ]
        threads = [threading.Thread(target=stop, name="demo-off") for stop in stops if stop]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    # -- what was asked

    @property
    def requests(self) -> dict[ServerName, list[Request]]:
        """Return all answered requests so far, by server."""
        with self._lock:
            if self._on:
                self.calendars.settle_log()
            return {name: log.entries() for name, log in self._logs.items()}

    def clear_requests(self) -> None:
        """Forget all requests so far."""
        with self._lock:
            if self._on:
                self.calendars.settle_log()
            for log in self._logs.values():
                log.clear()

    def profile(self) -> dict[str, Any]:
        """Return the profile as the news server publishes it."""
        addresses = Addresses(self._news.base, self.documents.root)
        return profile.build(self._now, addresses, self.calendars.base, self.documents.inbox_root)

    def inbox_files(self) -> list[Path]:
        """Return what people's programs dropped into the inbox, by name."""
        self._require()
        return self.documents.inbox_files()

    # -- life

    def happen(self, kind: HappeningKind | str | None = None) -> Happening:
        """Let something happen on the servers now (the next of a fixed cycle when ``kind`` is None)."""
        with self._lock:
            self._require()
            return self._happenings.happen(None if kind is None else HappeningKind(kind))

    def start_life(self, seconds: float = 120.0) -> None:
        """Let something happen every so many seconds, while the servers are on."""
        with self._lock:
            self._require()
            self.stop_life()
            self._life = Life(self._live, seconds)
            self._life.start()

    def stop_life(self) -> None:
        """Let nothing happen by itself any more."""
        with self._lock:
            life, self._life = self._life, None
        if life is not None:
            life.stop()

    def _live(self) -> None:
        if self._on:
            self.happen()

    # -- edits on the server's side

    def add_news(self, article: Article) -> None:
        """Publish an article, or replace the one with its slug."""
        self.newsroom.add(article)

    def change_document(self, path: str, content: bytes) -> None:
        """Add or change a document; ``path`` is below the documents' root, "/" between."""
        self.documents.write(path, content)

    def remove_document(self, path: str) -> None:
        """Remove a document; FileNotFoundError when it is not there."""
        self.documents.remove(path)

    def rename_document(self, path: str, new_path: str) -> None:
        """Rename or move a document."""
        self.documents.rename(path, new_path)

    def put_event(self, calendar: str, name: str, ics: bytes) -> None:
        """Store an event; ``name`` ends in ".ics". FileNotFoundError when there is no such calendar."""
        self.calendars.put(calendar, name, ics)

    def delete_event(self, calendar: str, name: str) -> None:
        """Delete an event; FileNotFoundError when it is not there."""
        self.calendars.delete(calendar, name)
