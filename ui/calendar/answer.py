"""Yes, Maybe, No: the answer to an invitation, and honestly how far it has come.

Never enters here: storing or sending the answer.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.text import _
from sync.model.items import PartStat
from sync.store.queries import EventOccurrence
from ui.calendar.colours import answer_of

_ORDER = (PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED)


def answers() -> dict[PartStat, str]:
    """Return the answers that can be given, in their order."""
    return {PartStat.ACCEPTED: _("Yes"), PartStat.TENTATIVE: _("Maybe"), PartStat.DECLINED: _("No")}


class AnswerBox(QFrame):
    """Hidden where the person was not invited."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("answerBox")
        self.setProperty("card", True)
        self._question = QLabel(self)
        self._question.setProperty("role", "strong")
        self._state = QLabel(self)
        self._state.setProperty("role", "muted")
        self._state.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.buttons: dict[PartStat, QPushButton] = {}
        for part in _ORDER:
            button = QPushButton(self)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, part=part: self._choose(part))
            self.buttons[part] = button
            row.addWidget(button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self._question)
        layout.addLayout(row)
        layout.addWidget(self._state)

    def _choose(self, part: PartStat) -> None:
        # Not an exclusive group: in one the arrow keys press the next button, and that would send an answer.
        for one, button in self.buttons.items():
            button.setChecked(one is part)
        self.chosen.emit(part)

    def show_event(self, one: EventOccurrence, *, cancelled: bool) -> None:
        """Show the person's answer to an occurrence."""
        answer = answer_of(one)
        self.setVisible(answer is not PartStat.NONE and not cancelled)
        labels = answers()
        self._question.setText(_("Will you be there?"))
        for part, button in self.buttons.items():
            button.setText(labels[part])
            button.setAccessibleName(_("Answer: {answer}").format(answer=labels[part]))
            button.setChecked(part is answer)
        self._state.setText(_state(answer, pending=one.pending))


def _state(answer: PartStat, *, pending: bool) -> str:
    if answer not in _ORDER:
        return _("You have not answered yet.")
    if pending:
        return {
            PartStat.ACCEPTED: _("Yes, waiting to send."),
            PartStat.TENTATIVE: _("Maybe, waiting to send."),
            PartStat.DECLINED: _("No, waiting to send."),
        }[answer]
    return {
        PartStat.ACCEPTED: _("You said yes."),
        PartStat.TENTATIVE: _("You said maybe."),
        PartStat.DECLINED: _("You said no."),
    }[answer]
