"""Calendars (RFC 5545) as events with their occurrences in a window of time.

Never enters here: fetching, answering (``rsvp``), reminders.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo

import msgspec
from dateutil.tz import tzlocal

from sync.formats.dates import parse_date
from sync.formats.html import absolute, text_of
from sync.formats.ical_component import Component, read_component
from sync.formats.ical_people import answer_of, attendees, organizer
from sync.formats.ical_text import CalendarText, split_calendar, unescape
from sync.formats.ical_zones import Zones, calendar_zones, named_zone
from sync.formats.plain import plain, scrub
from sync.formats.recurrence import RuleRefused
from sync.formats.series import MAX_OCCURRENCES, Moment, is_series, lay_out, overlaps, single
from sync.formats.trouble import PARSER_TROUBLE
from sync.formats.turns import in_turn
from sync.model.changes import ItemFailure
from sync.model.errors import BadData, ErrorCode
from sync.model.items import EventDetail, Occurrence, PartStat

MAX_EVENTS = 20_000
_TEXT_LIMIT = 100_000  # characters of a description
_STATUSES = frozenset({"CONFIRMED", "TENTATIVE", "CANCELLED"})
_LINKS = frozenset({"http", "https"})


class ParsedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event series. ``source``: a file with this event alone, as sent, for later answers.

    ``occurrences`` lie within the window that was asked, in order. ``start`` is the first start of the
    whole series, in UTC. ``text`` is for search, without the title. ``fingerprint`` covers what a person
    would see change; answers of invited people are not in it.
    """

    uid: str
    title: str
    detail: EventDetail
    occurrences: tuple[Occurrence, ...] = ()
    start: dt.datetime
    changed: dt.datetime | None = None
    sequence: int = 0
    text: str = ""
    fingerprint: str = ""
    source: bytes = b""


class ParsedCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """A whole file. ``failures``: events that could not be read or not in full (``href`` is the UID)."""

    title: str = ""
    color: str = ""
    events: tuple[ParsedEvent, ...] = ()
    failures: tuple[ItemFailure, ...] = ()


@in_turn
def parse_events(
    source: bytes, *, me: str, start: dt.datetime, end: dt.datetime, zone: dt.tzinfo | None = None
) -> ParsedCalendar:
    """Return the events of a calendar with their occurrences in ``[start, end)`` (aware).

    ``me``: my mail address, for my own answer. ``zone``: where floating times are (None: here). A series
    whose rule would take too long is kept as the one occurrence at its DTSTART, with a failure; at most
    ``MAX_OCCURRENCES`` of a series are given. Raises BadData when the file is no calendar or is cut off.
    """
    calendar = split_calendar(source)
    failures: list[ItemFailure] = []
    events: list[ParsedEvent] = []
    whole = source if len(calendar.events) == 1 else b""
    with calendar_zones(calendar) as zones:
        here = _zone_of(calendar) or zone or tzlocal()
        for uid in list(calendar.events)[:MAX_EVENTS]:
            try:
                events.append(_event(calendar, uid, zones, here, me, start, end, failures, whole))
            except BadData as error:
                failures.append(ItemFailure(uid, ErrorCode.BAD_DATA, error.message))
        failures += [
            ItemFailure("", ErrorCode.BAD_DATA, f"an unknown time zone, read as UTC: {tzid[:60]}")
            for tzid in sorted(zones.unknown)
        ]
    if len(calendar.events) > MAX_EVENTS:
        failures.append(ItemFailure("", ErrorCode.TOO_LARGE, f"more than {MAX_EVENTS} events"))
    return ParsedCalendar(
        title=plain(unescape(calendar.property("X-WR-CALNAME") or calendar.property("NAME")), markup=False),
        color=_color(calendar),
        events=tuple(events),
        failures=tuple(failures),
    )


def _color(calendar: CalendarText) -> str:
    color = calendar.property("X-APPLE-CALENDAR-COLOR").strip()[:7].lower()
    return color if len(color) == 7 and color[0] == "#" and color[1:].isalnum() else ""


def _zone_of(calendar: CalendarText) -> dt.tzinfo | None:
    """Return the zone that the calendar as a whole is in, where it says so."""
    tzid = calendar.property("X-WR-TIMEZONE").strip()
    name = named_zone(tzid) if tzid else ""
    return zoneinfo.ZoneInfo(name) if name else None


def _event(
    calendar: CalendarText, uid: str, zones: Zones, here: dt.tzinfo, me: str,
    start: dt.datetime, end: dt.datetime, failures: list[ItemFailure], whole: bytes,
) -> ParsedEvent:  # fmt: skip
    components: list[Component] = []
    troubles: list[str] = []
    for text in calendar.events[uid]:
        try:
            components.append(read_component(text, zones, here, me=me))
        except BadData as error:
            troubles.append(error.message)
    if not components:
        raise BadData(troubles[0])
    troubles += [f"not read: {name}" for component in components for name in component.broken]
    failures += [ItemFailure(uid, ErrorCode.BAD_DATA, trouble) for trouble in troubles[:10]]
    components.sort(key=lambda component: component.recurrence_id is not None)  # stable: master first
    master = components[0]
    try:
        moments, recurring = _moments(uid, components, start, end, failures)
        detail = _detail(master, me, recurring)
        occurrences = tuple(_occurrence(moment, master, detail, me) for moment in moments)
    except (*PARSER_TROUBLE, OSError) as error:
        raise BadData(f"an event that cannot be read: {type(error).__name__}: {error}") from error
    title = _title(master)
    people = [person.name or person.mail for person in (*detail.attendees, detail.organizer) if person]
    stamps = [
        moment
        for component in components
        for name in ("LAST-MODIFIED", "DTSTAMP")
        if (moment := parse_date(component.texts.get(name, ""))) is not None
    ]
    return ParsedEvent(
        uid=uid,
        title=title,
        detail=detail,
        occurrences=occurrences,
        start=single(master).start,
        changed=max(stamps, default=None),
        sequence=max(component.sequence for component in components),
        text="\n".join(filter(None, (detail.location, detail.description, *detail.categories, *people))),
        fingerprint=_fingerprint(components, detail),
        source=whole or calendar.source(uid),
    )


def _moments(
    uid: str, components: list[Component], start: dt.datetime, end: dt.datetime, failures: list[ItemFailure]
) -> tuple[list[Moment], bool]:
    """Return the occurrences in the window and whether this is a series."""
    master = components[0]
    if not is_series(components):
        moment = single(master)
        return ([moment] if overlaps(moment.start, moment.end, start, end) else []), False
    try:
        moments, cut = lay_out(components, start, end)
    except (RuleRefused, *PARSER_TROUBLE) as error:
        failures.append(ItemFailure(uid, ErrorCode.BAD_DATA, f"shown once only: {error}"))
        moment = single(master)
        return ([moment] if overlaps(moment.start, moment.end, start, end) else []), False
    if cut:
        message = f"only the first {MAX_OCCURRENCES} occurrences"
        failures.append(ItemFailure(uid, ErrorCode.TOO_LARGE, message))
    return moments, True


def _title(component: Component) -> str:
    return plain(component.texts.get("SUMMARY", ""), markup=False)


def _status(component: Component) -> str:
    status = component.texts.get("STATUS", "").strip().upper()
    return status if status in _STATUSES else ""


def _location(component: Component) -> str:
    return plain(component.texts.get("LOCATION", ""), markup=False)


def _description(component: Component) -> str:
    text = scrub(component.texts.get("DESCRIPTION", "")[:_TEXT_LIMIT]).strip()
    looks_like_html = text[:1] == "<" and "</" in text
    return text_of(text) if looks_like_html else text


def _categories(component: Component) -> tuple[str, ...]:
    value = component.event.get("CATEGORIES", [])
    names = (
        plain(str(name), markup=False)
        for categories in (value if isinstance(value, list) else [value])
        for name in getattr(categories, "cats", [])[:50]
    )
    return tuple(dict.fromkeys(filter(None, names)))


def _detail(master: Component, me: str, recurring: bool) -> EventDetail:
    return EventDetail(
        uid=master.text.first("UID").strip(),
        location=_location(master),
        description=_description(master),
        organizer=organizer(master.event),
        attendees=attendees(master.event),
        response=answer_of(master.event, me),
        categories=_categories(master),
        recurring=recurring,
        recurrence_text="\n".join(master.text.values("RRULE"))[:2_000],
        status=_status(master),
        url=absolute(master.texts.get("URL", ""), "", _LINKS),
        timezone=plain(master.timezone, markup=False, limit=100),
    )


def _occurrence(moment: Moment, master: Component, detail: EventDetail, me: str) -> Occurrence:
    own = moment.component
    if own is master:
        cancelled = detail.status == "CANCELLED"
        return Occurrence(
            recurrence_id=moment.recurrence_id, start=moment.start, end=moment.end,
            all_day=moment.all_day, cancelled=cancelled,
        )  # fmt: skip
    title, location = _title(own), _location(own)
    response = answer_of(own.event, me)
    return Occurrence(
        recurrence_id=moment.recurrence_id,
        start=moment.start,
        end=moment.end,
        all_day=moment.all_day,
        title=title if title != _title(master) else "",
        location=location if location != detail.location else "",
        response=None if response in {PartStat.NONE, detail.response} else response,
        cancelled="CANCELLED" in {_status(own), detail.status},
    )


def _fingerprint(components: list[Component], detail: EventDetail) -> str:
    parts = [
        f"{component.recurrence_id}|{component.start}|{component.end}|{_title(component)}|"
        f"{_location(component)}|{_status(component)}|{_description(component)}|"
        f"{sorted(component.text.values('RRULE') + component.text.values('EXDATE'))}"
        f"{sorted(component.text.values('RDATE'))}"
        for component in components
    ]
    basis = "\x1e".join([*parts, detail.url, *detail.categories])
    return hashlib.sha256(basis.encode("utf-8", "replace")).hexdigest()[:32]
