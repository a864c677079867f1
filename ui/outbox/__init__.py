"""Outbox: what waits to be sent. Never enters here: data access other than through the bridge."""

from __future__ import annotations

from typing import Any

from ui.page import Page


def create(core: Any, bridge: Any, navigator: Any) -> Page:
    """Return the page."""
    from ui.outbox.page import OutboxPage

    return OutboxPage(core, bridge, navigator)
