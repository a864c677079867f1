"""The rows of quick-open and how they are drawn. Never enters here: what opens them, data access."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.text import _
from sync.model.items import DocumentDetail, Item, ItemKind, NewsDetail, PersonDetail, ProcessDetail
from ui import theme
from ui.documents.kinds import icon_of
from ui.paint import draw_box, draw_right, draw_text, scaled_font, text_height
from ui.rows import RowRole
from ui.words import now, one_line, short_time

Index = QModelIndex | QPersistentModelIndex
_PAD = 10
_ICON = 20

_ICONS = {
    ItemKind.PROCESS: "process",
    ItemKind.PERSON: "person",
    ItemKind.EVENT: "event",
    ItemKind.NEWS: "news",
    ItemKind.CAMPAIGN: "campaign",
    ItemKind.POLL: "poll",
    ItemKind.TIP: "tip",
}


def icon_name(item: Item) -> str:
    """Return the icon of an item's kind; a document has that of its type."""
    return icon_of(item) if item.kind is ItemKind.DOCUMENT else _ICONS.get(item.kind, "file")


def second_line(item: Item) -> str:
    """Return what tells one result from another."""
    detail = item.detail
    if isinstance(detail, ProcessDetail):
        return one_line(item.summary)
    if isinstance(detail, PersonDetail):
        role, department = one_line(detail.role), one_line(detail.department)
        return (
            _("{role} · {department}").format(role=role, department=department)
            if role and department
            else role or department
        )
    if isinstance(detail, DocumentDetail):
        return one_line(detail.path.rpartition("/")[0].replace("/", " › "))
    if isinstance(detail, NewsDetail):
        return short_time(item.sort_at, now())
    return one_line(item.summary) or short_time(item.sort_at, now())


def deed(item: Item) -> str:
    """Return what Enter does with an item."""
    if isinstance(item.detail, ProcessDetail):
        return _("Open form") if item.detail.form is not None else _("Show")
    return {
        ItemKind.PERSON: _("Show"),
        ItemKind.DOCUMENT: _("Open"),
        ItemKind.EVENT: _("Show"),
        ItemKind.NEWS: _("Read"),
    }.get(item.kind, _("Show"))


def spoken(item: Item) -> str:
    """Return a row in words."""
    return ", ".join(part for part in (one_line(item.title), second_line(item), deed(item)) if part)


class QuickDelegate(QStyledItemDelegate):
    """Icon, title, second line; the chosen row says what Enter does."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """See QStyledItemDelegate."""
        font = option.font
        high = text_height(font) + text_height(scaled_font(font, 0.9)) + 2
        return QSize(200, high + 2 * 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        item = index.data(RowRole)
        if not isinstance(item, Item):
            return
        now_ = theme.tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        rect = option.rect.adjusted(6, 1, -6, -1)
        if chosen or hovered:
            draw_box(painter, QRectF(rect), 8, now_.selected if chosen else now_.hover)
        tile = QRect(rect.left() + _PAD, rect.center().y() - 15, 32, 32)
        loud = item.kind is ItemKind.PROCESS
        draw_box(painter, QRectF(tile), 8, now_.accent_fill if loud else now_.sunken)
        icon = theme.pixmap(icon_name(item), _ICON, now_.on_accent if loud else now_.muted)
        painter.drawPixmap(QPointF(tile.left() + 6, tile.top() + 6), icon)
        font, small = option.font, scaled_font(option.font, 0.9)
        right = rect.right() - _PAD
        if chosen:
            line = QRect(rect.left(), rect.center().y() - text_height(small) // 2, right - rect.left(), 20)
            right -= 16 + draw_right(painter, line, f"{deed(item)}  ↵", small, now_.accent)
        left = tile.right() + 13
        width = max(40, right - left)
        second = second_line(item)
        high = text_height(font) + (text_height(small) + 2 if second else 0)
        top = rect.center().y() - high // 2
        title = scaled_font(font, 1.0, QFont.Weight.Medium)
        used = draw_text(painter, QRect(left, top, width, 20), one_line(item.title), title, now_.text)
        if second:
            draw_text(painter, QRect(left, top + used + 2, width, 20), second, small, now_.muted)
        painter.restore()
