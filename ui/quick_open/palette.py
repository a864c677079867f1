"""The palette of Ctrl+K: a field, results as one types, Enter does it, Tab shows the card.

Enter pressed before the results of the last letters are there waits for them, so "Ctrl+K, ziek, Enter"
always does the same. Never enters here: searching, drawing rows.
"""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QLabel,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.text import _
from sync.model.items import Item, ItemKind
from ui import theme
from ui.links import open_link
from ui.page import Navigator
from ui.quick_open.card import QuickCard
from ui.quick_open.rows import QuickDelegate, spoken
from ui.rows import RowsModel
from ui.widgets import EmptyState, FilterField

_WIDTH = 640
_ROWS = 9
_MOST_HEIGHT = 480


class QuickOpen(QWidget):
    """Lies over the window while it is open; a click beside it or Escape closes it."""

    def __init__(self, core: Any, bridge: Any, navigator: Navigator, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._core, self._bridge, self._navigator = core, bridge, navigator
        self._asked = 0  # the number of the newest question
        self._answered = 0
        self._enter_waits = False
        self._before: QWidget | None = None
        self.setObjectName("quickOpen")
        self.setAccessibleName(_("Go to anything"))
        self.model: RowsModel[Item] = RowsModel(lambda item: item.id, spoken, self)
        self.box = QFrame(self)
        self.box.setObjectName("quickBox")
        self.field = FilterField("", self.box)
        self.list = QListView(self.box)
        self.card = QuickCard(self.box)
        self._nothing = EmptyState("search", "", parent=self.box)
        self._hint = QLabel(self.box)
        self._hint.setProperty("role", "small")
        self._build()
        window.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)
        self.hide()

    def _build(self) -> None:
        self.list.setModel(self.model)
        self.list.setItemDelegate(QuickDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard stays in the field
        self.list.setAccessibleName(_("Results"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(lambda _index: self._enter())
        self.list.setUniformItemSizes(True)
        self._views = QStackedWidget(self.box)
        for view in (self.list, self._nothing, self.card):
            self._views.addWidget(view)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        top = QVBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.addWidget(self.field)
        column.addLayout(top)
        column.addWidget(self._views, 1)
        self._hint.setContentsMargins(20, 8, 20, 10)
        column.addWidget(self._hint)
        shadow = QGraphicsDropShadowEffect(self.box)
        shadow.setBlurRadius(48)
        shadow.setOffset(QPoint(0, 12))
        shadow.setColor(QColor(0, 0, 0, 90))
        self.box.setGraphicsEffect(shadow)
        self.field.textEdited.connect(lambda _text: self._ask())
        self.field.installEventFilter(self)
        self.card.installEventFilter(self)
        self.card.form_wanted.connect(self._open_form)
        self.card.page_wanted.connect(self._open_page)

    # --- opening and closing ---

    def open(self) -> None:
        """Show the palette, empty: the process cards come first."""
        if self.isVisible():
            self.field.selectAll()
            return
        self._before = QApplication.focusWidget()
        self.field.setPlaceholderText(_("What do you want to do?"))
        self.field.setAccessibleName(_("What do you want to do?"))
        self.setAccessibleName(_("Go to anything"))
        self.list.setAccessibleName(_("Results"))
        self._hint.setText(_("↑ ↓ to choose   ·   Enter to open   ·   Tab for the card   ·   Esc to close"))
        self.field.clear()
        self.model.show([])
        self._enter_waits = False
        self._views.setCurrentWidget(self.list)
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._ask()

    def close_palette(self) -> None:
        """Hide it; the keyboard goes back to where it was."""
        self.hide()
        before, self._before = self._before, None
        # A page drawn anew in the meantime has taken its buttons away.
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Go when the keyboard went on to the window behind, as with the shortcut of another page."""
        gone = new is not None and new is not self and not self.isAncestorOf(new)
        if gone and new is not None and new.window() is self._window and self.isVisible():
            self._before = None
            self.hide()

    def type(self, words: str) -> None:
        """Put words into the field, as if typed."""
        self.field.setText(words)
        self._ask()

    @property
    def settled(self) -> bool:
        """Whether the results are those of what stands in the field."""
        return self._answered == self._asked

    # --- results ---

    def _ask(self) -> None:
        self._asked += 1
        number, words, core = self._asked, self.field.text().strip(), self._core

        def work() -> list[Item]:
            if not words:
                cards: list[Item] = core.processes.cards()[:_ROWS]
                return cards
            return [hit.item for hit in core.search.quick(words, _ROWS)]

        self._bridge.run(
            work, lambda items: self._show(number, items), lambda _error: self._show(number, []), self
        )

    def _show(self, number: int, items: list[Item]) -> None:
        if number != self._asked:
            return
        self._answered = number
        self.model.show(items)
        if items:
            self.list.setCurrentIndex(self.model.index(0))
            self._views.setCurrentWidget(self.list)
        else:
            self._nothing.show_as(
                "search",
                _("Nothing fits. Try another word, or search everything with Ctrl+F.")
                if self.field.text().strip()
                else _("Type a word, such as the name of a form, a colleague or a document."),
            )
            self._views.setCurrentWidget(self._nothing)
        self._place()
        if self._enter_waits:
            self._enter_waits = False
            self._enter()

    def current(self) -> Item | None:
        """Return the chosen result."""
        return self.model.row(self.list.currentIndex())

    # --- doing ---

    def _enter(self) -> None:
        if not self.settled:
            self._enter_waits = True
            return
        item = self.current()
        if item is None:
            return
        if item.kind is ItemKind.PROCESS and self._core.processes.form_href(item):
            self._open_form(item)
        else:
            self._open_page(item)

    def _open_form(self, item: Item) -> None:
        self.close_palette()
        open_link(self._core.processes.form_href(item), self._window)

    def _open_page(self, item: Item) -> None:
        self.close_palette()
        self._navigator.open_item(item.id)

    def _show_card(self) -> None:
        item = self.current()
        if item is None:
            return
        if item.kind is ItemKind.PROCESS:
            self.card.show_item(item)
            self._views.setCurrentWidget(self.card)
            self._place()
        else:
            self._open_page(item)

    def _leave_card(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)  # before the card, and its button, are hidden
        self._views.setCurrentWidget(self.list)
        self._place()

    def _move(self, step: int) -> None:
        rows = self.model.rowCount()
        if rows:
            row = (self.list.currentIndex().row() + step) % rows
            self.list.setCurrentIndex(self.model.index(row))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys in the field move the choice; the window's size moves the palette."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._field_key(event)
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _field_key(self, event: QKeyEvent) -> bool:
        at_end = self.field.cursorPosition() == len(self.field.text())
        match event.key():
            case Qt.Key.Key_Down:
                self._move(1)
            case Qt.Key.Key_Up:
                self._move(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._enter()
            case Qt.Key.Key_Tab:
                self._show_card()
            case Qt.Key.Key_Right if at_end and self.field.text():
                self._show_card()
            case Qt.Key.Key_Escape:
                self.close_palette()
            case _:
                return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Left leave the card."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Left):
            if self._views.currentWidget() is self.card:
                self._leave_card()
            else:
                self.close_palette()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the palette closes it."""
        if not self.box.geometry().contains(event.position().toPoint()):
            self.close_palette()

    # --- place ---

    def _place(self) -> None:
        window = self._window
        self.setGeometry(window.rect())
        width = min(_WIDTH, window.width() - 48)
        height = min(self._wanted_height(), window.height() - 160)
        self.box.setGeometry((window.width() - width) // 2, max(48, window.height() // 8), width, height)

    def _wanted_height(self) -> int:
        """Return a height for the results there are; the card and the empty state get all of it."""
        if self._views.currentWidget() is not self.list:
            return _MOST_HEIGHT
        rows = max(1, self.model.rowCount()) * max(1, self.list.sizeHintForRow(0))
        around = self.field.sizeHint().height() + self._hint.sizeHint().height() + 12 + 2 * 8 + 8
        return min(rows + around, _MOST_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim what lies below."""
        painter = QPainter(self)
        shade = QColor(theme.tokens().shade)
        shade.setAlpha(120 if theme.tokens().dark else 70)
        painter.fillRect(self.rect(), shade)
        painter.end()
