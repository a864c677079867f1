"""The shapes that every kind of feed is read into.

Never enters here: parsing.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import msgspec

from sync.model.changes import ItemFailure


class FeedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a feed, ready to become a news item.

    ``guid``: the feed's own identity for it, else its link, else a hash of title and date. ``href``:
    absolute, normalised, http(s), "" if it has none. Times are aware, UTC, None when missing or absurd.
    ``html`` is sanitised; ``picture`` is the lead picture; ``pictures`` are all, lead first.
    """

    guid: str
    href: str
    title: str
    author: str = ""
    published: dt.datetime | None = None
    updated: dt.datetime | None = None
    summary: str = ""
    html: str = ""
    text: str = ""
    picture: str = ""
    pictures: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str = ""

    @property
    def moment(self) -> dt.datetime | None:
        """When it last changed, as far as it says."""
        return self.updated or self.published


class ParsedFeed(msgspec.Struct, frozen=True, kw_only=True):
    """A whole feed. ``failures``: entries that could not be read (``href`` is theirs, or the feed's)."""

    title: str
    language: str = ""
    href: str = ""  # the page it belongs to
    entries: tuple[FeedEntry, ...] = ()
    failures: tuple[ItemFailure, ...] = ()


def made_up_guid(title: str, date: str, text: str) -> str:
    """Return an identity for an entry that has neither guid nor link: the same on every reading."""
    basis = f"{title}\x1f{date or text[:2_000]}"
    return "hash:" + hashlib.sha256(basis.encode("utf-8", "replace")).hexdigest()[:32]


def newest_per_guid(entries: list[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Return the entries in order with one a guid: the newest, or the first where dates do not tell."""
    kept: dict[str, FeedEntry] = {}
    for entry in entries:
        other = kept.get(entry.guid)
        if other is None or (
            entry.moment is not None and (other.moment is None or entry.moment > other.moment)
        ):
            kept[entry.guid] = entry
    return tuple(kept.values())
