"""A small real store with one account in it, for tests of the app's services.

Never enters here: a mock. The store is encrypted and on disk; only the servers are left out.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sync.model.changes import ChangeSet, FoundCollection, PullResult
from sync.model.ids import item_id
from sync.model.items import (
    Account,
    AccountState,
    Collection,
    CollectionKind,
    Cursor,
    Detail,
    EventDetail,
    ItemDraft,
    ItemKind,
    Lane,
    NewsDetail,
    Occurrence,
)
from sync.store import accounts, mirror
from sync.store.store import Store
from tests.support.clock import FakeClock

KEY = bytes(range(32))
BASE = "https://intranet.example.org"
FEED, FOLDER, CALENDAR, PROFILE = f"{BASE}/feed", f"{BASE}/docs/", f"{BASE}/cal/", f"{BASE}/prikbord.json"


class World:
    """The store, its account and a way to let a server have said something."""

    def __init__(self, folder: Path, clock: FakeClock, *, inbox: str = f"{BASE}/inbox/") -> None:
        self.clock = clock
        self.store = Store.open(folder, KEY, clock=clock)
        self.changes: list[ChangeSet] = []
        self.store.subscribe(self.changes.append)
        wanted = Account(
            id="",
            title="De Lage Beemden",
            address=BASE,
            username="sanne",
            mail="sanne@example.org",
            inbox=inbox,
            state=AccountState.OK,
        )
        found = (
            FoundCollection("feed", CollectionKind.FEED, FEED, "Nieuws"),
            FoundCollection("webdav", CollectionKind.FOLDER, FOLDER, "Documenten"),
            FoundCollection("caldav", CollectionKind.CALENDAR, CALENDAR, "Agenda"),
            FoundCollection("profile", CollectionKind.PROFILE, PROFILE, "Profiel"),
        )
        self.account = self.store.write(lambda tx: accounts.add(tx, wanted, found))

    def collection(self, href: str) -> Collection:
        return next(c for c in accounts.collections(self.store) if c.href == href)

    def said(self, href: str, *drafts: ItemDraft, removed: tuple[str, ...] = ()) -> ChangeSet:
        """Let a pull of a collection have brought these; return the commit's ChangeSet."""
        result = PullResult(cursor=Cursor(), upserts=drafts, removed=removed)
        collection = self.collection(href)
        before = len(self.changes)
        self.store.write(lambda tx: mirror.apply(tx, self.account, collection, result, remove_missing=False))
        return self.changes[before] if len(self.changes) > before else ChangeSet()

    def id_of(self, draft: ItemDraft) -> str:
        return item_id(draft.kind, self.account.id, draft.uid)


def news(
    uid: str, title: str, *, lane: Lane = Lane.NEWS, at: dt.datetime, must_read: bool = False
) -> ItemDraft:
    return ItemDraft(
        kind=ItemKind.NEWS,
        uid=uid,
        href=f"{BASE}/news/{uid}",
        title=title,
        author="Joke",
        summary=f"Kort: {title}",
        html=f"<p>{title}</p>",
        text=title,
        sort_at=at,
        changed=at,
        detail=NewsDetail(published=at, lane=lane, must_read=must_read),
    )


def event(
    uid: str,
    title: str,
    start: dt.datetime,
    end: dt.datetime,
    *,
    all_day: bool = False,
    detail: EventDetail | None = None,
    source: bytes = b"",
) -> ItemDraft:
    return ItemDraft(
        kind=ItemKind.EVENT,
        uid=uid,
        href=f"{CALENDAR}{uid}.ics",
        title=title,
        sort_at=start,
        source=source,
        detail=detail or EventDetail(uid=uid),
        occurrences=(Occurrence(recurrence_id="", start=start, end=end, all_day=all_day),),
    )


def profile_item(kind: ItemKind, uid: str, title: str, detail: Detail) -> ItemDraft:
    return ItemDraft(kind=kind, uid=uid, href=f"{PROFILE}#{uid}", title=title, detail=detail)
