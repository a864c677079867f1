"""Dates as servers write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.formats.dates import parse_date
from sync.formats.dav_props import http_date

NINE = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        "di, 24 nov 2026 10:00:00 +0100",
        "dinsdag 24 november 2026 10:00 CET",
        "Tue, 24 Nov 2026 09:00:00 GMT",
        "Tue, 24 Nov 2026 09:00:00 +0000",
        "24 nov. 2026 om 9:00 uur",
        "2026-11-24T10:00:00+01:00",
        "2026-11-24T09:00:00Z",
        "2026-11-24 09:00",
        "20261124T090000Z",
        "2026-11-24T09:00:00.123456Z",
        "Tue, 24 Nov 2026 04:00:00 EST",
        "24 Nov 26 09:00 GMT",
        "  di,  24 nov 2026\n10:00:00 +0100 ",
    ],
)
def test_one_moment_in_many_ways(text: str) -> None:
    assert parse_date(text) == NINE


@pytest.mark.parametrize(
    ("text", "month"),
    [(f"ma, 2 {name} 2026 00:00:00 +0000", number) for number, name in enumerate(
        ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"), 1)],
)  # fmt: skip
def test_every_dutch_month(text: str, month: int) -> None:
    assert parse_date(text) == dt.datetime(2026, month, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    ["", "gisteren", "0001-01-01T00:00:00Z", "9999-12-31", "2026-13-01", "31 feb 2026", "32", "nov 2026 24",
     "di, 24 xyz 2026 10:00:00 +0100", "1969-12-31T00:00:00Z", "2026-11-24T10:00:00+99:00", "9" * 500],
)  # fmt: skip
def test_no_date_or_an_absurd_one_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_a_day_alone_is_its_midnight() -> None:
    assert parse_date("24 november 2026") == dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


def test_http_dates_fast_and_slow() -> None:
    moment = dt.datetime(2025, 2, 13, 8, 9, 44, tzinfo=dt.UTC)
    assert http_date("Thu, 13 Feb 2025 08:09:44 GMT") == moment
    assert http_date("2025-02-13T08:09:44Z") == moment
    assert http_date("Thu, 13 Feb 2025 08:09:44 +0000") == moment
    assert http_date("Thu, 99 Feb 2025 08:09:44 GMT") is None


@given(st.text(alphabet="0123456789:-+TZ., abcdefijnoruv", max_size=60))
def test_anything_gives_none_or_an_aware_time(text: str) -> None:
    moment = parse_date(text)
    assert moment is None or (moment.tzinfo is dt.UTC and 1970 <= moment.year <= 2200)
