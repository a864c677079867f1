"""Strokes that delegates share: text cut at a line with an ellipsis, pills, dots, rounded pictures.

Never enters here: models, widgets, a colour of its own (``ui.theme`` has them).
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle

from ui import theme


def scaled_font(font: QFont, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return a font by its size relative to another, so that the person's own font size counts."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * factor)
    else:
        made.setPixelSize(round(font.pixelSize() * factor))
    made.setWeight(weight)
    return made


def text_height(font: QFont, lines: int = 1) -> int:
    """Return the height of lines of text in pixels."""
    return round(QFontMetricsF(font).height() * lines)


def lines_of(text: str, font: QFont, width: float, most: int) -> list[str]:
    """Return text broken into at most ``most`` lines of ``width``; the last ends in an ellipsis if cut."""
    metrics = QFontMetricsF(font)
    if most == 1 or metrics.horizontalAdvance(text) <= width:
        return [metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)] if text else []
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[str] = []
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        start = line.textStart()
        if len(lines) == most - 1:
            lines.append(metrics.elidedText(text[start:], Qt.TextElideMode.ElideRight, width))
            break
        lines.append(text[start : start + line.textLength()].rstrip())
    layout.endLayout()
    return lines


def draw_text(
    painter: QPainter, rect: QRect, text: str, font: QFont, colour: QColor, *, lines: int = 1
) -> int:
    """Draw text at the top of a rectangle; return the height used."""
    painter.setFont(font)
    painter.setPen(colour)
    step = QFontMetricsF(font).height()
    top = float(rect.top())
    for line in lines_of(text, font, rect.width(), lines):
        painter.drawText(
            QRectF(rect.left(), top, rect.width(), step),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
            line,
        )
        top += step
    return round(top - rect.top())


def draw_right(painter: QPainter, rect: QRect, text: str, font: QFont, colour: QColor) -> int:
    """Draw one line at the right of a rectangle; return its width."""
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(
        QRectF(rect.left(), rect.top(), rect.width(), text_height(font)),
        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
        text,
    )
    return round(QFontMetricsF(font).horizontalAdvance(text) + 1)


def pill_size(text: str, font: QFont) -> QSize:
    """Return the size of a pill with a text."""
    metrics = QFontMetricsF(font)
    return QSize(round(metrics.horizontalAdvance(text)) + 14, round(metrics.height()) + 4)


def draw_pill(painter: QPainter, at: QPointF, text: str, font: QFont, fill: QColor, ink: QColor) -> QRectF:
    """Draw a pill with its top left at a point; return its rectangle."""
    rect = QRectF(at, pill_size(text, font))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setPen(ink)
    painter.setFont(font)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    return rect


def draw_dot(painter: QPainter, centre: QPointF, size: float, colour: QColor) -> None:
    """Draw a filled dot."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(centre, size / 2, size / 2)


def draw_picture(painter: QPainter, rect: QRect, image: QImage, radius: float) -> None:
    """Draw a picture so that it fills a rounded rectangle; what sticks out is cut off evenly."""
    scale = max(rect.width() / max(1, image.width()), rect.height() / max(1, image.height()))
    width, height = rect.width() / scale, rect.height() / scale
    source = QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect), radius, radius)
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(rect), image, source)
    painter.restore()


def draw_box(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, line: QColor | None = None
) -> None:
    """Draw a rounded box, with a crisp line of one pixel if ``line`` is given."""
    painter.setBrush(QBrush(fill) if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(line, 1) if line is not None else Qt.PenStyle.NoPen)
    box = rect.adjusted(0.5, 0.5, -0.5, -0.5) if line is not None else rect
    painter.drawRoundedRect(box, radius, radius)


def draw_ground(painter: QPainter, rect: QRectF, state: QStyle.StateFlag, radius: float = 8) -> None:
    """Draw what lies behind a row that is chosen, has the keyboard, or is under the pointer."""
    tokens = theme.tokens()
    if state & QStyle.StateFlag.State_Selected:
        line = tokens.focus if state & QStyle.StateFlag.State_HasFocus else None
        draw_box(painter, rect, radius, tokens.selected, line)
    elif state & QStyle.StateFlag.State_MouseOver:
        draw_box(painter, rect, radius, tokens.hover)
