"""A small intranet in memory for tests of pages, with the same calls as ``app.core.Core``.

Never enters here: a store, a network, threads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from collections.abc import Collection as AnyOf
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec

from app.calendar import Calendar
from app.news import Trust, changed_since_read
from app.people import People as RealPeople
from app.processes import is_web
from sync.model.changes import ChangeSet
from sync.model.errors import Offline
from sync.model.items import (
    Account,
    Collection,
    CollectionKind,
    Item,
    ItemKind,
    Lane,
    PartStat,
)  # fmt: skip
from sync.store.queries import EventOccurrence
from sync.store.search_index import Hit
from tests.ui.page_content import (
    CALENDAR,
    FOLDERS,
    NOW,
    TEAM,
    account,
    collection,
    full_calendar,
    full_documents,
    full_news,
    full_outbox,
    full_people,
    full_processes,
)


class FakeNews:
    """As ``app.news.News``; ``items_`` is the whole of it."""

    def __init__(self, items: list[Item]) -> None:
        self.items_ = {one.id: one for one in items}
        self.inbox = True
        self.told: list[str] = []
        self.changed: Callable[[ChangeSet], None] = lambda changes: None

    def items(self, lane: Lane | None = None, *, unread: bool = False, starred: bool = False,
              since: dt.datetime | None = None, limit: int | None = None) -> list[Item]:  # fmt: skip
        found = [
            msgspec.structs.replace(one, html="", text="")
            for one in self.items_.values()
            if (lane is None or one.detail.lane is lane)  # type: ignore[union-attr]
            and (not unread or one.state.read_at is None)
            and (not starred or one.state.starred_at is not None)
        ]
        return sorted(found, key=lambda one: one.sort_at or NOW, reverse=True)[:limit]

    def item(self, item_id: str) -> Item | None:
        return self.items_.get(item_id)

    def _state(self, ids: AnyOf[str], **values: Any) -> None:
        for one in ids:
            old = self.items_[one]
            self.items_[one] = msgspec.structs.replace(
                old, state=msgspec.structs.replace(old.state, **values)
            )
        self.changed(ChangeSet(state=frozenset(ids), kinds=frozenset({ItemKind.NEWS})))

    def mark_read(self, ids: AnyOf[str], read: bool = True) -> None:
        self._state(ids, read_at=NOW if read else None, read_fingerprint="f1" if read else "")

    def mark_all_read(self, lane: Lane | None = None) -> list[str]:
        unread = [one.id for one in self.items(lane, unread=True)]
        self.mark_read(unread)
        return unread

    def star(self, ids: AnyOf[str], on: bool = True) -> None:
        self._state(ids, starred_at=NOW if on else None)

    def confirm(self, item_id: str) -> bool:
        self._state([item_id], confirmed_at=NOW, read_at=NOW)
        if self.inbox:
            self.told.append(item_id)
        return self.inbox

    def can_be_counted(self, one: Item) -> bool:
        return self.inbox

    def trust(self, one: Item) -> Trust:
        return Trust("Nieuws", one.author, one.changed, one.synced, changed_since_read(one))


class FakePictures:
    """As ``app.pictures.Pictures``."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.asked: list[str] = []

    def data(self, href: str) -> bytes | None:
        return self.held.get(href)

    def request(self, href: str) -> bytes:
        self.asked.append(href)
        raise Offline("no network in a test", href=href)


class FakeDocuments:
    """As ``app.documents.Documents``; paths of items tell the tree."""

    def __init__(self, items: list[Item], temp: Path) -> None:
        self.items_ = {one.id: one for one in items}
        self.contents: dict[str, bytes] = {}
        self.remote: dict[str, bytes] = {}
        self.roots_ = [collection(FOLDERS, "Documenten", CollectionKind.FOLDER)]
        self.saved: list[tuple[str, Path]] = []
        self._temp = temp

    def roots(self) -> list[Collection]:
        return self.roots_ if self.items_ else []

    def children(self, collection_id: str, path: str = "") -> list[Item]:
        found = [one for one in self.items_.values() if _parent(one) == path]
        return sorted(found, key=lambda one: (not one.detail.is_folder, one.title))  # type: ignore[union-attr]

    def folders(self, collection_id: str) -> list[Item]:
        found = [one for one in self.items_.values() if one.detail.is_folder]  # type: ignore[union-attr]
        return sorted(found, key=lambda one: one.detail.path)  # type: ignore[union-attr]

    def item(self, item_id: str) -> Item | None:
        return self.items_.get(item_id)

    def content(self, item_id: str) -> bytes | None:
        return self.contents.get(item_id)

    def fetch(self, item_id: str) -> bytes:
        if item_id in self.remote:
            self.contents[item_id] = self.remote[item_id]
        if item_id not in self.contents:
            raise Offline("no network in a test")
        return self.contents[item_id]

    def open_copy(self, item_id: str) -> Path:
        target = self._temp / "copy"
        target.write_bytes(self.fetch(item_id))
        return target

    def save_copy(self, item_id: str, target: Path) -> None:
        target.write_bytes(self.fetch(item_id))
        self.saved.append((item_id, target))

    def pin(self, ids: AnyOf[str], on: bool = True) -> None:
        for one in ids:
            old = self.items_[one]
            self.items_[one] = msgspec.structs.replace(
                old, state=msgspec.structs.replace(old.state, pinned=on)
            )

    @staticmethod
    def safe_name(name: str) -> str:
        from app.file_names import safe_name

        return safe_name(name)


class FakeCalendar:
    """As ``app.calendar.Calendar``."""

    def __init__(self, occurrences: list[EventOccurrence]) -> None:
        self.all = occurrences
        self.answers: list[tuple[str, PartStat]] = []
        self.signed: dict[str, str] = {}

    def calendars(self) -> list[Collection]:
        if not self.all:
            return []
        return [
            collection(CALENDAR, "Organisatie", CollectionKind.CALENDAR, color="#2f7d5b"),
            collection(TEAM, "Team Communicatie", CollectionKind.CALENDAR, color="#b4552d"),
        ]

    def between(self, start: dt.datetime, end: dt.datetime, *,
                collection_ids: AnyOf[str] | None = None) -> list[EventOccurrence]:  # fmt: skip
        found = [
            one for one in self.all
            if one.occurrence.start < end and one.occurrence.end > start
            and (collection_ids is None or one.item.collection_id in collection_ids)
        ]  # fmt: skip
        return sorted(found, key=lambda one: one.occurrence.start)

    def occurrence(self, any_id: str) -> EventOccurrence | None:
        return next((one for one in self.all if any_id in (one.id, one.item.id)), None)

    def whole(self, any_id: str) -> Item | None:
        found = self.occurrence(any_id)
        return found.item if found else None

    month = Calendar.month
    days = staticmethod(Calendar.days)

    def respond(self, any_id: str, response: PartStat, comment: str = "") -> None:
        self.answers.append((any_id, response))
        self.all = [
            EventOccurrence(
                id=one.id, item=one.item, pending=True,
                occurrence=msgspec.structs.replace(one.occurrence, response=response),
            ) if one.id == any_id else one
            for one in self.all
        ]  # fmt: skip

    def trainings(self, limit: int = 5) -> list[EventOccurrence]:
        return [one for one in self.all if one.item.detail.training][:limit]  # type: ignore[union-attr]

    def sign_up(self, any_id: str, question: str = "") -> None:
        self.signed[any_id] = question

    def is_signed_up(self, one: EventOccurrence) -> bool:
        return one.id in self.signed


class FakePeople:
    """As ``app.people.People``."""

    ask_link = staticmethod(RealPeople.ask_link)

    def __init__(self, items: list[Item]) -> None:
        self.items_ = items
        self.inbox = True
        self.said: list[tuple[str, str]] = []

    def people(self, text: str = "") -> list[Item]:
        found = [one for one in self.items_ if all(w in _words(one) for w in text.casefold().split())]
        return sorted(found, key=lambda one: (not one.detail.ambassador, one.title))  # type: ignore[union-attr]

    def ambassadors(self) -> list[Item]:
        return [one for one in self.people() if one.detail.ambassador]  # type: ignore[union-attr]

    def person(self, item_id: str) -> Item | None:
        return next((one for one in self.items_ if one.id == item_id), None)

    def by_uid(self, account_id: str, uid: str) -> Item | None:
        return next((one for one in self.items_ if one.uid == uid), None)

    def feedback(self, text: str, about: Item | None = None) -> bool:
        self.said.append((text, about.id if about else ""))
        return self.inbox


class FakeProcesses:
    """As ``app.processes.Processes``."""

    def __init__(self, items: list[Item], documents: FakeDocuments, people: FakePeople) -> None:
        self.items_ = items
        self._documents, self._people = documents, people

    def cards(self) -> list[Item]:
        return self.items_

    def card(self, item_id: str) -> Item | None:
        return next((one for one in self.items_ if one.id == item_id), None)

    @staticmethod
    def form_href(card: Item) -> str:
        form = card.detail.form  # type: ignore[union-attr]
        return form.href if form and is_web(form.href) else ""

    def document_item(self, card: Item) -> Item | None:
        link = card.detail.document  # type: ignore[union-attr]
        return next((one for one in self._documents.items_.values() if link and one.href == link.href), None)

    def contact(self, card: Item) -> Item | None:
        return self._people.by_uid("a1", card.detail.contact)  # type: ignore[union-attr]


class FakeSearch:
    """As ``app.search.Search``: any item whose title or summary holds all words."""

    def __init__(self, items: list[Item]) -> None:
        self.items_ = items

    def search(self, words: str, kind: ItemKind | None = None, limit: int = 50) -> list[Hit]:
        wanted = words.casefold().split()
        if not wanted:
            return []
        return [
            Hit(item=one, snippet=f"… over ⟦{wanted[0]}⟧ en <b>meer</b> …", score=1.0)
            for one in self.items_
            if all(w in f"{one.title} {one.summary}".casefold() for w in wanted) and kind in (None, one.kind)
        ][:limit]


class FakeOutbox:
    """As ``app.outbox.Outbox``."""

    def __init__(self, entries: list[Any]) -> None:
        self.entries_ = entries
        self.retried: list[int] = []
        self.sent = False  # meanwhile

    def entries(self) -> list[Any]:
        return list(self.entries_)

    def retry(self, intent_id: int) -> None:
        self.retried.append(intent_id)

    def discard(self, intent_id: int) -> bool:
        self.entries_ = [one for one in self.entries_ if one.intent.id != intent_id]
        return not self.sent


class FakeAccounts:
    """As ``app.accounts.Accounts``."""

    def __init__(self, accounts: list[Account]) -> None:
        self.items_ = accounts

    def list(self) -> list[Account]:
        return list(self.items_)

    def collections(self, account_id: str | None = None) -> Sequence[Collection]:
        return [collection(FOLDERS, "Documenten", CollectionKind.FOLDER)] if self.items_ else []

    def remove(self, account_id: str) -> None:
        self.items_ = [one for one in self.items_ if one.id != account_id]


def _parent(one: Item) -> str:
    return one.detail.path.rpartition("/")[0]  # type: ignore[union-attr]


def _words(one: Item) -> str:
    detail = one.detail
    return f"{one.title} {detail.role} {detail.department} {' '.join(detail.topics)}".casefold()  # type: ignore[union-attr]


def fake_core(temp: Path, *, empty: bool = False) -> Any:
    """Return a whole intranet, or one with nothing in it."""
    documents = FakeDocuments([] if empty else full_documents(), temp)
    people = FakePeople([] if empty else full_people())
    processes = FakeProcesses([] if empty else full_processes(), documents, people)
    items = [] if empty else [*full_news(), *full_documents(), *full_people(), *full_processes(),
                              *(one.item for one in full_calendar())]  # fmt: skip
    settings = SimpleNamespace(
        language="system", theme="system", notifications=True, quiet_from="", quiet_until="", tips=True,
        tour_done=True, last_seen=None, offline_content="most",
    )  # fmt: skip
    return SimpleNamespace(
        news=FakeNews([] if empty else full_news()),
        pictures=FakePictures(), documents=documents, calendar=FakeCalendar([] if empty else full_calendar()),
        people=people, processes=processes, search=FakeSearch(items),
        outbox=FakeOutbox([] if empty else full_outbox()),
        accounts=FakeAccounts([] if empty else [account()]), settings=settings,
        clock=SimpleNamespace(now=lambda: NOW),
    )  # fmt: skip
