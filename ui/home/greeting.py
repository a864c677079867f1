"""The top of Home: what day it is, a greeting, and how much waits. Never enters here: counting."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.home import HomeSummary
from app.text import _, ngettext
from ui.widgets import Wrapped
from ui.words import capital, date_text


def greeting_text(hour: int) -> str:
    """Return a greeting for an hour of the day, 0 to 23."""
    if 5 <= hour < 12:
        return _("Good morning")
    if 12 <= hour < 18:
        return _("Good afternoon")
    if hour >= 18:
        return _("Good evening")
    return _("Hello")


def missed_text(summary: HomeSummary) -> str:
    """Return one sentence on what waits, the most important first."""
    must = len(summary.must_reads)
    if must:
        return ngettext("{n} must-read waits for you.", "{n} must-reads wait for you.", must).format(n=must)
    if summary.unread_total:
        number = summary.unread_total
        return ngettext("{n} item is new to you.", "{n} items are new to you.", number).format(n=number)
    return _("You have seen everything. Nothing is waiting for you.")


class Greeting(QWidget):
    """Day, greeting, sentence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._day = QLabel(self)
        self._day.setProperty("role", "overline")
        self._hello = QLabel(self)
        self._hello.setProperty("role", "title")
        self._missed = Wrapped("", "muted", parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._day, self._hello, self._missed):
            column.addWidget(part)

    def show_summary(self, summary: HomeSummary, here: dt.datetime) -> None:
        """Show how things stand; ``here`` is the time on this computer's clock."""
        self._day.setText(capital(date_text(here.date(), weekday=True, year=True)))
        self._hello.setText(greeting_text(here.hour))
        self._missed.set_text(missed_text(summary))
