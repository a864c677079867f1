"""The month grid: dates stay dates, and days are the days of the person's own zone."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from app.calendar import Calendar
from sync.model.items import EventDetail, PartStat
from sync.store import outbox
from tests.unit.app.world import CALENDAR, World, event

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NEW_YORK = ZoneInfo("America/New_York")


def _utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]


def _days(world: World, zone: dt.tzinfo, year: int, month: int) -> dict[str, list[dt.date]]:
    found: dict[str, list[dt.date]] = {}
    for day, ones in Calendar(world.store).month(year, month, zone).items():
        for one in ones:
            found.setdefault(one.item.title, []).append(day)
    return found


def test_grid_is_whole_weeks_from_monday(world: World) -> None:
    days = list(Calendar(world.store).month(2026, 12, AMSTERDAM))
    assert (days[0], days[-1]) == (dt.date(2026, 11, 30), dt.date(2027, 1, 3))
    assert len(days) % 7 == 0


def test_all_day_stays_on_its_date_in_every_zone(world: World) -> None:
    world.said(CALENDAR, event("a", "Kerst", _utc(2026, 12, 25), _utc(2026, 12, 27), all_day=True))
    expected = {"Kerst": [dt.date(2026, 12, 25), dt.date(2026, 12, 26)]}
    assert _days(world, AMSTERDAM, 2026, 12) == expected
    assert _days(world, NEW_YORK, 2026, 12) == expected
    assert _days(world, ZoneInfo("Pacific/Kiritimati"), 2026, 12) == expected


def test_a_timed_event_stands_on_the_days_of_the_zone(world: World) -> None:
    world.said(CALENDAR, event("a", "Laat", _utc(2026, 12, 9, 22, 30), _utc(2026, 12, 9, 23, 30)))
    assert _days(world, AMSTERDAM, 2026, 12) == {"Laat": [dt.date(2026, 12, 9), dt.date(2026, 12, 10)]}
    assert _days(world, NEW_YORK, 2026, 12) == {"Laat": [dt.date(2026, 12, 9)]}


def test_until_midnight_is_not_the_next_day(world: World) -> None:
    world.said(CALENDAR, event("a", "Feest", _utc(2026, 12, 9, 19), _utc(2026, 12, 9, 23)))  # 20:00-00:00
    assert _days(world, AMSTERDAM, 2026, 12) == {"Feest": [dt.date(2026, 12, 9)]}


def test_the_night_the_clock_changes(world: World) -> None:
    # 25 October 2026: 02:30 happens twice in Amsterdam; both stand on that Sunday.
    world.said(
        CALENDAR,
        event("a", "Eerste", _utc(2026, 10, 25, 0, 30), _utc(2026, 10, 25, 0, 45)),
        event("b", "Tweede", _utc(2026, 10, 25, 1, 30), _utc(2026, 10, 25, 1, 45)),
    )
    days = _days(world, AMSTERDAM, 2026, 10)
    assert days == {"Eerste": [dt.date(2026, 10, 25)], "Tweede": [dt.date(2026, 10, 25)]}


def test_an_endless_event_is_capped(world: World) -> None:
    world.said(CALENDAR, event("a", "Eeuwig", _utc(2020, 1, 1), _utc(2090, 1, 1), all_day=True))
    one = Calendar(world.store).between(_utc(2026, 1, 1), _utc(2026, 1, 2))[0]
    assert len(Calendar.days(one, AMSTERDAM)) <= 63


@pytest.mark.parametrize(
    ("response", "comes"),
    [
        (PartStat.ACCEPTED, True),
        (PartStat.DECLINED, False),
        (PartStat.NEEDS_ACTION, False),
        (PartStat.NONE, False),
    ],
)
def test_who_said_yes_to_a_training_is_signed_up(world: World, response: PartStat, comes: bool) -> None:
    begin = world.clock.now() + dt.timedelta(days=2)
    detail = EventDetail(uid="t1", training=True, response=response)
    draft = event("t1", "Training", begin, begin + dt.timedelta(hours=1), detail=detail)
    world.said(CALENDAR, draft)
    calendar = Calendar(world.store)
    training = calendar.trainings(1)[0]
    assert calendar.is_signed_up(training) is comes


INVITATION = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//y\r
BEGIN:VEVENT\r
UID:u1\r
DTSTAMP:20261101T090000Z\r
DTSTART:20261201T090000Z\r
DTEND:20261201T100000Z\r
SUMMARY:Overleg\r
ORGANIZER:mailto:joke@example.org\r
ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:sanne@example.org\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_the_same_answer_again_is_no_second_one(world: World) -> None:
    draft = event(
        "u1",
        "Overleg",
        _utc(2026, 12, 1, 9),
        _utc(2026, 12, 1, 10),
        detail=EventDetail(uid="u1", response=PartStat.NEEDS_ACTION),
        source=INVITATION,
    )
    world.said(CALENDAR, draft)
    calendar = Calendar(world.store)
    calendar.respond(world.id_of(draft), PartStat.ACCEPTED)
    first = outbox.all_intents(world.store)
    calendar.respond(world.id_of(draft), PartStat.ACCEPTED)
    assert outbox.all_intents(world.store) == first
    calendar.respond(world.id_of(draft), PartStat.DECLINED)
    changed = outbox.all_intents(world.store)
    assert len(changed) == 1
    assert changed != first


def test_who_is_not_invited_cannot_answer(world: World) -> None:
    draft = event("a", "Feest", _utc(2026, 12, 9, 19), _utc(2026, 12, 9, 23))
    world.said(CALENDAR, draft)
    with pytest.raises(ValueError, match="not invited"):
        Calendar(world.store).respond(world.id_of(draft), PartStat.ACCEPTED)
