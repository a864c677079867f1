"""iCalendar files as tests write them. Never enters here: what is read out of them."""

from __future__ import annotations

import time
from datetime import UTC, datetime

MAIL = "anna@voorbeeld.example"


def calendar_file(events: str) -> bytes:
    """Return a whole iCalendar file."""
    head = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//proef//NL\n"
    return f"{head}{events}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def event_lines(name: str, place: str, extra: str = "", *, uid: str = "") -> str:
    """Return a VEVENT of next week; ``place`` is what a test changes."""
    day = datetime.fromtimestamp(time.time() + 7 * 86_400, UTC).strftime("%Y%m%d")
    return (
        f"BEGIN:VEVENT\nUID:{uid or name}@voorbeeld.example\nDTSTAMP:20260101T000000Z\n"
        f"DTSTART:{day}T090000Z\nDTEND:{day}T100000Z\nSUMMARY:{name}\nLOCATION:{place}\n{extra}END:VEVENT\n"
    )


def invitation(name: str, place: str, *, answer: str = "NEEDS-ACTION") -> str:
    """Return a VEVENT with us among the invited."""
    return event_lines(
        name,
        place,
        "ORGANIZER;CN=Baas:mailto:baas@voorbeeld.example\n"
        f"ATTENDEE;CN=Anna;PARTSTAT={answer}:mailto:{MAIL}\n"
        "ATTENDEE;CN=Kees;PARTSTAT=ACCEPTED:mailto:kees@voorbeeld.example\n",
    )
