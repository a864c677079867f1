"""The month grid as a table: a row a week, a column a day from Monday.

Never enters here: painting, data access.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.text import _, ngettext
from sync.store.queries import EventOccurrence
from ui.calendar.colours import title_of
from ui.calendar.month_layout import Week
from ui.rows import RowRole
from ui.words import capital, date_text, locale, one_line, span_text

Index = QModelIndex | QPersistentModelIndex
_SPOKEN = 6  # events read out of one day; the rest is a number


class MonthModel(QAbstractTableModel):
    """Days of a month with their bars. ``RowRole`` gives a cell's ``Week``."""

    def __init__(self, zone: dt.tzinfo, parent: QObject) -> None:
        super().__init__(parent)
        self._zone = zone
        self._weeks: list[Week] = []
        self._grid: Mapping[dt.date, Sequence[EventOccurrence]] = {}
        self.month = 1
        self.today = dt.date.min

    def show(self, weeks: list[Week], grid: Mapping[dt.date, Sequence[EventOccurrence]]) -> None:
        """Take over a month; with the same number of weeks the current day stays."""
        if len(weeks) != len(self._weeks):
            self.beginResetModel()
            self._weeks, self._grid = weeks, grid
            self.endResetModel()
            return
        self._weeks, self._grid = weeks, grid
        self.dataChanged.emit(self.index(0, 0), self.index(len(weeks) - 1, 6))
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(weeks) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of weeks."""
        return 0 if parent.isValid() else len(self._weeks)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return seven."""
        return 0 if parent.isValid() else 7

    def week(self, index: Index) -> Week:
        """Return the week that a cell stands in."""
        return self._weeks[index.row()]

    def day(self, index: Index) -> dt.date | None:
        """Return a cell's day."""
        if not index.isValid() or index.row() >= len(self._weeks):
            return None
        return self._weeks[index.row()].days[index.column()]

    def index_of(self, day: dt.date) -> QModelIndex:
        """Return a day's cell, invalid outside the grid."""
        for row, week in enumerate(self._weeks):
            if day in week.days:
                return self.index(row, week.days.index(day))
        return QModelIndex()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the week, the day's number, or what a screen reader says."""
        day = self.day(index)
        if day is None:
            return None
        if role == RowRole:
            return self._weeks[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(day.day)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(day)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the names of the days, and the weeks' numbers (ISO 8601, as Dutch offices plan by)."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        long = role == Qt.ItemDataRole.AccessibleTextRole
        if orientation == Qt.Orientation.Horizontal:
            form = QLocale.FormatType.LongFormat if long else QLocale.FormatType.ShortFormat
            return capital(locale().dayName(section + 1, form).rstrip("."))
        if section >= len(self._weeks):
            return None
        number = self._weeks[section].days[0].isocalendar().week
        return _("Week {n}").format(n=number) if long else str(number)

    def _spoken(self, day: dt.date) -> str:
        found = self._grid.get(day, ())
        parts = [capital(date_text(day, weekday=True))]
        if day == self.today:
            parts.insert(0, _("Today"))
        if not found:
            parts.append(_("Nothing planned"))
        parts += [
            f"{span_text(one.occurrence, self._zone)} {one_line(title_of(one))}" for one in found[:_SPOKEN]
        ]
        rest = len(found) - _SPOKEN
        if rest > 0:
            parts.append(ngettext("and {n} more", "and {n} more", rest).format(n=rest))
        return ". ".join(parts)
