"""The lanes of News: what stands in each, and what it is called.

Never enters here: widgets, painting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from app.text import _, pgettext
from sync.model.items import Item, Lane

_MOST = 3000  # rows; older news is found by searching
_BEGIN = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class NewsLane:
    """One way to look at the news: by lane, by what is unread, or by what is starred."""

    name: str
    lane: Lane | None = None
    unread: bool = False
    starred: bool = False

    def label(self) -> str:
        """Return what the lane is called."""
        return {
            "all": pgettext("all news", "All"),
            "announcements": _("Announcements"),
            "management": _("From management"),
            "unread": _("Unread"),
            "starred": _("Starred"),
        }[self.name]

    def empty_action(self) -> str:
        """Return what the one button of an empty lane says."""
        return _("Fetch now") if self.name == "all" else _("Show all news")

    def empty(self) -> tuple[str, str]:
        """Return an icon and one sentence for a lane with nothing in it."""
        return {
            "all": ("news", _("There is no news yet. It appears here as soon as it has been synced.")),
            "announcements": ("announcement", _("There are no announcements.")),
            "management": ("person", _("Management has not written anything yet.")),
            "unread": ("check", _("You have read everything.")),
            "starred": ("star", _("Star what you want to find again, and it stands here.")),
        }[self.name]

    def items(self, news: Any, keep: Iterable[str]) -> list[Item]:
        """Return the lane's items, newest first. ``keep``: ids that stay although they no longer belong.

        What a person reads in "Unread" must not vanish under their eyes. May block: for a worker.
        """
        found: list[Item] = news.items(self.lane, unread=self.unread, starred=self.starred, limit=_MOST)
        if not (self.unread or self.starred):
            return found
        ids = {item.id for item in found}
        kept = [item for item in (news.item(one) for one in keep if one not in ids) if item is not None]
        found += [msgspec.structs.replace(item, html="", text="", source=b"") for item in kept]
        return sorted(found, key=lambda item: item.sort_at or _BEGIN, reverse=True) if kept else found


LANES = (
    NewsLane("all"),
    NewsLane("announcements", lane=Lane.ANNOUNCEMENT),
    NewsLane("management", lane=Lane.MANAGEMENT),
    NewsLane("unread", unread=True),
    NewsLane("starred", starred=True),
)


def lane_named(name: str) -> NewsLane:
    """Return a lane by its name; "all" for an unknown one."""
    return next((lane for lane in LANES if lane.name == name), LANES[0])
