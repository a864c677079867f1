"""Recurrence rules: refused when they would run for minutes, expanded within a window otherwise.

Expansion itself is recurring-ical-events' and dateutil's. Both walk every step from DTSTART on, and to
the year 9999 when a rule never matches, so the work is estimated first. Never enters here: storage.
"""

from __future__ import annotations

import datetime as dt

from sync.formats.recurrence_trial import SECONDS, Rule, numbers, takes_place, texts, times

MAX_STEPS = 100_000  # some 0.2 s of dateutil's time

# Cost of a day passed over, where a day tried costs 1: dateutil works through whole months and years.
_COST = {"DAILY": 1.0, "WEEKLY": 0.5, "MONTHLY": 0.2, "YEARLY": 0.1}
_KNOWN = frozenset({
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYSETPOS", "BYMONTH", "BYMONTHDAY", "BYYEARDAY",
    "BYWEEKNO", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND",
})  # fmt: skip
_FILTERS = ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY")


class RuleRefused(ValueError):
    """A rule that we do not expand; the message says why."""


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
        if not takes_place(rule, texts(rule, "FREQ")[0], _naive(start)):
            raise RuleRefused("a recurrence rule that never takes place")
    except (ArithmeticError, LookupError, TypeError, AttributeError) as error:
        raise RuleRefused(f"a malformed recurrence rule: {error}") from error
    except RuleRefused:
        raise
    except ValueError as error:
        raise RuleRefused(f"a malformed recurrence rule: {error}") from error
    return steps


def _steps(rule: Rule, start: dt.datetime, end: dt.datetime) -> int:
    frequency = next(iter(texts(rule, "FREQ")), "")
    interval = max(1, *numbers(rule, "INTERVAL"), 1)
    for until in rule.get("UNTIL", []):
        end = min(end, _naive(until) + dt.timedelta(days=1))
    days = max(1.0, (end - start).total_seconds() / 86_400)
    per_day = times(rule, "BYHOUR", 24) * times(rule, "BYMINUTE", 60) * times(rule, "BYSECOND", 60)
    if frequency in SECONDS:
        per_step = 1
        if frequency in {"HOURLY", "MINUTELY"}:
            per_step *= times(rule, "BYSECOND", 60)
        if frequency == "HOURLY":
            per_step *= times(rule, "BYMINUTE", 60)
        steps = days * 86_400 / (SECONDS[frequency] * interval) * per_step
        limited = any(rule.get(name) for name in (*_FILTERS, "BYHOUR", "BYMINUTE", "BYSECOND"))
    elif frequency in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
        steps = days / interval * _COST[frequency] + _matching(rule, days / interval) * per_day
        limited = any(rule.get(name) for name in _FILTERS)
    else:
        raise RuleRefused(f"a recurrence rule with the frequency {frequency[:20]!r}")
    counts = numbers(rule, "COUNT")
    if counts and not limited and not rule.get("BYSETPOS"):
        steps = min(steps, max(1, *counts, 1) * per_day)
    return int(steps)


def _matching(rule: Rule, days: float) -> float:
    """Return at most how many of ``days`` candidate days take place."""
    frequency = texts(rule, "FREQ")[0]
    share = {"DAILY": 1.0, "WEEKLY": 1 / 7, "MONTHLY": 1 / 28, "YEARLY": 1 / 365}[frequency]
    if rule.get("BYDAY"):
        share = max(share, min(1.0, len(set(texts(rule, "BYDAY"))) / 7))
    if rule.get("BYMONTHDAY"):
        share = max(share, min(1.0, len(set(numbers(rule, "BYMONTHDAY"))) / 28))
    if rule.get("BYYEARDAY"):
        share = max(share, min(1.0, len(set(numbers(rule, "BYYEARDAY"))) / 365))
    if rule.get("BYMONTH") and frequency == "YEARLY":
        share = max(share, 12 / 365)
    if rule.get("BYWEEKNO"):
        share = 1.0
    return days * share
