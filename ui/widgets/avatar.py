"""A person as a round picture, or as initials on a colour of their own. Never enters here: fetching it."""

from __future__ import annotations

import zlib

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from ui import theme


def avatar_pixmap(name: str, size: int, picture: QImage | None = None) -> QPixmap:
    """Return a round picture of ``size`` logical pixels; without a picture, the name's initials."""
    application = QGuiApplication.instance()
    ratio = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    circle = QPainterPath()
    circle.addEllipse(QRectF(0, 0, size, size))
    painter.setClipPath(circle)
    if picture is not None and not picture.isNull():
        side = min(picture.width(), picture.height())
        source = QRectF((picture.width() - side) / 2, (picture.height() - side) / 2, side, side)
        painter.drawImage(QRectF(0, 0, size, size), picture, source)
    else:
        _draw_initials(painter, name, size)
    painter.end()
    return made


def initials(name: str) -> str:
    """Return one or two letters: of the first and the last word that starts with a letter."""
    words = [word for word in name.split() if word[:1].isalpha()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def _draw_initials(painter: QPainter, name: str, size: int) -> None:
    colours = theme.CALENDAR_COLOURS
    painter.fillRect(QRectF(0, 0, size, size), QColor(colours[zlib.crc32(name.encode()) % len(colours)]))
    font = QFont(QGuiApplication.font())
    font.setPixelSize(max(8, round(size * 0.4)))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(QRectF(0, 0, size, size), Qt.AlignmentFlag.AlignCenter, initials(name))


class Avatar(QLabel):
    """A person's picture of a fixed size."""

    def __init__(self, name: str, size: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._size = name, size
        self.setFixedSize(size, size)
        self.setAccessibleName(name)
        self.set_picture(None)

    def set_picture(self, picture: QImage | None) -> None:
        """Show a picture, or the initials for None."""
        self.setPixmap(avatar_pixmap(self._name, self._size, picture))
