"""What holds for every page: it loads, is never blank, and all in it has a name and can be reached."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QLineEdit

from sync.model.changes import ChangeSet
from sync.model.items import ItemKind
from tests.ui.page_stage import Stage, unnamed_controls
from ui import theme
from ui.page import Page
from ui.widgets import EmptyState

NAMES = ("news", "documents", "calendar", "people", "processes", "search", "outbox", "settings")
ROOT = Path(__file__).resolve().parents[2]
OnStage = Callable[..., Stage]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_loads_and_names_itself(on_stage: OnStage, name: str) -> None:
    stage = on_stage(name)
    assert isinstance(stage.page, Page)
    assert stage.page.title().strip()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("empty", [False, True])
def test_every_control_has_a_name(on_stage: OnStage, name: str, empty: bool) -> None:
    stage = on_stage(name, empty=empty)
    assert unnamed_controls(stage.page) == []


@pytest.mark.parametrize("name", [n for n in NAMES if n != "settings"])
def test_an_empty_page_says_so(on_stage: OnStage, name: str) -> None:
    stage = on_stage(name, empty=True)
    shown = [w for w in stage.page.findChildren(EmptyState) if w.isVisibleTo(stage.page)]
    assert shown, "a blank page"
    for state in shown:
        assert state._sentence.text().endswith((".", "!", "?"))
        assert state._sentence.height() >= state._sentence.heightForWidth(state._sentence.width())


@pytest.mark.parametrize("name", ["news", "documents", "calendar", "people", "processes"])
def test_an_empty_page_offers_to_fetch(on_stage: OnStage, name: str) -> None:
    stage = on_stage(name, empty=True)
    state = next(w for w in stage.page.findChildren(EmptyState) if w.isVisibleTo(stage.page))
    state.button.click()
    assert ("sync", None) in stage.navigator.went


@pytest.mark.parametrize("name", NAMES)
def test_every_row_can_be_read_aloud(on_stage: OnStage, name: str) -> None:
    stage = on_stage(name)
    for view in stage.page.findChildren(QAbstractItemView):
        if not view.isVisibleTo(stage.page) or isinstance(view.parentWidget(), QComboBox):
            continue
        model: QAbstractItemModel = view.model()
        assert view.accessibleName().strip() or isinstance(view.parent(), QComboBox)
        for row in range(model.rowCount(QModelIndex())):
            said = model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
            plain = model.index(row, 0).data(Qt.ItemDataRole.DisplayRole)
            assert str(said or plain).strip()


@pytest.mark.parametrize("name", NAMES)
def test_every_control_is_reached_by_tab(on_stage: OnStage, name: str) -> None:
    stage = on_stage(name)
    page = stage.page
    if name == "news":
        stage.page.open_item("n-0")
        stage.settle()
    wanted = {
        w
        for w in page.findChildren(QAbstractButton)
        + page.findChildren(QComboBox)
        + page.findChildren(QLineEdit)
        + page.findChildren(QAbstractItemView)
        if w.isVisibleTo(page) and w.isEnabledTo(page) and w.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    wanted = {w for w in wanted if not isinstance(w.parentWidget(), QComboBox)}
    seen: set[Any] = set()
    widget = page.nextInFocusChain()
    for _step in range(2000):
        seen.add(widget)
        if widget is page:
            break
        widget = widget.nextInFocusChain()
    assert wanted <= seen
    # A mouse alone must not be needed: whatever does something takes the keyboard.
    mouse_only = [
        w
        for w in page.findChildren(QAbstractButton)
        if w.isVisibleTo(page)
        and w.isEnabledTo(page)
        and not w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.parentWidget().objectName() != "segmented"  # arrows move within it
        and not (w.group() and w.group().exclusive())  # within these too
        and not isinstance(w.parentWidget(), QLineEdit)
        and "CornerButton" not in type(w).__name__
        and w.metaObject().className() != "QTableCornerButton"
    ]
    assert mouse_only == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_follows_the_theme_and_any_change(on_stage: OnStage, name: str) -> None:
    stage = on_stage(name)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.apply(application, "dark")
    everything = ChangeSet(
        changed=frozenset({"n-1"}), kinds=frozenset(ItemKind), outbox=True, accounts=True, collections=True,
        profile=True, settings=True, blobs=frozenset({"https://intranet.example/p/ingang.png"}),
    )  # fmt: skip
    stage.page.changed(everything)
    stage.settle()
    assert stage.page.grab().size().width() > 600


@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_the_smallest_window(on_stage: OnStage, name: str) -> None:
    stage = on_stage(name)
    assert stage.page.minimumSizeHint().width() <= 684  # 900 less the sidebar
    stage.page.window_.resize(684, 480)
    stage.settle()
    for button in stage.page.findChildren(QAbstractButton):
        if button.isVisibleTo(stage.page) and button.text() and not button.icon():
            assert button.width() >= button.fontMetrics().horizontalAdvance(button.text())


def test_every_icon_that_is_named_exists() -> None:
    """A name without a file fails while painting, which nobody sees before a person does."""
    have = {path.stem for path in (ROOT / "resources" / "icons").glob("*.svg")}
    folders = ("news", "documents", "calendar", "people", "processes", "search", "outbox", "settings")
    named: set[str] = set()
    for folder in folders:
        for path in (ROOT / "ui" / folder).glob("*.py"):
            text = path.read_text("utf-8")
            named |= set(re.findall(r'(?:IconButton|EmptyState|_with_icon|_Line)\("([a-z-]+)"', text))
            named |= set(re.findall(r'theme\.(?:icon|pixmap)\("([a-z-]+)"', text))
            named |= set(re.findall(r'show_as\(\s*"([a-z-]+)"', text))
    assert len(named) > 15
    assert named <= have, named - have


@pytest.mark.parametrize("name", ["news", "documents", "calendar", "people", "processes", "outbox"])
def test_coming_to_a_page_opens_nothing(on_stage: OnStage, name: str) -> None:
    """The first item is not read because somebody looked at the list."""
    stage = on_stage(name)
    for view in stage.page.findChildren(QAbstractItemView):
        if view.isVisibleTo(stage.page) and view.focusPolicy() & Qt.FocusPolicy.TabFocus:
            view.clearFocus()
            view.setFocus()
            stage.settle()
    assert stage.core.news.items_["n-0"].state.read_at is None
    opened = {
        "news": lambda: stage.page.reader.article,
        "documents": lambda: stage.page.preview.preview,
        "calendar": lambda: stage.page.panel.view,
        "people": lambda: stage.page._open,
        "processes": lambda: stage.page._open,
        "outbox": lambda: stage.page._open,
    }[name]()
    assert not opened
