"""One entry of the outbox in full, with the choices there are.

Never enters here: delivery.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.outbox import OutboxEntry
from app.text import _
from sync.model.errors import ErrorCode
from sync.model.intents import IntentKind, IntentState
from ui.outbox.words import about_text, done_text, explanation, own_words, state_text
from ui.widgets import Card, Pill, Wrapped
from ui.words import capital, long_time, now

_WIDEST = 600


class EntryPanel(QWidget):
    """Shows an ``OutboxEntry``."""

    retry_wanted = Signal(int)
    discard_wanted = Signal(int)
    item_wanted = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._entry: OutboxEntry | None = None
        self._title = Wrapped(role="page")
        self._about = Wrapped(role="strong")
        self._when = Wrapped(role="muted")
        self._state = Pill("", "plain")
        self._why = Wrapped()
        self._own = Wrapped()
        self._own_card = Card(self)
        self._own_card.body.addWidget(self._own)
        self.look = QPushButton(_("Look at it"), self)
        self.retry = QPushButton(_("Try again now"), self)
        self.discard = QPushButton(_("Give it up…"), self)
        self.discard.setProperty("danger", True)
        self.look.clicked.connect(self._look)
        self.retry.clicked.connect(lambda: self._with_id(self.retry_wanted.emit))
        self.discard.clicked.connect(lambda: self._with_id(self.discard_wanted.emit))
        self._build()

    def show_entry(self, entry: OutboxEntry) -> None:
        """Show an entry."""
        self._entry = entry
        intent = entry.intent
        self._title.set_text(done_text(intent))
        about, own = about_text(entry), own_words(intent)
        self._about.set_text(about)
        self._about.setVisible(bool(about))
        self._when.set_text(capital(long_time(intent.created)))
        words, tone = state_text(intent)
        self._state.setText(words)
        self._state.setProperty("pill", tone)
        self._state.style().unpolish(self._state)
        self._state.style().polish(self._state)
        self._why.set_text(explanation(intent, now()))
        self._own.set_text(own)
        self._own_card.setVisible(bool(own))
        sending = intent.state is IntentState.SENDING
        self.look.setVisible(entry.item is not None)
        changed = intent.error is ErrorCode.CONFLICT and intent.kind is IntentKind.RESPOND
        # An answer to a changed meeting is given anew at the meeting: sending the old one would be blind.
        self.retry.setVisible(not sending and not (intent.state is IntentState.PARKED and changed))
        self.discard.setVisible(not sending)
        for button in (self.look, self.retry):
            button.setProperty("primary", False)
        first = self.look if self.retry.isHidden() else self.retry
        first.setProperty("primary", True)
        for button in (self.look, self.retry):
            button.style().unpolish(button)
            button.style().polish(button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.retry, self.look, self.discard):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inner = QWidget(self)
        inner.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addWidget(self._when)
        column.addWidget(self._own_card)
        column.addWidget(self._state, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._why)
        column.addSpacing(6)
        column.addLayout(buttons)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 28, 32, 28)
        row.addWidget(inner, 1)

    def _with_id(self, call: Any) -> None:
        if self._entry is not None:
            call(self._entry.intent.id)

    def _look(self) -> None:
        if self._entry is not None and self._entry.item is not None:
            self.item_wanted.emit(self._entry.intent.item_id or self._entry.item.id)
