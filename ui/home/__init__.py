"""Home: what did I miss? Never enters here: what is gathered for it (``app.home``)."""

from __future__ import annotations

from typing import Any

from ui.page import Navigator, Page


def create(core: Any, bridge: Any, navigator: Navigator) -> Page:
    """Return the page."""
    from ui.home.page import HomePage

    return HomePage(core, bridge, navigator)
