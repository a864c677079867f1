"""Dates as servers write them: HTTP, mail, ISO, and the Dutch that a CMS writes into an RSS feed.

Never enters here: the clock, time zones by name (``ical`` has them), wording.
"""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_tz

FIRST_YEAR, LAST_YEAR = 1970, 2200  # outside of these a date is taken for damage

_DUTCH = {
    "mrt": "Mar", "maa": "Mar", "mei": "May", "okt": "Oct", "januari": "Jan", "februari": "Feb",
    "maart": "Mar", "april": "Apr", "juni": "Jun", "juli": "Jul", "augustus": "Aug", "september": "Sep",
    "oktober": "Oct", "november": "Nov", "december": "Dec", "jan": "Jan", "feb": "Feb", "apr": "Apr",
    "jun": "Jun", "jul": "Jul", "aug": "Aug", "sep": "Sep", "sept": "Sep", "nov": "Nov", "dec": "Dec",
    "january": "Jan", "february": "Feb", "march": "Mar", "may": "May", "june": "Jun", "july": "Jul",
    "august": "Aug", "october": "Oct", "mar": "Mar", "oct": "Oct",
}  # fmt: skip
_DAYS = re.compile(
    r"^(?:ma|di|wo|do|vr|za|zo|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    r"|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)[.,\s]+",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(\d{1,2})[\s.-]+([A-Za-z]{3,9})\.?[\s-]+(\d{4}|\d{2})"
    r"(?:,?\s+(?:om\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s*uur)?)?\s*(\S.*)?"
)
_ISO = re.compile(
    r"(\d{4})-?(\d{2})(?:-?(\d{2}))?"
    r"(?:[T ]\s*(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})?")
_ZONES = {"CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "WET": 0, "WEST": 1, "BST": 1}  # hours


def parse_date(text: str) -> dt.datetime | None:
    """Return a date as aware UTC, or None when it is no date or its year is outside 1970-2200.

    A time without a zone is read as UTC; a date without a time is midnight UTC. Never raises.
    """
    text = " ".join(text[:100].split())
    if not text:
        return None
    try:
        moment = _iso(text) or _named(text) or _mail(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return sane(moment)


def sane(moment: dt.datetime | None) -> dt.datetime | None:
    """Return an aware time in UTC, None when its year is outside 1970-2200."""
    if moment is None or moment.tzinfo is None:
        return None
    try:
        moment = moment.astimezone(dt.UTC)
    except (OverflowError, ValueError):
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _zone(text: str | None) -> dt.tzinfo:
    """Return the zone of "+01:00", "Z", "CET" and the like; UTC for anything else."""
    text = (text or "").strip().upper()
    found = _OFFSET.match(text)
    if found:
        sign = -1 if found.group(1) == "-" else 1
        minutes = int(found.group(2)) * 60 + int(found.group(3) or 0)
        return dt.timezone(dt.timedelta(minutes=sign * minutes))
    hours = _ZONES.get(text.strip("()"), 0)
    return dt.timezone(dt.timedelta(hours=hours)) if hours else dt.UTC


def _iso(text: str) -> dt.datetime | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    midnight_after = hour == "24"
    moment = dt.datetime(
        int(year), int(month), int(day or 1), 0 if midnight_after else int(hour or 0), int(minute or 0),
        min(int(second or 0), 59), tzinfo=_zone(zone),
    )  # fmt: skip
    return moment + dt.timedelta(days=1) if midnight_after else moment


def _named(text: str) -> dt.datetime | None:
    """Return the time of "di, 24 nov 2026 10:00:00 +0100" and of "Tue, 24 Nov 2026 10:00:00 CET"."""
    found = _NAMED.fullmatch(_DAYS.sub("", text))
    if found is None:
        return None
    day, name, year, hour, minute, second, zone = found.groups()
    month = _DUTCH.get(name.lower())
    if month is None:
        return None
    if len(year) == 4 and int(year) < FIRST_YEAR:
        raise ValueError(year)  # a mail parser would take 0001 for 2001
    number = int(year) + (0 if len(year) == 4 else 2000 if int(year) < 70 else 1900)
    if zone and not _OFFSET.match(zone) and zone.upper().strip("()") not in _ZONES:
        return _mail(f"{day} {month} {number} {hour or 0}:{minute or '00'}:{second or '00'} {zone}")
    return dt.datetime.strptime(f"{day} {month} {number}", "%d %b %Y").replace(
        hour=int(hour or 0), minute=int(minute or 0), second=min(int(second or 0), 59), tzinfo=_zone(zone)
    )


def _mail(text: str) -> dt.datetime | None:
    """Return a date as mail writes it, with the old American zone names (RFC 5322 section 4.3)."""
    parts = parsedate_tz(text)
    if parts is None:
        return None
    offset = dt.timezone(dt.timedelta(seconds=parts[9] or 0))
    year, month, day, hour, minute, second = parts[:6]
    return dt.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=offset)
