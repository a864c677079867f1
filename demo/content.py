"""Reading the organisation's content from ``resources/demo`` and setting it in time.

The content holds no dates, only distances from today, so that the demo is never stale. Addresses in it
are short forms (``doc:``, ``form:``, ``beeld:``, ``pagina:``) that ``Addresses`` makes whole.
Never enters here: how the content is served.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

HOME_ZONE = ZoneInfo("Europe/Amsterdam")
RESOURCES = Path(__file__).resolve().parent.parent / "resources" / "demo"

_SHORT = re.compile(r"\b(doc|form|beeld|pagina):([^\"'<>]+)")


class Lane(StrEnum):
    """The feeds of the news server; the value is the feed's name in its address."""

    NEWS = "nieuws"
    ANNOUNCEMENTS = "mededelingen"
    MANAGEMENT = "directie"


@dataclass(frozen=True, slots=True)
class Article:
    """One news item or announcement. ``html`` is a fragment with short addresses; times are aware."""

    slug: str
    lane: Lane
    title: str
    author: str
    summary: str
    html: str
    published: dt.datetime
    updated: dt.datetime
    categories: tuple[str, ...] = ()
    language: str = "nl"
    picture: str = ""  # a file name in resources/demo/pictures


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the servers are: news server without, document root with a final slash."""

    news: str
    documents: str

    def whole(self, short: str) -> str:
        """Return the full address of a short form; anything else is returned as it is."""
        kind, _, rest = short.partition(":")
        if kind == "doc":
            return self.documents + quote(rest)
        if kind == "form":
            return f"{self.news}/formulier/{quote(rest)}"
        if kind == "beeld":
            return f"{self.news}/beeld/{quote(rest)}"
        if kind == "pagina":
            return f"{self.news}/nieuws/{quote(rest)}"
        return short

    def in_html(self, fragment: str) -> str:
        """Return an HTML fragment with the short forms in its attributes made whole."""
        return re.sub(
            r'(href|src)="([^"]*)"',
            lambda m: f'{m[1]}="{self.whole(m[2])}"' if _SHORT.match(m[2]) else m[0],
            fragment,
        )


def load(name: str) -> dict[str, Any]:
    """Return the content of ``resources/demo/<name>.toml``."""
    return tomllib.loads((RESOURCES / f"{name}.toml").read_text(encoding="utf-8"))


def moment(now: dt.datetime, days: int, clock: str) -> dt.datetime:
    """Return the moment ``days`` from today at "HH:MM" on the organisation's clock, in UTC.

    A day that has begun never yields the future: what was "posted today" was posted by now.
    """
    local = now.astimezone(HOME_ZONE)
    hour, minute = (int(part) for part in clock.split(":"))
    day = local.date() + dt.timedelta(days=days)
    at = dt.datetime.combine(day, dt.time(hour, minute), HOME_ZONE).astimezone(dt.UTC)
    if days <= 0 and at > now:
        # Keep the order of the clock among those that would still be to come.
        at = now - dt.timedelta(minutes=(24 * 60 - hour * 60 - minute) / 24 + 1)
    return at.astimezone(dt.UTC).replace(microsecond=0)


def articles(now: dt.datetime) -> Iterator[Article]:
    """Yield all articles of the three feeds, set in time around ``now`` (aware)."""
    for lane in Lane:
        for entry in load(lane.value)["article"]:
            yield article(entry, lane, moment(now, -int(entry["days_ago"]), entry["time"]))


def article(entry: dict[str, Any], lane: Lane, published: dt.datetime) -> Article:
    """Return one article from its table in a content file."""
    return Article(
        slug=entry["slug"],
        lane=lane,
        title=entry["title"],
        author=entry["author"],
        summary=entry["summary"],
        html=entry["html"].strip(),
        published=published,
        updated=published,
        categories=tuple(entry.get("categories", ())),
        language=entry.get("language", "nl"),
        picture=entry.get("picture", ""),
    )
