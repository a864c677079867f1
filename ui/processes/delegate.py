"""How a process looks in the list: its title and one line about it.

Never enters here: data access.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from app.text import _
from sync.model.items import Item, ProcessDetail
from ui import theme
from ui.paint import draw_ground, draw_text, lines_of, scaled_font, text_height
from ui.rows import RowRole
from ui.words import one_line

Index = QModelIndex | QPersistentModelIndex
_ICON = 24
_PAD = 12


def about(item: Item) -> str:
    """Return one line about a process: its summary, else its everyday words."""
    words = item.detail.words if isinstance(item.detail, ProcessDetail) else ()
    return one_line(item.summary or ", ".join(words))


def spoken(item: Item) -> str:
    """Return what a screen reader says."""
    detail = item.detail
    deadline = detail.deadline if isinstance(detail, ProcessDetail) else ""
    parts = [item.title, about(item), _("Deadline: {text}").format(text=deadline) if deadline else ""]
    return ". ".join(one_line(part) for part in parts if part)


class ProcessDelegate(QStyledItemDelegate):
    """Paints one process."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return room for the title, over two lines if need be, and one line about it."""
        item: Item | None = index.data(RowRole)
        view = self.parent()
        font: QFont = option.font
        lines = 1
        if item is not None and isinstance(view, QAbstractItemView):
            title = scaled_font(font, 1.0, QFont.Weight.DemiBold)
            width = view.viewport().width() - 20 - _ICON - 12 - 20
            lines = len(lines_of(one_line(item.title), title, width, 2))
        return QSize(200, text_height(font, lines + 1) + 2 * _PAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        item: Item | None = index.data(RowRole)
        if item is None:
            return
        tokens = theme.tokens()
        rect: QRect = option.rect
        font: QFont = option.font
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_ground(painter, QRectF(rect).adjusted(8, 1, -8, -1), option.state)
        painter.drawPixmap(
            rect.left() + 20, rect.top() + _PAD, _ICON, _ICON, theme.pixmap("processes", _ICON, tokens.accent)
        )
        line = rect.adjusted(20 + _ICON + 12, _PAD, -20, -_PAD)
        title = scaled_font(font, 1.0, QFont.Weight.DemiBold)
        line.setTop(line.top() + draw_text(painter, line, one_line(item.title), title, tokens.text, lines=2))
        draw_text(painter, line, about(item), font, tokens.muted)
        painter.restore()
