"""The window: pages, keys, names, languages, the way back, its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QDialog, QLineEdit

from tests.ui.page_stage import unnamed_controls
from tests.ui.window_stage import WindowStage, window_on_stage
from ui import window_state
from ui.main_window import LEAST
from ui.pages import NAMES, page_of
from ui.sidebar import PAGES, NavButton
from ui.widgets import RowButton
from ui.window_state import WindowState


@pytest.mark.parametrize("name", NAMES)
def test_every_page_opens_and_everything_on_it_has_a_name(window: WindowStage, name: str) -> None:
    page = window.open(name)
    assert page.isVisible()
    assert window.window.top_bar.title.text() == page.title()
    assert unnamed_controls(window.window) == []


def test_keys_lead_to_the_pages_and_back(window: WindowStage) -> None:
    pages = window.window.pages
    assert pages is not None
    for number, name in enumerate(PAGES, 1):
        window.keys(f"Ctrl+{number}")
        window.settle()
        assert pages.current == name
    window.keys("Alt+Left")
    window.settle()
    assert pages.current == PAGES[-2]
    window.keys("Ctrl+,")
    window.settle()
    assert pages.current == "settings"


def test_every_control_of_the_frame_and_of_home_is_reached_by_tab(window: WindowStage) -> None:
    window.open("home")
    everything = [
        widget
        for kind in (QAbstractButton, QComboBox, QLineEdit, QAbstractItemView)
        for widget in window.window.findChildren(kind)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert sum(isinstance(w, NavButton) for w in everything) >= 7
    assert sum(isinstance(w, RowButton) for w in everything) >= 10
    chain: set[object] = set()
    widget = window.window.nextInFocusChain()
    while widget not in chain:
        chain.add(widget)
        widget = widget.nextInFocusChain()
    assert [w for w in everything if w not in chain] == []


def test_a_row_of_home_opens_its_item_with_enter(window: WindowStage) -> None:
    home = window.open("home")
    row = home.documents.findChildren(RowButton)[0]
    row.setFocus()
    window.press(Qt.Key.Key_Return)
    window.settle()
    assert window.window.pages is not None
    assert window.window.pages.current == "documents"


def test_must_reads_come_first_and_open_to_be_confirmed(window: WindowStage) -> None:
    from ui.home.news import MustReadCard

    home = window.open("home")
    cards = home.findChildren(MustReadCard)
    assert len(cards) == 2
    assert window.centre(cards[0]).y() < window.centre(home.news).y()
    cards[0].button.click()
    window.settle()
    assert window.window.pages is not None
    assert window.window.pages.current == "news"


def test_a_vote_is_kept_and_shown(window: WindowStage) -> None:
    home = window.open("home")
    card = home.contest
    assert not card.button.isEnabled()
    choice = card._group.buttons()[1]
    wanted = choice.property("choice")
    choice.click()
    card.button.click()
    window.settle()
    views = [v for v in window.core.campaigns.polls() if v.detail.contest]
    assert views[0].my_choice == wanted
    assert views[0].pending
    assert "waiting to be sent" in card._state.accessibleName()
    # The sidebar shows it too, and the page that it opens lists it.
    window.until(lambda: window.window.sidebar.button("outbox").isVisible())


def test_signing_up_for_the_training_with_a_question(window: WindowStage) -> None:
    home = window.open("home")
    home.training.question.setText("Is er koffie?")
    home.training.button.click()
    window.settle()
    assert home.training.question.text() == ""
    assert home._core.calendar.signed_up()
    assert home.training._done.isVisible()


def test_typing_in_the_search_field_searches_and_keeps_the_keyboard(window: WindowStage) -> None:
    window.open("home")
    window.keys("Ctrl+F")
    window.type("verlof")
    window.until(lambda: window.window.pages is not None and window.window.pages.current == "search")
    window.settle()
    field = window.window.top_bar.search
    assert field.hasFocus()
    assert field.text() == "verlof"
    page: Any = window.window.pages.page("search") if window.window.pages else None
    window.until(lambda: page.model.rowCount() > 0)


def test_a_slash_begins_a_search_and_is_a_letter_in_a_field(window: WindowStage) -> None:
    home = window.open("home")
    home._scroll.setFocus()
    window.press(Qt.Key.Key_Slash)
    assert window.window.top_bar.search.hasFocus()
    assert window.window.top_bar.search.text() == ""
    home.training.question.setFocus()
    window.press(Qt.Key.Key_Slash)
    assert home.training.question.text() == "/"


def test_f1_lists_the_keys(window: WindowStage) -> None:
    window.keys("F1")
    dialog = window.window.findChild(QDialog, "shortcuts")
    assert dialog is not None
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_another_language_and_theme_count_at_once(qtbot: Any, demo_core: Any, tmp_path: Path) -> None:
    with window_on_stage(qtbot, demo_core, tmp_path / "w") as stage:
        stage.session._forced = stage.session._scheme = ""
        try:
            stage.core.settings.language = "nl"
            stage.core.settings.theme = "dark"
            stage.until(lambda: stage.window.sidebar.button("news").text() == "Nieuws")
            stage.settle()
            from ui import theme

            assert theme.tokens().dark
            assert stage.window.top_bar.title.text() == "Start"
            assert window_state.load(tmp_path / "w").theme == "dark"
        finally:
            stage.core.settings.language = "system"
            stage.core.settings.theme = "system"
            stage.settle()


def test_the_brand_is_the_organisations(window: WindowStage) -> None:
    assert window.window.windowTitle() == "Waterschap De Lage Beemden"
    assert window.window.sidebar._logo._image is not None


def test_it_is_usable_at_its_smallest(window: WindowStage) -> None:
    window.window.resize(*LEAST)
    for name in NAMES:
        page = window.open(name)
        assert window.window.width() == LEAST[0], f"{name} makes the window wider"
        assert page.width() <= LEAST[0] - window.window.sidebar.width()


def test_closing_without_a_tray_ends_it(window: WindowStage) -> None:
    ended: list[bool] = []
    window.session.ended.connect(lambda: ended.append(True))
    window.window.close()
    assert ended
    assert window.window.isVisible()
    window.until(lambda: window.core.settings.last_seen is not None)


def test_a_page_for_every_kind_of_item() -> None:
    assert [page_of(f"{letter}-x") for letter in "ndepckvt"] == [
        "news", "documents", "calendar", "people", "processes", "home", "home", "home",
    ]  # fmt: skip


def test_the_windows_state_is_kept_and_a_broken_one_forgotten(tmp_path: Path) -> None:
    state = WindowState(b"\x01\x02", "nl", "dark", "#123456", True)
    window_state.save(tmp_path, state)
    assert window_state.load(tmp_path) == state
    (tmp_path / "window.json").write_text('{"geometry": 3', encoding="utf-8")
    assert window_state.load(tmp_path) == WindowState()
    assert window_state.load(tmp_path / "nowhere") == WindowState()


def test_saying_something_in_passing_and_undoing_it(window: WindowStage) -> None:
    undone: list[bool] = []
    window.window.say("Done.", lambda: undone.append(True))
    notice = window.window._notice
    assert notice.isVisible()
    notice._button.click()
    assert undone
    assert not notice.isVisible()


def test_nothing_of_the_window_waits_on_the_gui_thread() -> None:
    """Every call of the core in the frame's modules goes through the bridge: it is never called directly."""
    import ast

    root = Path(__file__).resolve().parents[2] / "ui"
    allowed = {"form_href", "status", "pause", "subscribe"}  # plain computation or memory
    bad = []
    for path in [
        *root.glob("*.py"),
        *root.glob("home/*.py"),
        *root.glob("setup/*.py"),
        *root.glob("tray/*.py"),
    ]:
        if path.name in ("check.py", "check_walk.py", "start.py"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {
            id(node)
            for scope in ast.walk(tree)
            if isinstance(scope, ast.Lambda) or (isinstance(scope, ast.FunctionDef) and scope.name == "work")
            for node in ast.walk(scope)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and id(node) not in inside:
                words = ast.unparse(node.func)
                if "_core." in words and words.rpartition(".")[2] not in allowed:
                    bad.append(f"{path.name}:{node.lineno} {words}")
    assert bad == []


def test_there_is_one_application(qapp: QApplication) -> None:
    from ui.application import make_application

    assert make_application() is qapp
