"""Opens the mirror and wires the services: the one object that the window and the command line hold.

Never enters here: what a service does, Qt.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from app import text
from app.accounts import Accounts
from app.calendar import Calendar
from app.campaigns import Campaigns
from app.credentials import SecretStore
from app.documents import Documents
from app.home import Home
from app.news import News
from app.notifications import Notifications
from app.outbox import Outbox
from app.paths import Paths
from app.people import People
from app.pictures import Pictures
from app.processes import Processes
from app.profile import OrganisationProfile
from app.search import Search
from app.settings import Settings
from app.status import Status, status
from app.tour import Tour
from sync.engine.engine import Engine
from sync.engine.line import Connect, connect_by_registry
from sync.engine.texts import TextExtractor
from sync.model.changes import ChangeSet
from sync.model.ports import Clock, Proxies
from sync.store.damage import Recovery
from sync.store.store import Store


class SystemClock:
    """The computer's own clock."""

    def now(self) -> dt.datetime:
        """Return the time, aware, UTC."""
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()


class Core:
    """Everything of one data folder. Its services may block: they are not for the window's own thread."""

    def __init__(
        self,
        paths: Paths,
        store: Store,
        credentials: SecretStore,
        *,
        clock: Clock,
        offline: bool,
        proxies: Proxies | None,
        extract: TextExtractor | None,
        connect: Connect,
    ) -> None:
        self.paths = paths
        self.store = store
        self.credentials = credentials
        self.clock = clock
        self.engine = Engine(
            store,
            credentials,
            clock=clock,
            proxies=proxies,
            extract=extract,
            offline=offline,
            language=text.language,
            connect=connect,
        )
        self.settings = Settings(store)
        self.accounts = Accounts(store, self.engine, credentials)
        self.news = News(store)
        self.pictures = Pictures(store, self.engine)
        self.documents = Documents(store, self.engine, paths.temp)
        self.calendar = Calendar(store)
        self.people = People(store)
        self.processes = Processes(store)
        self.search = Search(store)
        self.campaigns = Campaigns(store)
        self.home = Home(store, self.calendar, self.campaigns, self.settings)
        self.outbox = Outbox(store)
        self.notifications = Notifications(store, self.settings)
        self.tour = Tour(store, self.settings)
        self.profile = OrganisationProfile(store)

    @classmethod
    def open(
        cls,
        paths: Paths,
        *,
        credentials: SecretStore,
        key: bytes,
        offline: bool = False,
        read_only: bool = False,
        clock: Clock | None = None,
        proxies: Proxies | None = None,
        extract: TextExtractor | None = None,
        connect: Connect = connect_by_registry,
    ) -> Core:
        """Open a data folder. ``key``: from ``credentials.master_key()``.

        ``read_only``: only look, also beside a running program; nothing is made or mended. ``extract``
        None: documents are kept without their text in the search. Raises StoreUnusable, DiskFull.
        """
        clock = clock or SystemClock()
        if not read_only:
            paths.make()
        store = Store.open(paths.store, key, clock=clock, read_only=read_only)
        try:
            core = cls(
                paths,
                store,
                credentials,
                clock=clock,
                offline=offline or read_only,
                proxies=proxies,
                extract=extract,
                connect=connect,
            )
            if not read_only:
                paths.empty_temp()
        except BaseException:
            store.close()
            raise
        return core

    @property
    def recovery(self) -> Recovery | None:
        """What was rescued when the store was found damaged, None when it was sound."""
        return self.store.recovery

    def status(self) -> Status:
        """Return how things stand, for the status line."""
        return status(self.store, self.engine)

    def subscribe(self, listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Call ``listener`` on the writer thread after each commit; return the way to end that."""
        return self.store.subscribe(listener)

    def close(self) -> None:
        """Stop the engine (within two seconds), leave a clean store, remove copies. Safe to repeat."""
        self.engine.stop()
        self.store.close()
        if not self.store.read_only:
            self.paths.empty_temp()

    def __enter__(self) -> Core:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
