"""A person's face: the photo from the cache, or initials on a colour of their own.

Never enters here: data access.
"""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.paint import draw_picture
from ui.theme.contrast import mixed

# Lightness is set by the theme, so that initials can be read in light and dark alike.
_HUES = (12, 38, 95, 150, 172, 200, 222, 262, 300, 338)


def initials(name: str) -> str:
    """Return one or two letters: of the first name and of the last word that is a name ("de" is not)."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    if not words:
        return "?"
    capitals = [word for word in words[1:] if word[0].isupper()]
    return (words[0][0] + (capitals[-1][0] if capitals else "")).upper()


def draw_avatar(painter: QPainter, rect: QRect, name: str, photo: QImage | None, font: QFont) -> None:
    """Draw a round face in a square rectangle."""
    if photo is not None and not photo.isNull():
        draw_picture(painter, rect, photo, rect.width() / 2)
        return
    tokens = theme.tokens()
    hue = _HUES[hashlib.sha256(name.encode("utf-8", "replace")).digest()[0] % len(_HUES)]
    ink = QColor.fromHslF(hue / 360, 0.5, 0.72 if tokens.dark else 0.34)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(ink, tokens.surface, 0.22 if tokens.dark else 0.16))
    painter.drawEllipse(rect)
    own = QFont(font)
    own.setPixelSize(max(9, round(rect.height() * 0.38)))
    own.setWeight(QFont.Weight.DemiBold)
    painter.setFont(own)
    painter.setPen(ink)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))


class Avatar(QWidget):
    """A face as a widget of a fixed size."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._photo: QImage | None = None
        self.setFixedSize(QSize(size, size))

    def show_person(self, name: str, photo: QImage | None) -> None:
        """Show a person; the name stands beside it, so a screen reader need not hear it twice."""
        self._name, self._photo = name, photo
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the face."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_avatar(painter, self.rect(), self._name, self._photo, self.font())
        painter.end()
