"""The line at the bottom: one sentence about how things stand, and one action.

Never enters here: the words (``ui.text``), what the action does.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from ui import theme
from ui.said import Act, Said, Tone
from ui.tooltip import plain_tip

_ICON = 16


class StatusLine(QWidget):
    """``acted`` carries the ``Act`` that the person chose."""

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._said = Said("")
        self._sign = QLabel(self)
        self._sign.setFixedSize(QSize(_ICON, _ICON))
        self.sentence = QLabel(self)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setMinimumWidth(40)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(120)
        self.progress.hide()
        self.action = QPushButton(self)
        self.action.setProperty("statusAction", True)
        self.action.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self.sentence)
        row.addWidget(self.progress)
        row.addWidget(self.action)
        row.addStretch(1)
        self.setMinimumHeight(36)
        self.action.clicked.connect(lambda: self.acted.emit(self._said.act))
        theme.notifier().changed.connect(self._draw)

    @property
    def said(self) -> Said:
        """What stands there."""
        return self._said

    def show_said(self, said: Said, done: int = 0, total: int = 0) -> None:
        """Say something; with a ``total`` there is a bar beside it."""
        self._said = said
        self.sentence.setAccessibleName(said.sentence)
        self.action.setText(said.label)
        self.action.setAccessibleName(said.label)
        self.action.setVisible(said.act is not Act.NONE and bool(said.label))
        self.progress.setVisible(total > 1)
        self.progress.setAccessibleName(said.sentence)
        if total > 1:
            self.progress.setRange(0, total)
            self.progress.setValue(min(done, total))
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the sentence to what fits."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        whole = self._said.sentence
        room = self.width() - 32 - _ICON - 24
        room -= self.action.sizeHint().width() if self.action.isVisibleTo(self) else 0
        room -= self.progress.width() if self.progress.isVisibleTo(self) else 0
        shown = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, max(room, 60))
        self.sentence.setText(shown)
        self.sentence.setToolTip("" if shown == whole else plain_tip(whole))

    def _draw(self) -> None:
        now = theme.tokens()
        colour = {
            Tone.CALM: now.ok if self._said.icon == "up-to-date" else now.muted,
            Tone.BUSY: now.accent,
            Tone.NOTE: now.warning,
            Tone.ALARM: now.danger,
        }[self._said.tone]
        self._sign.setPixmap(theme.pixmap(self._said.icon, _ICON, colour))
        self._fit()
