"""Calendar: agenda, month and one event. Never enters here: data access other than through the bridge."""

from __future__ import annotations

from typing import Any

from ui.page import Page


def create(core: Any, bridge: Any, navigator: Any) -> Page:
    """Return the page."""
    from ui.calendar.page import CalendarPage

    return CalendarPage(core, bridge, navigator)
