"""How a row of news looks: dot, source and time, title, summary, picture, star, must-read.

Never enters here: data access, what a click does.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.news import changed_since_read
from app.text import _
from sync.model.items import Item, NewsDetail
from ui import theme
from ui.paint import (
    draw_dot,
    draw_ground,
    draw_picture,
    draw_pill,
    draw_right,
    draw_text,
    lines_of,
    scaled_font,
    text_height,
)
from ui.pictures import PictureCache
from ui.rows import RowRole
from ui.words import now, one_line, short_time

_PAD = 12
_GUTTER = 28  # room at the left for the unread dot
_THUMB = 64
_GAP = 8


class NewsDelegate(QStyledItemDelegate):
    """Paints one item of news. All rows are of one height, so that thousands scroll smoothly."""

    def __init__(self, pictures: PictureCache, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures = pictures

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return room for a line of source, two of title and one or two of summary."""
        font = option.font
        height = text_height(scaled_font(font, 0.88)) + text_height(font, 3) + 2 * _PAD + 6
        return QSize(260, height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the row."""
        item: Item | None = index.data(RowRole)
        if item is None or not isinstance(item.detail, NewsDetail):
            return
        tokens = theme.tokens()
        font: QFont = option.font
        whole: QRect = option.rect
        state = option.state
        unread = item.state.read_at is None
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(whole).adjusted(6, 1, -6, -1)
        draw_ground(painter, box, state)
        small = scaled_font(font, 0.88)
        inner = whole.adjusted(_GUTTER, _PAD, -18, -_PAD)
        if unread:
            centre = QPointF(whole.left() + 17, inner.top() + text_height(small) / 2)
            draw_dot(painter, centre, 8, tokens.accent)
        inner.setRight(inner.right() - self._draw_picture(painter, inner, item.detail))
        self._draw_top(painter, inner, item, small)
        body = inner.adjusted(0, text_height(small) + 6, 0, 0)
        title = scaled_font(font, 1.0, QFont.Weight.DemiBold if unread else QFont.Weight.Medium)
        lines = len(lines_of(one_line(item.title), title, body.width(), 2))
        used = draw_text(painter, body, one_line(item.title), title, tokens.text, lines=2)
        body.setTop(body.top() + used)
        draw_text(painter, body, one_line(item.summary), font, tokens.muted, lines=3 - lines)
        painter.restore()

    def _draw_picture(self, painter: QPainter, inner: QRect, detail: NewsDetail) -> int:
        """Draw the lead picture if it is here; return the width it takes."""
        if not detail.picture:
            return 0
        ratio = painter.device().devicePixelRatio()
        image = self._pictures.image(detail.picture, round(_THUMB * 2 * ratio))
        if image is None or image.isNull():
            return 0
        rect = QRect(inner.right() - _THUMB + 1, inner.top() + 2, _THUMB, _THUMB)
        draw_picture(painter, rect, image, 6)
        return _THUMB + _PAD

    def _draw_top(self, painter: QPainter, inner: QRect, item: Item, small: QFont) -> None:
        """Draw who wrote it and when, with the marks that matter."""
        tokens = theme.tokens()
        line = QRect(inner)
        taken = draw_right(painter, line, short_time(item.sort_at, now()), small, tokens.muted)
        line.setRight(line.right() - taken - _GAP)
        if item.state.starred_at is not None:
            size = text_height(small) - 2
            star = theme.pixmap("star-filled", size, tokens.star)
            painter.drawPixmap(line.right() - size, line.top() + 1, size, size, star)
            line.setRight(line.right() - size - _GAP // 2)
        mark = _mark(item)
        if mark:
            text, colour, soft = mark
            pill = draw_pill(painter, QPointF(line.left(), line.top() - 2), text, small, soft, colour)
            line.setLeft(round(pill.right()) + _GAP)
        if line.width() > QFontMetricsF(small).averageCharWidth() * 4:
            draw_text(painter, line, one_line(item.author), small, tokens.muted)


def _mark(item: Item) -> tuple[str, QColor, QColor] | None:
    """Return the one mark that a row shows: its words, ink and fill."""
    tokens = theme.tokens()
    if isinstance(item.detail, NewsDetail) and item.detail.must_read and item.state.confirmed_at is None:
        return _("Must-read"), tokens.danger, tokens.danger_soft
    if changed_since_read(item):
        return _("Changed"), tokens.warning, tokens.warning_soft
    return None


def spoken(item: Item) -> str:
    """Return what a screen reader says for a row: state first, as that is what people listen for."""
    parts = []
    if item.state.read_at is None:
        parts.append(_("Unread"))
    if isinstance(item.detail, NewsDetail) and item.detail.must_read:
        parts.append(_("Must-read") if item.state.confirmed_at is None else _("Must-read, confirmed"))
    if item.state.starred_at is not None:
        parts.append(_("Starred"))
    if changed_since_read(item):
        parts.append(_("Changed since you read it"))
    parts += [item.title, item.author, short_time(item.sort_at, now()), item.summary]
    return ". ".join(one_line(part).rstrip(".") for part in parts if part)
