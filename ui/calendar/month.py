"""The month grid: a table of days, so that the keyboard and screen readers know it, painted as a calendar.

Never enters here: data access, the layout of bars (``month_layout``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView, QWidget

from app.text import _
from sync.store.queries import EventOccurrence
from ui.calendar.colours import CalendarColours, title_of
from ui.calendar.month_delegate import MonthDelegate
from ui.calendar.month_layout import Bar, weeks
from ui.calendar.month_model import MonthModel
from ui.words import one_line, span_text


class MonthView(QTableView):
    """``chosen``: an event; ``turned``: the person goes on by so many months."""

    chosen = Signal(str)
    opened = Signal()
    turned = Signal(int)

    def __init__(self, zone: dt.tzinfo, parent: QWidget) -> None:
        super().__init__(parent)
        self._zone = zone
        self._grid: Mapping[dt.date, Sequence[EventOccurrence]] = {}
        self._days_of: Mapping[str, Sequence[dt.date]] = {}
        self._rows = 0
        self._want: dt.date | None = None
        self._model = MonthModel(zone, self)
        self._delegate = MonthDelegate(self)
        self.setObjectName("month")
        self.setAccessibleName(_("Month"))
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().setAccessibleName(_("Days of the week"))
        self.verticalHeader().setAccessibleName(_("Weeks"))
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
            header.setMinimumSectionSize(24)

    def show_month(
        self,
        month: int,
        grid: Mapping[dt.date, Sequence[EventOccurrence]],
        days_of: Mapping[str, Sequence[dt.date]],
        colours: CalendarColours,
        today: dt.date,
    ) -> None:
        """Show a month's grid; ``days_of``: the days of each occurrence by its id."""
        held = self.current_day()
        self._grid, self._days_of = grid, days_of
        self._delegate.colours = colours
        self._model.month, self._model.today = month, today
        self._lay_out()
        day = self._want or held or today
        self._want = None
        if day not in grid:
            day = (
                today if today in grid and today.month == month else min(d for d in grid if d.month == month)
            )
        if day != self.current_day():
            self.setCurrentIndex(self._model.index_of(day))

    def current_day(self) -> dt.date | None:
        """Return the day that the keyboard is on."""
        return self._model.day(self.currentIndex())

    def want_day(self, day: dt.date) -> None:
        """Put the keyboard on a day as soon as its month is shown."""
        self._want = day

    def mark(self, occurrence_id: str) -> None:
        """Show which event is open in the details."""
        self._delegate.marked = occurrence_id
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the days more rows when there is room for more."""
        super().resizeEvent(event)
        if self._grid and self._delegate.rows_for(self._cell_height()) != self._rows:
            self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go by day, also out of the month; Page keys go by month; Enter goes through the events."""
        key, index = event.key(), self.currentIndex()
        day = self.current_day()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._turn(1 if key == Qt.Key.Key_PageDown else -1, None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._next_event(day)
        elif day and (step := _step(key)):
            wanted = day + dt.timedelta(days=step)
            if wanted in self._grid:
                self.setCurrentIndex(self._model.index_of(wanted))
            else:
                self._turn(1 if step > 0 else -1, wanted)
        else:
            super().keyPressEvent(event)
        self.viewport().update(self.visualRect(index))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the event under the pointer, or the list of what does not fit."""
        super().mousePressEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = event.position().toPoint()
        index = self.indexAt(at)
        day = self._model.day(index)
        if day is None:
            return
        row = self._delegate.row_at(self.visualRect(index), at)
        bar = self._bar(index, row)
        if bar is not None:
            self._choose(bar.one)
        elif row == self._rows - 1 and self._model.week(index).hidden[index.column()]:
            self.show_day(day, event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go into the details."""
        self.opened.emit()

    def show_day(self, day: dt.date, at: QPoint) -> QMenu:
        """Open a menu with all that takes place on a day."""
        menu = QMenu(self)
        menu.setObjectName("dayMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in self._grid.get(day, ()):
            text = f"{span_text(one.occurrence, self._zone)}  {one_line(title_of(one))}"
            action = menu.addAction(text.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, one=one: self._choose(one))
        menu.popup(at)
        return menu

    # --- inside ---

    def _cell_height(self) -> int:
        return self.viewport().height() // max(1, self._model.rowCount() or len(self._grid) // 7)

    def _lay_out(self) -> None:
        count = max(1, len(self._grid) // 7)
        self._rows = self._delegate.rows_for(self.viewport().height() // count)
        self._model.show(weeks(self._grid, lambda one: self._days_of[one.id], self._rows), self._grid)
        self.viewport().update()

    def _bar(self, index: QModelIndex, row: int) -> Bar | None:
        column = index.column()
        bars = self._model.week(index).bars
        return next((bar for bar in bars if bar.row == row and bar.first <= column <= bar.last), None)

    def _choose(self, one: EventOccurrence) -> None:
        self.mark(one.id)
        self.chosen.emit(one.id)

    def _next_event(self, day: dt.date | None) -> None:
        found = self._grid.get(day, ()) if day else ()
        if not found:
            return
        ids = [one.id for one in found]
        marked = self._delegate.marked
        number = (ids.index(marked) + 1) % len(ids) if marked in ids else 0
        self._choose(found[number])

    def _turn(self, months: int, day: dt.date | None) -> None:
        self._want = day
        self.turned.emit(months)


def _step(key: int) -> int:
    steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
    return steps.get(Qt.Key(key), 0)
