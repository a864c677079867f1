"""The next training on Home: when and where, signing up, and a question in advance.

Never enters here: storing or sending it.
"""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from app.text import _
from sync.model.intents import IntentKind
from sync.model.items import EventDetail
from sync.store.queries import EventOccurrence
from ui import theme
from ui.home.when import when_text
from ui.widgets import Card, Pill, RowButton, Wrapped, icon_sign
from ui.words import one_line

_MOST_QUESTION = 1000


class TrainingCard(Card):
    """``signed_up`` carries the occurrence's id and a question ("" for none); ``opened`` its id."""

    signed_up = Signal(str, str)
    opened = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, margin=8)
        self.setObjectName("trainingCard")
        self._one: EventOccurrence | None = None
        self._row: RowButton | None = None
        self._done = Pill("", "ok", self)
        self._note = Wrapped("", "small", parent=self)
        self.question = QLineEdit(self)
        self.question.setMaxLength(_MOST_QUESTION)
        self.button = QPushButton(self)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 0)
        self._head = QLabel(self)
        self._head.setProperty("role", "overline")
        head.addWidget(self._head)
        head.addStretch(1)
        head.addWidget(self._done)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 8)
        foot.setSpacing(8)
        foot.addWidget(self.question, 1)
        foot.addWidget(self.button)
        note = QHBoxLayout()
        note.setContentsMargins(12, 0, 12, 0)
        note.addWidget(self._note)
        self.body.setSpacing(6)
        self.body.addLayout(head)
        self.body.addLayout(note)
        self.body.addLayout(foot)
        self.button.clicked.connect(self._give)
        self.question.returnPressed.connect(self._give)
        self.hide()

    def show_training(self, one: EventOccurrence | None, *, signed_up: bool, zone: dt.tzinfo) -> None:
        """Show a training; None hides the card. What was typed for the same training stays."""
        self.setVisible(one is not None)
        other = one is None or self._one is None or one.id != self._one.id
        self._one, self._signed_up = one, signed_up
        if one is None:
            return
        if other:
            self.question.clear()
        self._show_row(one, zone)
        self._head.setText(_("Next training"))
        waits = one.pending or IntentKind.SIGN_UP.value in one.item.pending
        self._done.setText(_("Signed up, waiting to send") if waits else _("You are signed up"))
        self._done.setProperty("pill", "warning" if waits else "ok")
        self._done.setVisible(signed_up)
        self._note.set_text(
            _("Another question? Send it in advance.")
            if signed_up
            else _("Sign up here. You may send a question in advance.")
        )
        self.question.setPlaceholderText(_("Your question") if signed_up else _("Your question (optional)"))
        self.question.setAccessibleName(_("Your question in advance"))
        self.button.setText(_("Send") if signed_up else _("Sign up"))
        self.button.setProperty("primary", not signed_up)
        for restyled in (self.button, self._done):
            restyled.style().unpolish(restyled)
            restyled.style().polish(restyled)

    def _show_row(self, one: EventOccurrence, zone: dt.tzinfo) -> None:
        if self._row is not None:
            self.body.removeWidget(self._row)
            self._row.deleteLater()
        detail = one.item.detail
        place = one.occurrence.location or (detail.location if isinstance(detail, EventDetail) else "")
        when = when_text(one.occurrence, zone)
        second = _("{when} · {place}").format(when=when, place=one_line(place)) if place else when
        sign = icon_sign("training", lambda: theme.tokens().accent, lambda: theme.tokens().accent_soft)
        title = one_line(one.occurrence.title or one.item.title)
        self._row = RowButton(title, second, sign=sign, parent=self)
        self._row.clicked.connect(lambda: self.opened.emit(one.id))
        self.body.insertWidget(1, self._row)
        QWidget.setTabOrder(self._row, self.question)
        QWidget.setTabOrder(self.question, self.button)

    def _give(self) -> None:
        if self._one is None:
            return
        text = self.question.text().strip()
        if self._signed_up and not text:
            self.question.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.question.clear()
        self.signed_up.emit(self._one.id, text)
