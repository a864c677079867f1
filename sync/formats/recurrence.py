"""Recurrence rules: refused when they would run for minutes, expanded within a window otherwise.

Expansion itself is recurring-ical-events' and dateutil's. Both walk every step from DTSTART on, and to
the year 9999 when a rule never matches, so the work is estimated first. Never enters here: storage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

MAX_STEPS = 100_000  # some 0.2 s of dateutil's time
_TRIAL_DAYS = 15_000  # 41 years of days: every weekday has met every date

_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
# Cost of a day passed over, where a day tried costs 1: dateutil works through whole months and years.
_COST = {"DAILY": 1.0, "WEEKLY": 0.5, "MONTHLY": 0.2, "YEARLY": 0.1}
_SECONDS = {"SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3_600}
_KNOWN = frozenset({
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYSETPOS", "BYMONTH", "BYMONTHDAY", "BYYEARDAY",
    "BYWEEKNO", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND",
})  # fmt: skip
_FILTERS = ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY")

Rule = Mapping[str, Any]


class RuleRefused(ValueError):
    """A rule that we do not expand; the message says why."""


def _numbers(rule: Rule, name: str) -> list[int]:
    values = rule.get(name, [])
    return [int(value) for value in (values if isinstance(values, list) else [values])]


def _texts(rule: Rule, name: str) -> list[str]:
    values = rule.get(name, [])
    return [str(value).upper() for value in (values if isinstance(values, list) else [values])]


def _naive(moment: dt.date) -> dt.datetime:
    if isinstance(moment, dt.datetime):
        return moment.replace(tzinfo=None)
    return dt.datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 (compared naive)


def screen_rule(rule: Rule, start: dt.date, end: dt.datetime) -> int:
    """Return about how many steps a rule takes from ``start`` to ``end``; refuse it when too many.

    ``start``: DTSTART, of any kind. Raises RuleRefused also for a rule that never matches, that names a
    part we do not know (RSCALE), or that is malformed.
    """
    unknown = {str(name).upper() for name in rule} - _KNOWN
    if unknown:
        raise RuleRefused(f"a recurrence rule with {', '.join(sorted(unknown))[:60]}")
    try:
        steps = _steps(rule, _naive(start), _naive(end))
        if steps > MAX_STEPS:
            raise RuleRefused(f"a recurrence rule of about {steps} steps")
        if not _matches(rule, _naive(start)):
            raise RuleRefused("a recurrence rule that never takes place")
    except (ArithmeticError, LookupError, TypeError, AttributeError) as error:
        raise RuleRefused(f"a malformed recurrence rule: {error}") from error
    except RuleRefused:
        raise
    except ValueError as error:
        raise RuleRefused(f"a malformed recurrence rule: {error}") from error
    return steps


def _steps(rule: Rule, start: dt.datetime, end: dt.datetime) -> int:
    frequency = next(iter(_texts(rule, "FREQ")), "")
    interval = max(1, *_numbers(rule, "INTERVAL"), 1)
    for until in rule.get("UNTIL", []):
        end = min(end, _naive(until) + dt.timedelta(days=1))
    days = max(1.0, (end - start).total_seconds() / 86_400)
    per_day = _times(rule, "BYHOUR", 24) * _times(rule, "BYMINUTE", 60) * _times(rule, "BYSECOND", 60)
    if frequency in _SECONDS:
        per_step = 1
        if frequency in {"HOURLY", "MINUTELY"}:
            per_step *= _times(rule, "BYSECOND", 60)
        if frequency == "HOURLY":
            per_step *= _times(rule, "BYMINUTE", 60)
        steps = days * 86_400 / (_SECONDS[frequency] * interval) * per_step
        limited = any(rule.get(name) for name in (*_FILTERS, "BYHOUR", "BYMINUTE", "BYSECOND"))
    elif frequency in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
        steps = days / interval * _COST[frequency] + _matching(rule, days / interval) * per_day
        limited = any(rule.get(name) for name in _FILTERS)
    else:
        raise RuleRefused(f"a recurrence rule with the frequency {frequency[:20]!r}")
    counts = _numbers(rule, "COUNT")
    if counts and not limited and not rule.get("BYSETPOS"):
        steps = min(steps, max(1, *counts, 1) * per_day)
    return int(steps)


def _times(rule: Rule, name: str, most: int) -> int:
    return max(1, min(len(set(_numbers(rule, name))), most))


def _matching(rule: Rule, days: float) -> float:
    """Return at most how many of ``days`` candidate days take place."""
    frequency = _texts(rule, "FREQ")[0]
    share = {"DAILY": 1.0, "WEEKLY": 1 / 7, "MONTHLY": 1 / 28, "YEARLY": 1 / 365}[frequency]
    if rule.get("BYDAY"):
        share = max(share, min(1.0, len(set(_texts(rule, "BYDAY"))) / 7))
    if rule.get("BYMONTHDAY"):
        share = max(share, min(1.0, len(set(_numbers(rule, "BYMONTHDAY"))) / 28))
    if rule.get("BYYEARDAY"):
        share = max(share, min(1.0, len(set(_numbers(rule, "BYYEARDAY"))) / 365))
    if rule.get("BYMONTH") and frequency == "YEARLY":
        share = max(share, 12 / 365)
    if rule.get("BYWEEKNO"):
        share = 1.0
    return days * share


def _matches(rule: Rule, start: dt.datetime) -> bool:
    """Whether the rule's filters let any day through, tried on the days of its own periods."""
    frequency = _texts(rule, "FREQ")[0]
    days_of = [day[-2:] for day in _texts(rule, "BYDAY")]
    ordinals = [int(day[:-2]) for day in _texts(rule, "BYDAY") if day[:-2] not in {"", "+", "-"}]
    if any(day not in _WEEKDAYS for day in days_of):
        raise RuleRefused("a recurrence rule with a weekday that is none")
    monthly = frequency == "MONTHLY" or bool(rule.get("BYMONTH"))
    if ordinals and len(ordinals) == len(days_of):
        most = 5 if monthly else 53
        if all(not ordinal or abs(ordinal) > most for ordinal in ordinals):
            return False
    positions = _numbers(rule, "BYSETPOS")
    if positions and all(not place or abs(place) > _set_size(rule, frequency) for place in positions):
        return False
    if not any(rule.get(name) for name in _FILTERS):
        return True
    weekdays = {_WEEKDAYS[day] for day in days_of}
    months, month_days = set(_numbers(rule, "BYMONTH")), set(_numbers(rule, "BYMONTHDAY"))
    year_days, weeks = set(_numbers(rule, "BYYEARDAY")), set(_numbers(rule, "BYWEEKNO"))
    for day in _candidates(rule, frequency, start.date()):
        if months and day.month not in months:
            continue
        if weekdays and day.weekday() not in weekdays:
            continue
        if month_days and not _either(month_days, day.day, _month_length(day)):
            continue
        if year_days or weeks:
            length = 366 if _month_length(day.replace(month=2, day=1)) == 29 else 365
            if year_days and not _either(year_days, day.timetuple().tm_yday, length):
                continue
            year, week, _ = day.isocalendar()
            if weeks and not _either(weeks, week, dt.date(year, 12, 28).isocalendar().week):
                continue
        return True
    return False


def _either(wanted: set[int], number: int, length: int) -> bool:
    """Whether ``number`` is wanted, counted from the front or (negative) from the end."""
    return number in wanted or number - length - 1 in wanted


def _month_length(day: dt.date) -> int:
    following = day.replace(day=28) + dt.timedelta(days=4)
    return (following - dt.timedelta(days=following.day)).day


def _set_size(rule: Rule, frequency: str) -> int:
    """Return at most how many times a period of the rule has, for BYSETPOS to choose from."""
    days = {"YEARLY": 366, "MONTHLY": 31, "WEEKLY": 7}.get(frequency, 1)
    if rule.get("BYDAY") and frequency in {"YEARLY", "MONTHLY"}:
        days = min(days, (days // 7 + 1) * len(set(_texts(rule, "BYDAY"))))
    size = days
    for name, most in (("BYHOUR", 24), ("BYMINUTE", 60), ("BYSECOND", 60)):
        size *= _times(rule, name, most)
    return size


def _candidates(rule: Rule, frequency: str, first: dt.date) -> Iterator[dt.date]:
    """Yield days that lie in the rule's periods, ``_TRIAL_DAYS`` at most, from DTSTART on."""
    interval = max(1, *_numbers(rule, "INTERVAL"), 1)
    if frequency in _SECONDS:
        seconds = _SECONDS[frequency] * interval
        interval = seconds // 86_400 if seconds % 86_400 == 0 else 1
        frequency = "DAILY"
    day = first
    last = dt.date(9_998, 12, 31)
    for _ in range(_TRIAL_DAYS):
        yield day
        following = day + dt.timedelta(days=interval if frequency == "DAILY" else 1)
        if frequency == "YEARLY" and following.year != day.year:
            if day.year + interval > last.year:
                return
            following = dt.date(day.year + interval, 1, 1)
        elif frequency == "MONTHLY" and following.month != day.month:
            month = day.year * 12 + day.month - 1 + interval
            if month // 12 > last.year:
                return
            following = dt.date(month // 12, month % 12 + 1, 1)
        elif frequency == "WEEKLY" and following.weekday() == 0 and interval > 1:
            following += dt.timedelta(days=7 * (interval - 1))
        if following > last:
            return
        day = following
