"""Calendar files for the tests, short to write. Never enters here: parsing."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sync.formats.ical import ParsedCalendar, ParsedEvent, parse_events

ME = "Piet@Example.nl"
HERE = ZoneInfo("Europe/Amsterdam")
START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
END = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)

CUSTOM_ZONE = """BEGIN:VTIMEZONE
TZID:{tzid}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:{summer}
TZOFFSETTO:{winter}
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:{winter}
TZOFFSETTO:{summer}
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""

SERIES = (
    "DTSTART;TZID=Europe/Amsterdam:20261201T090000\nDTEND;TZID=Europe/Amsterdam:20261201T100000\n"
    "SUMMARY:Overleg\nLOCATION:Zaal 1\nRRULE:FREQ=DAILY;COUNT=6\n"
    "EXDATE;TZID=Europe/Amsterdam:20261202T090000\nRDATE;TZID=Europe/Amsterdam:20261220T120000\n"
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:piet@example.nl"
)


def vevent(lines: str, uid: str = "u1") -> str:
    """Return a VEVENT with these lines; without a UID when ``uid`` is ""."""
    name = f"UID:{uid}\n" if uid else ""
    return f"BEGIN:VEVENT\n{name}DTSTAMP:20261101T090000Z\n{lines.strip()}\nEND:VEVENT"


def vcalendar(*blocks: str, head: str = "") -> bytes:
    """Return a calendar file, with the line ends of RFC 5545."""
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//NL", *filter(None, [head]), *blocks])
    return (text + "\nEND:VCALENDAR\n").replace("\n", "\r\n").encode()


def parse(
    source: bytes, *, start: dt.datetime = START, end: dt.datetime = END, me: str = ME
) -> ParsedCalendar:
    return parse_events(source, me=me, start=start, end=end, zone=HERE)


def only(source: bytes) -> ParsedEvent:
    """Return the one event of a calendar that has nothing to complain of."""
    calendar = parse(source)
    assert calendar.failures == ()
    (event,) = calendar.events
    return event


def utc(text: str) -> dt.datetime:
    """Return ``2026-12-01 09:00`` as UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
