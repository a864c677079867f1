"""Calendars as events with occurrences: time zones, whole days, series, damage and hostility."""

# ruff: noqa: E501 (lines of calendars are as long as they are)

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from sync.formats.ical import ParsedCalendar
from sync.formats.ical_zones import named_zone
from sync.formats.series import MAX_OCCURRENCES
from sync.model.items import Attendee, PartStat
from tests.unit.formats.calendars import (
    CUSTOM_ZONE,
    END,
    SERIES,
    only,
    parse,
    utc,
    vcalendar,
    vevent,
)


def test_an_event_with_all_it_has() -> None:
    event = only(
        vcalendar(
            vevent(
                "DTSTART;TZID=Europe/Amsterdam:20261201T090000\nDTEND;TZID=Europe/Amsterdam:20261201T103000\n"
                "SUMMARY;LANGUAGE=nl:Overleg\\, met koffie\nLOCATION:Zaal 1\\; boven\n"
                "DESCRIPTION:Regel 1\\nRegel \n 2\nCATEGORIES:Werk,Training\nCATEGORIES:HR\nSTATUS:confirmed\n"
                "URL:https://x.example/1\nSEQUENCE:3\nLAST-MODIFIED:20261102T090000Z\n"
                'ORGANIZER;CN="Vries, Jan de":mailto:Jan@Example.nl\n'
                "ATTENDEE;CN=Piet;PARTSTAT=TENTATIVE;RSVP=TRUE:MAILTO:piet@example.NL\n"
                "ATTENDEE;ROLE=OPT-PARTICIPANT;EMAIL=an@example.nl:urn:uuid:1\n"
                "BEGIN:VALARM\nUID:alarm\nTRIGGER:-PT15M\nDESCRIPTION:Bel\nEND:VALARM\nX-IETS:1"
            ),
            head="X-WR-CALNAME:Agenda\\, mijn\nX-APPLE-CALENDAR-COLOR:#FF2968FF",
        )
    )
    assert (event.uid, event.title, event.sequence) == ("u1", "Overleg, met koffie", 3)
    detail = event.detail
    assert (detail.location, detail.description, detail.status) == (
        "Zaal 1; boven",
        "Regel 1\nRegel 2",
        "CONFIRMED",
    )
    assert detail.categories == ("Werk", "Training", "HR")
    assert detail.organizer == Attendee(name="Vries, Jan de", mail="jan@example.nl")
    assert detail.attendees == (
        Attendee(name="Piet", mail="piet@example.nl", partstat=PartStat.TENTATIVE),
        Attendee(mail="an@example.nl", required=False),
    )
    assert detail.response is PartStat.TENTATIVE
    assert (detail.timezone, detail.url, detail.recurring) == (
        "Europe/Amsterdam",
        "https://x.example/1",
        False,
    )
    assert event.changed == utc("2026-11-02 09:00")
    (occurrence,) = event.occurrences
    assert (occurrence.start, occurrence.end) == (utc("2026-12-01 08:00"), utc("2026-12-01 09:30"))
    assert (occurrence.recurrence_id, occurrence.all_day) == ("", False)
    assert "koffie" not in event.text
    for word in ("Zaal 1", "Regel 2", "Training", "Piet"):
        assert word in event.text


def test_name_and_color_of_a_calendar() -> None:
    calendar = parse(vcalendar(head="X-WR-CALNAME:Agenda\\, mijn\nX-APPLE-CALENDAR-COLOR:#FF2968FF"))
    assert (calendar.title, calendar.color) == ("Agenda, mijn", "#ff2968")


@pytest.mark.parametrize(
    ("lines", "start", "end", "all_day"),
    [
        ("DTSTART:20261201T090000Z\nDTEND:20261201T100000Z", "2026-12-01 09:00", "2026-12-01 10:00", False),
        ("DTSTART:20261201T090000\nDURATION:PT90M", "2026-12-01 08:00", "2026-12-01 09:30", False),
        ("DTSTART:20261201T090000Z", "2026-12-01 09:00", "2026-12-01 09:00", False),
        ("DTSTART:20261201T090000Z\nDTEND:20261201T080000Z", "2026-12-01 09:00", "2026-12-01 09:00", False),
        ("DTSTART;VALUE=DATE:20261224", "2026-12-24", "2026-12-25", True),
        ("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227", "2026-12-24", "2026-12-27", True),
        ("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261224", "2026-12-24", "2026-12-25", True),
        ("DTSTART;VALUE=DATE:20261224\nDURATION:P2D", "2026-12-24", "2026-12-26", True),
        ("DTSTART;VALUE=DATE:20261224\nDTEND:20261225T120000Z", "2026-12-24", "2026-12-25", True),
        ("DTSTART;TZID=W. Europe Standard Time:20261201T090000", "2026-12-01 08:00", "2026-12-01 08:00", False),
        ("DTSTART;TZID=/citadel.org/2007_1/Europe/Amsterdam:20261201T090000", "2026-12-01 08:00",
         "2026-12-01 08:00", False),
        ('DTSTART;TZID="America/New_York":20261201T090000', "2026-12-01 14:00", "2026-12-01 14:00", False),
        ("DTSTART;TZID=Europe/Amsterdam:20261201T090000Z", "2026-12-01 09:00", "2026-12-01 09:00", False),
        ("DTSTART:20261201T090000Z\nDTSTART:20261202T090000Z", "2026-12-01 09:00", "2026-12-01 09:00", False),
    ],
)  # fmt: skip
def test_when_it_is(lines: str, start: str, end: str, all_day: bool) -> None:
    (occurrence,) = only(vcalendar(vevent(lines))).occurrences
    assert (occurrence.start, occurrence.end, occurrence.all_day) == (utc(start), utc(end), all_day)


def test_two_calendars_with_a_zone_of_one_name_do_not_mix() -> None:
    event = vevent("DTSTART;TZID=Customized Time Zone:20261201T090000")
    hours = []
    for winter, summer in (("+0100", "+0200"), ("-0500", "-0400"), ("+0100", "+0200")):
        zone = CUSTOM_ZONE.format(tzid="Customized Time Zone", winter=winter, summer=summer)
        hours.append(only(vcalendar(event, zone)).occurrences[0].start.hour)
    assert hours == [8, 14, 8]


def test_zones_do_not_mix_between_threads() -> None:
    event = vevent("DTSTART;TZID=Eigen:20261201T090000\nRRULE:FREQ=DAILY;COUNT=20")
    wrong: list[int] = []

    def work(winter: str, summer: str, hour: int) -> None:
        source = vcalendar(CUSTOM_ZONE.format(tzid="Eigen", winter=winter, summer=summer), event)
        for _ in range(10):
            wrong.extend(o.start.hour for o in only(source).occurrences if o.start.hour != hour)

    threads = [
        threading.Thread(target=work, args=arguments)
        for arguments in (("+0100", "+0200", 8), ("-0500", "-0400", 14), ("+0300", "+0300", 6))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_summer_time_in_a_zone_of_the_file() -> None:
    zone = CUSTOM_ZONE.format(tzid="Eigen", winter="+0100", summer="+0200")
    event = vevent("DTSTART;TZID=Eigen:20260701T090000\nRRULE:FREQ=MONTHLY;COUNT=7")
    occurrences = parse(vcalendar(zone, event), start=utc("2026-01-01"), end=END).events[0].occurrences
    assert [occurrence.start.hour for occurrence in occurrences] == [7, 7, 7, 7, 8, 8, 8]


def test_an_unknown_zone_is_utc_and_told() -> None:
    calendar = parse(vcalendar(vevent("DTSTART;TZID=Mars/Olympus:20261201T090000")))
    assert calendar.events[0].occurrences[0].start == utc("2026-12-01 09:00")
    assert [failure.message for failure in calendar.failures] == [
        "an unknown time zone, read as UTC: Mars/Olympus"
    ]


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MINUTELY"])
def test_a_hostile_zone_is_not_used(rule: str, survives: Callable[[Callable[[], object]], object]) -> None:
    zone = CUSTOM_ZONE.format(tzid="Boos", winter="+0100", summer="+0200")
    zone = zone.replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", rule)
    calendar = survives(lambda: parse(vcalendar(zone, vevent("DTSTART;TZID=Boos:20261201T090000"))))
    assert isinstance(calendar, ParsedCalendar)
    assert calendar.events[0].occurrences[0].start == utc("2026-12-01 09:00")
    assert len(calendar.failures) == 1


@pytest.mark.parametrize(
    ("tzid", "name"),
    [("Europe/Amsterdam", "Europe/Amsterdam"), ("W. Europe Standard Time", "Europe/Berlin"), ("UTC", "UTC"),
     ("/x/y/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"), ("Europe", ""), ("../../etc/passwd", ""),
     ("/etc/localtime", ""), ("x" * 500, ""), ("a\x00b", ""), ("Z", "UTC"), ("C:\\x", "")],
)  # fmt: skip
def test_names_of_zones(tzid: str, name: str) -> None:
    assert named_zone(tzid) == name


def test_floating_times_are_here_or_where_the_calendar_says() -> None:
    event = vevent("DTSTART:20261201T090000")
    assert only(vcalendar(event)).occurrences[0].start == utc("2026-12-01 08:00")
    there = only(vcalendar(event, head="X-WR-TIMEZONE:America/New_York"))
    assert there.occurrences[0].start == utc("2026-12-01 14:00")


def test_a_series_keeps_its_hour_over_summer_time() -> None:
    event = vevent("DTSTART;TZID=Europe/Amsterdam:20261001T090000\nRRULE:FREQ=WEEKLY;COUNT=6")
    occurrences = parse(vcalendar(event), start=utc("2026-10-01"), end=END).events[0].occurrences
    assert [occurrence.start.hour for occurrence in occurrences] == [7, 7, 7, 7, 8, 8]
    assert occurrences[-1].recurrence_id == "20261105T080000Z"


EVERY_MINUTE = f";BYHOUR={','.join(map(str, range(24)))};BYMINUTE={','.join(map(str, range(60)))}"


def test_exceptions_additions_moves_and_cancellations() -> None:
    moved = vevent(
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20261203T090000\nDTSTART:20261203T130000Z\nDTEND:20261203T150000Z\n"
        "SUMMARY:Overleg (later)\nLOCATION:Zaal 1\nATTENDEE;PARTSTAT=DECLINED:mailto:piet@example.nl"
    )
    cancelled = vevent(
        "RECURRENCE-ID:20261204T080000Z\nDTSTART:20261204T080000Z\nDTEND:20261204T090000Z\nSTATUS:CANCELLED\n"
        "SUMMARY:Overleg\nLOCATION:Elders"
    )
    event = only(vcalendar(moved, vevent(SERIES), cancelled))
    seen = [
        (o.recurrence_id, f"{o.start:%d %H}-{o.end:%H}", o.title, o.location, o.response, o.cancelled)
        for o in event.occurrences
    ]
    assert seen == [
        ("20261201T080000Z", "01 08-09", "", "", None, False),
        ("20261203T080000Z", "03 13-15", "Overleg (later)", "", PartStat.DECLINED, False),
        ("20261204T080000Z", "04 08-09", "", "Elders", None, True),
        ("20261205T080000Z", "05 08-09", "", "", None, False),
        ("20261206T080000Z", "06 08-09", "", "", None, False),
        ("20261220T110000Z", "20 11-12", "", "", None, False),
    ]
    assert event.detail.recurring
    assert event.detail.recurrence_text == "FREQ=DAILY;COUNT=6"
    assert event.detail.response is PartStat.ACCEPTED


def test_this_and_future() -> None:
    later = vevent(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Amsterdam:20261204T090000\n"
        "DTSTART;TZID=Europe/Amsterdam:20261204T110000\nDTEND;TZID=Europe/Amsterdam:20261204T120000\nSUMMARY:Anders"
    )
    event = only(vcalendar(vevent(SERIES), later))
    seen = [(o.recurrence_id[6:11], f"{o.start:%H}", o.title) for o in event.occurrences]
    assert seen == [
        ("01T08", "08", ""), ("03T08", "08", ""), ("04T08", "10", "Anders"), ("05T08", "10", "Anders"),
        ("06T08", "10", "Anders"), ("20T11", "13", "Anders"),
    ]  # fmt: skip


def test_an_occurrence_moved_into_the_window_is_seen() -> None:
    moved = vevent("RECURRENCE-ID:20260601T080000Z\nDTSTART:20261210T080000Z")
    event = only(vcalendar(vevent("DTSTART:20260601T080000Z\nRRULE:FREQ=DAILY;COUNT=2"), moved))
    assert [(o.recurrence_id, o.start) for o in event.occurrences] == [
        ("20260601T080000Z", utc("2026-12-10 08:00"))
    ]


def test_an_invitation_to_one_occurrence_alone() -> None:
    event = only(vcalendar(vevent("RECURRENCE-ID:20261203T080000Z\nDTSTART:20261203T090000Z\nSUMMARY:Los")))
    assert event.title == "Los"
    assert [o.recurrence_id for o in event.occurrences] == ["20261203T080000Z"]


def test_whole_days_that_repeat_stay_days() -> None:
    event = only(
        vcalendar(
            vevent("DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=DAILY;UNTIL=20261226\nEXDATE;VALUE=DATE:20261225")
        )
    )
    assert [(o.recurrence_id, o.start, o.all_day) for o in event.occurrences] == [
        ("20261224", utc("2026-12-24"), True),
        ("20261226", utc("2026-12-26"), True),
    ]


def test_a_time_that_two_rules_give_stands_once() -> None:
    event = only(
        vcalendar(vevent("DTSTART:20261201T090000Z\nRRULE:FREQ=DAILY;COUNT=3\nRDATE:20261202T090000Z"))
    )
    assert [o.recurrence_id[:8] for o in event.occurrences] == ["20261201", "20261202", "20261203"]
    days = only(vcalendar(vevent("DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;BYHOUR=9,10;COUNT=2")))
    assert [o.recurrence_id for o in days.occurrences] == ["20261201", "20261202"]


def test_floating_series_are_named_without_a_zone() -> None:
    event = only(vcalendar(vevent("DTSTART:20261201T090000\nRRULE:FREQ=DAILY;UNTIL=20261202T090000")))
    assert [(o.recurrence_id, o.start.hour) for o in event.occurrences] == [
        ("20261201T090000", 8), ("20261202T090000", 8),
    ]  # fmt: skip


@pytest.mark.parametrize("until", ["20261203", "20261203T080000Z", "20261203T090000"])
def test_until_in_every_form_includes_its_day(until: str) -> None:
    event = only(
        vcalendar(vevent(f"DTSTART;TZID=Europe/Amsterdam:20261201T090000\nRRULE:FREQ=DAILY;UNTIL={until}"))
    )
    assert len(event.occurrences) == 3


def test_the_window_is_half_open() -> None:
    event = vevent("DTSTART:20261201T090000Z\nDTEND:20261201T100000Z")
    for start, end, count in (
        ("2026-12-01 09:59", "2026-12-02", 1), ("2026-12-01 10:00", "2026-12-02", 0),
        ("2026-11-01", "2026-12-01 09:00", 0), ("2026-11-01", "2026-12-01 09:01", 1),
    ):  # fmt: skip
        events = parse(vcalendar(event), start=utc(start), end=utc(end)).events
        assert len(events[0].occurrences) == count


@pytest.mark.parametrize("rule", ["FREQ=MINUTELY;COUNT=5000", "FREQ=MINUTELY", f"FREQ=DAILY{EVERY_MINUTE}"])
def test_a_long_series_is_capped_and_told(
    rule: str, survives: Callable[[Callable[[], object]], object]
) -> None:
    calendar = survives(lambda: parse(vcalendar(vevent(f"DTSTART:20261207T000000Z\nRRULE:{rule}"))))
    assert isinstance(calendar, ParsedCalendar)
    assert len(calendar.events[0].occurrences) == MAX_OCCURRENCES
    assert "first" in calendar.failures[0].message


RULES = [
    "FREQ=SECONDLY", "FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60))) + EVERY_MINUTE, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9",
    "FREQ=SECONDLY;INTERVAL=59;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;INTERVAL=7;BYDAY=SU", "FREQ=MONTHLY;BYDAY=6MO",
    "RSCALE=CHINESE;FREQ=YEARLY", "FREQ=SOMETIMES", "INTERVAL=2", "FREQ=DAILY;INTERVAL=0;COUNT=-1;BYDAY=XX",
    "FREQ=YEARLY;BYYEARDAY=400", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_would_run_for_minutes_costs_only_its_repeats(
    rule: str, survives: Callable[[Callable[[], object]], object]
) -> None:
    bad = vevent(f"DTSTART:20260601T080000Z\nRRULE:{rule}", "bad")
    here = vevent(f"DTSTART:20261207T080000Z\nRRULE:{rule}", "here")
    good = vevent("DTSTART:20261201T080000Z\nRRULE:FREQ=DAILY;COUNT=3", "good")
    calendar = survives(lambda: parse(vcalendar(bad, here, good)))
    assert isinstance(calendar, ParsedCalendar)
    counts = {event.uid: len(event.occurrences) for event in calendar.events}
    assert counts == {"bad": 0, "here": 1, "good": 3}
    assert {failure.href for failure in calendar.failures} == {"bad", "here"}


def test_rules_on_overrides_do_not_multiply(survives: Callable[[Callable[[], object]], object]) -> None:
    overrides = [
        vevent(
            f"RECURRENCE-ID:202612{day:02}T080000Z\nDTSTART:202612{day:02}T080000Z\nSEQUENCE:{day}\n"
            "RRULE:FREQ=HOURLY"
        )
        for day in range(1, 31)
    ] * 20
    calendar = survives(
        lambda: parse(vcalendar(vevent("DTSTART:20261201T080000Z\nRRULE:FREQ=DAILY"), *overrides))
    )
    assert isinstance(calendar, ParsedCalendar)
    assert len(calendar.events) == 1


def test_events_without_a_name_and_several_in_one_file() -> None:
    zone = CUSTOM_ZONE.format(tzid="Eigen", winter="+0100", summer="+0200")
    source = vcalendar(
        zone, vevent("DTSTART;TZID=Eigen:20261201T090000", "a"), vevent("DTSTART:20261202T090000Z\nSUMMARY:naamloos", ""),
        "BEGIN:VTODO\nUID:todo\nEND:VTODO", vevent("DTSTART:20261203T090000Z", "b"),
        vevent("RECURRENCE-ID:20261203T090000Z\nDTSTART:20261204T090000Z", "b"),
    )  # fmt: skip
    calendar = parse(source)
    assert [event.uid[:5] for event in calendar.events] == ["a", "hash:", "b"]
    assert [event.uid for event in parse(source).events] == [event.uid for event in calendar.events]
    a, nameless, b = calendar.events
    assert b"VTIMEZONE" in a.source
    assert b"VTIMEZONE" not in b.source
    assert b.source.count(b"BEGIN:VEVENT") == 2
    assert b"VTODO" not in a.source + nameless.source + b.source
    for event in calendar.events:
        (again,) = parse(event.source).events
        assert (again.uid, again.occurrences) == (event.uid, event.occurrences)


def test_the_source_of_a_lone_event_is_the_file_itself() -> None:
    source = vcalendar(vevent("DTSTART:20261201T090000Z\nX-VREEMD;P=1:bl\n ijft"))
    assert only(source).source == source


def test_one_bad_event_costs_no_other() -> None:
    calendar = parse(
        vcalendar(
            vevent("SUMMARY:zonder begin", "x"),
            vevent("DTSTART:morgen", "y"),
            vevent("DTSTART:99991231T000000Z", "z"),
            vevent("DTSTART:20261201T090000Z\ngeen regel\n:\n;\nSUMMARY", "damaged"),
            vevent("DTSTART:20261202T090000Z", "good"),
        )
    )
    assert [event.uid for event in calendar.events] == ["damaged", "good"]
    assert {failure.href for failure in calendar.failures} == {"x", "y", "z"}


def test_what_a_person_would_see_change_changes_the_fingerprint() -> None:
    lines = "DTSTART:20261201T090000Z\nSUMMARY:a\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:an@x.nl"
    first = only(vcalendar(vevent(lines))).fingerprint
    assert only(vcalendar(vevent(lines.replace("NEEDS-ACTION", "ACCEPTED")))).fingerprint == first
    for change in ("SUMMARY:b", "LOCATION:x", "DESCRIPTION:x", "STATUS:CANCELLED", "DTEND:20261201T100000Z"):
        changed = lines.replace("SUMMARY:a", change)
        assert only(vcalendar(vevent(changed))).fingerprint != first


def test_a_description_in_html_is_read_as_text() -> None:
    event = only(
        vcalendar(vevent("DTSTART:20261201T090000Z\nDESCRIPTION:<html><p>Een</p><p>twee</p></html>"))
    )
    assert event.detail.description == "Een\ntwee"


@pytest.mark.parametrize("me", ["", "ander@example.nl", "example.nl", "piet"])
def test_someone_else_has_no_answer(me: str) -> None:
    source = vcalendar(vevent("DTSTART:20261201T090000Z\nATTENDEE;PARTSTAT=ACCEPTED:mailto:piet@example.nl"))
    assert parse(source, me=me).events[0].detail.response is PartStat.NONE
