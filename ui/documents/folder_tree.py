"""The tree of folders: collections as roots, open and chosen folders kept when it is renewed.

Never enters here: documents, data access.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from app.file_names import natural_key
from app.text import _
from sync.model.items import Collection, Item
from ui import theme
from ui.documents.kinds import path_of
from ui.documents.selection import own_selection, without_highlight
from ui.paint import draw_ground, draw_text, text_height
from ui.tooltip import plain_tip
from ui.words import shown_name

_KEY = int(Qt.ItemDataRole.UserRole) + 1  # (collection id, path)
_ICON = 18
Place = tuple[str, str]
Index = QModelIndex | QPersistentModelIndex


class _FolderDelegate(QStyledItemDelegate):
    """Paints a folder's icon and name, in a rounded box when it is chosen."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one folder."""
        tokens = theme.tokens()
        rect: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_ground(painter, QRectF(rect).adjusted(2, 1, -2, -1), state, 6)
        name = "folder" if index.data(_KEY)[1] else "folder-shared"
        icon = theme.pixmap(name, _ICON, tokens.accent)
        painter.drawPixmap(rect.left() + 8, rect.center().y() - _ICON // 2 + 1, _ICON, _ICON, icon)
        font = option.font
        line = rect.adjusted(16 + _ICON, (rect.height() - text_height(font)) // 2, -8, 0)
        draw_text(painter, line, str(index.data(Qt.ItemDataRole.DisplayRole)), font, tokens.text)
        painter.restore()


class FolderTree(QTreeView):
    """``chosen`` carries a collection id and a folder's path ("" for the root)."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("folderTree")
        self.setAccessibleName(_("Folders"))
        self.setHeaderHidden(True)
        self.header().setAccessibleName(_("Columns"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIndentation(18)
        own_selection(self)
        self.setItemDelegate(_FolderDelegate(self))
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._items: dict[Place, QStandardItem] = {}
        self._shape: object = None
        self._quiet = False
        self._model = QStandardItemModel(self)
        self.setModel(self._model)

    def show_folders(self, roots: Sequence[Collection], folders: Mapping[str, Sequence[Item]]) -> None:
        """Take over the tree; nothing happens when it is as it was."""
        shape = tuple((root.id, root.title, tuple(path_of(f) for f in folders[root.id])) for root in roots)
        if shape == self._shape:
            return
        known, opened, current = bool(self._shape), self._opened(), self.place()
        self._shape = shape
        self._quiet = True
        self._model.clear()
        self._items.clear()
        for root in roots:
            top = self._add(None, (root.id, ""), root.title)
            for folder in sorted(folders[root.id], key=_in_order):
                path = path_of(folder)
                above = self._items.get((root.id, path.rpartition("/")[0]), top)
                self._add(above, (root.id, path), folder.title)
        for place, item in self._items.items():
            if place in opened or (not known and not place[1]):
                self.setExpanded(item.index(), True)
        if current in self._items:
            self.setCurrentIndex(self._items[current].index())
        self._quiet = False

    def place(self) -> Place | None:
        """Return the chosen folder."""
        found: Place | None = self.currentIndex().data(_KEY)
        return tuple(found) if found else None  # type: ignore[return-value]

    def go_to(self, place: Place) -> bool:
        """Choose a folder and open what is above it; False when there is no such folder."""
        item = self._items.get(place)
        if item is None:
            return False
        index = item.index()
        above = index.parent()
        while above.isValid():
            self.setExpanded(above, True)
            above = above.parent()
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def first(self) -> Place | None:
        """Return the first collection's root."""
        return next(iter(self._items), None)

    def title_of(self, place: Place) -> str:
        """Return a folder's name as it is shown."""
        item = self._items.get(place)
        return item.text() if item is not None else place[1].rpartition("/")[2]

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave the chosen folder's ground to the delegate."""
        super().drawRow(painter, without_highlight(option), index)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Draw a chevron of the theme before a folder that has folders."""
        model = self.model()
        if not model.hasChildren(index):
            return
        size = min(16, self.indentation())
        name = "chevron-down" if self.isExpanded(index) else "chevron-right"
        left = rect.right() - size + 1
        top = rect.top() + (rect.height() - size) // 2
        painter.drawPixmap(left, top, size, size, theme.pixmap(name, size, theme.tokens().muted))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which folder is chosen."""
        super().currentChanged(current, previous)
        place = current.data(_KEY)
        if place and not self._quiet:
            self.chosen.emit(*place)

    def _add(self, above: QStandardItem | None, place: Place, title: str) -> QStandardItem:
        item = QStandardItem(shown_name(title))
        item.setData(place, _KEY)
        item.setToolTip(plain_tip(shown_name(title)))
        item.setSizeHint(QSize(100, self.fontMetrics().height() + 14))
        (above or self._model.invisibleRootItem()).appendRow(item)
        self._items[place] = item
        return item

    def _opened(self) -> set[Place]:
        return {place for place, item in self._items.items() if self.isExpanded(item.index())}


def _in_order(folder: Item) -> list[str]:
    return [natural_key(part) for part in path_of(folder).split("/")]
