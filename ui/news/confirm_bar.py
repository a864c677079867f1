"""The bar below a must-read: "Read and confirm", and honestly who knows of it.

Never enters here: storing or sending the confirmation.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.text import _
from sync.model.items import Item, NewsDetail
from ui import theme
from ui.words import ago, now


class ConfirmBar(QFrame):
    """Hidden for anything that is not a must-read."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confirmBar")
        self._sign = QLabel(self)
        self._title = QLabel(self)
        self._title.setProperty("role", "strong")
        self._title.setWordWrap(True)  # in a narrow panel the words give way, never the button
        self._note = QLabel(self)
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        self.button = QPushButton(_("Read and confirm"), self)
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self.wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._note)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 12, 16, 12)
        row.setSpacing(16)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        self.hide()

    def show_state(self, item: Item, *, countable: bool, waiting: bool) -> None:
        """Show how it stands: to confirm, waiting to be sent, sent, or known on this computer only."""
        must = isinstance(item.detail, NewsDetail) and item.detail.must_read
        self.setVisible(must)
        if not must:
            return
        done = item.state.confirmed_at
        tokens = theme.tokens()
        self.button.setVisible(done is None)
        self.button.setText(_("Read and confirm"))
        if done is None:
            self._title.setText(_("This is a must-read."))
            note = (
                _("Your organisation would like to know that you have read it.")
                if countable
                else _("Your confirmation stays on this computer: this intranet has no place for it.")
            )
            sign, colour = "must-read", tokens.danger
        elif waiting:
            self._title.setText(_("You confirmed this {when}.").format(when=ago(done, now())))
            note = _("It is waiting to be sent.")
            sign, colour = "waiting", tokens.warning
        elif countable:
            self._title.setText(_("You confirmed this {when}.").format(when=ago(done, now())))
            note = _("Your confirmation has been sent.")
            sign, colour = "check", tokens.ok
        else:
            self._title.setText(_("You confirmed this {when}.").format(when=ago(done, now())))
            note = _("Only on this computer: this intranet has no place for confirmations.")
            sign, colour = "check", tokens.muted
        self._note.setText(note)
        self._sign.setPixmap(theme.pixmap(sign, 24, colour))
        self._sign.setFixedSize(24, 24)
