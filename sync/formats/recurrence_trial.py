"""Whether a recurrence rule ever takes place, tried out on days and times before dateutil is asked.

dateutil walks on to the year 9999 when nothing matches. Never enters here: laying out a series.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

TRIAL_DAYS = 15_000  # candidate days: 41 years of them, in which every weekday meets every date
TRIAL_TIMES = 20_000  # candidate times of rules below a day

_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
SECONDS = {"SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3_600}
_LAST_YEAR = 9_998

Rule = Mapping[str, Any]


def numbers(rule: Rule, name: str) -> list[int]:
    """Return a part's values. Raises ValueError or TypeError when they are none."""
    values = rule.get(name, [])
    return [int(value) for value in (values if isinstance(values, list) else [values])]


def texts(rule: Rule, name: str) -> list[str]:
    """Return a part's values in upper case."""
    values = rule.get(name, [])
    return [str(value).upper() for value in (values if isinstance(values, list) else [values])]


def times(rule: Rule, name: str, most: int) -> int:
    """Return how many values a part of the time has, 1 without it."""
    return max(1, min(len(set(numbers(rule, name))), most))


class DayFilter:
    """The days that a rule lets through (RFC 5545 section 3.3.10), with what DTSTART implies."""

    def __init__(self, rule: Rule, frequency: str, start: dt.date) -> None:
        self._months = set(numbers(rule, "BYMONTH"))
        self._month_days = set(numbers(rule, "BYMONTHDAY"))
        self._year_days = set(numbers(rule, "BYYEARDAY"))
        self._weeks = set(numbers(rule, "BYWEEKNO"))
        self._weekdays: set[int] = set()
        self._ordinals: set[tuple[int, int]] = set()
        for name in texts(rule, "BYDAY"):
            weekday = _WEEKDAYS[name[-2:]]
            ordinal = int(name[:-2]) if name[:-2] not in {"", "+", "-"} else 0
            if ordinal and frequency in {"MONTHLY", "YEARLY"}:
                self._ordinals.add((weekday, ordinal))
            else:
                self._weekdays.add(weekday)
        self._in_month = frequency == "MONTHLY" or bool(self._months)
        if not (
            self._month_days or self._year_days or self._weeks or self._weekdays or self._ordinals
        ):  # the day is DTSTART's
            if frequency == "YEARLY" and not self._months:
                self._months = {start.month}
            if frequency in {"YEARLY", "MONTHLY"}:
                self._month_days = {start.day}
            elif frequency == "WEEKLY":
                self._weekdays = {start.weekday()}

    def lets(self, day: dt.date) -> bool:
        """Whether the rule takes place on a day of one of its periods."""
        if self._months and day.month not in self._months:
            return False
        length = _month_length(day)
        if self._month_days and not _either(self._month_days, day.day, length):
            return False
        if (self._weekdays or self._ordinals) and day.weekday() not in self._weekdays:
            number, whole = day.day, length
            if not self._in_month:
                number, whole = day.timetuple().tm_yday, _year_length(day)
            forward, backward = (number - 1) // 7 + 1, -((whole - number) // 7 + 1)
            weekday = day.weekday()
            if not {(weekday, forward), (weekday, backward)} & self._ordinals:
                return False
        if self._year_days and not _either(self._year_days, day.timetuple().tm_yday, _year_length(day)):
            return False
        if self._weeks:
            year, week, _ = day.isocalendar()
            return _either(self._weeks, week, dt.date(year, 12, 28).isocalendar().week)
        return True


def takes_place(rule: Rule, frequency: str, start: dt.datetime) -> bool:
    """Whether the rule lets any time through, within a trial that takes some 50 ms at most.

    Raises LookupError, TypeError or ValueError for a malformed rule.
    """
    places = [abs(place) for place in numbers(rule, "BYSETPOS")]
    least = min(places, default=1)
    days = DayFilter(rule, frequency, start.date())
    if frequency in SECONDS:
        return least <= _within(rule, frequency) and _any_time(rule, frequency, start, days)
    a_day = times(rule, "BYHOUR", 24) * times(rule, "BYMINUTE", 60) * times(rule, "BYSECOND", 60)
    period, count = None, 0
    for key, day in _candidates(rule, frequency, start.date()):
        if key != period:
            period, count = key, 0
        if days.lets(day):
            count += 1
            if count * a_day >= least:
                return True
    return False


def _within(rule: Rule, frequency: str) -> int:
    """Return how many times one period below a day has."""
    size = times(rule, "BYSECOND", 60) if frequency != "SECONDLY" else 1
    return size * times(rule, "BYMINUTE", 60) if frequency == "HOURLY" else size


def _any_time(rule: Rule, frequency: str, start: dt.datetime, days: DayFilter) -> bool:
    hours, minutes, seconds = (set(numbers(rule, name)) for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    if frequency == "HOURLY":
        minutes = set()
    if frequency != "SECONDLY":
        seconds = set()
    interval = max(1, *numbers(rule, "INTERVAL"), 1)
    step = dt.timedelta(seconds=SECONDS[frequency] * interval)
    moment, day, lets = start, start.date(), days.lets(start.date())
    for _ in range(TRIAL_TIMES):
        if moment.date() != day:
            day = moment.date()
            lets = days.lets(day)
        if (
            lets
            and (not hours or moment.hour in hours)
            and (not minutes or moment.minute in minutes)
            and (not seconds or moment.second in seconds)
        ):
            return True
        if moment.year > _LAST_YEAR - 10:
            return False
        moment += step
    return False


def _candidates(rule: Rule, frequency: str, first: dt.date) -> Iterator[tuple[tuple[int, ...], dt.date]]:
    """Yield days in the rule's periods with the period they are in, ``TRIAL_DAYS`` at most."""
    interval = max(1, *numbers(rule, "INTERVAL"), 1)
    week_start = _WEEKDAYS.get(next(iter(texts(rule, "WKST")), "MO"), 0)
    day, week = first, 0
    for _ in range(TRIAL_DAYS):
        keys = {"YEARLY": (day.year,), "MONTHLY": (day.year, day.month), "WEEKLY": (week,)}
        yield keys.get(frequency, (day.toordinal(),)), day
        if day.year > _LAST_YEAR - interval - 1:
            return
        following = day + dt.timedelta(days=interval if frequency == "DAILY" else 1)
        if frequency == "YEARLY" and following.year != day.year:
            following = dt.date(day.year + interval, 1, 1)
        elif frequency == "MONTHLY" and following.month != day.month:
            month = day.year * 12 + day.month - 1 + interval
            following = dt.date(month // 12, month % 12 + 1, 1)
        elif frequency == "WEEKLY" and following.weekday() == week_start:
            following += dt.timedelta(days=7 * (interval - 1))
            week += 1
        day = following


def _either(wanted: set[int], number: int, length: int) -> bool:
    """Whether ``number`` is wanted, counted from the front or (negative) from the end."""
    return number in wanted or number - length - 1 in wanted


def _month_length(day: dt.date) -> int:
    following = day.replace(day=28) + dt.timedelta(days=4)
    return (following - dt.timedelta(days=following.day)).day


def _year_length(day: dt.date) -> int:
    return 366 if _month_length(day.replace(month=2, day=1)) == 29 else 365
