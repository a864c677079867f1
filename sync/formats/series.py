"""A series of events laid out in a window of time: master, overrides, exceptions.

recurring-ical-events expands; here its occurrences get the identities that the file's RECURRENCE-IDs
have, so that an answer to one finds it again. Never enters here: reading files, text for people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from recurring_ical_events import EventAdapter, Series
from recurring_ical_events import Occurrence as _Occurrence

from sync.formats.ical_component import Component, Time
from sync.formats.recurrence import screen_rule

MAX_OCCURRENCES = 1_000
_DAY = dt.timedelta(days=1)


class Moment(NamedTuple):
    """One occurrence: its identity, its times in UTC (or midnight UTC of a DATE), whose data it has."""

    recurrence_id: str
    start: dt.datetime
    end: dt.datetime
    all_day: bool
    component: Component


class _Adapter(EventAdapter):  # type: ignore[misc]
    def __init__(self, component: Component) -> None:
        super().__init__(component.event)
        self.ours = component


class _Placed(_Occurrence):  # type: ignore[misc]
    def __init__(self, adapter: _Adapter, start: Time | None = None, end: Time | None = None) -> None:
        super().__init__(adapter, start, end)
        self.adapter = adapter
        self.original = adapter.ours.recurrence_id if start is None else start - adapter.move_recurrences_by


class _Series(Series):  # type: ignore[misc]
    def occurrence(self, adapter: _Adapter, start: Time | None = None, end: Time | None = None) -> _Placed:
        return _Placed(adapter, start, end)


def in_utc(moment: Time) -> dt.datetime:
    """Return a time in UTC; a date as its midnight UTC, a label that is never shifted."""
    if isinstance(moment, dt.datetime):
        return moment.astimezone(dt.UTC)
    return dt.datetime(moment.year, moment.month, moment.day, tzinfo=dt.UTC)


def recurrence_text(moment: Time, *, floating: bool) -> str:
    """Return a RECURRENCE-ID in basic form: ``20261201``, ``20261201T090000Z``, floating without Z."""
    if not isinstance(moment, dt.datetime):
        return f"{moment:%Y%m%d}"
    return f"{moment:%Y%m%dT%H%M%S}" if floating else f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def overlaps(start: dt.datetime, end: dt.datetime, first: dt.datetime, last: dt.datetime) -> bool:
    """Whether ``[start, end)`` meets ``[first, last)``; an event without length counts at its start."""
    return start < last and (end > first or (start == end and start >= first))


def is_series(components: list[Component]) -> bool:
    """Whether there is more than one time to work out."""
    first = components[0]
    return (
        len(components) > 1
        or first.recurrence_id is not None
        or "RRULE" in first.event
        or "RDATE" in first.event
    )


def lay_out(components: list[Component], first: dt.datetime, last: dt.datetime) -> tuple[list[Moment], bool]:
    """Return the occurrences within ``[first, last)`` in order, and whether there were too many.

    Raises RuleRefused when a rule is too dense; the parser's own exceptions for worse.
    """
    for component in components:
        for rule in _rules(component.event):
            screen_rule(rule, component.start, last + _DAY)
    floating = components[0].floating
    series = _Series([_Adapter(component) for component in components])
    found = {
        moment.recurrence_id: moment
        for placed in islice(_between(series, first, last), 5 * MAX_OCCURRENCES)
        if overlaps((moment := _moment(placed, floating)).start, moment.end, first, last)
    }  # an identity stands once: two rules may meet at one time
    kept = sorted(found.values(), key=lambda moment: (moment.start, moment.recurrence_id))
    return kept[:MAX_OCCURRENCES], len(kept) > MAX_OCCURRENCES


def single(component: Component) -> Moment:
    """Return the only occurrence of an event that does not repeat."""
    return Moment("", in_utc(component.start), in_utc(component.end), component.all_day, component)


def _rules(event: Any) -> list[Any]:
    rules = event.get("RRULE", [])
    return rules if isinstance(rules, list) else [rules]


def _between(series: _Series, first: dt.datetime, last: dt.datetime) -> Iterator[_Placed]:
    # a day more on both sides: an all-day label in UTC lies up to 14 hours from the day it stands for
    yield from series.between(first - _DAY, last + _DAY)


def _moment(placed: _Placed, floating: bool) -> Moment:
    start, end = placed.start, placed.end
    original = placed.original if placed.original is not None else start
    return Moment(
        recurrence_text(original, floating=floating),
        in_utc(start),
        in_utc(end),
        not isinstance(start, dt.datetime),
        placed.adapter.ours,
    )
