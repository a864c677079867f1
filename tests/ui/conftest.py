"""Fixtures for tests of the window. Never enters here: what one test alone needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.page_content import NOW
from tests.ui.page_stage import Stage, put_on_stage
from ui import theme, words


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Stage]:
    """Return ``on_stage(name, empty=False)``: a page with a fake intranet, at a fixed moment."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.apply(application, "light")
    # Pages import the function by name: the clock behind it is what a test can hold.
    monkeypatch.setattr(words, "_clock", lambda: NOW)
    monkeypatch.setattr(words, "_zone_name", lambda: "Europe/Amsterdam")
    return lambda name, *, empty=False: put_on_stage(qtbot, name, tmp_path, empty=empty)


@pytest.fixture(autouse=True)
def offscreen_has_limits(allow_logs: Callable[..., None]) -> None:
    """Expect what the offscreen platform says of itself (it knows no raise, no size hints, no popups)."""
    allow_logs(r"This plugin does not support")
