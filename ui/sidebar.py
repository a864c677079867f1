"""The sidebar: whose intranet this is, the pages, and at the bottom what waits and the settings.

Never enters here: pages, data access.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from app.text import _, ngettext
from ui import NAME, theme
from ui.paint import draw_box, draw_picture, draw_pill, pill_size, scaled_font
from ui.widgets import Wrapped

WIDTH = 216
_HEIGHT = 38
_ICON = 20
_LOGO = 36
PAGES = ("home", "news", "documents", "calendar", "people", "processes")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sidebar."""

    name: str
    icon: str
    label: str


def entries() -> list[Entry]:
    """Return the pages in order, in the present language."""
    return [
        Entry("home", "home", _("Home")),
        Entry("news", "news", _("News")),
        Entry("documents", "folder", _("Documents")),
        Entry("calendar", "calendar", _("Calendar")),
        Entry("people", "people", _("People")),
        Entry("processes", "processes", _("Processes")),
    ]


class NavButton(QAbstractButton):
    """One page: icon, name, and a number when something there waits for the person."""

    def __init__(self, entry: Entry, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon_name = entry.icon
        self._number = 0
        self.setText(entry.label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._name()
        theme.notifier().changed.connect(self.update)

    def set_number(self, number: int) -> None:
        """Show a number, none for 0."""
        if number != self._number:
            self._number = number
            self._name()
            self.update()

    def set_label(self, label: str) -> None:
        """Take another language."""
        self.setText(label)
        self._name()

    def sizeHint(self) -> QSize:
        """See QWidget."""
        return QSize(WIDTH - 24, max(_HEIGHT, self.fontMetrics().height() + 16))

    def _name(self) -> None:
        if self._number:
            waiting = ngettext("{n} new", "{n} new", self._number).format(n=self._number)
            self.setAccessibleName(f"{self.text()}, {waiting}")
        else:
            self.setAccessibleName(self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        now = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        on = self.isChecked()
        if on:
            draw_box(painter, box, 8, now.selected)
        elif self.underMouse():
            draw_box(painter, box, 8, now.hover)
        if self.hasFocus():
            painter.setPen(now.focus)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 7, 7)
        ink = now.accent if on else now.text
        middle = self.height() / 2
        picture = theme.pixmap(self._drawn_icon(on), _ICON, ink if on else now.muted)
        painter.drawPixmap(QPointF(12, middle - _ICON / 2), picture)
        right = self.width() - 10
        if self._number:
            right = self._draw_number(painter, right, middle)
        font = scaled_font(self.font(), 1.0, QFont.Weight.DemiBold if on else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(ink)
        room = QRect(12 + _ICON + 10, 0, max(0, right - 12 - _ICON - 16), self.height())
        painter.drawText(
            room,
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width()),
        )
        painter.end()

    def _drawn_icon(self, on: bool) -> str:
        filled = ("home", "news", "folder", "calendar", "people", "processes")
        return f"{self._icon_name}-filled" if on and self._icon_name in filled else self._icon_name

    def _draw_number(self, painter: QPainter, right: int, middle: float) -> int:
        now = theme.tokens()
        text = str(self._number) if self._number < 100 else "99+"
        font = scaled_font(self.font(), 0.82, QFont.Weight.DemiBold)
        size = pill_size(text, font)
        at = QPointF(right - size.width(), middle - size.height() / 2)
        draw_pill(painter, at, text, font, now.accent_fill, now.on_accent)
        return right - size.width()


class _Logo(QWidget):
    """The organisation's logo, or its first letter on its colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(_LOGO, _LOGO)
        self._image: QImage | None = None
        self._letter = ""
        theme.notifier().changed.connect(self.update)

    def show_brand(self, name: str, image: QImage | None) -> None:
        self._letter = name[:1].upper()
        self._image = image if image is not None and not image.isNull() else None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._image is not None:
            # A plate keeps a dark logo readable on the dark theme.
            path = QPainterPath()
            path.addRoundedRect(QRectF(self.rect()), 8, 8)
            painter.fillPath(path, QColor("#ffffff") if now.dark else now.surface)
            draw_picture(painter, self.rect().adjusted(3, 3, -3, -3), self._image, 5)
        else:
            draw_box(painter, QRectF(self.rect()), 8, now.accent_fill)
            painter.setPen(now.on_accent)
            painter.setFont(scaled_font(self.font(), 1.3, QFont.Weight.Bold))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letter)
        painter.end()


class Sidebar(QWidget):
    """``chosen`` names the page that was clicked."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(_("Pages"))
        self._logo = _Logo(self)
        self._brand = Wrapped("", "strong", lines=2, parent=self)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, NavButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(2)
        head = QVBoxLayout()
        head.setContentsMargins(12, 0, 8, 16)
        head.setSpacing(10)
        head.addWidget(self._logo)
        head.addWidget(self._brand)
        column.addLayout(head)
        for entry in entries():
            column.addWidget(self._add(entry))
        column.addStretch(1)
        for entry in _bottom():
            column.addWidget(self._add(entry))
        self._buttons["outbox"].hide()
        self.show_brand(NAME, None)

    def _add(self, entry: Entry) -> NavButton:
        button = NavButton(entry, self)
        button.clicked.connect(lambda _checked=False, name=entry.name: self.chosen.emit(name))
        self._group.addButton(button)
        self._buttons[entry.name] = button
        return button

    def button(self, name: str) -> NavButton | None:
        """Return the line of a page."""
        return self._buttons.get(name)

    def show_current(self, name: str) -> None:
        """Mark a page as the one on view; a page that has no line here marks none."""
        self._group.setExclusive(False)
        for other, button in self._buttons.items():
            button.setChecked(other == name)
        self._group.setExclusive(True)

    def show_numbers(self, unread: int, outbox: int) -> None:
        """Show how much news is unread, and how many deeds wait to be sent."""
        self._buttons["news"].set_number(unread)
        self._buttons["outbox"].set_number(outbox)
        self._buttons["outbox"].setVisible(outbox > 0)

    def show_brand(self, name: str, logo: QImage | None) -> None:
        """Show whose intranet this is."""
        shown = name or NAME
        self._brand.set_text(shown)
        self._logo.show_brand(shown, logo)

    def retranslate(self) -> None:
        """Write the lines in the present language."""
        self.setAccessibleName(_("Pages"))
        for entry in [*entries(), *_bottom()]:
            self._buttons[entry.name].set_label(entry.label)


def _bottom() -> list[Entry]:
    return [Entry("outbox", "outbox", _("Waiting to send")), Entry("settings", "settings", _("Settings"))]
