"""What only feeds have: identities, validators of compressing servers, a window that moves; and the rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sync.connectors.rules import apply_rules
from sync.model.errors import BadData
from sync.model.items import EventDetail, ItemDraft, ItemKind, Lane, NewsDetail
from sync.model.profile import Rules
from tests.contract.worlds import World
from tests.contract.worlds_of_files import FeedWorld
from tests.support import faults
from tests.support.faults import Answer
from tests.support.waiting import wait_until

MakeWorld = Callable[[str], World]


def feed_world(make_world: MakeWorld, name: str = "feed") -> FeedWorld:
    world = make_world(name)
    assert isinstance(world, FeedWorld)
    world.put("een", "tekst een")
    world.pull()
    return world


@pytest.mark.parametrize("name", ["feed", "feed-apache", "ics", "ics-apache"])
def test_an_unchanged_file_is_answered_without_a_body(make_world: MakeWorld, name: str) -> None:
    """mod_deflate hands out an ETag that it does not recognise; both spellings are sent back."""
    world = feed_world(make_world, name)
    world.pull()
    assert world.result.unchanged
    wait_until(lambda: len(world.proxy.exchanges) == 2, what="both exchanges are noted")
    assert [exchange.status for exchange in world.proxy.exchanges] == [200, 304]


def test_a_server_without_validators_is_read_by_its_hash(make_world: MakeWorld) -> None:
    world = make_world("feed")
    assert isinstance(world, FeedWorld)

    def strip(answer: Answer) -> Answer:
        kept = tuple((n, v) for n, v in answer.headers if n.lower() not in ("etag", "last-modified"))
        return Answer(answer.status, kept, answer.body)

    world.fault = lambda _request: faults.Change(strip)
    world.put("een", "x")
    world.pull()
    assert not world.connector.capabilities(world.mirror.collection).conditional
    world.pull()
    assert world.result.unchanged
    assert "if-none-match" not in world.asked[-1].headers


def test_a_feed_that_became_a_page_is_bad_data(make_world: MakeWorld) -> None:
    world = feed_world(make_world)
    (world.folder / world.file).write_bytes(b"<html><body>verhuisd</body></html>")
    with pytest.raises(BadData):
        world.pull()
    assert world.mirror.titles == {"een"}


def test_a_guid_that_is_not_global_belongs_to_its_feed(make_world: MakeWorld) -> None:
    world = feed_world(make_world)
    rss = (
        b"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title>"
        b"<item><guid isPermaLink='false'>7</guid><title>zeven</title></item>"
        b"<item><guid isPermaLink='false'>urn:uuid:1</guid><title>wereldwijd</title></item>"
        b"</channel></rss>"
    )
    (world.folder / world.file).write_bytes(rss)
    world.pull()
    assert world.mirror.titled("zeven").uid == f"{world.address}#7"
    assert world.mirror.titled("zeven").href == f"{world.address}#7"
    assert world.mirror.titled("wereldwijd").uid == "urn:uuid:1"


def test_an_entry_that_cannot_be_read_costs_no_other_and_is_asked_again_whole(make_world: MakeWorld) -> None:
    world = feed_world(make_world)
    json_feed = (
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": '
        b'[{"id": "1", "title": "goed", "content_text": "a"}, 7]}'
    )
    (world.folder / world.file).write_bytes(json_feed)
    world.pull()
    assert "goed" in world.mirror.titles and len(world.result.failures) == 1
    cursor = world.mirror.collection.cursor
    assert cursor.etag == "" and cursor.content_hash
    world.pull()
    assert world.result.unchanged


def news(*categories: str, lane: Lane = Lane.NEWS, must_read: bool = False) -> ItemDraft:
    detail = NewsDetail(categories=categories, lane=lane, must_read=must_read)
    return ItemDraft(kind=ItemKind.NEWS, uid="u", href="http://h/", title="t", detail=detail)


RULES = Rules(
    announcement=["Mededeling"], must_read=["VERPLICHT"], management=["Directie"], training=["Cursus"]
)


@pytest.mark.parametrize(
    ("draft", "lane", "must_read"),
    [
        (news(), Lane.NEWS, False),
        (news("mededeling "), Lane.ANNOUNCEMENT, False),
        (news("Verplicht"), Lane.ANNOUNCEMENT, True),
        (news("directie"), Lane.MANAGEMENT, False),
        (news("directie", "mededeling"), Lane.ANNOUNCEMENT, False),
        (news("iets", lane=Lane.MANAGEMENT), Lane.MANAGEMENT, False),
        (news("directie", lane=Lane.ANNOUNCEMENT), Lane.ANNOUNCEMENT, False),
        (news("verplicht", lane=Lane.MANAGEMENT), Lane.ANNOUNCEMENT, True),
    ],
)
def test_categories_make_lane_and_must_read(draft: ItemDraft, lane: Lane, must_read: bool) -> None:
    detail = apply_rules(draft, RULES).detail
    assert isinstance(detail, NewsDetail)
    assert (detail.lane, detail.must_read) == (lane, must_read)
    assert apply_rules(draft, Rules()) is draft


def test_categories_make_a_training() -> None:
    event = ItemDraft(
        kind=ItemKind.EVENT, uid="u", href="http://h/", title="t", detail=EventDetail(categories=("cursus",))
    )
    detail = apply_rules(event, RULES).detail
    assert isinstance(detail, EventDetail) and detail.training
    assert apply_rules(event, Rules()) is event
