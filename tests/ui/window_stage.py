"""The whole window on a stage: a real core with the demo's content.

Never enters here: what the window should do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import text
from ui.application import speak
from ui.main_window import MainWindow
from ui.session import Session


class WindowStage:
    """A window with its session. ``settle`` waits until no work is under way."""

    def __init__(self, qtbot: Any, window: MainWindow, session: Session, core: Any) -> None:
        self.qtbot, self.window, self.session, self.core = qtbot, window, session, core

    def settle(self) -> None:
        """Wait until all that was asked has been answered, and what that set off as well."""
        for _turn in range(3):
            QTest.qWait(50)
            self.until(lambda: not self.session.bridge.busy)

    def until(self, condition: Callable[[], Any], seconds: float = 10) -> None:
        """Let the window live until something holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=round(seconds * 1000))

    def open(self, name: str) -> Any:
        """Open a page and wait until it is filled."""
        self.window.open_page(name)
        self.settle()
        assert self.window.pages is not None
        return self.window.pages.page(name)

    def keys(self, keys: str, widget: QWidget | None = None) -> None:
        """Press a shortcut such as "Ctrl+K" where the keyboard is."""
        QTest.keySequence(widget or QApplication.focusWidget() or self.window, keys)

    def press(self, key: Qt.Key) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key)

    def type(self, words: str) -> None:
        """Type words where the keyboard is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, words)

    def centre(self, widget: QWidget) -> QPoint:
        """Return the middle of a control in the window's coordinates."""
        return widget.mapTo(self.window, widget.rect().center())


@contextmanager
def window_on_stage(
    qtbot: Any, core: Any, folder: Path, *, language: str = "en", **how: Any
) -> Iterator[WindowStage]:
    """Give a window on a core; it is closed afterwards, the core is not."""
    text.use(language)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    speak(application)
    folder.mkdir(parents=True, exist_ok=True)
    window = MainWindow()
    window.resize(1280, 800)
    session = Session(window, core, folder, language=language, scheme="light", tray=False, **how)
    stage = WindowStage(qtbot, window, session, core)
    try:
        window.show()
        window.activateWindow()
        stage.settle()
        yield stage
        stage.settle()
    finally:
        session.close()
        window.ending = True
        window.close()
        window.deleteLater()
        QApplication.processEvents()
        text.use("en")
