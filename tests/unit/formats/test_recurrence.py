"""The screen in front of recurrence rules: what passes, what does not, and that its guess is honest."""

# ruff: noqa: E501 (data is as long as it is)

from __future__ import annotations

import contextlib
import datetime as dt
import re
import time
from pathlib import Path
from typing import Any

import icalendar
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.formats.recurrence import MAX_STEPS, RuleRefused, screen_rule
from tests.unit.formats.calendars import parse, vcalendar, vevent

START = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)  # a Monday
END = dt.datetime(2028, 1, 1, tzinfo=dt.UTC)


def rule_of(text: str) -> Any:
    return icalendar.vRecur.from_ical(text)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "FREQ=HOURLY",
        "FREQ=YEARLY;BYDAY=20MO", "FREQ=YEARLY;BYWEEKNO=53", "FREQ=YEARLY;BYYEARDAY=-1", "FREQ=DAILY;INTERVAL=14;BYDAY=MO",
        "FREQ=SECONDLY;COUNT=10", "FREQ=MINUTELY;INTERVAL=15;UNTIL=20261124T000000Z", "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=DAILY;BYHOUR=9,12,15;BYMINUTE=0,30", "FREQ=YEARLY;INTERVAL=4", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU", "FREQ=HOURLY;INTERVAL=48",
    ],
)  # fmt: skip
def test_rules_of_people_pass(text: str) -> None:
    assert screen_rule(rule_of(text), START, END) <= MAX_STEPS


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("FREQ=DAILY", dt.date(1900, 1, 1)),
        ("FREQ=YEARLY", dt.date(1700, 1, 1)),
        ("FREQ=WEEKLY", dt.date(1800, 1, 1)),
    ],
)
def test_old_beginnings_pass(text: str, start: dt.date) -> None:
    screen_rule(rule_of(text), start, END)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=SECONDLY;BYMONTH=12", "FREQ=SECONDLY;COUNT=10;BYMONTH=2",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=1;BYWEEKNO=20", "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=HOURLY;INTERVAL=168;BYDAY=TU",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=5", "FREQ=YEARLY;BYYEARDAY=367", "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTHDAY=-32", "FREQ=SECONDLY;COUNT=1000000",
        "FREQ=MINUTELY;INTERVAL=14;BYMINUTE=5,21;BYHOUR=8;BYDAY=WE;BYMONTH=3", "FREQ=WEEKLY;BYMONTHDAY=-22,-7;BYSETPOS=-3",
        "FREQ=MONTHLY;BYMONTHDAY=12,10;BYDAY=5WE", "FREQ=HOURLY;BYHOUR=9,18;BYSETPOS=2", "FREQ=YEARLY;BYMONTH=2;BYDAY=6SU",
        "FREQ=WEEKLY;BYSETPOS=2", "FREQ=WEEKLY;BYSETPOS=4;BYDAY=1FR", "FREQ=MONTHLY;BYMINUTE=14;BYSETPOS=3",
        "FREQ=MONTHLY;BYMONTHDAY=3,-18;BYSETPOS=-4,4",
    ],
)  # fmt: skip
def test_rules_that_run_for_minutes_do_not(text: str) -> None:
    with pytest.raises(RuleRefused):
        screen_rule(rule_of(text), START, END)


@pytest.mark.parametrize(
    "rule",
    [{}, {"FREQ": []}, {"FREQ": ["DAILY"], "INTERVAL": ["x"]}, {"FREQ": ["DAILY"], "BYDAY": ["", "QQ"]},
     {"FREQ": ["DAILY"], "UNTIL": ["x"]}, {"FREQ": ["DAILY"], "BYMONTHDAY": [None]}, {"FREQ": ["DAILY"], "RSCALE": ["X"]},
     {"FREQ": ["DAILY"], "BYDAY": ["xxMO"]}, {"FREQ": "FORTNIGHTLY"}],
)  # fmt: skip
def test_damaged_rules_are_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(RuleRefused):
        screen_rule(rule, START, END)


def numbers(low: int, high: int) -> st.SearchStrategy[str]:
    nonzero = st.integers(low, high).filter(bool)
    return st.lists(nonzero, min_size=1, max_size=3, unique=True).map(
        lambda values: ",".join(map(str, values))
    )


PARTS = st.fixed_dictionaries(
    {"FREQ": st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"])},
    optional={
        "INTERVAL": st.integers(1, 60).map(str),
        "BYMONTH": numbers(1, 12),
        "BYMONTHDAY": numbers(-31, 31),
        "BYDAY": st.sampled_from(["MO", "TU,SA", "1FR", "-1SU", "5WE"]),
        "BYHOUR": numbers(1, 23),
        "BYMINUTE": numbers(1, 59),
        "BYSETPOS": numbers(-4, 4),
        "COUNT": st.integers(1, 400).map(str),
    },
)


@settings(max_examples=150, deadline=None)
@given(PARTS)
def test_what_passes_takes_no_time(parts: dict[str, str]) -> None:
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        screen_rule(rule_of(text), START, END)
        rule = rrulestr(text, dtstart=START)
    except (RuleRefused, ValueError):  # dateutil refuses some by itself
        return
    began = time.process_time()
    with contextlib.suppress(ValueError):  # found out only while it runs
        rule.between(START, END)
    assert time.process_time() - began < 4.0, text


@pytest.mark.corpora
def test_rules_of_libical_are_laid_out_as_it_says(corpora: Path) -> None:
    text = (corpora / "calendars/libical/icalrecur_test.txt").read_text("utf-8")
    checked = refused = 0
    different: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        fields = dict(re.findall(r"^(RRULE|DTSTART|INSTANCES):(.*)$", block, re.MULTILINE))
        if set(fields) != {"RRULE", "DTSTART", "INSTANCES"} or "START-AT" in block:
            continue
        # dateutil, which expands for us, knows no RSCALE and reads these three in its own way
        if re.search(r"RSCALE|SKIP|BYWEEKNO|WEEKLY.*BYSETPOS|YEARLY;BYMONTHDAY", fields["RRULE"]):
            continue
        expected = [
            instance.strip()
            for instance in fields["INSTANCES"].split(",")
            if "T" in instance or instance.strip().isdigit()
        ]
        if not expected or "***" in fields["INSTANCES"]:
            continue
        timed = "T" in fields["DTSTART"]
        start = f":{fields['DTSTART']}Z" if timed else f";VALUE=DATE:{fields['DTSTART']}"
        event = vevent(f"DTSTART{start}\nRRULE:{fields['RRULE']}")
        first, last = (
            dt.datetime.strptime(moment[:8], "%Y%m%d").replace(tzinfo=dt.UTC)
            for moment in (expected[0], expected[-1])
        )
        calendar = parse(
            vcalendar(event), start=first - dt.timedelta(days=1), end=last + dt.timedelta(days=1)
        )
        if calendar.failures:
            refused += 1
            continue
        checked += 1
        found = [occurrence.recurrence_id.rstrip("Z") for occurrence in calendar.events[0].occurrences]
        extra_start = [] if fields["DTSTART"] in expected else [fields["DTSTART"]]  # RFC: it counts, always
        if [moment for moment in found if moment not in extra_start] != expected:
            different.append(f"{fields['RRULE']} from {fields['DTSTART']}: {found[:6]} != {expected[:6]}")
    assert different == []
    assert checked > 40
    assert refused <= 12  # every one of seconds, or without end
