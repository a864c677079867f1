"""The reference connector: a server in memory that can be edited, restored, broken, and asked.

What the other connectors do over a line this one does by the letter of the contract, and the engine's
tests run on it. Never enters here: a network, a file, anything that makes a test wait.
"""

from __future__ import annotations

import copy
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from sync.connectors.inbox import KINDS as INBOX_KINDS
from sync.model.changes import Discovery, FoundCollection, ItemFailure, PullResult
from sync.model.errors import BadData, Conflict, ErrorCode, Gone, LoginNeeded, Offline, SyncError
from sync.model.intents import Intent, IntentKind, Receipt, RespondPayload
from sync.model.items import (
    Account,
    Collection,
    CollectionKind,
    Cursor,
    EventDetail,
    Item,
    ItemDraft,
    Lane,
)
from sync.model.ports import Capabilities, Content, Known, Login
from sync.net.session import Session


@dataclass(slots=True)
class _Shelf:
    """One collection: what stands in it, and by which change each thing came or went."""

    found: FoundCollection
    drafts: dict[str, ItemDraft] = field(default_factory=dict)  # href -> draft
    changed_at: dict[str, int] = field(default_factory=dict)  # href -> change number
    gone_at: dict[str, int] = field(default_factory=dict)  # href -> change number


@dataclass(slots=True)
class _Script:
    make: Callable[[], SyncError]
    verb: str
    href: str
    left: int | None
    after: bool


class MemoryServer:
    """The server. Thread-safe. ``asked`` lists every request as (verb, href).

    ``epoch`` and a change number make its tokens: another epoch is a lost token, a lower number a
    restored backup.
    """

    def __init__(self, address: str = "memory://intranet", *, login: Login | None = None) -> None:
        self.address = address
        self.login = login
        self.title = "Memory"
        self.asked: list[tuple[str, str]] = []
        self.inbox: dict[str, bytes] = {}  # key -> payload
        self.delivered: list[str] = []  # keys, one for each time a push changed something
        self.forbidden: set[str] = set()  # hrefs that answer 403
        self._shelves: dict[str, _Shelf] = {}
        self._contents: dict[str, tuple[bytes, str]] = {}
        self._number = 0
        self._versions = 0  # never goes back, not even with a backup: an ETag names one version
        self._epoch = 1
        self._scripts: list[_Script] = []
        self._lock = threading.RLock()

    # -- what a test does to the server -----------------------------------------------------------

    def add_collection(
        self, href: str, kind: CollectionKind, title: str = "", *, lane: Lane = Lane.NEWS
    ) -> FoundCollection:
        """Open an empty collection."""
        found = FoundCollection("memory", kind, href, title or href, lane=lane, read_only=False)
        with self._lock:
            self._shelves[href] = _Shelf(found)
        return found

    def put(self, collection: str, draft: ItemDraft, content: bytes | None = None) -> ItemDraft:
        """Add an item, or change the one at its href; the server sets the ETag. Returns what stands there."""
        with self._lock:
            self._number += 1
            self._versions += 1
            stored = msgspec.structs.replace(draft, etag=f'"v{self._versions}"')
            shelf = self._shelves[collection]
            shelf.drafts[draft.href] = stored
            shelf.changed_at[draft.href] = self._number
            shelf.gone_at.pop(draft.href, None)
            if content is not None:
                self._contents[draft.href] = (content, stored.etag)
            return stored

    def edit(self, href: str, **changes: Any) -> ItemDraft:
        """Change fields of the item at an href."""
        with self._lock:
            shelf = self._shelf_of(href)
            draft = msgspec.structs.replace(shelf.drafts[href], **changes)
            return self.put(shelf.found.href, draft)

    def remove(self, href: str) -> None:
        """Remove an item."""
        with self._lock:
            self._number += 1
            shelf = self._shelf_of(href)
            del shelf.drafts[href], shelf.changed_at[href]
            shelf.gone_at[href] = self._number
            self._contents.pop(href, None)

    def move(self, href: str, to: str) -> None:
        """Give an item another href; it stays the same item (uid, ETag)."""
        with self._lock:
            shelf = self._shelf_of(href)
            draft, content = shelf.drafts[href], self._contents.get(href)
            self.remove(href)
            shelf.drafts[to] = msgspec.structs.replace(draft, href=to)
            shelf.changed_at[to] = self._number
            if content is not None:
                self._contents[to] = content

    def content(self, href: str, data: bytes) -> None:
        """Set the content at an address (a picture, say)."""
        with self._lock:
            self._number += 1
            self._versions += 1
            self._contents[href] = (data, f'"v{self._versions}"')

    def empty(self) -> None:
        """Show nothing any more, without saying that anything was removed: a server gone wrong."""
        with self._lock:
            self._epoch += 1
            for shelf in self._shelves.values():
                shelf.drafts.clear()
                shelf.changed_at.clear()
                shelf.gone_at.clear()

    def snapshot(self) -> Any:
        """Return a backup for ``restore``."""
        with self._lock:
            return copy.deepcopy((self._shelves, self._contents, self._number))

    def restore(self, backup: Any) -> None:
        """Go back to a backup: change numbers go backwards, later changes are forgotten."""
        with self._lock:
            self._shelves, self._contents, self._number = copy.deepcopy(backup)

    def lose_tokens(self) -> None:
        """Recognise no token given so far."""
        with self._lock:
            self._epoch += 1

    def fail(
        self,
        make: Callable[[], SyncError],
        *,
        verb: str = "*",
        href: str = "",
        times: int | None = None,
        after: bool = False,
    ) -> None:
        """Answer with an error. ``verb``: discover, pull, fetch, push or "*". ``href``: part of it.

        ``times``: only the first so many. ``after``: do the work first (the reply is lost).
        """
        with self._lock:
            self._scripts.append(_Script(make, verb, href, times, after))

    def heal(self) -> None:
        """Take back all failures."""
        with self._lock:
            self._scripts.clear()

    def drafts(self, collection: str) -> dict[str, ItemDraft]:
        """Return what stands in a collection now, by href."""
        with self._lock:
            return dict(self._shelves[collection].drafts)

    def connect(self, name: str, session: Session | None = None, language: str = "nl") -> MemoryConnector:
        """Stand in for ``registry.create``: whatever the name, the connector is this server's."""
        return MemoryConnector(self)

    # -- what the connector asks ------------------------------------------------------------------

    def _shelf_of(self, href: str) -> _Shelf:
        for shelf in self._shelves.values():
            if href in shelf.drafts:
                return shelf
        raise Gone(f"nothing stands at {href}", href=href)

    def _meet(self, verb: str, href: str, *, after: bool = False) -> None:
        """Write the request down, and run into what a test prepared for it."""
        if not after:
            self.asked.append((verb, href))
        for script in self._scripts:
            if script.after != after or script.verb not in ("*", verb) or script.href not in href:
                continue
            if script.left is not None:
                if script.left <= 0:
                    continue
                script.left -= 1
            raise script.make()


class MemoryConnector:
    """The contract by the letter, over a ``MemoryServer``. ``login``: None asks as the server's own."""

    name = "memory"

    def __init__(self, server: MemoryServer, login: Login | None = None) -> None:
        self._server = server
        self._login = login if login is not None else server.login

    def _enter(self, verb: str, href: str) -> None:
        self._server._meet(verb, href)
        if self._login != self._server.login:
            raise LoginNeeded("the login was refused", href=href)

    def capabilities(self, collection: Collection) -> Capabilities:
        """Return all that the contract knows."""
        pushes = frozenset({IntentKind.RESPOND.value} | {kind.value for kind in INBOX_KINDS})
        return Capabilities(conditional=True, sync_collection=True, depth_infinity=True, pushes=pushes)

    def discover(self, address: str) -> Discovery | None:
        """Return the collections when the address is the server's."""
        server = self._server
        if not address.startswith(server.address):
            return None
        with server._lock:
            self._enter("discover", address)
            found = tuple(shelf.found for shelf in server._shelves.values())
        return Discovery(address=server.address, title=server.title, kind="mixed", collections=found)

    def pull(self, account: Account, collection: Collection, known: Callable[[], Known]) -> PullResult:
        """Return the changes since the token; everything when the token is lost or from the future."""
        server = self._server
        with server._lock:
            self._enter("pull", collection.href)
            shelf = server._shelves.get(collection.href)
            if shelf is None:
                raise Gone("no such collection", href=collection.href)
            cursor = Cursor(sync_token=f"{server._epoch}:{server._number}", version=1)
            since = self._since(collection.cursor.sync_token)
            if since == server._number:
                return PullResult(cursor=collection.cursor, unchanged=True)
            failures = tuple(
                ItemFailure(href, ErrorCode.FORBIDDEN, "not for us")
                for href in sorted(server.forbidden & shelf.drafts.keys())
            )
            open_to_us = {h: d for h, d in shelf.drafts.items() if h not in server.forbidden}
            if since is None:
                return self._everything(cursor, open_to_us, failures, known())
            upserts = [draft for href, draft in open_to_us.items() if shelf.changed_at[href] > since]
            removed = tuple(href for href, number in shelf.gone_at.items() if number > since)
            return PullResult(
                cursor=cursor if not failures else collection.cursor,
                upserts=tuple(upserts),
                removed=removed,
                moved=_moves(upserts, known()),
                failures=failures,
            )

    def _since(self, token: str) -> int | None:
        epoch, _, number = token.partition(":")
        if not number.isdigit() or epoch != str(self._server._epoch):
            return None
        return int(number) if int(number) <= self._server._number else None

    def _everything(
        self, cursor: Cursor, drafts: dict[str, ItemDraft], failures: tuple[ItemFailure, ...], known: Known
    ) -> PullResult:
        present = frozenset(
            draft.uid
            for href, draft in drafts.items()
            if known.hrefs.get(draft.uid) == href and known.etags.get(draft.uid) == draft.etag
        )
        upserts = tuple(draft for draft in drafts.values() if draft.uid not in present)
        return PullResult(
            cursor=cursor if not failures else Cursor(),
            complete=not failures,
            upserts=upserts,
            present=present,
            moved=_moves(upserts, known),
            failures=failures,
        )

    def fetch(self, href: str, *, etag: str = "", last_modified: str = "") -> Content:
        """Return the content, or that it did not change."""
        server = self._server
        with server._lock:
            self._enter("fetch", href)
            if href not in server._contents:
                raise Gone("no content", href=href)
            data, tag = server._contents[href]
        if etag == tag:
            return Content(iter(()), etag=tag, not_modified=True)
        return Content(_pieces(data), etag=tag, size=len(data))

    def push(self, account: Account, intent: Intent, item: Item | None) -> Receipt:
        """Take an answer. A repeat under the same key changes nothing."""
        server = self._server
        with server._lock:
            href = item.href if item is not None else account.inbox
            self._enter("push", href)
            receipt = self._respond(intent, item) if intent.kind is IntentKind.RESPOND else self._drop(intent)
            server._meet("push", href, after=True)
            return receipt

    def _drop(self, intent: Intent) -> Receipt:
        server = self._server
        if intent.key not in server.inbox:
            server.inbox[intent.key] = intent.payload
            server.delivered.append(intent.key)
        return Receipt(href=f"{server.address}/inbox/{intent.key}.json")

    def _respond(self, intent: Intent, item: Item | None) -> Receipt:
        if item is None:
            raise BadData("an answer to nothing")
        payload = msgspec.json.decode(intent.payload, type=RespondPayload)
        shelf = self._server._shelf_of(item.href)
        draft = shelf.drafts[item.href]
        detail = draft.detail
        if not isinstance(detail, EventDetail):
            raise BadData("an answer to what is no event", href=item.href)
        if detail.response is not payload.response:
            if payload.seen and payload.seen != meeting_seen(draft):
                raise Conflict("the meeting changed since it was answered", href=item.href)
            draft = self._server.put(
                shelf.found.href,
                msgspec.structs.replace(
                    draft, detail=msgspec.structs.replace(detail, response=payload.response)
                ),
            )
            self._server.delivered.append(intent.key)
        return Receipt(href=draft.href, etag=draft.etag, source=draft.source)


def meeting_seen(draft: ItemDraft) -> str:
    """Return what stands for ``RespondPayload.seen`` here: a hash of when and where a meeting is."""
    location = draft.detail.location if isinstance(draft.detail, EventDetail) else ""
    return hashlib.sha256(repr((draft.title, location, draft.occurrences)).encode()).hexdigest()[:16]


def offline() -> Offline:
    """Return the commonest trouble, for ``MemoryServer.fail``."""
    return Offline("no line")


def _moves(upserts: list[ItemDraft] | tuple[ItemDraft, ...], known: Known) -> dict[str, str]:
    return {d.uid: d.href for d in upserts if known.hrefs.get(d.uid, d.href) != d.href}


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), 65536):
        yield data[start : start + 65536]
