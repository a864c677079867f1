"""People as a grid of cards: face, name, role, and what an ambassador knows about.

Never enters here: data access, what a click does.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.text import _
from sync.model.items import Item, PersonDetail
from ui import theme
from ui.calm_focus import CalmListView
from ui.paint import draw_box, draw_pill, draw_text, pill_size, scaled_font, text_height
from ui.pictures import PictureCache
from ui.rows import RowRole, RowsModel
from ui.widgets import avatar_pixmap
from ui.words import one_line

Index = QModelIndex | QPersistentModelIndex
FACE = 48
_PAD = 16
_GAP = 12
_LEAST = 300  # a card narrower than this cuts names off


def topics_text(detail: PersonDetail) -> str:
    """Return what an ambassador knows about, as one sentence."""
    topics = ", ".join(one_line(topic) for topic in detail.topics)
    return _("Knows about {topics}").format(topics=topics) if topics else ""


def spoken(item: Item) -> str:
    """Return what a screen reader says for a person."""
    detail = item.detail
    if not isinstance(detail, PersonDetail):
        return item.title
    parts = [item.title, _("Ambassador") if detail.ambassador else "", detail.role, detail.department]
    return ". ".join(one_line(part) for part in [*parts, topics_text(detail)] if part)


class PersonDelegate(QStyledItemDelegate):
    """Paints one person."""

    def __init__(self, pictures: PictureCache, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._cell = QSize(_LEAST, 100)

    def fit(self, width: int, font: QFont) -> QSize:
        """Return the size of a cell so that columns fill a width evenly."""
        columns = max(1, (width - _GAP) // (_LEAST + _GAP))
        height = text_height(font, 2) + text_height(scaled_font(font, 0.92), 3) + 2 * _PAD + 8
        self._cell = QSize((width - _GAP - 1) // columns, height + _GAP)
        return self._cell

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a cell."""
        return self._cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the card."""
        item: Item | None = index.data(RowRole)
        if item is None or not isinstance(item.detail, PersonDetail):
            return
        detail = item.detail
        tokens = theme.tokens()
        own: QFont = option.font
        state = option.state
        box = QRectF(option.rect).adjusted(_GAP, _GAP, 0, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        fill = (
            tokens.selected
            if selected
            else tokens.hover
            if state & QStyle.StateFlag.State_MouseOver
            else tokens.surface
        )
        draw_box(painter, box, 10, fill, tokens.accent if selected else tokens.line)
        inner = box.toRect().adjusted(_PAD, _PAD, -_PAD, -_PAD)
        ratio = painter.device().devicePixelRatio()
        photo = self._pictures.image(detail.photo, round(FACE * 2 * ratio)) if detail.photo else None
        painter.drawPixmap(inner.topLeft(), avatar_pixmap(item.title, FACE, photo))
        line = inner.adjusted(FACE + 14, 0, 0, 0)
        name_line = QRect(line)
        small = scaled_font(own, 0.92)
        if detail.ambassador:
            label = _("Ambassador")
            size = pill_size(label, scaled_font(own, 0.82))
            at = QPointF(line.right() - size.width() + 1, line.top() - 1)
            draw_pill(painter, at, label, scaled_font(own, 0.82), tokens.accent_soft, tokens.accent)
            name_line.setRight(line.right() - size.width() - 8)
        name = scaled_font(own, 1.05, QFont.Weight.DemiBold)
        line.setTop(line.top() + draw_text(painter, name_line, one_line(item.title), name, tokens.text) + 2)
        for text in (detail.role, detail.department):
            if text:
                line.setTop(line.top() + draw_text(painter, line, one_line(text), small, tokens.muted))
        line.setTop(line.top() + 4)
        draw_text(painter, line, topics_text(detail), small, tokens.text, lines=2)
        painter.restore()


class PeopleGrid(CalmListView):
    """``chosen`` follows the current person; ``opened`` is Enter or a double click."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, model: RowsModel[Item], delegate: PersonDelegate, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._delegate = model, delegate
        self.setObjectName("peopleGrid")
        self.setAccessibleName(_("People"))
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.doubleClicked.connect(self._open)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell who is current."""
        super().currentChanged(current, previous)
        if self.calm:
            return
        item = self._model.row(current)
        if item is not None:
            self.chosen.emit(item.id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the width with whole columns."""
        # Room for the scroll bar is always left, so that its coming and going changes nothing.
        bar = self.verticalScrollBar().sizeHint().width()
        self.setGridSize(self._delegate.fit(self.width() - bar, self.font()))
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens a person."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        item = self._model.row(index)
        if item is not None:
            self.opened.emit(item.id)
