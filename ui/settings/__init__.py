"""Intranets, language, look, notifications. Never enters here: data access other than through the bridge."""

from __future__ import annotations

from typing import Any

from ui.page import Page


def create(core: Any, bridge: Any, navigator: Any) -> Page:
    """Return the page."""
    from ui.settings.page import SettingsPage

    return SettingsPage(core, bridge, navigator)
