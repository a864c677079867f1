"""Answers to invitations: the lines they change, and the meetings they may not be sent to."""

# ruff: noqa: E501 (data is as long as it is)

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.formats.ical_lines import folded, parameters, with_parameters
from sync.formats.rsvp import meeting_fingerprint, respond
from sync.model.errors import BadData
from sync.model.items import Occurrence, PartStat
from tests.unit.formats.calendars import CUSTOM_ZONE, ME, only, utc, vcalendar, vevent

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
SINGLE = vcalendar(
    vevent(
        'DTSTART:20261201T090000Z\nDTEND:20261201T100000Z\nSUMMARY:Overleg\nSEQUENCE:2\nX-VREEMD;A="b;c":d\\,e\n'
        "ORGANIZER:mailto:jan@example.nl\nATTENDEE;CN=An;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:an@example.nl\n"
        'ATTENDEE;CN="Vries; Piet: de";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE;X-N\n'
        " UM-GUESTS=0:mailto:piet@example.nl\nBEGIN:VALARM\nACTION:DISPLAY\nATTENDEE:mailto:piet@example.nl\n"
        "DTSTAMP:20200101T000000Z\nEND:VALARM"
    ),
    head="X-ANDERS:1",
)
SERIES_LINES = (
    "DTSTART;TZID=Europe/Amsterdam:20261201T090000\nDTEND;TZID=Europe/Amsterdam:20261201T100000\n"
    "SUMMARY:Overleg\nSEQUENCE:1\nRRULE:FREQ=DAILY;COUNT=6\nEXDATE;TZID=Europe/Amsterdam:20261202T090000\n"
    "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:piet@example.nl\nBEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM"
)
SERIES = vcalendar(vevent(SERIES_LINES))


def answer(
    source: bytes, response: PartStat, recurrence_id: str = "", *, me: str = ME, comment: str = ""
) -> bytes:
    return respond(source, me=me, response=response, recurrence_id=recurrence_id, comment=comment, now=NOW)


def at(source: bytes, recurrence_id: str) -> Occurrence:
    return next(o for o in only(source).occurrences if o.recurrence_id == recurrence_id)


@pytest.mark.parametrize("response", [PartStat.ACCEPTED, PartStat.DECLINED, PartStat.TENTATIVE])
def test_only_my_line_and_the_stamp_change(response: PartStat) -> None:
    answered = answer(SINGLE, response)
    before, after = SINGLE.split(b"\r\n"), answered.split(b"\r\n")
    gone = [line for line in before if line not in after]
    assert [line[:12] for line in gone] == [b"DTSTAMP:2026", b"ATTENDEE;CN=", b" UM-GUESTS=0"]
    assert b"DTSTAMP:20261124T090000Z" in after
    assert b"DTSTAMP:20200101T000000Z" in after  # the alarm's
    event = only(answered)
    assert event.detail.response is response
    assert event.sequence == 2
    mine = answered.replace(b"\r\n ", b"").split(b'CN="Vries; Piet: de"')[1].split(b"\r\n")[0]
    assert mine == (
        b";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;X-NUM-GUESTS=0;PARTSTAT="
        + response.value.upper().encode() + b":mailto:piet@example.nl"
    )  # fmt: skip
    assert all(len(line) <= 75 for line in after)
    assert event.detail.attendees[0].partstat is PartStat.ACCEPTED


def test_answering_again_changes_only_the_answer() -> None:
    once = answer(SINGLE, PartStat.ACCEPTED)
    assert answer(once, PartStat.ACCEPTED) == once
    assert answer(answer(once, PartStat.DECLINED), PartStat.ACCEPTED) == once


def test_a_comment_is_added_once() -> None:
    once = answer(SINGLE, PartStat.DECLINED, comment="Ziek; sorry, Jan\nTot later")
    assert once.count(b"COMMENT:Ziek\\; sorry\\, Jan\\nTot later\r\n") == 1
    assert answer(once, PartStat.DECLINED, comment="Ziek; sorry, Jan\nTot later") == once


@pytest.mark.parametrize("me", ["", "iemand@example.nl", "et@example.nl", "jan@example.nl"])
def test_who_is_not_invited_cannot_answer(me: str) -> None:
    with pytest.raises(BadData, match="not invited"):
        answer(SINGLE, PartStat.ACCEPTED, me=me)


def test_an_address_in_a_parameter_is_mine_too() -> None:
    source = vcalendar(vevent("DTSTART:20261201T090000Z\nATTENDEE;EMAIL=PIET@example.nl:urn:uuid:1"))
    assert only(answer(source, PartStat.ACCEPTED)).detail.response is PartStat.ACCEPTED


def test_no_answer_is_no_answer() -> None:
    with pytest.raises(BadData):
        answer(SINGLE, PartStat.NONE)


def test_to_the_whole_series() -> None:
    event = only(answer(SERIES, PartStat.ACCEPTED))
    assert event.detail.response is PartStat.ACCEPTED
    assert len(event.occurrences) == 5


def test_to_one_occurrence() -> None:
    answered = answer(SERIES, PartStat.DECLINED, "20261203T080000Z")
    event = only(answered)
    assert event.detail.response is PartStat.NEEDS_ACTION
    assert [(o.recurrence_id, o.response) for o in event.occurrences if o.response] == [
        ("20261203T080000Z", PartStat.DECLINED)
    ]
    assert [(o.start, o.end) for o in event.occurrences] == [
        (o.start, o.end) for o in only(SERIES).occurrences
    ]
    assert b"RECURRENCE-ID;TZID=Europe/Amsterdam:20261203T090000\r\n" in answered
    assert b"DTEND;TZID=Europe/Amsterdam:20261203T100000\r\n" in answered
    assert answered.count(b"RRULE") == 1
    assert answered.count(b"BEGIN:VALARM") == 2
    assert answered.startswith(SERIES[: SERIES.index(b"END:VCALENDAR")])
    again = answer(answered, PartStat.ACCEPTED, "20261203T080000Z")
    assert again.count(b"RECURRENCE-ID") == 1
    assert at(again, "20261203T080000Z").response is PartStat.ACCEPTED


def test_two_occurrences_get_two_overrides() -> None:
    answered = answer(SERIES, PartStat.DECLINED, "20261203T080000Z")
    answered = answer(answered, PartStat.TENTATIVE, "20261204T080000Z")
    assert at(answered, "20261203T080000Z").response is PartStat.DECLINED
    assert at(answered, "20261204T080000Z").response is PartStat.TENTATIVE
    assert len(only(answered).occurrences) == 5


@pytest.mark.parametrize(
    "recurrence_id", ["20261202T080000Z", "20261203T090000Z", "20271203T080000Z", "nu", "2026"]
)
def test_no_such_occurrence(recurrence_id: str) -> None:
    with pytest.raises(BadData):
        answer(SERIES, PartStat.DECLINED, recurrence_id)


def test_a_single_event_has_no_occurrences_to_answer() -> None:
    with pytest.raises(BadData):
        answer(SINGLE, PartStat.DECLINED, "20261201T090000Z")


@pytest.mark.parametrize(
    ("times", "recurrence_id", "line"),
    [
        ("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261203", "20261205", b"DTEND;VALUE=DATE:20261207"),
        ("DTSTART;VALUE=DATE:20261201", "20261205", b"RECURRENCE-ID;VALUE=DATE:20261205"),
        ("DTSTART:20261201T090000Z\nDURATION:PT1H", "20261205T090000Z", b"RECURRENCE-ID:20261205T090000Z"),
        ("DTSTART:20261201T090000\nDTEND:20261201T100000", "20261205T090000", b"DTEND:20261205T100000"),
        ("DTSTART;TZID=Eigen:20261201T090000", "20261205T080000Z", b"RECURRENCE-ID;TZID=Eigen:20261205T090000"),
        ('DTSTART;TZID="America/New_York":20261201T090000', "20261205T140000Z",
         b'RECURRENCE-ID;TZID="America/New_York":20261205T090000'),
        ("DTSTART;TZID=Nergens/Daar:20261201T090000", "20261205T090000Z",
         b"RECURRENCE-ID;TZID=Nergens/Daar:20261205T090000"),
    ],
)  # fmt: skip
def test_an_override_is_written_as_its_series_is(times: str, recurrence_id: str, line: bytes) -> None:
    zone = CUSTOM_ZONE.format(tzid="Eigen", winter="+0100", summer="+0200")
    source = vcalendar(
        zone, vevent(f"{times}\nRRULE:FREQ=DAILY;INTERVAL=4;COUNT=3\nATTENDEE:mailto:piet@example.nl")
    )
    answered = answer(source, PartStat.ACCEPTED, recurrence_id)
    assert line + b"\r\n" in answered
    from tests.unit.formats.calendars import parse  # its failures are allowed here

    before, after = parse(source).events[0], parse(answered).events[0]
    assert [(o.recurrence_id, o.start, o.end) for o in after.occurrences] == [
        (o.recurrence_id, o.start, o.end) for o in before.occurrences
    ]
    assert [o.recurrence_id for o in after.occurrences if o.response is PartStat.ACCEPTED] == [recurrence_id]


def test_over_summer_time_the_wall_clock_stays() -> None:
    source = vcalendar(
        vevent(
            "DTSTART;TZID=Europe/Amsterdam:20261201T090000\nRRULE:FREQ=MONTHLY\nATTENDEE:mailto:piet@example.nl"
        )
    )
    answered = answer(source, PartStat.ACCEPTED, "20270701T070000Z")
    assert b"RECURRENCE-ID;TZID=Europe/Amsterdam:20270701T090000\r\n" in answered


def test_a_later_one_of_this_and_future_copies_what_governs_it() -> None:
    later = vevent(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Amsterdam:20261204T090000\n"
        "DTSTART;TZID=Europe/Amsterdam:20261204T110000\nDTEND;TZID=Europe/Amsterdam:20261204T120000\nSUMMARY:Anders\n"
        "ATTENDEE:mailto:piet@example.nl"
    )
    answered = answer(vcalendar(vevent(SERIES_LINES), later), PartStat.ACCEPTED, "20261205T080000Z")
    occurrence = at(answered, "20261205T080000Z")
    assert (occurrence.start, occurrence.title) == (utc("2026-12-05 10:00"), "Anders")
    assert occurrence.response is PartStat.ACCEPTED


def test_an_invitation_to_one_occurrence_alone() -> None:
    source = vcalendar(
        vevent("RECURRENCE-ID:20261203T080000Z\nDTSTART:20261203T090000Z\nATTENDEE:mailto:piet@example.nl")
    )
    for recurrence_id in ("", "20261203T080000Z"):
        assert b"PARTSTAT=ACCEPTED" in answer(source, PartStat.ACCEPTED, recurrence_id)


def test_answers_do_not_change_the_fingerprint() -> None:
    whole, one = meeting_fingerprint(SERIES), meeting_fingerprint(SERIES, "20261203T080000Z")
    assert whole != one
    answered = answer(answer(SERIES, PartStat.ACCEPTED), PartStat.DECLINED, "20261203T080000Z", comment="x")
    assert meeting_fingerprint(answered) == whole
    assert meeting_fingerprint(answered, "20261203T080000Z") == one
    folded_otherwise = answered.replace(b"SUMMARY:Overleg", b"SUMMARY;X=1:Over\r\n leg")
    assert meeting_fingerprint(folded_otherwise) == whole


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("20261201T090000", "20261201T093000"), ("20261201T100000", "20261201T113000"), ("COUNT=6", "COUNT=7"),
        ("SUMMARY:Overleg", "SUMMARY:Anders"), ("SUMMARY:Overleg", "SUMMARY:Overleg\nLOCATION:Elders"),
        ("SEQUENCE:1", "SEQUENCE:2"), ("SUMMARY", "STATUS:CANCELLED\nSUMMARY"),
        ("SUMMARY", "RDATE:20261220T090000Z\nSUMMARY"),
    ],
)  # fmt: skip
def test_a_changed_meeting_has_another_fingerprint(old: str, new: str) -> None:
    changed = vcalendar(vevent(SERIES_LINES.replace(old, new)))
    assert meeting_fingerprint(changed) != meeting_fingerprint(SERIES)
    assert meeting_fingerprint(changed, "20261203T080000Z") != meeting_fingerprint(SERIES, "20261203T080000Z")


def test_a_moved_or_cancelled_occurrence_concerns_itself_alone() -> None:
    moved = vevent("RECURRENCE-ID:20261204T080000Z\nDTSTART:20261204T140000Z\nSUMMARY:Overleg\nSEQUENCE:1")
    changed = vcalendar(vevent(SERIES_LINES), moved)
    dropped = SERIES.replace(b":20261202T090000\r\n", b":20261202T090000,20261204T090000\r\n")
    for other in (changed, dropped):
        assert meeting_fingerprint(other) == meeting_fingerprint(SERIES)
        for day, same in (("20261203T080000Z", True), ("20261204T080000Z", False)):
            assert (meeting_fingerprint(other, day) == meeting_fingerprint(SERIES, day)) is same


@pytest.mark.parametrize(
    "source",
    [b"", b"<html>", SINGLE[:200], vcalendar(), vcalendar(vevent("SUMMARY:x")),
     vcalendar(vevent("DTSTART:20261201T090000Z", "a"), vevent("DTSTART:20261201T090000Z", "b")),
     vcalendar(vevent("DTSTART:20261201T090000Z\nRRULE:FREQ=SECONDLY"))],
)  # fmt: skip
def test_what_cannot_be_answered_is_an_error(source: bytes) -> None:
    with pytest.raises(BadData):
        answer(source, PartStat.ACCEPTED, "20261201T090000Z")


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=300))
def test_folding_is_undone_by_unfolding(text: str) -> None:
    lines = folded("X:" + text)
    assert lines.replace("\r\n ", "") == "X:" + text
    assert all(len(line.encode()) <= 75 for line in lines.split("\r\n"))


@given(st.text(alphabet="AB;:=\"', é", max_size=60))
def test_parameters_come_apart_and_together(text: str) -> None:
    line = f"X;{text}:v"
    name, pairs, value = parameters(line)
    if all("=" in part for part in line.split(";")[1:]) and '"' not in text and ":" not in text:
        assert with_parameters(name, pairs, value).upper() == line.upper()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_damage_is_an_error_or_an_answer(data: st.DataObject) -> None:
    whole = bytearray(SERIES)
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    source, recurrence_id = bytes(whole), data.draw(st.sampled_from(["", "20261203T080000Z"]))
    with contextlib.suppress(BadData):
        meeting_fingerprint(source, recurrence_id)
    with contextlib.suppress(BadData):
        answered = answer(source, PartStat.ACCEPTED, recurrence_id)
        assert b"PARTSTAT=ACCEPTED" in answered
