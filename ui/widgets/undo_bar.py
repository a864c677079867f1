"""A sentence in passing with a way back. Never enters here: what is undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.text import _

_STAYS_MS = 8000


class UndoBar(QFrame):
    """Hidden until ``offer``; goes by itself after some seconds, not while the keyboard is in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undoBar")
        self._undo: Callable[[], None] | None = None
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._button = QPushButton(_("Undo"), self)
        self._button.clicked.connect(self._undone)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.addWidget(self._label, 1)
        row.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STAYS_MS)
        self._timer.timeout.connect(self._leave)
        self.hide()

    def offer(self, sentence: str, undo: Callable[[], None] | None) -> None:
        """Say what happened; with ``undo`` there is a button that takes it back."""
        self._undo = undo
        self._label.setText(sentence)
        self.setAccessibleName(sentence)
        self._button.setText(_("Undo"))
        self._button.setVisible(undo is not None)
        self.show()
        self._timer.start()

    def _undone(self) -> None:
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()

    def _leave(self) -> None:
        if self._button.hasFocus():
            self._timer.start()
        else:
            self.hide()
