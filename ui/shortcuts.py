"""The window's keys, and the list of them behind F1.

Never enters here: keys of one page alone (the page has them; the list names the most useful).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.text import _
from ui.sidebar import PAGES

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def add_shortcuts(window: MainWindow) -> None:
    """Give the window its keys."""

    def add(keys: str, call: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(lambda: None if window.covered else call())

    for number in range(1, len(PAGES) + 1):
        add(f"Ctrl+{number}", lambda number=number: window.open_number(number))  # type: ignore[misc]
    add("Alt+Left", window.back)
    add("F5", window.sync)
    add("Ctrl+K", window.quick_wanted.emit)
    add("Ctrl+F", window.focus_search)
    add("Ctrl+,", lambda: window.open_page("settings"))
    add("F1", lambda: ShortcutsDialog(window).open())
    slash = QShortcut(QKeySequence("/"), window)
    slash.activated.connect(lambda: _slash(window))


def _slash(window: MainWindow) -> None:
    """Begin a search, unless a "/" is being typed somewhere."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        field.insert("/")
    elif isinstance(field, QPlainTextEdit):
        field.insertPlainText("/")
    elif not window.covered:
        window.focus_search()


def _listed() -> list[tuple[str, str]]:
    """Return the keys and what they do, in the present language."""
    return [
        ("Ctrl+K", _("Go to anything: a form, a person, a document")),
        ("Ctrl+F", _("Search everything")),
        ("Ctrl+1", _("Home; Ctrl+2 to Ctrl+6 for the other pages")),
        ("Alt+Left", _("Back to the page before")),
        ("F5", _("Sync now")),
        ("S", _("Star a news item")),
        ("U", _("Mark a news item read or unread")),
        ("Ctrl+Return", _("Open a news item in the browser")),
        ("Ctrl+,", _("Settings")),
        ("F1", _("This list")),
    ]


class ShortcutsDialog(QDialog):
    """All keys at a glance."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Keyboard"))
        title = QLabel(_("Keyboard"), self)
        title.setProperty("role", "title")
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(10)
        for row, (keys, meaning) in enumerate(_listed()):
            key = QLabel(QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText), self)
            key.setProperty("pill", "plain")
            key.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(key, row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(QLabel(meaning, self), row, 1)
        buttons = QDialogButtonBox(self)
        close = buttons.addButton(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(20)
        column.addWidget(title)
        column.addLayout(grid)
        column.addWidget(buttons)
