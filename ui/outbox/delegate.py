"""How an entry of the outbox looks. Never enters here: words about it (``words``), delivery."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.outbox import OutboxEntry
from ui import theme
from ui.outbox.words import about_text, done_text, icon_name, own_words, state_text, when_text
from ui.paint import draw_ground, draw_pill, draw_right, draw_text, scaled_font, text_height
from ui.rows import RowRole
from ui.words import now, one_line

Index = QModelIndex | QPersistentModelIndex
_ICON = 24
_PAD = 12
_EDGE = 24


class OutboxDelegate(QStyledItemDelegate):
    """Paints one entry."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return room for what was done, what about, and how it stands."""
        font: QFont = option.font
        return QSize(200, text_height(font, 2) + text_height(scaled_font(font, 0.88)) + 2 * _PAD + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        entry: OutboxEntry | None = index.data(RowRole)
        if entry is None:
            return
        tokens = theme.tokens()
        rect: QRect = option.rect
        font: QFont = option.font
        small = scaled_font(font, 0.88)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_ground(painter, QRectF(rect).adjusted(8, 1, -8, -1), option.state)
        icon = theme.pixmap(icon_name(entry.intent), _ICON, tokens.accent)
        painter.drawPixmap(rect.left() + _EDGE, rect.top() + _PAD, _ICON, _ICON, icon)
        line = rect.adjusted(_EDGE + _ICON + 14, _PAD, -_EDGE, -_PAD)
        title = scaled_font(font, 1.0, QFont.Weight.DemiBold)
        line.setTop(line.top() + draw_text(painter, line, done_text(entry.intent), title, tokens.text))
        about = about_text(entry) or one_line(own_words(entry.intent))
        line.setTop(line.top() + draw_text(painter, line, about, font, tokens.muted) + 5)
        words, tone = state_text(entry.intent)
        ink, fill = _tone(tone)
        pill = draw_pill(painter, QPointF(line.left(), line.top()), words, small, fill, ink)
        line.setLeft(round(pill.right()) + 8)
        line.setTop(line.top() + 2)
        when = when_text(entry.intent, now())
        if QFontMetrics(small).horizontalAdvance(when) <= line.width():
            draw_right(painter, line, when, small, tokens.muted)
        painter.restore()


def _tone(tone: str) -> tuple[QColor, QColor]:
    tokens = theme.tokens()
    return {
        "danger": (tokens.danger, tokens.danger_soft),
        "warning": (tokens.warning, tokens.warning_soft),
        "accent": (tokens.accent, tokens.accent_soft),
    }.get(tone, (tokens.muted, tokens.sunken))
