"""Quick-open: two keystrokes to a form, also when Enter comes before the results."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from sync.model.items import ItemKind
from tests.ui.window_stage import WindowStage
from ui.rows import RowRole


def opened(window: WindowStage) -> None:
    window.open("home")
    window.keys("Ctrl+K")
    assert window.session.quick.isVisible()
    assert window.session.quick.field.hasFocus()


def test_sick_and_enter_opens_the_form(window: WindowStage, handed_over: list[str]) -> None:
    opened(window)
    window.type("ziek")
    window.settle()
    window.press(Qt.Key.Key_Return)
    assert len(handed_over) == 1
    assert handed_over[0].endswith("/formulier/ziek-melden")
    assert not window.session.quick.isVisible()


def test_enter_before_the_results_are_there_does_the_same(
    window: WindowStage, handed_over: list[str]
) -> None:
    opened(window)
    window.settle()
    window.type("ziek")
    window.press(Qt.Key.Key_Return)
    assert handed_over == []
    window.until(lambda: handed_over)
    assert handed_over[0].endswith("/formulier/ziek-melden")


def test_an_empty_field_shows_the_processes(window: WindowStage) -> None:
    opened(window)
    window.settle()
    quick = window.session.quick
    kinds = {quick.model.index(row).data(RowRole).kind for row in range(quick.model.rowCount())}
    assert kinds == {ItemKind.PROCESS}


def test_processes_stand_before_people_and_documents(window: WindowStage) -> None:
    opened(window)
    window.type("verlof")
    window.settle()
    quick = window.session.quick
    kinds = [quick.model.index(row).data(RowRole).kind for row in range(quick.model.rowCount())]
    assert kinds[0] is ItemKind.PROCESS
    order = [ItemKind.PROCESS, ItemKind.PERSON, ItemKind.DOCUMENT, ItemKind.EVENT, ItemKind.NEWS]
    assert kinds == sorted(kinds, key=order.index)


def test_arrows_choose_and_go_around(window: WindowStage) -> None:
    opened(window)
    window.settle()
    quick = window.session.quick
    first = quick.current()
    window.press(Qt.Key.Key_Down)
    assert quick.current() != first
    window.press(Qt.Key.Key_Up)
    window.press(Qt.Key.Key_Up)
    assert quick.list.currentIndex().row() == quick.model.rowCount() - 1


def test_tab_shows_the_card_and_escape_goes_back(window: WindowStage, handed_over: list[str]) -> None:
    opened(window)
    window.type("ziek")
    window.settle()
    window.press(Qt.Key.Key_Tab)
    quick = window.session.quick
    assert quick.card.isVisible()
    assert quick.card.form.hasFocus()
    window.press(Qt.Key.Key_Escape)
    assert quick.field.hasFocus()
    window.press(Qt.Key.Key_Right)
    assert quick.card.isVisible()
    quick.card.form.click()
    assert handed_over[0].endswith("/formulier/ziek-melden")


def test_a_person_opens_on_the_people_page(window: WindowStage) -> None:
    opened(window)
    window.type("fatima")
    window.settle()
    item = window.session.quick.current()
    while item is not None and item.kind is not ItemKind.PERSON:
        window.press(Qt.Key.Key_Down)
        item = window.session.quick.current()
    window.press(Qt.Key.Key_Return)
    window.settle()
    assert window.window.pages is not None
    assert window.window.pages.current == "people"


def test_what_fits_nothing_says_so(window: WindowStage) -> None:
    opened(window)
    window.type("qqqqzzzz")
    window.settle()
    quick = window.session.quick
    assert quick._nothing.isVisible()
    window.press(Qt.Key.Key_Return)
    assert quick.isVisible()
    window.press(Qt.Key.Key_Escape)
    assert not quick.isVisible()


def test_the_keyboard_returns_to_where_it_was(window: WindowStage) -> None:
    home = window.open("home")
    home.training.question.setFocus()
    window.keys("Ctrl+K")
    window.settle()
    window.press(Qt.Key.Key_Escape)
    assert home.training.question.hasFocus()


def test_what_had_the_keyboard_may_be_gone_by_the_end(window: WindowStage) -> None:
    page = window.open("home")
    button = QPushButton("Read", page)
    button.show()
    button.setFocus()
    window.session.quick.open()
    button.setParent(None)
    shiboken6.delete(button)
    window.session.quick.close_palette()
    assert not window.session.quick.isVisible()
