"""The demo's life: what happens is seen on the servers, in a repeatable order, without end."""

from __future__ import annotations

import icalendar

from demo import feeds
from demo.content import Lane
from demo.happenings import Happening, HappeningKind
from demo.intranet import Intranet
from tests.demo import asking
from tests.support.waiting import wait_until


def test_an_announcement_and_a_news_item_appear(intranet: Intranet) -> None:
    """They are the newest in their feeds."""
    for kind, lane in ((HappeningKind.ANNOUNCEMENT, Lane.ANNOUNCEMENTS), (HappeningKind.NEWS, Lane.NEWS)):
        before = asking.get(intranet, feeds.PATHS[lane])
        happening = intranet.happen(kind)
        assert happening.title not in before.text
        after = asking.get(intranet, feeds.PATHS[lane], If_None_Match=before.headers["ETag"])
        assert happening.title in after.text
        assert intranet.newsroom.lane(lane)[0].slug == happening.where


def test_a_document_changes_and_another_appears(intranet: Intranet) -> None:
    """The changed one has other content and another ETag, each time; the added one was not there."""
    for _ in range(7):
        earlier = {path: asking_etag(intranet, path) for path in intranet.documents.paths()}
        happening = intranet.happen("document_changed")
        assert asking_etag(intranet, happening.where) != earlier[happening.where]
    added = intranet.happen("document_added")
    assert added.where not in earlier
    assert asking.get(intranet, intranet.documents.href(added.where)).status_code == 200


def asking_etag(intranet: Intranet, path: str) -> tuple[str, bytes]:
    """Return ETag and content of a document as the server gives them."""
    answer = asking.get(intranet, intranet.documents.href(path))
    return answer.headers["ETag"], answer.content


def test_a_meeting_moves(intranet: Intranet) -> None:
    """It has another time and a higher SEQUENCE, and everybody is asked again."""
    href = asking.source(intranet, "caldav")
    _, token = asking.sync(intranet, href + "mijn-team/")
    before = icalendar.Calendar.from_ical(intranet.calendars.get("mijn-team", "jaarverslag.ics")).walk(
        "VEVENT"
    )[0]
    happening = intranet.happen(HappeningKind.MEETING_MOVED)
    assert happening.where == "mijn-team/jaarverslag.ics"
    changed, _ = asking.sync(intranet, href + "mijn-team/", token)
    assert changed == {"jaarverslag.ics": True}
    content = asking.get(intranet, href + happening.where).content
    after = icalendar.Calendar.from_ical(content).walk("VEVENT")[0]
    assert isinstance(after, icalendar.Event)
    assert after.decoded("DTSTART") != before.decoded("DTSTART")
    assert after.decoded("DTEND") - after.decoded("DTSTART") == before.decoded("DTEND") - before.decoded(
        "DTSTART"
    )
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    answers = {str(a): a.params["PARTSTAT"] for a in after.attendees}
    assert answers.pop(str(after["ORGANIZER"])) == "ACCEPTED"
    assert set(answers.values()) == {"NEEDS-ACTION"}


def _first(count: int, seed: int) -> list[Happening]:
    with Intranet(seed=seed) as intranet:
        return [intranet.happen() for _ in range(count)]


def test_the_order_is_the_seeds_and_each_round_has_every_kind() -> None:
    """The same seed gives the same story; it begins with an announcement and never dries up."""
    story = _first(40, seed=5)
    assert story == _first(40, seed=5)
    assert story[0].kind is HappeningKind.ANNOUNCEMENT
    for start in range(0, 40, 5):
        assert {happening.kind for happening in story[start : start + 5]} == set(HappeningKind)
    published = [h.where for h in story if h.kind in (HappeningKind.ANNOUNCEMENT, HappeningKind.NEWS)]
    assert len(published) == len(set(published))


def test_life_goes_on_by_itself_and_stops(intranet: Intranet) -> None:
    """With a clock of its own something happens; after stop_life nothing does; off means a pause."""
    count = len(intranet.newsroom.lane(Lane.ANNOUNCEMENTS))
    intranet.start_life(0.02)
    wait_until(lambda: len(intranet.newsroom.lane(Lane.ANNOUNCEMENTS)) > count, what="an announcement")
    intranet.stop_life()
    paths, articles = intranet.documents.paths(), intranet.newsroom.lane(Lane.NEWS)
    intranet.stop_life()
    assert (intranet.documents.paths(), intranet.newsroom.lane(Lane.NEWS)) == (paths, articles)
