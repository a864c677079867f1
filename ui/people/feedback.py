"""Feedback about an item in two clicks: open, and say what it is. Or write a sentence.

Never enters here: delivery; what a person says is an intent in the outbox.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainterPath, QRegion, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.text import _
from sync.model.items import Item

_MOST_TEXT = 2000
_CORNER = 12  # as the style sheet draws them


class FeedbackPopover(QFrame):
    """A small window beside its button. ``said`` carries one sentence on what became of the feedback."""

    said = Signal(str)

    def __init__(self, core: Any, bridge: Any, about: Item | None, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("Feedback"))
        self._core, self._bridge, self._about = core, bridge, about
        self._text = QPlainTextEdit(self)
        self._text.setAccessibleName(_("Your feedback"))
        self._text.setPlaceholderText(_("Or say it in your own words…"))
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(self.fontMetrics().height() * 4 + 16)
        self._send = QPushButton(_("Send"), self)
        self._send.setProperty("primary", True)
        self._send.setEnabled(False)
        self._build()
        self._text.textChanged.connect(lambda: self._send.setEnabled(bool(self._text.toPlainText().strip())))
        self._send.clicked.connect(lambda: self._give(self._text.toPlainText()))
        QShortcut(QKeySequence("Ctrl+Return"), self, self._send.click)

    def open_at(self, anchor: QWidget) -> None:
        """Show below a button, its right edges in line."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + 6))
        self.move(max(corner.x(), 0), corner.y())
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the corners round: a see-through window is black where nothing composites the desktop."""
        super().resizeEvent(event)
        shape = QPainterPath()
        shape.addRoundedRect(self.rect(), _CORNER, _CORNER)
        self.setMask(QRegion(shape.toFillPolygon().toPolygon()))

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        title = QLabel(_("What do you think of this?"), self)
        title.setProperty("role", "heading")
        quick = QHBoxLayout()
        quick.setSpacing(8)
        for label in (_("Helpful"), _("Not clear"), _("Out of date")):
            button = QPushButton(label, self)
            button.clicked.connect(lambda _checked=False, label=label: self._give(label))
            quick.addWidget(button)
        note = QLabel(_("It goes to the people who look after the intranet."), self)
        note.setProperty("role", "muted")
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(self._send)
        layout.addWidget(title)
        layout.addLayout(quick)
        layout.addWidget(self._text)
        layout.addWidget(note)
        layout.addLayout(last)

    def _give(self, text: str) -> None:
        people, about = self._core.people, self._about
        words = text.strip()[:_MOST_TEXT]
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # it still has to tell the outcome
        self.hide()

        def tell(sentence: str) -> None:
            self.said.emit(sentence)
            self.deleteLater()

        self._bridge.run(
            lambda: people.feedback(words, about),
            lambda sent: tell(
                _("Thank you. Your feedback is on its way.")
                if sent
                else _("This intranet has no place for feedback yet.")
            ),
            lambda _error: tell(_("Your feedback could not be kept. Please try again.")),
            self,
        )
