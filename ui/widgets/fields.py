"""Fields to type in. Never enters here: what is searched."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import theme


class FilterField(QLineEdit):
    """A field with a magnifying glass. Escape empties it, and once empty leaves it to the page."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("search", True)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(False)
        self._glass: QAction = self.addAction(theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        theme.notifier().changed.connect(self._draw)

    def _draw(self) -> None:
        self._glass.setIcon(theme.icon("search"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the field first."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)
