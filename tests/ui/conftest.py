"""Fixtures for tests of the window. Never enters here: what one test alone needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication

from tests.ui.page_content import NOW
from tests.ui.page_stage import Stage, put_on_stage
from tests.ui.window_stage import WindowStage, window_on_stage
from ui import links, theme, words


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


@pytest.fixture(scope="session")
def demo_core(
    qapp: QApplication, shared_intranet: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """Return a core that has fetched the demo intranet once; it makes no rounds by itself."""
    from app import logs, text
    from ui.start import Wanted, open_store

    text.use("nl")
    folder = tmp_path_factory.mktemp("demo-core")
    core = open_store(Wanted(folder, demo=shared_intranet, throw_away=True))
    core.engine.run()
    yield core
    core.close()
    logs.stop()
    text.use("en")


@pytest.fixture
def empty_core(qapp: QApplication, tmp_path: Path) -> Iterator[Any]:
    """Return the core of a fresh profile."""
    from app import logs
    from ui.start import Wanted, open_store

    core = open_store(Wanted(tmp_path / "fresh", throw_away=True))
    yield core
    core.close()
    logs.stop()


@pytest.fixture
def window(qtbot: Any, demo_core: Any, tmp_path: Path) -> Iterator[WindowStage]:
    """Return the whole window on the demo's content, in English."""
    with window_on_stage(qtbot, demo_core, tmp_path / "window") as stage:
        yield stage


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses that would have gone to the system's programs."""
    addresses: list[str] = []

    def note(url: QUrl) -> bool:
        addresses.append(url.toString())
        return True

    monkeypatch.setattr(links, "opener", note)
    return addresses
