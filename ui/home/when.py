"""When something takes place, in one short line for a card. Never enters here: widgets."""

from __future__ import annotations

import datetime as dt

from app.text import _
from sync.model.items import Occurrence
from ui.words import capital, date_text, now, span_text


def first_day(one: Occurrence, zone: dt.tzinfo) -> dt.date:
    """Return the day an occurrence begins on: an all-day one's date is never shifted into a zone."""
    return one.start.date() if one.all_day else one.start.astimezone(zone).date()


def when_text(one: Occurrence, zone: dt.tzinfo) -> str:
    """Return "Tomorrow, 10:00 – 11:00", "Tuesday 1 December, all day" and the like."""
    day = first_day(one, zone)
    days = (day - now().astimezone(zone).date()).days
    name = {0: _("Today"), 1: _("Tomorrow")}.get(days) or capital(date_text(day, weekday=True))
    return _("{day}, {time}").format(day=name, time=span_text(one, zone))
