"""A page on a stage: with a fake intranet behind it and a fake window around it.

Never enters here: what a page should do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QStackedWidget, QWidget

from tests.ui.page_fakes import fake_core


class FakeBridge:
    """As ``ui.bridge.Bridge``, on the GUI thread, but ``run`` returns before anything happens."""

    def __init__(self) -> None:
        self.running = 0

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        owner: QObject | None = None,
        *,
        slow: bool = False,
    ) -> None:
        self.running += 1

        def go() -> None:
            self.running -= 1
            if owner is not None and not shiboken6.isValid(owner):
                return
            try:
                result = work()
            except Exception as error:
                if failed is None:
                    raise
                failed(error)
                return
            if done is not None:
                done(result)

        QTimer.singleShot(0, go)


class FakeNavigator:
    """Notes where a page sends the person."""

    def __init__(self) -> None:
        self.went: list[tuple[str, Any]] = []

    def open_item(self, item_id: str) -> None:
        self.went.append(("item", item_id))

    def open_page(self, name: str) -> None:
        self.went.append(("page", name))

    def sync(self) -> None:
        self.went.append(("sync", None))

    def ask_login(self, account_id: str) -> None:
        self.went.append(("login", account_id))

    def open_setup(self) -> None:
        self.went.append(("setup", None))

    def start_tour(self) -> None:
        self.went.append(("tour", None))


@dataclass
class Stage:
    """A page with what it talks to."""

    page: Any
    core: Any
    bridge: FakeBridge
    navigator: FakeNavigator
    qtbot: Any

    def settle(self) -> None:
        """Wait until all work has been delivered, what it set off as well."""
        self.qtbot.waitUntil(lambda: self.bridge.running == 0)
        QTest.qWait(0)
        self.qtbot.waitUntil(lambda: self.bridge.running == 0)

    def until(self, condition: Callable[[], Any]) -> None:
        """Wait for something that a timer of the page brings."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=3000)

    def key(self, widget: QWidget, key: Qt.Key, text: str = "") -> None:
        """Press a key."""
        modifier = Qt.KeyboardModifier.NoModifier
        QTest.keyClick(widget, key, modifier)
        self.settle()


def put_on_stage(qtbot: Any, name: str, temp: Path, *, empty: bool = False) -> Stage:
    """Return a page in a window of its own, filled and settled."""
    core, bridge, navigator = fake_core(temp, empty=empty), FakeBridge(), FakeNavigator()
    page: Any = import_module(f"ui.{name}").create(core, bridge, navigator)
    core.news.changed = page.changed
    window = QStackedWidget()
    qtbot.addWidget(window)
    window.addWidget(page)
    window.resize(1100, 720)
    window.show()
    stage = Stage(page, core, bridge, navigator, qtbot)
    page.activate()
    stage.settle()
    page.window_ = window  # it lives as long as the page
    return stage


def unnamed_controls(page: QWidget) -> list[str]:
    """Return the visible controls that a screen reader has no name for."""
    kinds = (QAbstractButton, QComboBox, QLineEdit)
    found = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisibleTo(page) or not isinstance(widget, kinds):
            continue
        inner = widget.parentWidget()
        if isinstance(inner, QComboBox | QLineEdit):  # parts of a control that has a name itself
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} {widget.objectName()} in {type(inner).__name__}")
    return found
