"""A list of rows to choose from, beside which the page shows the chosen one.

Never enters here: how a row looks (a delegate), what a choice does.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from ui.calm_focus import CalmListView
from ui.rows import Index, RowsModel


class ChoiceList(CalmListView):
    """``chosen`` carries the key of the current row; ``opened`` is Enter or a double click."""

    chosen = Signal(object)
    opened = Signal()

    def __init__(self, model: RowsModel[Any], name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = model
        self.setAccessibleName(name)
        self.setModel(model)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which row is current."""
        super().currentChanged(current, previous)
        row = self._rows.row(current)
        if row is not None and not self.calm:
            self.chosen.emit(self._rows.key(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to what is chosen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
