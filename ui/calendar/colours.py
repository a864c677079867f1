"""The colour of each calendar, readable on any ground, and how an answer shows in it.

Never enters here: painting, data access.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtGui import QColor

from sync.model.items import Collection, PartStat
from sync.store.queries import EventOccurrence
from ui import theme
from ui.theme.contrast import mixed

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


class CalendarColours:
    """Colours by collection id; a calendar without one gets its own from the palette."""

    def __init__(self, calendars: Sequence[Collection] = ()) -> None:
        self._names = {one.id: _named(one.color, number) for number, one in enumerate(calendars)}

    def of(self, collection_id: str) -> QColor:
        """Return a calendar's colour, light enough on a dark ground and dark enough on a light one."""
        colour = QColor(self._names.get(collection_id, theme.CALENDAR_COLOURS[0]))
        tokens = theme.tokens()
        fitted = max(colour.lightnessF(), 0.62) if tokens.dark else min(colour.lightnessF(), 0.45)
        hue = max(colour.hslHueF(), 0.0)  # -1 for a grey
        return QColor.fromHslF(hue, min(colour.hslSaturationF(), 0.75), fitted)

    def soft(self, collection_id: str) -> QColor:
        """Return the ground for text in a calendar's colour."""
        tokens = theme.tokens()
        return mixed(self.of(collection_id), tokens.surface, 0.18)


def _named(color: str, number: int) -> str:
    found = _HEX.match(color)  # "#rrggbbaa" of some servers: their alpha is dropped
    return found.group() if found else theme.CALENDAR_COLOURS[number % len(theme.CALENDAR_COLOURS)]


def answer_of(one: EventOccurrence) -> PartStat:
    """Return the person's answer to an occurrence: its own, or else the series'."""
    own = one.occurrence.response
    return own if own is not None else getattr(one.item.detail, "response", PartStat.NONE)


def is_off(one: EventOccurrence) -> bool:
    """Return whether an occurrence does not take place for this person: cancelled or declined."""
    return one.occurrence.cancelled or answer_of(one) is PartStat.DECLINED


def is_open(one: EventOccurrence) -> bool:
    """Return whether an answer is still wanted."""
    return answer_of(one) is PartStat.NEEDS_ACTION


def title_of(one: EventOccurrence) -> str:
    """Return an occurrence's title: its own, or else the series'."""
    return one.occurrence.title or one.item.title
