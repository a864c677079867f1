"""The doors: what the engine needs from outside, and what it needs from a connector.

Never enters here: an implementation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from sync.model.changes import Discovery, PullResult
from sync.model.intents import Intent, Receipt
from sync.model.items import Account, Collection, Item


@dataclass(frozen=True, slots=True)
class Login:
    """A user name and a secret. ``repr`` hides the secret, so a traceback never shows it."""

    username: str
    secret: str

    def __repr__(self) -> str:
        return f"Login({self.username!r}, ...)"


class Credentials(Protocol):
    """Where secrets live (the system's credential store, behind `app.credentials`)."""

    def login(self, account_id: str) -> Login | None:
        """Return the account's login, or None when it has none (an open server)."""


class Clock(Protocol):
    """Time, so that tests can hold it."""

    def now(self) -> dt.datetime:
        """Return the time, aware, UTC."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""


class Proxies(Protocol):
    """The system's proxy for an address ("" for none). May block: never called on the GUI thread."""

    def proxy_for(self, url: str) -> str:
        """Return e.g. ``http://proxy:3128`` or ""."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """A server's limits as data: nobody asks which brand it is.

    ``pushes``: the kinds of intent that it can deliver for a collection or account.
    """

    conditional: bool = False
    sync_collection: bool = False
    depth_infinity: bool = False
    ranges: bool = False
    pushes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What the mirror holds of a collection: uid -> (href, etag). Lets a pull skip what it has."""

    hrefs: dict[str, str]
    etags: dict[str, str]


@dataclass(frozen=True, slots=True)
class Content:
    """The head of a download. ``not_modified``: what we hold is still right; ``chunks`` is empty."""

    chunks: Iterator[bytes]
    etag: str = ""
    last_modified: str = ""
    media_type: str = ""
    size: int | None = None
    not_modified: bool = False


class Connector(Protocol):
    """One kind of server for one account. Never sees the store. Raises only ``SyncError``."""

    name: str

    def capabilities(self, collection: Collection) -> Capabilities:
        """Return what the server offers here (known or last seen; no request)."""

    def discover(self, address: str) -> Discovery | None:
        """Return what stands at an address, None when this connector sees nothing there."""

    def pull(self, account: Account, collection: Collection, known: Callable[[], Known]) -> PullResult:
        """Return what changed since ``collection.cursor``. ``known`` is asked only when needed."""

    def fetch(self, href: str, *, etag: str = "", last_modified: str = "") -> Content:
        """Open a document's or picture's content; conditional when validators are given."""

    def push(self, account: Account, intent: Intent, item: Item | None) -> Receipt:
        """Deliver an intent. Safe to repeat. Conflict when the thing changed under it."""
