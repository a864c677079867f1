"""What lists and single items give, and the person's own state in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import pytest

from sync.model.changes import ChangeSet
from sync.model.items import (
    CollectionKind,
    EventDetail,
    Item,
    ItemDraft,
    ItemKind,
    Lane,
    PersonDetail,
    TipDetail,
)
from sync.store import accounts, item_state, queries
from sync.store.store import Store
from tests.support.clock import FakeClock
from tests.unit.store import samples
from tests.unit.store.samples import SITE, apply, at, collection, document, event, news, once, pull

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def filled(store: Store) -> Store:
    account = samples.add_account(store)
    drafts = [
        news(1),
        news(2, detail={"lane": Lane.ANNOUNCEMENT, "must_read": True}),
        news(3, detail={"lane": Lane.MANAGEMENT}),
        news(400, detail={"lane": Lane.ANNOUNCEMENT}),
    ]
    apply(store, account, collection(store, CollectionKind.FEED), pull(*drafts))
    tree = [
        document("B map", folder=True), document("B map/sub", folder=True), document("B map/sub/diep.txt"),
        document("B map/los.txt", changed=at(5)), document("B mapje", folder=True),
        document("a.txt", changed=at(9)),
    ]  # fmt: skip
    apply(store, account, collection(store, CollectionKind.FOLDER), pull(*tree))
    return store


def titles(items: Iterable[Item]) -> list[str]:
    return [item.title for item in items]


def test_news_newest_first_with_filters(filled: Store) -> None:
    assert titles(queries.news(filled)) == ["Bericht 1", "Bericht 2", "Bericht 3", "Bericht 400"]
    assert titles(queries.news(filled, lane=Lane.ANNOUNCEMENT)) == ["Bericht 2", "Bericht 400"]
    assert titles(queries.news(filled, since=at(-3), until=at(-1))) == ["Bericht 2", "Bericht 3"]
    assert titles(queries.news(filled, limit=1, offset=1)) == ["Bericht 2"]
    assert titles(queries.news(filled, offset=3)) == ["Bericht 400"]
    assert all(item.html == item.text == "" for item in queries.news(filled))


def test_one_item_whole(filled: Store) -> None:
    id_ = queries.news(filled)[0].id
    item = queries.item(filled, id_)
    assert item is not None
    assert (item.html, item.text) == ("<p>Tekst van bericht 1</p>", "Tekst van bericht 1")
    assert queries.item_by_href(filled, f"{SITE}/news/1") == item
    assert queries.item(filled, "n-unknown") is None
    assert queries.item_by_href(filled, "") is None


def test_documents_by_folder(filled: Store) -> None:
    folder = collection(filled, CollectionKind.FOLDER)
    top = queries.documents(filled, collection_id=folder.id, parent="", recursive=False)
    assert titles(top) == ["B map", "B mapje", "a.txt"]
    inside = queries.documents(filled, parent="B map", recursive=False)
    assert titles(inside) == ["sub", "los.txt"]
    assert titles(queries.documents(filled, parent="/B map/")) == ["sub", "los.txt", "diep.txt"]
    assert len(queries.documents(filled)) == len(queries.documents(filled, parent="")) == 6
    assert titles(queries.documents(filled, since=at(5))) == ["a.txt", "los.txt"]
    assert titles(queries.recent_documents(filled, 2)) == ["a.txt", "los.txt"]
    assert titles(queries.folders(filled, folder.id)) == ["B map", "B mapje", "sub"]
    assert queries.documents(filled, collection_id="s-none") == []


def test_counts_and_totals(filled: Store) -> None:
    assert queries.counts(filled) == queries.Counts(4, 2, 1, 0, 0)
    assert queries.total(filled, ItemKind.NEWS) == 4
    assert queries.total(filled, ItemKind.DOCUMENT) == 3
    ids = [item.id for item in queries.news(filled)]
    filled.write(lambda tx: item_state.mark_read(tx, ids[:2]))
    filled.write(lambda tx: item_state.confirm(tx, ids[1]))
    assert queries.counts(filled) == queries.Counts(2, 1, 0, 0, 0)
    assert queries.must_reads_open(filled) == []


def test_an_empty_store_counts_nothing(store: Store) -> None:
    assert queries.counts(store) == queries.Counts(0, 0, 0, 0, 0)
    assert queries.news(store) == queries.people(store) == queries.must_reads_open(store) == []


def test_state_calls_are_idempotent_and_quiet(filled: Store, clock: FakeClock) -> None:
    ids = [item.id for item in queries.news(filled)][:2]
    heard: list[ChangeSet] = []
    filled.subscribe(heard.append)
    calls = [
        lambda tx: item_state.mark_read(tx, ids),
        lambda tx: item_state.star(tx, ids, on=True),
        lambda tx: item_state.pin(tx, ids, on=True),
        lambda tx: item_state.set_notified(tx, ids),
        lambda tx: int(item_state.confirm(tx, ids[0])),
    ]
    assert [filled.write(call) for call in calls] == [2, 2, 2, 2, 1]
    assert [change.state for change in heard] == [frozenset(ids)] * 4 + [{ids[0]}]
    assert heard[0].kinds == {ItemKind.NEWS}
    before = queries.news(filled)
    clock.advance(60)
    assert [filled.write(call) for call in calls] == [0, 0, 0, 0, 0]
    assert len(heard) == 5
    assert queries.news(filled) == before
    state = before[0].state
    assert state.read_at == state.starred_at == state.notified_at == state.confirmed_at == at(0)
    undo = [
        lambda tx: item_state.mark_read(tx, ids, read=False),
        lambda tx: item_state.star(tx, ids, on=False),
        lambda tx: item_state.pin(tx, ids, on=False),
    ]
    assert [filled.write(call) for call in undo] == [2, 2, 2]
    assert [filled.write(call) for call in undo] == [0, 0, 0]
    assert titles(queries.news(filled, starred=True)) == []
    assert filled.write(lambda tx: item_state.mark_read(tx, ["n-unknown"])) == 0


def test_changed_since_you_read_it(filled: Store) -> None:
    account = accounts.accounts(filled)[0]
    feed = collection(filled, CollectionKind.FEED)
    item = queries.news(filled)[0]
    filled.write(lambda tx: item_state.mark_read(tx, [item.id]))
    read = queries.news(filled)[0]
    assert read.state.read_fingerprint == read.fingerprint != ""
    apply(filled, account, feed, pull(news(1, html="<p>Nieuw</p>"), etag="2"), remove_missing=False)
    changed = queries.news(filled)[0]
    assert changed.state.read_at == read.state.read_at
    assert changed.state.read_fingerprint != changed.fingerprint
    filled.write(lambda tx: item_state.mark_read(tx, [item.id]))
    again = queries.news(filled)[0]
    assert again.state.read_fingerprint == again.fingerprint
    assert again.state.read_at == read.state.read_at


def test_marking_all_read_by_lane(filled: Store) -> None:
    assert filled.write(lambda tx: item_state.mark_all_read(tx, ItemKind.NEWS, Lane.ANNOUNCEMENT)) == 2
    assert titles(queries.news(filled, unread=True)) == ["Bericht 1", "Bericht 3"]
    assert filled.write(lambda tx: item_state.mark_all_read(tx, ItemKind.NEWS)) == 2
    assert filled.write(lambda tx: item_state.mark_all_read(tx, ItemKind.NEWS)) == 0


def test_missed_is_what_was_published_or_came_since(filled: Store, clock: FakeClock) -> None:
    account = accounts.accounts(filled)[0]
    clock.advance(3600)
    late = news(500)  # published long ago, arrived only now
    apply(
        filled, account, collection(filled, CollectionKind.FEED), pull(late, etag="2"), remove_missing=False
    )
    assert titles(queries.missed(filled, at(0.5))) == ["Bericht 500"]
    assert titles(queries.missed(filled, at(-2.5)))[:2] == ["Bericht 1", "Bericht 2"]


def test_an_all_day_event_stays_on_its_date_in_every_zone(store: Store) -> None:
    account = samples.add_account(store)
    day = dt.datetime(2026, 12, 2, tzinfo=dt.UTC)
    party = event("feest", once(day, hours=24, all_day=True))
    apply(store, account, collection(store, CollectionKind.CALENDAR), pull(party))
    for zone in (AMSTERDAM, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Auckland"), dt.UTC):
        for number, expected in ((1, 0), (2, 1), (3, 0)):
            start = dt.datetime(2026, 12, number, tzinfo=zone)
            end = dt.datetime(2026, 12, number + 1, tzinfo=zone)
            assert len(queries.events(store, start, end)) == expected, (zone, number)
    noon = dt.datetime(2026, 12, 2, 12, tzinfo=AMSTERDAM)
    assert len(queries.events(store, noon, noon + dt.timedelta(hours=1))) == 1


def test_ranges_take_what_overlaps_and_not_what_only_touches(store: Store) -> None:
    account = samples.add_account(store)
    calendar = collection(store, CollectionKind.CALENDAR)
    drafts = [
        event("before", once(at(-2), 2)), event("over", once(at(-1), 5)), event("moment", once(at(0), 0)),
        event("after", once(at(2), 1)),
    ]  # fmt: skip
    apply(store, account, calendar, pull(*drafts))
    inside = queries.events(store, at(0), at(2))
    assert [one.item.title for one in inside] == ["Overleg over", "Overleg moment"]
    assert queries.events(store, at(0), at(2), collection_id="s-none") == []
    assert len(queries.events(store, at(0), at(2), collection_id=calendar.id)) == 2


def test_occurrences_are_merged_with_their_series(store: Store, clock: FakeClock) -> None:
    account = samples.add_account(store)
    series = event(
        "a", once(at(1), recurrence="1"), once(at(25), recurrence="2", title="Anders", location="Buiten"),
        once(at(49), recurrence="3", cancelled=True),
    )  # fmt: skip
    apply(store, account, collection(store, CollectionKind.CALENDAR), pull(series))
    one, two, three = queries.events(store, at(0), at(100))
    assert (one.occurrence.title, one.occurrence.location) == ("Overleg a", "Zaal 1")
    assert (two.occurrence.title, two.occurrence.location) == ("Anders", "Buiten")
    assert three.occurrence.cancelled
    assert one.id == f"{one.item.id}@1"
    assert queries.occurrence(store, two.id) == two
    assert queries.item(store, two.id).id == two.item.id  # type: ignore[union-attr]
    assert queries.occurrence(store, one.item.id) == one
    clock.advance(30 * 3600)
    assert queries.occurrence(store, one.item.id) == three
    clock.advance(300 * 3600)
    assert queries.occurrence(store, one.item.id) == three
    assert queries.occurrence(store, "e-none@1") is None
    assert isinstance(one.item.detail, EventDetail)


def test_profile_kinds(store: Store) -> None:
    account = samples.add_account(store, samples.found(CollectionKind.PROFILE, "prikbord.json"))
    drafts = [
        ItemDraft(kind=ItemKind.PERSON, uid=name, href=f"{SITE}/#{name}", title=name, detail=PersonDetail())
        for name in ("Zoë", "anna", "Bert")
    ]
    tip = ItemDraft(
        kind=ItemKind.TIP, uid="t", href=f"{SITE}/#t", title="Tip", detail=TipDetail(target="news")
    )
    apply(store, account, collection(store, CollectionKind.PROFILE), pull(*drafts, tip))
    assert titles(queries.people(store)) == ["anna", "Bert", "Zoë"]
    assert titles(queries.tips(store)) == ["Tip"]
    assert queries.processes(store) == queries.campaigns(store) == queries.polls(store) == []
