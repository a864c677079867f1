"""Answering an invitation: my PARTSTAT in the meeting's file, and what must not change under an answer.

An attendee changes only what is the attendee's (RFC 5546 section 3.2.3, RFC 6638 section 3.2.2.1): every
line but mine, and DTSTAMP, stays byte for byte. Never enters here: sending it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from sync.formats.ical_component import Component, Time, read_component
from sync.formats.ical_lines import CalendarLines, EventLines, escaped, folded, parameters, with_parameters
from sync.formats.ical_people import mail_of
from sync.formats.ical_text import CalendarText, name_of, split_calendar, unescape, unfold
from sync.formats.ical_zones import Zones, calendar_zones
from sync.formats.plain import plain
from sync.formats.recurrence import RuleRefused
from sync.formats.series import Moment, in_utc, is_series, lay_out, recurrence_text
from sync.formats.trouble import PARSER_TROUBLE
from sync.model.errors import BadData
from sync.model.items import PartStat

_WORDS = {
    PartStat.ACCEPTED: "ACCEPTED",
    PartStat.DECLINED: "DECLINED",
    PartStat.TENTATIVE: "TENTATIVE",
    PartStat.NEEDS_ACTION: "NEEDS-ACTION",
}
_OF_THE_SERIES = frozenset({
    "RRULE", "RDATE", "EXDATE", "EXRULE", "DTSTART", "DTEND", "RECURRENCE-ID",
})  # fmt: skip
_AROUND = dt.timedelta(days=2)


def respond(
    source: bytes,
    *,
    me: str,
    response: PartStat,
    recurrence_id: str = "",
    comment: str = "",
    now: dt.datetime,
) -> bytes:
    """Return the file with my answer in it.

    ``source``: one event with its overrides. ``me``: my mail address. ``recurrence_id``: "" for the
    whole series, else an ``Occurrence.recurrence_id``; the override is made when there is none yet.
    ``comment`` becomes a COMMENT. ``now`` is aware. Raises BadData when I am not invited, when there is
    no such occurrence, or when the file cannot be read.
    """
    if response not in _WORDS:
        raise BadData(f"no answer to an invitation: {response}")
    calendar = _one_event(source)
    file = CalendarLines(source)
    with calendar_zones(calendar) as zones:
        components = _components(file, zones)
        masters = [event for event, component in components if component.recurrence_id is None]
        if recurrence_id:
            targets = [_instance(file, components, recurrence_id)]
        else:
            targets = masters or [event for event, _ in components]
        answered = [_answer(file, event, me.strip().lower(), response) for event in targets]
    if not any(answered):
        raise BadData("not invited to this event")
    stamp = f"DTSTAMP:{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    for event in sorted(targets, key=lambda event: -event.first):
        added = []
        stamps = file.named(event, "DTSTAMP")
        if stamps:
            file.lines[stamps[0]] = stamp
        else:
            added.append(stamp)
        if comment and comment not in [unescape(value) for value in event.text.values("COMMENT")]:
            added.append(folded(f"COMMENT:{escaped(comment[:2_000])}"))
        file.lines[event.first + 1 : event.first + 1] = added
    return file.data()


def meeting_fingerprint(source: bytes, recurrence_id: str = "") -> str:
    """Return a hash of start, end, rule, place, title and sequence of a meeting or one occurrence.

    The same before and after anybody's answer, mine to this occurrence too. An occurrence that is not
    there any more has a fingerprint of its own. Raises BadData when the file cannot be read.
    """
    calendar = _one_event(source)
    file = CalendarLines(source)
    with calendar_zones(calendar) as zones:
        components = [component for _, component in _components(file, zones)]
        masters = [component for component in components if component.recurrence_id is None]
        rules = sorted(
            value.upper() for component in masters for name in ("RRULE", "RDATE")
            for value in component.text.values(name)
        )  # fmt: skip
        if recurrence_id:
            moment = _moment(components, recurrence_id)
            parts = ["gone"] if moment is None else [_meeting(moment.component, moment.start, moment.end)]
        else:
            chosen = masters or components
            parts = [_meeting(one, in_utc(one.start), in_utc(one.end)) for one in chosen]
    basis = "\x1e".join([*parts, *rules])
    return hashlib.sha256(basis.encode("utf-8", "replace")).hexdigest()[:32]


def _meeting(component: Component, start: dt.datetime, end: dt.datetime) -> str:
    texts = (plain(component.texts.get(name, ""), markup=False) for name in ("SUMMARY", "LOCATION"))
    cancelled = component.texts.get("STATUS", "").strip().upper() == "CANCELLED"
    return "\x1f".join([start.isoformat(), end.isoformat(), *texts, str(component.sequence), str(cancelled)])


def _one_event(source: bytes) -> CalendarText:
    calendar = split_calendar(source)
    if len(calendar.events) != 1:
        raise BadData(f"expected one event in the file, got {len(calendar.events)}")
    return calendar


def _components(file: CalendarLines, zones: Zones) -> list[tuple[EventLines, Component]]:
    """Return what can be read, master first. Floating times are taken as UTC: only compared here."""
    found: list[tuple[EventLines, Component]] = []
    for event in file.events:
        try:
            found.append((event, read_component(event.text, zones, dt.UTC)))
        except BadData:
            if len(file.events) == 1:
                raise
    if not found:
        raise BadData("no event in the file can be read")
    return sorted(found, key=lambda pair: pair[1].recurrence_id is not None)


def _same(component: Component, recurrence_id: str) -> bool:
    own = component.recurrence_id
    if own is None:
        return False
    forms = {recurrence_text(own, floating=False), recurrence_text(own, floating=True)}
    return recurrence_id in forms or recurrence_id.rstrip("Z") in forms


def _moment(components: list[Component], recurrence_id: str) -> Moment | None:
    """Return the occurrence of that identity, None when there is none (any more)."""
    for component in components:
        if _same(component, recurrence_id):
            all_day = component.all_day
            return Moment(recurrence_id, in_utc(component.start), in_utc(component.end), all_day, component)
    if not is_series(components):
        return None
    try:
        middle = _parsed(recurrence_id)
        reach = _AROUND + max(
            (_shift(component) for component in components), default=dt.timedelta(0)
        )  # a "this and future" override moves the later ones
        length = in_utc(components[0].end) - in_utc(components[0].start)
        moments, _ = lay_out(components, middle - reach, middle + reach + length)
    except RuleRefused as error:
        raise BadData(str(error)) from error
    except PARSER_TROUBLE as error:
        raise BadData(f"a series that cannot be laid out: {error}") from error
    return next((moment for moment in moments if moment.recurrence_id == recurrence_id), None)


def _shift(component: Component) -> dt.timedelta:
    if component.recurrence_id is None:
        return dt.timedelta(0)
    return abs(in_utc(component.start) - in_utc(component.recurrence_id))


def _parsed(recurrence_id: str) -> dt.datetime:
    form = "%Y%m%dT%H%M%S" if "T" in recurrence_id else "%Y%m%d"
    try:
        return dt.datetime.strptime(recurrence_id.rstrip("Z"), form).replace(tzinfo=dt.UTC)
    except ValueError as error:
        raise BadData(f"no recurrence id: {recurrence_id[:40]}") from error


def _instance(
    file: CalendarLines, components: list[tuple[EventLines, Component]], recurrence_id: str
) -> EventLines:
    """Return the override of an occurrence, made from what governs it when there is none."""
    for event, component in components:
        if _same(component, recurrence_id):
            return event
    moment = _moment([component for _, component in components], recurrence_id)
    if moment is None:
        raise BadData(f"no such occurrence: {recurrence_id[:40]}")
    governing = next(event for event, component in components if component is moment.component)
    return _make_override(file, governing, moment)


def _make_override(file: CalendarLines, governing: EventLines, moment: Moment) -> EventLines:
    component = moment.component
    head = file.lines[file.named(governing, "DTSTART")[0]]
    _, pairs, value = parameters(unfold(head))
    utc = value.strip().upper().endswith("Z")
    original = _parsed(moment.recurrence_id)
    lines = [file.lines[governing.first]]
    lines.append(folded(with_parameters("RECURRENCE-ID", pairs, _written(original, component, utc))))
    lines.append(folded(with_parameters("DTSTART", pairs, _written(moment.start, component, utc))))
    if file.named(governing, "DTEND"):
        lines.append(folded(with_parameters("DTEND", pairs, _written(moment.end, component, utc))))
    own = set(governing.own)
    lines += [
        file.lines[index]
        for index in range(governing.first + 1, governing.last + 1)
        if index not in own or name_of(file.lines[index]) not in _OF_THE_SERIES
    ]
    place = max(event.last for event in file.events) + 1
    file.lines[place:place] = lines
    made = [event for event in CalendarLines(file.data()).events if event.first == place]
    if not made:
        raise BadData("an event with blocks in it that are never closed")
    return made[0]


def _written(moment: dt.datetime, component: Component, utc: bool) -> str:
    """Return a time the way DTSTART has it: a date, UTC, wall clock, or in its TZID's zone."""
    start: Time = component.start
    if not isinstance(start, dt.datetime):
        return f"{moment:%Y%m%d}"
    if utc:
        return f"{moment:%Y%m%dT%H%M%SZ}"
    zone: Any = start.tzinfo
    return f"{moment.astimezone(zone):%Y%m%dT%H%M%S}"


def _answer(file: CalendarLines, event: EventLines, me: str, response: PartStat) -> bool:
    """Set my PARTSTAT on every ATTENDEE line that is me; return whether there was one."""
    found = False
    for index in file.named(event, "ATTENDEE"):
        name, pairs, value = parameters(unfold(file.lines[index]))
        named = {key: content.strip('"') for key, content in pairs}
        if not me or mail_of(value, named) != me:
            continue
        found = True
        kept = [(key, content) for key, content in pairs if key not in {"PARTSTAT", "RSVP"}]
        kept.append(("PARTSTAT", _WORDS[response]))
        file.lines[index] = folded(with_parameters(name, kept, value))
    return found
