"""Signing up for a training, with a question in advance.

Never enters here: storing or sending it.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.text import _
from sync.model.items import EventDetail

_MOST_QUESTION = 1000


class SignUpBox(QFrame):
    """Hidden for anything that is not a training."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("signUpBox")
        self.setProperty("card", True)
        self._title = QLabel(self)
        self._title.setProperty("role", "strong")
        self._note = QLabel(self)
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        self.question = QLineEdit(self)
        self.question.setMaxLength(_MOST_QUESTION)
        self.button = QPushButton(self)
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self._give)
        self.question.returnPressed.connect(self._give)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        for part in (self._title, self._note, self.question, self.button):
            layout.addWidget(part)

    def show_event(self, detail: EventDetail, *, done: bool, cancelled: bool, keep: bool) -> None:
        """Show whether the person is signed up. ``keep``: it is the same event, so what was typed stays."""
        self.setVisible(detail.training and not cancelled)
        self._title.setText(_("You are signed up.") if done else _("This is a training."))
        self._note.setText(
            _("Another question? Send it in advance.")
            if done
            else _("Sign up here. You may send a question in advance.")
        )
        self.question.setPlaceholderText(_("Your question (optional)") if not done else _("Your question"))
        self.question.setAccessibleName(_("Your question in advance"))
        self.button.setText(_("Send the question") if done else _("Sign up"))
        self._done = done
        if not keep:
            self.question.clear()

    def _give(self) -> None:
        text = self.question.text().strip()
        if self._done and not text:
            self.question.setFocus()
            return
        self.question.clear()
        self.wanted.emit(text)
