"""One VEVENT as an icalendar component whose values can be relied on.

Times are aware or dates, never naive; what cannot be read is left out. Never enters here: series,
occurrences, what a person sees of it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import icalendar
from icalendar.prop import vBroken

from sync.formats.dates import LAST_YEAR
from sync.formats.ical_text import EventText, name_of, unescape, value_of
from sync.formats.ical_zones import DATED, Zones
from sync.formats.trouble import PARSER_TROUBLE
from sync.model.errors import BadData

Time = dt.date  # or its subclass, an aware datetime

# What icalendar reads for us; the rest (attachments inline, vendors' HTML, alarms) only costs time.
_WANTED = DATED | {"DURATION", "RRULE", "ORGANIZER", "ATTENDEE", "CATEGORIES"}
# Plain values: unescaping them here takes a tenth of the time that a property object costs.
_TEXTS = frozenset({
    "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "URL", "SEQUENCE", "LAST-MODIFIED", "DTSTAMP",
})  # fmt: skip
_MANY = frozenset({"EXDATE", "RDATE", "RRULE", "ATTENDEE", "CATEGORIES"})
_LINE_LIMIT = 200_000  # characters
_ATTENDEES = 500
_RULES = 4
_DATES = 5_000  # EXDATE and RDATE lines


@dataclass(frozen=True, slots=True)
class Component:
    """``event``: the mended icalendar component. ``floating``: DTSTART is wall-clock time anywhere."""

    event: Any
    text: EventText
    start: Time
    end: Time
    timezone: str  # the TZID as sent, "" for UTC, floating and all-day
    floating: bool
    recurrence_id: Time | None
    texts: dict[str, str]  # the plain values, by name
    broken: tuple[str, ...] = ()  # properties that could not be read and matter

    @property
    def sequence(self) -> int:
        """The revision that the organizer counts; 0 without one (RFC 5545 section 3.8.7.4)."""
        return sequence_of(self.texts)

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, dt.datetime)


def read_component(text: EventText, zones: Zones, zone: dt.tzinfo, *, me: str = "") -> Component:
    """Return a VEVENT, mended. ``zone``: where floating times are. Raises BadData when it has no start."""
    lines: list[str] = []
    timezone = ""
    texts: dict[str, str] = {}
    seen: dict[str, int] = {}
    for line in text.own:
        name = name_of(line)
        if name in _TEXTS:
            texts.setdefault(name, unescape(value_of(line[:_LINE_LIMIT])))
        if name not in _WANTED or len(line) > _LINE_LIMIT:
            continue
        count = seen[name] = seen.get(name, 0) + 1
        if count > 1 and name not in _MANY:
            continue  # a second DTSTART: the first counts
        limit = {"ATTENDEE": _ATTENDEES, "RRULE": _RULES}.get(name, _DATES)
        if count > limit and not (me and name == "ATTENDEE" and me.lower() in line.lower()):
            continue
        if name in DATED:
            line, tzid = zones.settle(line)
            timezone = tzid if name == "DTSTART" else timezone
        lines.append(line)
    try:
        data = "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]).encode("utf-8", "replace")
        event: Any = icalendar.Event.from_ical(data)
        broken = _drop_broken(event)
        if "DTSTART" not in event:
            raise BadData("an event without a start")
        floating = _mend(event, zone)
        event["SEQUENCE"] = sequence_of(texts)  # recurring-ical-events compares them
        start, end = _span(event)
    except (*PARSER_TROUBLE, OSError) as error:
        raise BadData(f"an event that cannot be read: {type(error).__name__}: {error}") from error
    recurrence_id = event["RECURRENCE-ID"].dt if "RECURRENCE-ID" in event else None
    return Component(event, text, start, end, timezone, floating, recurrence_id, texts, broken)


def sequence_of(texts: dict[str, str]) -> int:
    """Return the number of a SEQUENCE, 0 for none or a damaged one."""
    value = texts.get("SEQUENCE", "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _values(event: Any, name: str) -> list[Any]:
    values = event.get(name, [])
    return values if isinstance(values, list) else [values]


def _drop_broken(event: Any) -> tuple[str, ...]:
    """Take out what icalendar could not read, and times that are none; return the names that matter."""
    broken: list[str] = []
    for name in list(event):
        values = _values(event, name)
        kept = [value for value in values if not isinstance(value, vBroken)]
        if name == "RRULE":
            kept = [rule for rule in kept if rule.get("FREQ")]
        if name in {"EXDATE", "RDATE"}:
            for value in kept:
                value.dts = [moment for moment in value.dts if _is_time(moment.dt)]
            kept = [value for value in kept if value.dts]
        if len(kept) == len(values):
            continue
        if name in DATED or name == "RRULE":
            broken.append(name)
        if kept:
            event[name] = kept
        else:
            del event[name]
    return tuple(broken)


def _is_time(value: Any) -> bool:
    if isinstance(value, tuple):
        return len(value) == 2 and isinstance(value[0], dt.datetime)
    return isinstance(value, dt.date)


def _mend(event: Any, zone: dt.tzinfo) -> bool:
    """Make every time aware and every value of its type; return whether the event floats."""
    floating = False
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
        if name not in event:
            continue
        value = event[name]
        if not isinstance(value.dt, dt.date):
            del event[name]
        elif isinstance(value.dt, dt.datetime) and value.dt.tzinfo is None:
            value.dt = value.dt.replace(tzinfo=zone)
            floating = floating or name == "DTSTART"
    for name in ("EXDATE", "RDATE"):
        for value in _values(event, name):
            for moment in value.dts:
                moment.dt = _aware(moment.dt, zone)
    if "RRULE" in event:
        kept = _values(event, "RRULE")
        if "RECURRENCE-ID" in event:
            del event["RRULE"]
        else:
            event["RRULE"] = kept if len(kept) > 1 else kept[0]
            for rule in kept:
                if not isinstance(event["DTSTART"].dt, dt.datetime):
                    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):  # RFC 5545 section 3.3.10: ignored
                        rule.pop(name, None)
                _mend_until(rule, event["DTSTART"].dt, zone)
    if "RECURRENCE-ID" in event:  # an override repeats nothing of its own
        event.pop("RDATE", None)
        event.pop("EXDATE", None)
    return floating


def _aware(moment: Any, zone: dt.tzinfo) -> Any:
    if isinstance(moment, tuple):
        return tuple(_aware(part, zone) for part in moment)
    if isinstance(moment, dt.datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=zone)
    return moment


def _mend_until(rule: Any, start: Time, zone: dt.tzinfo) -> None:
    """Give UNTIL the type that DTSTART asks for (RFC 5545 section 3.3.10)."""
    untils = rule.get("UNTIL")
    if not untils:
        return
    until = untils[0] if isinstance(untils, list) else untils
    if not isinstance(start, dt.datetime):
        until = until.date() if isinstance(until, dt.datetime) else until
    else:
        if not isinstance(until, dt.datetime):  # a day: the whole of it counts
            until = dt.datetime.combine(until, dt.time(23, 59, 59), start.tzinfo or zone)
        elif until.tzinfo is None:
            until = until.replace(tzinfo=start.tzinfo or zone)
        until = until.astimezone(dt.UTC)
    rule["UNTIL"] = [until]


def _span(event: Any) -> tuple[Time, Time]:
    """Return start and end (exclusive), of the same kind; an end before the start is the start."""
    if "DTSTART" not in event:
        raise BadData("an event without a start")
    start: Time = event["DTSTART"].dt
    if start.year > LAST_YEAR + 100:
        raise BadData(f"an event in the year {start.year}")
    end: Time | None = None
    if "DTEND" in event:
        end = event["DTEND"].dt
        if isinstance(end, dt.datetime) != isinstance(start, dt.datetime):
            end = None
            del event["DTEND"]
    elif "DURATION" in event and isinstance(event["DURATION"].dt, dt.timedelta):
        length = event["DURATION"].dt
        if not isinstance(start, dt.datetime):
            length = dt.timedelta(days=length.days + (1 if length.seconds else 0))
        end = start + length
    shortest = start if isinstance(start, dt.datetime) else start + dt.timedelta(days=1)
    if end is None:
        end = shortest
    if end < shortest:
        end = shortest
    event.pop("DURATION", None)
    event["DTEND"] = icalendar.vDDDTypes(end)
    return start, end
