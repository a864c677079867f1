"""Rows that change without losing the place: a list model that moves as little as it can.

Never enters here: data access, painting, what a row means.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex

RowRole = int(Qt.ItemDataRole.UserRole) + 1  # the row's own object
_MOST_STEPS = 200  # more single steps than this cost more than starting anew


class RowsModel(QAbstractListModel, Generic[T]):
    """A list of frozen objects, each known by ``key``; ``spoken`` is what a screen reader says."""

    def __init__(
        self,
        key: Callable[[T], Hashable],
        spoken: Callable[[T], str],
        parent: QObject | None = None,
        *,
        typed: Callable[[T], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._key = key
        self._spoken = spoken
        self._typed = typed or spoken
        self._rows: list[T] = []

    @property
    def rows(self) -> Sequence[T]:
        """The rows as they stand."""
        return self._rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """See QAbstractItemModel."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the row itself under ``RowRole``, and words for keyboard search and screen readers."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == RowRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._typed(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        return None

    def row(self, index: Index) -> T | None:
        """Return the object at an index, None outside the list."""
        return self._rows[index.row()] if index.isValid() and 0 <= index.row() < len(self._rows) else None

    def key(self, row: T) -> Hashable:
        """Return what a row is known by."""
        return self._key(row)

    def find(self, key: Hashable) -> QModelIndex:
        """Return the index of the row with a key, invalid when there is none."""
        for number, row in enumerate(self._rows):
            if self._key(row) == key:
                return self.index(number)
        return QModelIndex()

    def show(self, rows: Sequence[T]) -> None:
        """Take over a new list; rows that stay keep their selection, and the view its place."""
        new = list(rows)
        wanted = {self._key(row) for row in new}
        held = {self._key(row) for row in self._rows}
        if len(held - wanted) + len(wanted - held) > _MOST_STEPS or len(wanted) != len(new):
            self.beginResetModel()
            self._rows = new
            self.endResetModel()
            return
        for number in range(len(self._rows) - 1, -1, -1):
            if self._key(self._rows[number]) not in wanted:
                self.beginRemoveRows(QModelIndex(), number, number)
                del self._rows[number]
                self.endRemoveRows()
        for number, row in enumerate(new):
            self._place(number, row)

    def _place(self, number: int, row: T) -> None:
        """Make ``row`` stand at ``number``; everything before that is right already."""
        key = self._key(row)
        if number < len(self._rows) and self._key(self._rows[number]) == key:
            if self._rows[number] != row:
                self._rows[number] = row
                self.dataChanged.emit(self.index(number), self.index(number))
            return
        for later in range(number + 1, len(self._rows)):
            if self._key(self._rows[later]) == key:
                self.beginMoveRows(QModelIndex(), later, later, QModelIndex(), number)
                del self._rows[later]
                self._rows.insert(number, row)
                self.endMoveRows()
                self.dataChanged.emit(self.index(number), self.index(number))
                return
        self.beginInsertRows(QModelIndex(), number, number)
        self._rows.insert(number, row)
        self.endInsertRows()
