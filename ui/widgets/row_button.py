"""A row that can be pressed: a sign or picture, a title, a second line, a mark at the right.

For short lists on a page (a long list is a view with a delegate). Never enters here: what it opens.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.paint import (
    draw_box,
    draw_dot,
    draw_picture,
    draw_pill,
    draw_text,
    lines_of,
    pill_size,
    scaled_font,
    text_height,
)
from ui.tooltip import plain_tip

_PAD_X, _PAD_Y, _GAP = 12, 9, 12
_RADIUS = 10.0
_DOT = 8

Sign = Callable[[QPainter, QRect], None]


def icon_sign(name: str, colour: Callable[[], QColor], ground: Callable[[], QColor]) -> Sign:
    """Return a sign: an icon in a tile; the colours are asked for when it is drawn."""

    def draw(painter: QPainter, rect: QRect) -> None:
        draw_box(painter, QRectF(rect), 9, ground())
        size = 20
        at = QPointF(rect.center().x() + 0.5 - size / 2, rect.center().y() + 0.5 - size / 2)
        painter.drawPixmap(at, theme.pixmap(name, size, colour()))

    return draw


def date_sign(day: dt.date, month: str) -> Sign:
    """Return a sign: the number of a day over the name of its month."""

    def draw(painter: QPainter, rect: QRect) -> None:
        now = theme.tokens()
        draw_box(painter, QRectF(rect), 9, now.accent_soft)
        font = painter.font()
        number, name = scaled_font(font, 1.2, QFont.Weight.DemiBold), scaled_font(font, 0.76)
        top = QRect(rect.left(), rect.top() + 3, rect.width(), rect.height() * 3 // 5 - 2)
        painter.setPen(now.accent)
        painter.setFont(number)
        painter.drawText(top, Qt.AlignmentFlag.AlignCenter, str(day.day))
        painter.setFont(name)
        low = QRect(rect.left(), top.bottom() - 1, rect.width(), rect.bottom() - top.bottom() - 2)
        painter.drawText(low, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, month)

    return draw


class RowButton(QAbstractButton):
    """``lines``: how many the title may take. ``dot``: unread. ``mark``: a word in a pill at the right."""

    def __init__(
        self,
        title: str,
        second: str = "",
        *,
        sign: Sign | None = None,
        sign_size: QSize = QSize(40, 40),  # noqa: B008 - only read
        lines: int = 2,
        dot: bool = False,
        mark: str = "",
        spoken: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._second = title, second
        self._sign, self._sign_size = sign, sign_size
        self._lines, self._dot, self._mark = lines, dot, mark
        self._image: QImage | None = None
        self._whole = ", ".join(part for part in (title, second, mark) if part)
        self.setText(title.replace("&", "&&"))
        self.setAccessibleName(spoken or self._whole)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_image(self, image: QImage | None) -> None:
        """Show a picture in the place of the sign."""
        if image is not None and not image.isNull():
            self._image = image
            self.update()

    def hasHeightForWidth(self) -> bool:
        """See QWidget."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the title's lines need."""
        text = text_height(self._title_font(), len(self._title_lines(self._text_width(width))) or 1)
        if self._second:
            text += 2 + text_height(self._second_font())
        sign = self._sign_size.height() if self._sign is not None else 0
        return max(text, sign) + 2 * _PAD_Y

    def sizeHint(self) -> QSize:
        """See QWidget."""
        return QSize(320, self.heightForWidth(max(self.width(), 280)))

    def minimumSizeHint(self) -> QSize:
        """See QWidget."""
        return QSize(120, self.heightForWidth(max(self.width(), 120)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _title_font(self) -> QFont:
        weight = QFont.Weight.DemiBold if self._dot else QFont.Weight.Medium
        return scaled_font(self.font(), 1.0, weight)

    def _second_font(self) -> QFont:
        return scaled_font(self.font(), 0.92)

    def _text_width(self, width: int) -> int:
        used = 2 * _PAD_X
        if self._sign is not None:
            used += self._sign_size.width() + _GAP
        if self._mark:
            used += pill_size(self._mark, self._mark_font()).width() + _GAP
        elif self._dot:
            used += _DOT + _GAP
        return max(60, width - used)

    def _mark_font(self) -> QFont:
        return scaled_font(self.font(), 0.82, QFont.Weight.DemiBold)

    def _title_lines(self, width: int) -> list[str]:
        return lines_of(self._title, self._title_font(), width, self._lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row."""
        now = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        if self.isDown() or self.underMouse():
            draw_box(painter, box, _RADIUS, now.hover)
        if self.hasFocus():
            painter.setPen(QPen(now.focus, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), _RADIUS - 1, _RADIUS - 1)
        left = _PAD_X
        if self._sign is not None:
            left = self._draw_sign(painter)
        width = self._text_width(self.width())
        self._draw_words(painter, left, width)
        middle = self.height() / 2
        if self._mark:
            font = self._mark_font()
            size = pill_size(self._mark, font)
            at = QPointF(self.width() - _PAD_X - size.width(), middle - size.height() / 2)
            draw_pill(painter, at, self._mark, font, now.accent_soft, now.accent)
        elif self._dot:
            draw_dot(painter, QPointF(self.width() - _PAD_X - _DOT / 2, middle), _DOT, now.accent_fill)
        painter.end()

    def _draw_sign(self, painter: QPainter) -> int:
        assert self._sign is not None
        size = self._sign_size
        rect = QRect(_PAD_X, (self.height() - size.height()) // 2, size.width(), size.height())
        painter.setFont(self.font())
        if self._image is not None:
            draw_picture(painter, rect, self._image, 8)
        else:
            self._sign(painter, rect)
        return rect.right() + 1 + _GAP

    def _draw_words(self, painter: QPainter, left: int, width: int) -> None:
        now = theme.tokens()
        lines = self._title_lines(width)
        high = text_height(self._title_font(), len(lines) or 1)
        whole = high + (2 + text_height(self._second_font()) if self._second else 0)
        top = (self.height() - whole) // 2
        draw_text(
            painter,
            QRect(left, top, width, high),
            self._title,
            self._title_font(),
            now.text,
            lines=self._lines,
        )
        if self._second:
            rest = QRect(left, top + high + 2, width, text_height(self._second_font()))
            draw_text(painter, rest, self._second, self._second_font(), now.muted)
        cut = any(line.endswith("…") for line in lines) and not self._title.endswith("…")
        self.setToolTip(plain_tip(self._whole) if cut else "")
