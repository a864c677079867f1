"""Who is invited to an event, and what each of them answered.

Never enters here: the person's own answer (``answer``).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.text import _, ngettext
from sync.model.items import Attendee, PartStat
from ui import theme
from ui.words import one_line

_MOST = 12


class AttendeeList(QWidget):
    """Names with their answers as a sign and a word: a colour alone tells too little."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 8, 0, 0)
        self._layout.setHorizontalSpacing(8)
        self._layout.setVerticalSpacing(6)
        self._layout.setColumnStretch(1, 1)

    def show_people(self, organizer: Attendee | None, attendees: Sequence[Attendee]) -> None:
        """Show the organiser and the invited."""
        while (entry := self._layout.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.deleteLater()
        self.setVisible(bool(attendees or organizer))
        row = 0
        if organizer is not None:
            row = self._heading(row, _("Organised by"))
            row = self._person(row, "person", theme.tokens().muted, _name(organizer), "")
        if attendees:
            count = len(attendees)
            row = self._heading(
                row, ngettext("{n} person invited", "{n} people invited", count).format(n=count)
            )
        for one in attendees[:_MOST]:
            icon, colour, word = _answer(one.partstat)
            row = self._person(row, icon, colour, _name(one), word)
        rest = len(attendees) - _MOST
        if rest > 0:
            more = ngettext("and {n} other", "and {n} others", rest).format(n=rest)
            self._person(row, "", theme.tokens().muted, more, "")

    def _heading(self, row: int, text: str) -> int:
        label = QLabel(text, self)
        label.setProperty("role", "heading")
        self._layout.addWidget(label, row, 0, 1, 3)
        return row + 1

    def _person(self, row: int, icon: str, colour: QColor, name: str, word: str) -> int:
        sign = QLabel(self)
        sign.setFixedSize(18, 18)
        if icon:
            sign.setPixmap(theme.pixmap(icon, 18, colour))
        who = QLabel(name, self)
        who.setTextFormat(Qt.TextFormat.PlainText)
        who.setWordWrap(True)
        said = QLabel(word, self)
        said.setProperty("role", "muted")
        self._layout.addWidget(sign, row, 0)
        self._layout.addWidget(who, row, 1)
        self._layout.addWidget(said, row, 2)
        return row + 1


def _name(one: Attendee) -> str:
    return one_line(one.name or one.mail)


def _answer(part: PartStat) -> tuple[str, QColor, str]:
    tokens = theme.tokens()
    return {
        PartStat.ACCEPTED: ("check", tokens.ok, _("Yes")),
        PartStat.DECLINED: ("close", tokens.danger, _("No")),
        PartStat.TENTATIVE: ("question", tokens.warning, _("Maybe")),
    }.get(part, ("waiting", tokens.muted, _("No answer yet")))
