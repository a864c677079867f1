"""How a day of the month grid looks: its number, its part of each bar, and "+3 more".

Never enters here: where bars stand (``month_layout``), data access.
"""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.text import ngettext
from ui import theme
from ui.calendar.colours import CalendarColours, is_off, is_open, title_of
from ui.calendar.month_layout import Bar, Week
from ui.paint import draw_box, draw_dot, draw_text, scaled_font, text_height
from ui.rows import RowRole
from ui.words import local_zone, locale, one_line, time_text

Index = QModelIndex | QPersistentModelIndex
_TOP = 4
_GAP = 2
_EDGE = 4
_FOR_WORDS = 92  # a narrower day shows "+3" and no words


class MonthDelegate(QStyledItemDelegate):
    """Paints days. ``marked`` is the occurrence that the details show."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.colours = CalendarColours()
        self.marked = ""

    def bar_height(self) -> int:
        """Return a bar's height in pixels."""
        return text_height(self._small()) + 4

    def rows_for(self, height: int) -> int:
        """Return how many rows of bars fit in a day of a height; at least one."""
        return max(1, (height - self._head() - 2) // (self.bar_height() + _GAP))

    def row_at(self, cell: QRect, at: QPoint) -> int:
        """Return the row of bars at a point, -1 above them."""
        return (at.y() - cell.top() - self._head()) // (self.bar_height() + _GAP)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the least that a day needs."""
        return QSize(48, self._head() + self.bar_height() + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one day."""
        week: Week | None = index.data(RowRole)
        if week is None:
            return
        cell: QRect = option.rect
        state = option.state
        column = index.column()
        model = self._view.model()
        day = week.days[column]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(cell)
        dim = day.month != model.month  # type: ignore[attr-defined]
        self._draw_ground(painter, cell, column, dim=dim)
        current = bool(state & QStyle.StateFlag.State_Selected)
        if current:
            focus = bool(state & QStyle.StateFlag.State_HasFocus)
            self._draw_current(painter, cell, focus=focus)
        self._draw_number(painter, cell, day, dim=dim, today=day == model.today)  # type: ignore[attr-defined]
        for bar in week.bars:
            if bar.first <= column <= bar.last:
                ends = (week.days[bar.first], week.days[bar.last])
                outside = all(one.month != model.month for one in ends)  # type: ignore[attr-defined]
                self._draw_bar(painter, cell, bar, dim=outside)
        if week.hidden[column]:
            self._draw_rest(painter, cell, week.hidden[column])
        painter.restore()

    # --- inside ---

    def _small(self) -> QFont:
        return scaled_font(self._view.font(), 0.9)

    def _head(self) -> int:
        return text_height(self._small()) + _TOP + 8

    def _draw_ground(self, painter: QPainter, cell: QRect, column: int, *, dim: bool) -> None:
        tokens = theme.tokens()
        painter.fillRect(cell, tokens.bg if dim or column >= 5 else tokens.surface)
        painter.setPen(QPen(tokens.line, 1))
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())
        if column < 6:
            painter.drawLine(cell.topRight(), cell.bottomRight())

    def _draw_current(self, painter: QPainter, cell: QRect, *, focus: bool) -> None:
        tokens = theme.tokens()
        rect = QRectF(cell).adjusted(1, 1, -2, -2)
        draw_box(painter, rect, 4, tokens.selected)
        if focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.accent, 1.5))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)

    def _draw_number(self, painter: QPainter, cell: QRect, day: dt.date, *, dim: bool, today: bool) -> None:
        tokens = theme.tokens()
        weight = QFont.Weight.DemiBold if today else QFont.Weight.Normal
        font = scaled_font(self._view.font(), 0.9, weight)
        size = text_height(font) + 4
        text = str(day.day)
        if day.day == 1:
            text = f"1 {locale().monthName(day.month, locale().FormatType.ShortFormat).rstrip('.')}"
        width = max(size, QFontMetrics(font).horizontalAdvance(text) + 10)
        box = QRectF(cell.left() + _EDGE, cell.top() + _TOP, width, size)
        ink = tokens.faint if dim else tokens.text
        if today:
            draw_box(painter, box, size / 2, tokens.accent_fill)
            ink = tokens.on_accent
        painter.setPen(ink)
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_bar(self, painter: QPainter, cell: QRect, bar: Bar, *, dim: bool) -> None:
        """Draw a bar as a whole, clipped to this cell: its words run on over the days."""
        tokens = theme.tokens()
        height = self.bar_height()
        # Columns differ by a pixel when the width does not divide by seven: ask the view.
        left = self._view.columnViewportPosition(bar.first) + (0 if bar.from_before else _EDGE)
        end = self._view.columnViewportPosition(bar.last) + self._view.columnWidth(bar.last)
        right = end - (0 if bar.goes_on else _EDGE)
        top = cell.top() + self._head() + bar.row * (height + _GAP)
        rect = QRectF(left, top, right - left, height)
        one = bar.one
        colour = self.colours.of(one.item.collection_id)
        font = self._small()
        font.setStrikeOut(is_off(one))
        wide = one.occurrence.all_day or bar.first != bar.last or bar.from_before or bar.goes_on
        ink = tokens.muted if is_off(one) or dim else tokens.text
        inner = rect.toRect().adjusted(6, 2, -4, -2)
        if wide:
            shape = rect.adjusted(-8 if bar.from_before else 0, 0, 8 if bar.goes_on else 0, 0)
            soft = self.colours.soft(one.item.collection_id)
            draw_box(painter, shape, 4, None if is_open(one) else soft, colour if is_open(one) else None)
            if not bar.from_before:
                strip = QRectF(rect.left(), rect.top(), 3, rect.height())
                draw_box(painter, strip, 1.5, colour)
                inner.setLeft(inner.left() + 2)
        else:
            centre = QRectF(rect.left() + 2, rect.top(), 8, rect.height()).center()
            draw_dot(painter, centre, 7, colour)
            inner.setLeft(inner.left() + 8)
        if one.id == self.marked:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour, 1.5))
            painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
        title = one_line(title_of(one))
        if not wide:
            timed = f"{time_text(one.occurrence.start.astimezone(local_zone()))} {title}"
            # The title counts more: in a narrow day the time goes before a letter of the title does.
            if QFontMetrics(font).horizontalAdvance(timed) <= inner.width():
                title = timed
        draw_text(painter, inner, title, font, ink)

    def _draw_rest(self, painter: QPainter, cell: QRect, count: int) -> None:
        rows = self.rows_for(cell.height())
        top = cell.top() + self._head() + (rows - 1) * (self.bar_height() + _GAP) + 2
        rect = QRect(cell.left() + _EDGE + 6, top, cell.width() - 2 * _EDGE - 6, self.bar_height())
        words = ngettext("+{n} more", "+{n} more", count).format(n=count)
        if cell.width() < _FOR_WORDS:
            words = f"+{count}"
        font = scaled_font(self._view.font(), 0.9, QFont.Weight.Medium)
        draw_text(painter, rect, words, font, theme.tokens().muted)
