"""Calendars that are none, are cut off, are damaged, or are built to hang.

Never enters here: what a good calendar means (``test_ical``).
"""

# ruff: noqa: E501 (lines of calendars are as long as they are)

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.formats.ical import ParsedCalendar, parse_events
from sync.model.errors import BadData
from tests.unit.formats.calendars import END, ME, SERIES, START, only, parse, utc, vcalendar, vevent


@pytest.mark.parametrize(
    "data",
    [
        b"", b" \r\n", b"<html></html>", b"hallo", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"BEGIN:VCALENDAR\r\n",
        b"BEGIN:VCARD\r\nEND:VCARD\r\n", b"BEGIN", b"\x00\x01", b"END:VCALENDAR",
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_an_error(data: bytes) -> None:
    with pytest.raises(BadData):
        parse(data)


def test_a_calendar_cut_off_is_an_error() -> None:
    whole = vcalendar(*(vevent("DTSTART:20261201T090000Z", str(n)) for n in range(5)))
    for length in range(0, len(whole) - 15, 23):
        with pytest.raises(BadData):
            parse(whole[:length])


def test_an_empty_calendar_is_a_calendar() -> None:
    assert parse(vcalendar()) == ParsedCalendar()


def test_other_line_ends_encodings_and_marks() -> None:
    source = vcalendar(vevent("DTSTART:20261201T090000Z\nSUMMARY:Één café"))
    for data in (
        source.replace(b"\r\n", b"\n"), b"\xef\xbb\xbf" + source, source.decode().encode("cp1252"),
        source.replace(b"\xc3\x89", b"\xc3\r\n \x89"), source.replace(b"BEGIN:", b"begin:"),
    ):  # fmt: skip
        assert only(data).title == "Één café"


HOSTILE = {
    "long line": "DTSTART:20261201T090000Z\nDESCRIPTION:" + "x" * 5_000_000,
    "long folds": "DTSTART:20261201T090000Z\nDESCRIPTION:" + "x\n " * 500_000,
    "escapes": "DTSTART:20261201T090000Z\nDESCRIPTION:" + "\\" * 100_000,
    "attendees": "DTSTART:20261201T090000Z\n"
    + "\n".join(f"ATTENDEE:mailto:a{n}@x.nl" for n in range(20_000)),
    "exceptions": "DTSTART:20261201T090000Z\nRRULE:FREQ=DAILY\n" + "EXDATE:20261203T090000Z\n" * 20_000,
    "long exception": "DTSTART:20261201T090000Z\nRRULE:FREQ=DAILY\nEXDATE:"
    + ",".join(["20261203T090000Z"] * 50_000),
    "parameters": "DTSTART:20261201T090000Z\nORGANIZER" + ";X=1" * 30_000 + ":mailto:a@b.nl",
    "quotes": 'DTSTART:20261201T090000Z\nORGANIZER;CN="' + '"' * 30_000 + ":mailto:a@b.nl",
    "alarms": "DTSTART:20261201T090000Z\n" + "BEGIN:VALARM\nTRIGGER:-PT1M\nEND:VALARM\n" * 20_000,
    "nested": "DTSTART:20261201T090000Z\n" + "BEGIN:X\n" * 20_000 + "END:X\n" * 20_000,
    "rules": "DTSTART:20261201T090000Z\n" + "RRULE:FREQ=DAILY\n" * 5_000,
    "long rule": "DTSTART:20261201T090000Z\nRRULE:FREQ=DAILY;BYHOUR=" + ",".join(["9"] * 50_000),
    "categories": "DTSTART:20261201T090000Z\nCATEGORIES:" + ",".join(["x"] * 50_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_events_built_to_hang(name: str, survives: Callable[[Callable[[], object]], object]) -> None:
    calendar = survives(lambda: parse(vcalendar(vevent(HOSTILE[name]))))
    assert isinstance(calendar, ParsedCalendar)
    assert len(calendar.events) == 1


LINES = st.sampled_from([
    "DTSTART:20261201T090000Z", "DTSTART;VALUE=DATE:20261201", "DTSTART;TZID=Europe/Amsterdam:20261201T090000",
    "DTSTART:20261201T090000", "DTEND:20261130T090000Z", "DTEND;VALUE=DATE:20261203", "DURATION:PT1H", "DURATION:-P1D",
    "DURATION:P99999999D", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU;UNTIL=20261220", "RRULE:", "RRULE:FREQ=",
    "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "EXDATE:20261202T090000Z", "EXDATE;VALUE=DATE:20261202", "EXDATE:",
    "RDATE;VALUE=PERIOD:20261205T090000Z/PT2H", "RDATE:20261206", "RDATE;TZID=Nergens:20261206T100000", "RDATE:",
    "RECURRENCE-ID:20261202T090000Z", "RECURRENCE-ID;VALUE=DATE:20261202", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261203T090000Z",
    "SUMMARY:x", "SEQUENCE:-1", "SEQUENCE:x", "STATUS:CANCELLED", "ATTENDEE:mailto:piet@example.nl", "ATTENDEE;CN=\":x",
    "ORGANIZER:", "CATEGORIES:", "DTSTART:00010101T000000Z", "DTSTART:99991231T235959Z", "BEGIN:VALARM", "END:VALARM",
    "DTSTART;TZID=:20261201T090000", "DTSTART;TZID=Eigen:20261201T090000", ";;;:::", "X" * 80, "é:é",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(LINES, max_size=8), min_size=1, max_size=3))
def test_any_event_is_read_or_a_failure(events: list[list[str]]) -> None:
    blocks = [vevent("\n".join(lines) or "X-LEEG:1") for lines in events]
    with contextlib.suppress(BadData):
        calendar = parse(vcalendar(*blocks))
        for event in calendar.events:
            for occurrence in event.occurrences:
                assert occurrence.start.tzinfo is dt.UTC
                assert occurrence.start <= occurrence.end
                assert occurrence.start < END
                assert occurrence.end >= START
            starts = [occurrence.start for occurrence in event.occurrences]
            assert starts == sorted(starts)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_damage_is_an_error_or_a_calendar(data: st.DataObject) -> None:
    whole = bytearray(
        vcalendar(vevent(SERIES), vevent("RECURRENCE-ID:20261203T080000Z\nDTSTART:20261203T090000Z"))
    )
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(BadData):
        parse(bytes(whole))


def test_without_a_zone_the_machine_says_where_it_is() -> None:
    source = vcalendar(vevent("DTSTART:20261201T090000"))
    event = parse_events(source, me=ME, start=START, end=END).events[0]
    assert event.occurrences[0].start == dt.datetime(2026, 12, 1, 9).astimezone(dt.UTC)


@pytest.mark.corpora
def test_calendars_of_others(corpora: Path, survives: Callable[[Callable[[], object]], object]) -> None:
    files = sorted((corpora / "calendars").rglob("*.ics"))
    assert len(files) > 200
    events = occurrences = 0
    first, last = utc("2015-01-01"), utc("2027-01-01")
    for file in files:
        data = file.read_bytes()
        calendar = survives(lambda data=data: parse(data, start=first, end=last))  # type: ignore[misc]
        if isinstance(calendar, ParsedCalendar):
            events += len(calendar.events)
            occurrences += sum(len(event.occurrences) for event in calendar.events)
            for event in calendar.events:
                assert parse(event.source, start=first, end=last).events[0].uid == event.uid
    assert events > 1_000
    assert occurrences > 15_000
