"""Time zones of a calendar: by their names where the world knows them, else as the file defines them.

icalendar keeps zones in one table for the whole process, so that a second calendar's "Customized Time
Zone" would get the first one's offset, and it makes a time with an unknown zone silently naive. Here
each calendar has the table for itself, under a lock, and every TZID is settled before icalendar sees it.
Never enters here: anything but TZIDs.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import icalendar
from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from sync.formats.ical_text import CalendarText, name_of, unfold, value_of, value_start
from sync.formats.recurrence import RuleRefused, screen_rule
from sync.formats.trouble import PARSER_TROUBLE

DATED = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"})
_TZID = re.compile(r';TZID=("[^"]*"|[^;:"]*)', re.IGNORECASE)
_UNTIL_Z = re.compile(r"(UNTIL=\d{8}T\d{6})Z", re.IGNORECASE)
_OBSERVANCE_LINES = 2_000
_FAR = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
_LOCK = threading.RLock()
_MACHINES_OWN = frozenset({"localtime", "posixrules", "Factory"})  # in the database, and no place
_BLANKS = frozenset({"", "UTC", "GMT", "Z", "Etc/UTC"})


@lru_cache(maxsize=2_000)
def named_zone(tzid: str) -> str:
    """Return the IANA name that a TZID means, "" when it is none.

    Understands Windows names and vendors' prefixes (``/citadel.org/20070227_1/Europe/Amsterdam``, the
    "globally unique" TZID of RFC 5545 section 3.2.19).
    """
    tzid = tzid.strip().strip('"').strip("/")
    if tzid in _BLANKS:
        return "UTC"
    parts = tzid.split("/")
    candidates = [WINDOWS_TO_OLSON.get(tzid, ""), tzid]
    candidates += ["/".join(parts[-count:]) for count in (3, 2, 1) if count < len(parts)]
    for name in candidates:
        if not name or len(name) > 60 or name in _MACHINES_OWN:
            continue
        try:
            zoneinfo.ZoneInfo(name)
        except (ValueError, OSError, KeyError):  # malformed; a folder of the database; unknown
            continue
        return name
    return ""


class Zones:
    """The zones of one calendar, valid within ``calendar_zones``."""

    def __init__(self, calendar: CalendarText) -> None:
        self._defined = calendar.zones
        self._settled: dict[str, str] = {}
        self.unknown: set[str] = set()  # TZIDs read as UTC, for a failure note

    def settle(self, line: str) -> tuple[str, str]:
        """Return an unfolded line with a TZID that icalendar knows for sure, and the TZID as sent."""
        found = _TZID.search(line, 0, value_start(line))
        if found is None:
            return line, ""
        tzid = found.group(1).strip('"')
        if value_of(line).rstrip().endswith(("Z", "z")):  # already UTC, whatever the parameter says
            return line[: found.start()] + line[found.end() :], ""
        token = self._settled.get(tzid)
        if token is None:
            token = self._settled[tzid] = self._token(tzid)
        return f"{line[: found.start()]};TZID={token}{line[found.end() :]}", tzid

    def _token(self, tzid: str) -> str:
        name = named_zone(tzid)
        if name:
            return name
        lines = self._defined.get(tzid)
        if lines is not None:
            token = f"defined-{len(self._settled)}"
            if _define(token, lines):
                return token
        self.unknown.add(tzid)
        return "UTC"


def _define(token: str, lines: list[str]) -> bool:
    """Give icalendar a VTIMEZONE under the name ``token``. False when it is not usable."""
    if len(lines) > _OBSERVANCE_LINES:
        return False
    rewritten: list[str] = []
    for raw in lines:
        line = unfold(raw)
        name = name_of(line)
        if name == "TZID":
            line = f"TZID:{token}"
        elif name.startswith("X-"):
            continue
        elif name == "RRULE":
            line = _UNTIL_Z.sub(r"\1", line)  # dateutil compares with the naive DTSTART
        rewritten.append(line)
    try:
        component: Any = icalendar.Timezone.from_ical(("\r\n".join(rewritten) + "\r\n").encode())
        for part in component.subcomponents:
            rules = part.get("RRULE", [])
            for rule in rules if isinstance(rules, list) else [rules]:
                if rule.get("FREQ") not in (["YEARLY"], ["MONTHLY"]):
                    return False
                screen_rule(rule, part["DTSTART"].dt, _FAR)
        return dt.datetime(2026, 7, 1, tzinfo=tzp.timezone(token)).utcoffset() is not None
    except (*PARSER_TROUBLE, RuleRefused, OSError):
        return False


@contextmanager
def calendar_zones(calendar: CalendarText) -> Iterator[Zones]:
    """Hold icalendar's table of zones for one calendar: parse and expand it inside."""
    with _LOCK:
        tzp.use_zoneinfo()
        try:
            yield Zones(calendar)
        finally:
            tzp.use_zoneinfo()
