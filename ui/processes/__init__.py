"""Cards for what people have to do. Never enters here: data access other than through the bridge."""

from __future__ import annotations

from typing import Any

from ui.page import Page


def create(core: Any, bridge: Any, navigator: Any) -> Page:
    """Return the page."""
    from ui.processes.page import ProcessesPage

    return ProcessesPage(core, bridge, navigator)
