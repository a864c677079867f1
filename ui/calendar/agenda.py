"""The agenda: days with what takes place on each, in one list.

Never enters here: data access, the month grid.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.text import _
from sync.model.items import EventDetail, PartStat
from sync.store.queries import EventOccurrence
from ui import theme
from ui.calendar.colours import CalendarColours, answer_of, is_off, is_open, title_of
from ui.calm_focus import CalmListView
from ui.paint import draw_box, draw_ground, draw_pill, draw_text, pill_size, scaled_font, text_height
from ui.rows import RowRole, RowsModel
from ui.words import day_title, locale, one_line, span_text, time_text

Index = QModelIndex | QPersistentModelIndex
_PAD = 8


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A day's heading (``one`` is None) or an occurrence on that day; ``part`` is (2, 3) on day 2 of 3."""

    day: dt.date
    one: EventOccurrence | None = None
    part: tuple[int, int] = (1, 1)

    @property
    def key(self) -> tuple[dt.date, str]:
        """What this row is known by."""
        return self.day, self.one.id if self.one else ""


def agenda_rows(
    found: Iterable[EventOccurrence],
    days_of: Callable[[EventOccurrence], Sequence[dt.date]],
    first: dt.date,
    after: dt.date,
    today: dt.date,
) -> list[AgendaRow]:
    """Return the rows for the days from ``first`` up to ``after``; today stands there even when free."""
    by_day: dict[dt.date, list[AgendaRow]] = {}
    if first <= today < after:
        by_day[today] = []
    for one in found:
        days = days_of(one)
        for number, day in enumerate(days, 1):
            if first <= day < after:
                by_day.setdefault(day, []).append(AgendaRow(day, one, (number, len(days))))
    rows: list[AgendaRow] = []
    for day in sorted(by_day):
        rows.append(AgendaRow(day))
        rows += sorted(by_day[day], key=_order)
    return rows


def _order(row: AgendaRow) -> tuple[bool, dt.datetime, str]:
    assert row.one is not None
    whole_day = row.one.occurrence.all_day or row.part[0] > 1
    return (not whole_day, row.one.occurrence.start, row.one.item.title)


class AgendaModel(RowsModel[AgendaRow]):
    """Rows of the agenda; headings cannot be selected."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that a heading is passed by: Qt goes on to the next row that is enabled."""
        row = self.row(index)
        if row is None or row.one is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


class AgendaDelegate(QStyledItemDelegate):
    """Paints days and events."""

    def __init__(self, zone: dt.tzinfo, parent: QWidget) -> None:
        super().__init__(parent)
        self._zone = zone
        self.colours = CalendarColours()
        self.today = dt.date.min

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a heading's or an event's height."""
        row: AgendaRow | None = index.data(RowRole)
        font: QFont = option.font
        if row is None or row.one is None:
            free = row is not None and _is_free(index)
            return QSize(200, text_height(scaled_font(font, 1.05)) + 28 + (text_height(font) + 6) * free)
        return QSize(200, text_height(font, 2) + 2 * _PAD + 6)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        row: AgendaRow | None = index.data(RowRole)
        if row is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.one is None:
            self._draw_day(painter, option, row.day, free=_is_free(index))
        else:
            self._draw_event(painter, option, row, row.one)
        painter.restore()

    def _draw_day(self, painter: QPainter, option: QStyleOptionViewItem, day: dt.date, *, free: bool) -> None:
        tokens = theme.tokens()
        rect: QRect = option.rect
        own: QFont = option.font
        font = scaled_font(own, 1.05, QFont.Weight.DemiBold)
        line = rect.adjusted(24, 18, -24, 0)
        ink = tokens.accent if day == self.today else tokens.text
        used = draw_text(painter, line, day_title(day, self.today), font, ink)
        if free:
            line.setTop(line.top() + used + 6)
            draw_text(painter, line, _("Nothing planned."), own, tokens.muted)

    def _draw_event(
        self, painter: QPainter, option: QStyleOptionViewItem, row: AgendaRow, one: EventOccurrence
    ) -> None:
        tokens = theme.tokens()
        own: QFont = option.font
        box = QRectF(option.rect).adjusted(16, 2, -16, -2)
        state = option.state
        draw_ground(painter, box, state)
        colour = self.colours.of(one.item.collection_id)
        strip = QRectF(box.left() + 8, box.top() + 8, 4, box.height() - 16)
        draw_box(painter, strip, 2, None if is_open(one) else colour, colour if is_open(one) else None)
        inner = box.toRect().adjusted(24, _PAD, -12, -_PAD)
        inner.setRight(inner.right() - self._draw_mark(painter, inner, one, own))
        title = scaled_font(own, 1.0, QFont.Weight.Medium)
        title.setStrikeOut(is_off(one))
        ink = tokens.muted if is_off(one) else tokens.text
        used = draw_text(painter, inner, one_line(title_of(one)), title, ink)
        inner.setTop(inner.top() + used + 2)
        parts = [part_text(row, self._zone), one.occurrence.location]
        draw_text(painter, inner, one_line(" · ".join(p for p in parts if p)), own, tokens.muted)

    def _draw_mark(self, painter: QPainter, inner: QRect, one: EventOccurrence, own: QFont) -> int:
        mark = mark_of(one)
        if not mark:
            return 0
        tokens = theme.tokens()
        small = scaled_font(own, 0.88)
        size = pill_size(mark, small)
        fill, ink = (tokens.accent_soft, tokens.accent) if is_open(one) else (tokens.sunken, tokens.muted)
        at = QRect(inner.right() - size.width(), inner.center().y() - size.height() // 2, 1, 1).topLeft()
        draw_pill(painter, at.toPointF(), mark, small, fill, ink)
        return size.width() + 12


def _is_free(index: Index) -> bool:
    below = index.model().index(index.row() + 1, 0)
    row: AgendaRow | None = below.data(RowRole)
    return row is None or row.one is None


def part_text(row: AgendaRow, zone: dt.tzinfo) -> str:
    """Return an event's time on its day: "09:00 – 10:00", "All day", "Day 2 of 3", "until 07:00"."""
    assert row.one is not None
    number, count = row.part
    occurrence = row.one.occurrence
    if count == 1:
        return span_text(occurrence, zone)
    if occurrence.all_day or 1 < number < count:
        return _("Day {n} of {count}").format(n=number, count=count)
    if number == 1:
        return _("from {time}").format(time=time_text(occurrence.start.astimezone(zone)))
    return _("until {time}").format(time=time_text(occurrence.end.astimezone(zone)))


def mark_of(one: EventOccurrence) -> str:
    """Return the one mark that an event shows: what is wanted of the person, or what they said."""
    if one.occurrence.cancelled:
        return _("Cancelled")
    answer = answer_of(one)
    words = {
        PartStat.NEEDS_ACTION: _("Your answer?"),
        PartStat.TENTATIVE: _("Maybe"),
        PartStat.DECLINED: _("Declined"),
    }
    if one.pending:
        return _("Waiting to send")
    if answer in words:
        return words[answer]
    if isinstance(one.item.detail, EventDetail) and one.item.detail.training:
        return _("Training")
    return ""


def spoken_row(row: AgendaRow, zone: dt.tzinfo, today: dt.date) -> str:
    """Return what a screen reader says."""
    day = day_title(row.day, today)
    if row.one is None:
        return day
    parts = [title_of(row.one), part_text(row, zone), row.one.occurrence.location, mark_of(row.one), day]
    return ". ".join(one_line(part) for part in parts if part)


class AgendaList(CalmListView):
    """``chosen`` follows the current event."""

    chosen = Signal(str)
    opened = Signal()

    def __init__(self, model: AgendaModel, delegate: AgendaDelegate, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setObjectName("agenda")
        self.setAccessibleName(_("Agenda"))
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLocale(locale())
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which event is current."""
        super().currentChanged(current, previous)
        if self.calm:
            return
        row = self._model.row(current)
        if row is not None and row.one is not None:
            self.chosen.emit(row.one.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes into the details; headings are passed by."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def go_to(self, day: dt.date) -> None:
        """Scroll to a day or the first one after it."""
        for number, row in enumerate(self._model.rows):
            if row.day >= day:
                self.scrollTo(self._model.index(number), QAbstractItemView.ScrollHint.PositionAtTop)
                return
