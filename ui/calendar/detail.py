"""The details of one event: when, where, who, what it is about, and the person's answer.

Never enters here: storing an answer (the page asks ``core.calendar``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from html import escape
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.text import _
from sync.model.items import Collection, EventDetail, Item
from sync.store.queries import EventOccurrence
from ui import theme
from ui.calendar.answer import AnswerBox
from ui.calendar.attendees import AttendeeList
from ui.calendar.colours import CalendarColours, title_of
from ui.calendar.recurrence_words import in_words
from ui.calendar.sign_up import SignUpBox
from ui.links import open_link, safe_url
from ui.scroll import scrolling
from ui.widgets import EmptyState
from ui.words import capital, date_text, one_line, shown_name, span_text, time_text

_MOST_TEXT = 8000


@dataclass(frozen=True, slots=True)
class EventView:
    """All that the details show, gathered on a worker."""

    one: EventOccurrence
    whole: Item
    calendar: Collection | None
    signed_up: bool


def gather(core: Any, any_id: str) -> EventView | None:
    """Return an event's details, None when it is gone. Blocks for milliseconds: for a worker."""
    one: EventOccurrence | None = core.calendar.occurrence(any_id)
    if one is None:
        return None
    whole = core.calendar.whole(one.id) or one.item
    calendar = next((c for c in core.calendar.calendars() if c.id == one.item.collection_id), None)
    return EventView(one, whole, calendar, core.calendar.is_signed_up(one))


class EventPanel(QWidget):
    """Shows an ``EventView``; asks the page to answer and to sign up."""

    answered = Signal(str, object)  # occurrence id, PartStat
    sign_up_wanted = Signal(str, str)  # occurrence id, question
    left = Signal()

    def __init__(self, zone: dt.tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("eventPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._zone = zone
        self._view: EventView | None = None
        self.colours = CalendarColours()
        self._calendar = QLabel(self)
        self._title = _words("page")
        self._when = _words("strong")
        self._own = _words("muted")
        self._place = _words("")
        self._repeats = _words("muted")
        self._text = _words("")
        self.answer = AnswerBox(self)
        self.sign_up = SignUpBox(self)
        self.attendees = AttendeeList(self)
        self.link = QPushButton(_("Open the meeting link"), self)
        self.link.clicked.connect(self._open_link)
        self.answer.chosen.connect(lambda part: self._with_id(lambda one: self.answered.emit(one, part)))
        self.sign_up.wanted.connect(
            lambda text: self._with_id(lambda one: self.sign_up_wanted.emit(one, text))
        )
        self._build()
        theme.notifier().changed.connect(self.restyle)

    @property
    def view(self) -> EventView | None:
        """What is on show."""
        return self._view

    def show_event(self, view: EventView | None) -> None:
        """Show an event, or that none is chosen."""
        same = view is not None and self._view is not None and view.one.id == self._view.one.id
        self._view = view
        self._stack.setCurrentIndex(0 if view is None else 1)
        if view is None:
            return
        one, detail = view.one, view.whole.detail
        if not isinstance(detail, EventDetail):
            return
        colour = self.colours.of(one.item.collection_id).name()
        name = escape(one_line(view.calendar.title)) if view.calendar else ""
        self._calendar.setText(f'<span style="color:{colour}">●</span>&nbsp; {name}')
        cancelled = one.occurrence.cancelled or detail.status == "CANCELLED"
        title = one_line(title_of(one))
        self._title.setText(_("Cancelled: {title}").format(title=title) if cancelled else title)
        _fill(self._when, when_text(one, self._zone))
        _fill(self._own, own_zone_text(one, detail, self._zone))
        _fill(self._place, shown_name(one.occurrence.location or detail.location))
        _fill(self._repeats, in_words(detail.recurrence_text) if detail.recurring else "")
        _fill(self._text, detail.description.strip()[:_MOST_TEXT])
        self.link.setVisible(bool(detail.url) and safe_url(detail.url) is not None)
        self.answer.show_event(one, cancelled=cancelled)
        self.sign_up.show_event(detail, done=view.signed_up, cancelled=cancelled, keep=same)
        self.attendees.show_people(detail.organizer, detail.attendees)
        if not same:
            self._scroll.verticalScrollBar().setValue(0)

    def restyle(self) -> None:
        """Take over a new theme."""
        self.show_event(self._view)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    # --- inside ---

    def _build(self) -> None:
        inner = QWidget(self)
        inner.setObjectName("eventInner")
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._place_row = _with_icon("place", self._place)
        column.addWidget(self._calendar)
        column.addWidget(self._title)
        column.addSpacing(4)
        for part in (self._when, self._own, self._repeats, self._place_row):
            column.addWidget(part)
        column.addSpacing(8)
        column.addWidget(self.answer)
        column.addWidget(self.sign_up)
        column.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._text)
        column.addWidget(self.attendees)
        column.addStretch(1)
        self._scroll = scrolling(inner, self)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(EmptyState("event", _("Choose an event to see what it is about."), parent=self))
        self._stack.addWidget(self._scroll)

    def _with_id(self, call: Any) -> None:
        if self._view is not None:
            call(self._view.one.id)

    def _open_link(self) -> None:
        if self._view is not None and isinstance(self._view.whole.detail, EventDetail):
            open_link(self._view.whole.detail.url, self, ask=True)


def when_text(one: EventOccurrence, zone: dt.tzinfo) -> str:
    """Return when it takes place, in words, as seen in ``zone``."""
    occurrence = one.occurrence
    if occurrence.all_day:
        first, last = occurrence.start.date(), (occurrence.end - dt.timedelta(days=1)).date()
        day = capital(date_text(first, weekday=True, year=True))
        if last <= first:
            return f"{day}\n{_('All day')}"
        return _("{first} until {last}").format(first=day, last=date_text(last, weekday=True, year=True))
    start, end = occurrence.start.astimezone(zone), occurrence.end.astimezone(zone)
    day = capital(date_text(start.date(), weekday=True, year=True))
    if start.date() == end.date():
        return f"{day}\n{span_text(occurrence, zone)}"
    last_day = date_text(end.date(), weekday=True, year=True)
    return f"{day}, {time_text(start)} –\n{last_day}, {time_text(end)}"


def own_zone_text(one: EventOccurrence, detail: EventDetail, zone: dt.tzinfo) -> str:
    """Return the times in the event's own zone when they differ from ``zone``, "" when not."""
    if one.occurrence.all_day or not detail.timezone:
        return ""
    try:
        own = ZoneInfo(detail.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""
    start = one.occurrence.start
    if start.astimezone(own).utcoffset() == start.astimezone(zone).utcoffset():
        return ""
    place = detail.timezone.rpartition("/")[2].replace("_", " ")
    there, here = start.astimezone(own), start.astimezone(zone)
    span = span_text(one.occurrence, own)
    if there.date() != here.date():
        span = f"{date_text(there.date(), short=True, weekday=True)}, {span}"
    return _("{times} in {place}").format(times=span, place=place)


def _words(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label


def _fill(label: QLabel, text: str) -> None:
    label.setText(text)
    holder = label.parentWidget()
    shown = holder if holder is not None and holder.objectName() == "iconRow" else label
    shown.setVisible(bool(text))


def _with_icon(icon: str, label: QLabel) -> QWidget:
    row = QWidget()
    row.setObjectName("iconRow")
    sign = QLabel(row)
    sign.setPixmap(theme.pixmap(icon, 18, theme.tokens().muted))
    sign.setFixedSize(18, 18)
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(label, 1)
    return row
