"""The list of news: keys, selection that follows the item, and a place that stays.

Never enters here: painting, data access.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyledItemDelegate, QWidget

from app.text import _
from sync.model.items import Item
from ui.calm_focus import CalmListView
from ui.rows import Index, RowsModel

_SETTLE = 60  # ms: an arrow key held down reads only the item it stops at


class NewsList(CalmListView):
    """``chosen`` follows the current row, a moment later; ``opened`` is Enter or a double click."""

    chosen = Signal(str)
    opened = Signal()
    paged = Signal()

    def __init__(self, model: RowsModel[Item], delegate: QStyledItemDelegate, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = model
        self._current = ""
        self._quiet = False
        self.setObjectName("newsList")
        self.setAccessibleName(_("List of news"))
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE)
        self._settle.timeout.connect(lambda: self.chosen.emit(self._current))
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def show_rows(self, items: Sequence[Item]) -> None:
        """Take over a list; the current item stays current and stands where it stood."""
        held, place = self._current, self.verticalScrollBar().value()
        top = self.indexAt(self.viewport().rect().topLeft())
        anchor = self._rows.row(top)
        offset = self.visualRect(top).top() if anchor is not None else 0
        self._quiet = True  # rows that go away move the current one: that is not a choice of the person
        self._rows.show(items)
        index = self._rows.find(held) if held else QModelIndex()
        if index.isValid() and index != self.currentIndex():
            self.setCurrentIndex(index)
        elif not index.isValid():
            self.setCurrentIndex(QModelIndex())
        self._quiet = False
        self.doItemsLayout()
        again = self._rows.find(anchor.id) if anchor is not None and place > 0 else QModelIndex()
        if again.isValid():
            self.verticalScrollBar().setValue(place)
            moved = self.visualRect(again).top() - offset
            self.verticalScrollBar().setValue(place + moved)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell the page a moment later which item is current."""
        super().currentChanged(current, previous)
        if self.calm:
            return
        item = self._rows.row(current)
        if not self._quiet and item is not None and item.id != self._current:
            self._current = item.id
            self._settle.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes into the article, Space pages through it, j and k are down and up."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit()
        elif key == Qt.Key.Key_Space:
            self.paged.emit()
        elif key in (Qt.Key.Key_J, Qt.Key.Key_K):
            step = 1 if key == Qt.Key.Key_J else -1
            index = self._rows.index(self.currentIndex().row() + step)
            if index.isValid():
                self.setCurrentIndex(index)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here."""
