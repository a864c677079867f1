"""Accounts, drafts and pulls for the store's tests. Never enters here: assertions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sync.model.changes import FoundCollection, PullResult
from sync.model.items import (
    Account,
    AccountState,
    Collection,
    CollectionKind,
    Cursor,
    DocumentDetail,
    EventDetail,
    ItemDraft,
    ItemKind,
    Lane,
    NewsDetail,
    Occurrence,
    PartStat,
)
from sync.store import accounts, mirror
from sync.store.mirror import Applied
from sync.store.store import Store
from tests.support.clock import FakeClock

KEY = bytes(range(32))
START = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
SITE = "https://intranet.example"


def at(hours: float) -> dt.datetime:
    """So many hours after the tests' beginning."""
    return START + dt.timedelta(hours=hours)


def open_store(folder: Path, clock: FakeClock | None = None, **options: Any) -> Store:
    return Store.open(folder, options.pop("key", KEY), clock=clock or FakeClock(), **options)


def found(kind: CollectionKind, name: str, connector: str = "", lane: Lane = Lane.NEWS) -> FoundCollection:
    return FoundCollection(connector or kind.value, kind, f"{SITE}/{name}", name, lane=lane)


def add_account(store: Store, *collections: FoundCollection, title: str = "Intranet") -> Account:
    wanted = collections or (
        found(CollectionKind.FEED, "feed"),
        found(CollectionKind.FOLDER, "files/"),
        found(CollectionKind.CALENDAR, "cal/"),
    )
    blank = Account(id="", title=title, address=SITE, state=AccountState.OK)
    return store.write(lambda tx: accounts.add(tx, blank, wanted))


def collection(store: Store, kind: CollectionKind, account_id: str | None = None) -> Collection:
    return next(c for c in accounts.collections(store, account_id) if c.kind is kind)


def news(number: int, **more: Any) -> ItemDraft:
    detail: dict[str, Any] = {"published": at(-number)} | more.pop("detail", {})
    fields: dict[str, Any] = {
        "kind": ItemKind.NEWS,
        "uid": f"urn:news:{number}",
        "href": f"{SITE}/news/{number}",
        "title": f"Bericht {number}",
        "html": f"<p>Tekst van bericht {number}</p>",
        "text": f"Tekst van bericht {number}",
        "detail": NewsDetail(**detail),
    }
    return ItemDraft(**(fields | more))


def document(path: str, *, folder: bool = False, **more: Any) -> ItemDraft:
    href = f"{SITE}/files/{path}" + ("/" if folder else "")
    fields: dict[str, Any] = {
        "kind": ItemKind.DOCUMENT,
        "uid": href,
        "href": href,
        "title": path.rsplit("/", 1)[-1],
        "etag": f"etag-{path}",
        "changed": START,
        "detail": DocumentDetail(
            path=path, size=more.pop("size", 1000), media_type="text/plain", is_folder=folder
        ),
    }
    return ItemDraft(**(fields | more))


def once(start: dt.datetime, hours: float = 1, recurrence: str = "", **more: Any) -> Occurrence:
    return Occurrence(recurrence_id=recurrence, start=start, end=start + dt.timedelta(hours=hours), **more)


def event(name: str, *occurrences: Occurrence, **more: Any) -> ItemDraft:
    detail: dict[str, Any] = {
        "uid": name,
        "location": "Zaal 1",
        "response": PartStat.NEEDS_ACTION,
        "recurring": len(occurrences) > 1,
    } | more.pop("detail", {})
    fields: dict[str, Any] = {
        "kind": ItemKind.EVENT,
        "uid": f"{SITE}/cal/{name}",
        "href": f"{SITE}/cal/{name}.ics",
        "title": f"Overleg {name}",
        "etag": "e1",
        "source": b"BEGIN:VCALENDAR",
        "occurrences": occurrences or (once(START),),
        "detail": EventDetail(**detail),
    }
    return ItemDraft(**(fields | more))


def pull(*drafts: ItemDraft, etag: str = "1", complete: bool = True, **more: Any) -> PullResult:
    return PullResult(cursor=Cursor(etag=etag), complete=complete, upserts=drafts, **more)


def apply(
    store: Store, account: Account, into: Collection, result: PullResult, *, remove_missing: bool = True
) -> Applied:
    return store.write(lambda tx: mirror.apply(tx, account, into, result, remove_missing=remove_missing))
