"""The program's icon, with the number of unread announcements drawn on it.

Never enters here: counting, the tray itself.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SIZES = (16, 22, 24, 32, 48, 64, 128)
_RED = QColor("#d32f2f")
_MOST = 99


@lru_cache(maxsize=1)
def _drawing() -> QSvgRenderer:
    data = files("resources").joinpath("icons", "prikbord.svg").read_bytes()
    return QSvgRenderer(QByteArray(data))


def app_icon() -> QIcon:
    """Return the program's own icon."""
    return badge_icon(0)


def badge_icon(number: int) -> QIcon:
    """Return the icon with a badge; none for 0, and "99+" is the most it says."""
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(_draw(size, number))
    return made


def badge_text(number: int) -> str:
    """Return what stands in the badge, "" for none."""
    if number <= 0:
        return ""
    return str(number) if number <= _MOST else f"{_MOST}+"


def _draw(size: int, number: int) -> QPixmap:
    made = QPixmap(size, size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _drawing().render(painter, QRectF(0, 0, size, size))
    text = badge_text(number)
    if text:
        high = size * 0.58
        wide = high * (1.0 if len(text) == 1 else 1.3 if len(text) == 2 else 1.6)
        spot = QRectF(size - wide, 0, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        # A clear ring keeps the badge apart from the icon on any panel.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        ring = size * 0.05
        painter.drawRoundedRect(spot.adjusted(-ring, -ring, ring, ring), high / 2 + ring, high / 2 + ring)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setBrush(_RED)
        painter.drawRoundedRect(spot, high / 2, high / 2)
        font = QFont()
        font.setPixelSize(max(7, round(high * 0.74)))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return made
