"""A server that suddenly shows much less is not believed at once."""

from __future__ import annotations

import datetime as dt

import pytest

from sync.engine import guards
from sync.model.changes import ItemFailure, PullResult
from sync.model.errors import ErrorCode
from sync.model.items import Cursor
from sync.model.ports import Known
from sync.store import accounts, queries

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("lost", "had", "expected"),
    [
        (0, 0, False),
        (5, 5, False),
        (6, 6, True),
        (6, 7, False),
        (10, 20, False),
        (11, 21, True),
        (10, 21, False),
    ],
)
def test_what_is_suspicious(lost, had, expected):
    assert guards.suspicious(lost, had) is expected


def test_what_is_missing():
    known = Known(
        hrefs={"a": "m://x/a", "b": "m://x/b", "c": "m://x/c", "d": "m://x/d", "e": "m://x/e"}, etags={}
    )
    result = PullResult(
        cursor=Cursor(),
        complete=True,
        present=frozenset({"a"}),
        removed=("m://x/b",),
        moved={"c": "m://x/new"},
        failures=(ItemFailure("m://x/d/", ErrorCode.FORBIDDEN, ""),),
    )
    assert guards.missing(result, known) == {"e"}
    assert guards.missing(PullResult(cursor=Cursor()), known) == frozenset()


def test_a_second_opinion_must_be_later_and_the_same():
    doubt = guards.next_doubt(None, ["a", "b"], NOW)
    assert not guards.believed(doubt, ["a", "b"], NOW + dt.timedelta(seconds=119))
    assert guards.believed(doubt, ["b", "a"], NOW + dt.timedelta(minutes=2))
    assert not guards.believed(doubt, ["a"], NOW + dt.timedelta(hours=1))
    assert guards.next_doubt(doubt, ["a", "b"], NOW + dt.timedelta(minutes=1)) == doubt
    set_back = NOW - dt.timedelta(days=1)
    assert guards.next_doubt(doubt, ["a", "b"], set_back).since == set_back


@pytest.mark.allow_logs(r"items are missing at once")
def test_a_sudden_emptiness_removes_nothing_until_it_lasts(world, drafts):
    for number in range(3, 30):
        world.server.put(drafts.NEWS, drafts.news(number))
    world.engine.run()
    backup = world.server.snapshot()
    world.server.empty()
    [report] = world.engine.run()
    assert report.outcome == "partly"
    assert ErrorCode.SUSPICIOUS in {failure.code for failure in report.failed}
    assert len(queries.news(world.store)) == 30
    assert world.engine.status.code is ErrorCode.SUSPICIOUS
    # Back to normal before long: the doubt is forgotten.
    world.server.restore(backup)
    world.server.lose_tokens()
    world.clock.advance(600)
    [report] = world.engine.run()
    assert report.outcome == "ok" and len(queries.news(world.store)) == 30
    # Gone again, at once and minutes later, also over a new start: now it is believed.
    world.server.empty()
    world.engine.run()
    assert len(queries.news(world.store)) == 30
    world.again()
    world.clock.advance(60)
    world.engine.run()
    assert len(queries.news(world.store)) == 30
    world.clock.advance(61)
    [report] = world.engine.run()
    assert queries.news(world.store) == []
    assert report.removed >= 30
    assert {c.error for c in accounts.collections(world.store)} == {""}


def test_what_the_server_names_as_removed_is_believed_at_once(world, drafts):
    for number in range(3, 30):
        world.server.put(drafts.NEWS, drafts.news(number))
    world.engine.run()
    for number in range(30):
        world.server.remove(f"{drafts.NEWS}/{number}")
    [report] = world.engine.run()
    assert report.outcome == "ok" and report.removed == 30
    assert queries.news(world.store) == []
