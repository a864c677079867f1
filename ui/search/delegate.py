"""How a result looks: icon, title, where it stands, and the words around what was found.

Never enters here: the index, data access.
"""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.text import _
from ui import theme
from ui.paint import draw_ground, draw_right, draw_text, scaled_font, text_height
from ui.rows import RowRole
from ui.search.rows import ResultRow, about, icon_name, kind_label
from ui.words import one_line

Index = QModelIndex | QPersistentModelIndex
_ICON = 22
_PAD = 8
_EDGE = 24
_MARKED = re.compile("⟦([^⟦⟧]*)⟧")


def marks(snippet: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a snippet without its marks, and where each marked part begins and how long it is."""
    text, found, last = "", [], 0
    for match in _MARKED.finditer(snippet):
        text += snippet[last : match.start()]
        found.append((len(text), len(match.group(1))))
        text += match.group(1)
        last = match.end()
    return (text + snippet[last:]).replace("⟦", "").replace("⟧", ""), found


class ResultsDelegate(QStyledItemDelegate):
    """Paints a row of results."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a heading or a result."""
        row: ResultRow | None = index.data(RowRole)
        font: QFont = option.font
        if row is None or (row.hit is None and not row.more):
            return QSize(200, text_height(font) + 34)
        if row.more:
            return QSize(200, text_height(font) + 2 * _PAD)
        return QSize(200, text_height(font, 2) + 2 * _PAD + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        row: ResultRow | None = index.data(RowRole)
        if row is None:
            return
        tokens = theme.tokens()
        rect: QRect = option.rect
        font: QFont = option.font
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.hit is None and not row.more:
            line = rect.adjusted(_EDGE, 20, -_EDGE, 0)
            draw_text(
                painter,
                line,
                kind_label(row.kind),
                scaled_font(font, 1.05, QFont.Weight.DemiBold),
                tokens.text,
            )
        else:
            draw_ground(painter, QRectF(rect).adjusted(_EDGE - 12, 1, -_EDGE + 12, -1), option.state)
            line = rect.adjusted(_EDGE + _ICON + 14, _PAD, -_EDGE, -_PAD)
            if row.hit is None:
                words = _("More in {kind}…").format(kind=kind_label(row.kind))
                draw_text(painter, line, words, font, tokens.accent)
            else:
                self._draw_hit(painter, rect, line, row, font)
        painter.restore()

    def _draw_hit(self, painter: QPainter, rect: QRect, line: QRect, row: ResultRow, font: QFont) -> None:
        assert row.hit is not None
        tokens = theme.tokens()
        item = row.hit.item
        icon = theme.pixmap(icon_name(item), _ICON, tokens.accent)
        painter.drawPixmap(rect.left() + _EDGE, rect.top() + _PAD + 1, _ICON, _ICON, icon)
        place = QRect(line)
        place.setLeft(line.left() + line.width() // 2)
        small = scaled_font(font, 0.92)
        metrics_text = about(item)
        width = draw_right(painter, place, _cut(metrics_text, small, place.width()), small, tokens.muted)
        title = QRect(line)
        title.setRight(line.right() - width - 16)
        used = draw_text(
            painter, title, one_line(item.title), scaled_font(font, 1.0, QFont.Weight.DemiBold), tokens.text
        )
        line.setTop(line.top() + used + 2)
        draw_marked(painter, line, row.hit.snippet or item.summary, font, tokens.muted, tokens.text)


def draw_marked(
    painter: QPainter, rect: QRect, snippet: str, font: QFont, colour: QColor, strong: QColor
) -> None:
    """Draw one line of a snippet with what was found in bold; the first find is always in sight."""
    text, found = marks(one_line(snippet))
    layout = QTextLayout(text, font)
    bold = QTextCharFormat()
    bold.setFontWeight(QFont.Weight.DemiBold)
    bold.setForeground(strong)
    ranges = []
    for start, length in found:
        one = QTextLayout.FormatRange()
        one.start, one.length, one.format = start, length, bold
        ranges.append(one)
    layout.setFormats(ranges)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(100_000)
    layout.endLayout()
    shift = 0.0
    if found:
        where: Any = line.cursorToX(found[0][0] + found[0][1])  # a pair in some versions of PySide6
        end = float(where[0] if isinstance(where, tuple) else where)
        shift = max(0.0, end - rect.width() * 0.7)
    painter.save()
    painter.setClipRect(rect)
    painter.setPen(colour)
    layout.draw(painter, QPointF(rect.left() - shift, rect.top()))
    painter.restore()


def _cut(text: str, font: QFont, width: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
