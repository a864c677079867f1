"""The window's keys, and the list of them behind F1.

Never enters here: keys of one page alone (the page has them; the list names the most useful).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

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

Deed = Callable[[], object]


def add_shortcuts(window: QWidget, deeds: Mapping[str, Deed], find: Deed, idle: Callable[[], bool]) -> None:
    """Give the window its keys. ``find`` is what "/" does; nothing is done while ``idle()``."""

    def add(keys: str, call: Deed) -> None:
        shortcut = QShortcut(QKeySequence(keys), window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(lambda: None if idle() else call())

    for keys, call in deeds.items():
        add(keys, call)
    add("F1", lambda: ShortcutsDialog(window).open())
    slash = QShortcut(QKeySequence("/"), window)
    slash.activated.connect(lambda: _slash(find, idle))


def _slash(find: Deed, idle: Callable[[], bool]) -> None:
    """Begin a search, unless a "/" is being typed somewhere."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        field.insert("/")
    elif isinstance(field, QPlainTextEdit):
        field.insertPlainText("/")
    elif not idle():
        find()


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
