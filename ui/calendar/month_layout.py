"""Where each event stands in a month grid: weeks, bars over several days, and what does not fit.

Never enters here: Qt, painting, data access.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sync.store.queries import EventOccurrence


@dataclass(frozen=True, slots=True)
class Bar:
    """One event within one week: columns 0 (Monday) to 6, ``last`` inclusive; ``row`` counts from 0."""

    one: EventOccurrence
    first: int
    last: int
    row: int
    from_before: bool  # it began before this week
    goes_on: bool  # it ends after this week


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days with their bars. ``hidden``: per day how many events have no row to stand in."""

    days: tuple[dt.date, ...]
    bars: tuple[Bar, ...]
    hidden: tuple[int, ...]


def weeks(
    grid: Mapping[dt.date, Sequence[EventOccurrence]],
    days_of: Callable[[EventOccurrence], Sequence[dt.date]],
    rows: int,
) -> list[Week]:
    """Lay a month out with room for ``rows`` rows in each day.

    A day with more events than rows keeps its last row free for "+3 more", so at most ``rows - 1`` show
    there. Bars over several days come first, the longest on top, as they must not break in the middle.
    """
    days = sorted(grid)
    return [_week(tuple(days[start : start + 7]), grid, days_of, rows) for start in range(0, len(days), 7)]


def _week(
    days: tuple[dt.date, ...],
    grid: Mapping[dt.date, Sequence[EventOccurrence]],
    days_of: Callable[[EventOccurrence], Sequence[dt.date]],
    rows: int,
) -> Week:
    seen: dict[str, EventOccurrence] = {}
    for day in days:
        for one in grid[day]:
            seen.setdefault(one.id, one)
    spans = {key: _within(days, days_of(one)) for key, one in seen.items()}
    order = sorted(
        seen,
        key=lambda key: (
            not (seen[key].occurrence.all_day or spans[key][0] != spans[key][1]),
            spans[key][0],
            spans[key][0] - spans[key][1],
            seen[key].occurrence.start,
            seen[key].item.title,
        ),
    )
    taken: list[set[int]] = [set() for _day in days]
    placed: list[tuple[str, int]] = []
    for key in order:
        first, last = spans[key]
        row = next(n for n in range(len(order)) if all(n not in taken[c] for c in range(first, last + 1)))
        for column in range(first, last + 1):
            taken[column].add(row)
        placed.append((key, row))
    room = [rows if not taken[c] or max(taken[c]) < rows else rows - 1 for c in range(len(days))]
    bars: list[Bar] = []
    hidden = [0] * len(days)
    for key, row in placed:
        first, last = spans[key]
        if any(row >= room[column] for column in range(first, last + 1)):
            # It shows everywhere or nowhere: half a bar would tell a wrong date.
            for column in range(first, last + 1):
                hidden[column] += 1
            continue
        all_days = days_of(seen[key])
        bars.append(Bar(seen[key], first, last, row, all_days[0] < days[0], all_days[-1] > days[-1]))
    return Week(days, tuple(bars), tuple(hidden))


def _within(days: Sequence[dt.date], own: Sequence[dt.date]) -> tuple[int, int]:
    first = max((own[0] - days[0]).days, 0)
    last = min((own[-1] - days[0]).days, len(days) - 1)
    return first, max(first, last)


def shift_month(year: int, month: int, by: int) -> tuple[int, int]:
    """Return the month ``by`` months later."""
    count = year * 12 + month - 1 + by
    return count // 12, count % 12 + 1
