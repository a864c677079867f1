"""The documents of one folder as a table: name, size, changed, and what is on this computer.

Never enters here: data access, painting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.text import _, pgettext
from sync.model.items import DocumentDetail, Item
from ui import theme
from ui.documents.kinds import icon_of, is_folder, is_here, type_name
from ui.rows import RowRole
from ui.tooltip import plain_tip
from ui.words import now, short_time, shown_name, size_text

Index = QModelIndex | QPersistentModelIndex
NAME, CHANGED, SIZE, HERE = range(4)
_BEGIN = dt.datetime.min.replace(tzinfo=dt.UTC)


class DocumentsModel(QAbstractTableModel):
    """Folders always stand first, whatever the order."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._given: list[Item] = []  # in the order of names, as the service sorts them
        self._rows: list[Item] = []
        self._column, self._order = NAME, Qt.SortOrder.AscendingOrder

    @property
    def rows(self) -> Sequence[Item]:
        """The rows as they stand."""
        return self._rows

    def show(self, items: Sequence[Item]) -> None:
        """Take over a folder. With the same documents as before only what changed is drawn anew."""
        self._given = list(items)
        rows = self._sorted()
        if [item.id for item in rows] == [item.id for item in self._rows]:
            old, self._rows = self._rows, rows
            for number, (before, after) in enumerate(zip(old, rows, strict=True)):
                if before != after:
                    self.dataChanged.emit(self.index(number, NAME), self.index(number, HERE))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def item(self, index: Index) -> Item | None:
        """Return the document of a row."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def find(self, item_id: str) -> QModelIndex:
        """Return a document's row, invalid when it is not in this folder."""
        for number, item in enumerate(self._rows):
            if item.id == item_id:
                return self.index(number, NAME)
        return QModelIndex()

    # --- Qt ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of documents."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return four."""
        return 0 if parent.isValid() else 4

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; selected rows stay selected."""
        self._column, self._order = column, order
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        ids = [self._rows[index.row()].id for index in held]
        self._rows = self._sorted()
        places = {item.id: number for number, item in enumerate(self._rows)}
        self.changePersistentIndexList(
            held, [self.index(places[one], index.column()) for one, index in zip(ids, held, strict=True)]
        )
        self.layoutChanged.emit()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the names of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Name"), pgettext("when a document was", "Changed"), _("Size"), "")[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole) and section == HERE:
            return _("On this computer")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, and what a screen reader says of the whole row."""
        item = self.item(index)
        if item is None:
            return None
        if role == RowRole:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(item, index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == NAME:
            return theme.icon(icon_of(item))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(item) if index.column() == NAME else self._words(item, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return _here(item) if index.column() == HERE else plain_tip(shown_name(item.title))
        return None

    # --- inside ---

    def _words(self, item: Item, column: int) -> str:
        if column == NAME:
            return shown_name(item.title)
        if column == CHANGED:
            return short_time(item.changed, now())
        if column == SIZE and isinstance(item.detail, DocumentDetail) and not is_folder(item):
            return size_text(item.detail.size)
        return ""

    def _sorted(self) -> list[Item]:
        down = self._order == Qt.SortOrder.DescendingOrder
        rows = list(self._given)
        if self._column == CHANGED:
            rows.sort(key=lambda item: item.changed or _BEGIN, reverse=down)
        elif self._column == SIZE:
            rows.sort(key=lambda item: getattr(item.detail, "size", 0) or 0, reverse=down)
        elif self._column == HERE:
            rows.sort(key=lambda item: (item.state.pinned, is_here(item)), reverse=not down)
        elif down:
            rows.reverse()
        rows.sort(key=lambda item: not is_folder(item))
        return rows


def _here(item: Item) -> str:
    if is_folder(item):
        return ""
    if item.state.pinned:
        return _("Kept on this computer")
    return _("On this computer") if is_here(item) else _("On the intranet only")


def spoken(item: Item) -> str:
    """Return what a screen reader says for a document."""
    size = size_text(item.detail.size) if isinstance(item.detail, DocumentDetail) else ""
    changed = short_time(item.changed, now())
    parts = [shown_name(item.title), type_name(item), size, changed, _here(item)]
    return ". ".join(part for part in parts if part)
