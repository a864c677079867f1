"""The list of documents: columns, keys, and rows painted with what is on this computer.

Never enters here: data access, what opening a document does.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.text import _
from sync.model.items import Item
from ui import theme
from ui.calm_focus import CalmTreeView
from ui.documents.kinds import icon_of, is_folder, is_here
from ui.documents.list_model import CHANGED, HERE, NAME, SIZE, DocumentsModel
from ui.documents.selection import own_selection, without_highlight
from ui.paint import draw_box, draw_text, text_height
from ui.rows import RowRole

Index = QModelIndex | QPersistentModelIndex
_ICON = 20
_FOR_SIZE = 500  # a narrower list shows no size
_FOR_DATE = 340  # nor the date


class DocumentsDelegate(QStyledItemDelegate):
    """Paints a cell; a selected row is one rounded box over all its columns."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(60, text_height(option.font) + 18)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        item: Item | None = index.data(RowRole)
        if item is None:
            return
        tokens = theme.tokens()
        rect: QRect = option.rect
        state = option.state
        column = index.column()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(rect)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            left, right = (6 if column == NAME else -12), (-6 if column == HERE else 12)
            box = QRectF(rect).adjusted(left, 1, right, -1)
            draw_box(painter, box, 6, tokens.selected if selected else tokens.hover)
        view = self.parent()
        if selected and column == NAME and isinstance(view, QWidget) and view.hasFocus():
            draw_box(
                painter, QRectF(rect.left() + 6, rect.top() + 6, 3, rect.height() - 12), 1.5, tokens.focus
            )
        top = rect.top() + (rect.height() - _ICON) // 2
        line = QRect(rect.left() + 8, rect.top() + (rect.height() - text_height(option.font)) // 2, 0, 0)
        line.setRight(rect.right() - 8)
        if column == NAME:
            colour = tokens.accent if is_folder(item) else tokens.muted
            painter.drawPixmap(
                rect.left() + 18, top, _ICON, _ICON, theme.pixmap(icon_of(item), _ICON, colour)
            )
            line.setLeft(rect.left() + 18 + _ICON + 12)
            self._draw_words(painter, line, option, index, strong=True)
        elif column == HERE:
            name = "pin-filled" if item.state.pinned else "here" if is_here(item) else ""
            if name:
                colour = tokens.accent if item.state.pinned else tokens.muted
                painter.drawPixmap(rect.left() + 8, top + 1, 18, 18, theme.pixmap(name, 18, colour))
        else:
            self._draw_words(painter, line, option, index, strong=False)
        painter.restore()

    def _draw_words(
        self, painter: QPainter, line: QRect, option: QStyleOptionViewItem, index: Index, *, strong: bool
    ) -> None:
        tokens = theme.tokens()
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        draw_text(painter, line, text, option.font, tokens.text if strong else tokens.muted)


class DocumentsList(CalmTreeView):
    """``chosen`` follows the current document; ``opened`` is Enter or a double click; ``up`` is Backspace."""

    chosen = Signal(str)
    opened = Signal(str)
    up = Signal()

    def __init__(self, model: DocumentsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._current = ""
        self._quiet = False
        self.setObjectName("documentsList")
        self.setAccessibleName(_("Documents"))
        self.setModel(model)
        self.setItemDelegate(DocumentsDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRootIsDecorated(False)
        own_selection(self)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setSortingEnabled(True)
        self.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        header = self.header()
        header.setAccessibleName(_("Columns"))
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        wide = self.fontMetrics().averageCharWidth()
        for column, width in ((CHANGED, 15 * wide), (SIZE, 11 * wide), (HERE, 42)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        self.doubleClicked.connect(self._open)

    def show_items(self, items: Sequence[Item], *, same: bool) -> None:
        """Take over a folder; ``same``: it is the one shown before, so place and choice stay."""
        place = self.verticalScrollBar().value()
        held = self._current if same else ""
        self._quiet = True
        self._model.show(items)
        self._current = held
        self.setCurrentIndex(self._model.find(held) if held else QModelIndex())
        self._quiet = False
        if same:
            self.verticalScrollBar().setValue(place)
        else:
            self.scrollToTop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names the room: in a narrow list size and date go."""
        super().resizeEvent(event)
        self.setColumnHidden(SIZE, self.width() < _FOR_SIZE)
        self.setColumnHidden(CHANGED, self.width() < _FOR_DATE)

    def choose(self, item_id: str) -> bool:
        """Make a document current; False when it is not in this folder."""
        index = self._model.find(item_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave the chosen row's ground to the delegate."""
        super().drawRow(painter, without_highlight(option), index)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which document is current."""
        super().currentChanged(current, previous)
        if self.calm:
            return
        item = self._model.item(current)
        if item is not None and not self._quiet and item.id != self._current:
            self._current = item.id
            self.chosen.emit(item.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Backspace goes to the folder above, Home and End go by rows; letters search."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        elif key == Qt.Key.Key_Backspace or (
            key == Qt.Key.Key_Up and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self.up.emit()
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        item = self._model.item(index)
        if item is not None:
            self.opened.emit(item.id)
