"""What a list shows when there is nothing in it: a sign, one sentence, one thing to do.

Never enters here: why it is empty.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme

_SIGN = 44
_WIDTH = 360
_LEAST = 120
_MARGIN = 24


class EmptyState(QWidget):
    """Stands in the middle. ``acted`` tells that its one button was pressed."""

    acted = Signal()

    def __init__(self, icon: str, sentence: str, *, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._sign = QLabel(self)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence = QLabel(self)
        self._sentence.setProperty("role", "muted")
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.button = QPushButton(self)
        self.button.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(12)
        column.addStretch(2)
        for widget in (self._sign, self._sentence, self.button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.notifier().changed.connect(self._draw)
        self.show_as(icon, sentence, action)

    def show_as(self, icon: str, sentence: str, action: str = "") -> None:
        """Say something else; without an ``action`` there is no button."""
        self._icon_name = icon
        self._sentence.setText(sentence)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self._fit()
        self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the sentence with the font that it is shown in."""
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sentence within a narrow pane."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return the least: an empty pane must not hold a window open."""
        return QSize(160, 120)

    def _fit(self) -> None:
        # In the middle of a layout a label gets the height of its size hint, which knows no width.
        width = max(_LEAST, min(_WIDTH, self.width() - 2 * _MARGIN))
        self._sentence.setMinimumSize(0, 0)  # a label counts its own least height in
        self._sentence.setFixedSize(width, max(0, self._sentence.heightForWidth(width)))

    def _draw(self) -> None:
        self._sign.setPixmap(theme.pixmap(self._icon_name, _SIGN, theme.tokens().faint))
