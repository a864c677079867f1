"""The mirror, where it could go wrong: first pulls, hostile text, writes that fail, rows left behind."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import text

from sync.model.changes import ChangeSet
from sync.model.items import CollectionKind, DocumentDetail, Lane, NewsDetail
from sync.store import accounts, mirror, queries, search_index
from sync.store.mirror import Applied
from sync.store.store import Store
from tests.unit.store import samples
from tests.unit.store.samples import SITE, apply, at, collection, document, event, news, once, pull


@pytest.fixture
def heard(store: Store) -> list[ChangeSet]:
    changes: list[ChangeSet] = []
    store.subscribe(changes.append)
    return changes


def test_a_first_pull_is_silent_a_second_is_not(store: Store, heard: list[ChangeSet]) -> None:
    account = samples.add_account(store)
    feed = collection(store, CollectionKind.FEED)
    apply(store, account, feed, pull(news(1)))
    assert heard[-1].first_sync
    apply(store, account, feed, pull(news(1), news(2), etag="2"))
    assert heard[-1].added
    assert not heard[-1].first_sync


def test_a_pull_of_a_collection_that_is_gone_is_dropped(store: Store) -> None:
    account = samples.add_account(store)
    feed = collection(store, CollectionKind.FEED)
    store.write(lambda tx: accounts.remove(tx, account.id))
    assert apply(store, account, feed, pull(news(1))) == Applied()
    assert queries.news(store) == []


def test_hostile_text_is_stored_and_stops_nothing(store: Store) -> None:
    account = samples.add_account(store)
    feed = collection(store, CollectionKind.FEED)
    files = collection(store, CollectionKind.FOLDER)
    bad = "\ud800 half \0 nul \udfff"
    drafts = (
        news(1, title=bad, author=bad, summary=bad, html=bad, text=bad, uid=bad, href=f"{SITE}/{bad}",
             detail={"categories": (bad,)}),
        news(2),
    )  # fmt: skip
    assert apply(store, account, feed, pull(*drafts)) == Applied(2, 0, 0)
    assert apply(store, account, feed, pull(*drafts)) == Applied()
    huge = document("x", detail=DocumentDetail(path=bad, size=10**30))
    assert apply(store, account, files, pull(huge)) == Applied(1, 0, 0)
    assert {item.title for item in queries.news(store)} == {"\ufffd half \ufffd nul \ufffd", "Bericht 2"}
    assert isinstance(queries.documents(store)[0].detail, DocumentDetail)


def test_two_drafts_under_one_uid_are_one_item(store: Store) -> None:
    account = samples.add_account(store)
    feed = collection(store, CollectionKind.FEED)
    assert apply(store, account, feed, pull(news(1), news(1, title="Laatste"))) == Applied(1, 0, 0)
    assert [item.title for item in queries.news(store)] == ["Laatste"]


def test_moments_come_back_exactly_and_naive_ones_count_as_utc(store: Store) -> None:
    account = samples.add_account(store)
    feed = collection(store, CollectionKind.FEED)
    exact = dt.datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    naive = dt.datetime(9999, 12, 31, 23, 59)  # noqa: DTZ001
    drafts = (news(1, changed=exact), news(2, changed=naive, detail={"published": None}))
    apply(store, account, feed, pull(*drafts))
    changed = {item.title: item.changed for item in queries.news(store)}
    assert changed == {"Bericht 1": exact, "Bericht 2": naive.replace(tzinfo=dt.UTC)}


def test_a_whole_pull_is_stored_or_none_of_it(store: Store) -> None:
    account = samples.add_account(store)
    feed = collection(store, CollectionKind.FEED)
    apply(store, account, feed, pull(news(1)))

    def work(tx: Any) -> None:
        mirror.apply(tx, account, feed, pull(news(2), etag="2"), remove_missing=True)
        raise OSError("cut")

    with pytest.raises(OSError, match="cut"):
        store.write(work)
    assert [item.title for item in queries.news(store)] == ["Bericht 1"]
    assert accounts.collections(store)[0].cursor.etag == "1"
    assert search_index.search(store, "bericht 2") == []


def test_the_kth_write_fails_and_nothing_of_the_pull_stands(store: Store) -> None:
    account = samples.add_account(store)
    calendar = collection(store, CollectionKind.CALENDAR)
    apply(store, account, calendar, pull(event("a"), event("b")))
    result = pull(event("a", title="Nieuw"), event("c"), etag="2")

    class Cut(Exception):
        pass

    k, done = 0, False
    while not done:
        k += 1
        seen = 0

        def fail(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            nonlocal seen
            if not statement.startswith(("SELECT", "BEGIN", "PRAGMA")):
                seen += 1
                if seen == k:  # noqa: B023
                    raise Cut

        sqlalchemy_event.listen(store._writing, "before_cursor_execute", fail)
        try:
            apply(store, account, calendar, result)
            done = True
        except Cut:
            pass
        finally:
            sqlalchemy_event.remove(store._writing, "before_cursor_execute", fail)
        if not done:
            assert sorted(hit.item.title for hit in search_index.search(store, "overleg")) == [
                "Overleg a", "Overleg b",
            ]  # fmt: skip
            assert accounts.collection(store, calendar.id).cursor.etag == "1"  # type: ignore[union-attr]
    assert k > 8
    assert sorted(hit.item.title for hit in search_index.search(store, "overleg OR nieuw")) == []
    assert {one.item.title for one in queries.events(store, at(-1), at(1))} == {"Nieuw", "Overleg c"}


def test_rows_leave_nothing_behind(store: Store) -> None:
    account = samples.add_account(store)
    feed, calendar = collection(store, CollectionKind.FEED), collection(store, CollectionKind.CALENDAR)
    apply(store, account, feed, pull(*[news(n) for n in range(30)]))
    apply(store, account, calendar, pull(event("a", once(at(1)), once(at(9), recurrence="r"))))
    store.write(lambda tx: accounts.remove(tx, account.id))
    with store.read() as connection:
        for table in ("item", "body", "membership", "occurrence", "search_index", "collection", "item_state"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0, table
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_occurrences_are_laid_out_further_without_touching_the_rest(
    store: Store, heard: list[ChangeSet]
) -> None:
    account = samples.add_account(store)
    calendar = collection(store, CollectionKind.CALENDAR)
    apply(store, account, calendar, pull(event("a", once(at(1), recurrence="1"))))
    assert mirror.horizon(store, calendar.id) is None
    store.write(lambda tx: mirror.set_horizon(tx, calendar.id, at(1000)))
    assert mirror.horizon(store, calendar.id) == at(1000)
    ((id_, source),) = mirror.event_sources(store, calendar.id)
    assert source == b"BEGIN:VCALENDAR"
    same = (once(at(1), recurrence="1"),)
    told = len(heard)
    assert store.write(lambda tx: mirror.set_occurrences(tx, {id_: same})) == 0
    assert len(heard) == told
    more = (*same, once(at(25), recurrence="2"))
    assert store.write(lambda tx: mirror.set_occurrences(tx, {id_: more, "e-none": same})) == 1
    assert len(queries.events(store, at(0), at(100))) == 2
    assert heard[-1].changed == {id_}


def test_a_profile_is_stored_with_its_pull(store: Store, heard: list[ChangeSet]) -> None:
    account = samples.add_account(store, samples.found(CollectionKind.PROFILE, "prikbord.json"))
    profile = collection(store, CollectionKind.PROFILE)
    apply(store, account, profile, pull(raw=b'{"version": 1}'))
    assert accounts.profile(store, account.id) == b'{"version": 1}'
    assert heard[-1].profile
    told = len(heard)
    store.write(lambda tx: accounts.save_profile(tx, account.id, b'{"version": 1}'))
    assert len(heard) == told
    assert accounts.profile(store, "a9") == b""


def test_news_detail_decides_lane_and_must_read(store: Store) -> None:
    account = samples.add_account(store)
    feed = collection(store, CollectionKind.FEED)
    apply(store, account, feed, pull(news(1, detail={"lane": Lane.MANAGEMENT, "must_read": True})))
    item = queries.news(store, lane=Lane.MANAGEMENT)[0]
    assert isinstance(item.detail, NewsDetail)
    assert item.detail.must_read
    assert queries.counts(store).must_read_open == 1
