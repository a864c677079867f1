"""Icons by name, drawn in a colour of the theme and sharp at any scale.

Never enters here: which icon means what (the pages know), pictures from servers.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_RATIOS = (1.0, 1.5, 2.0)


@lru_cache(maxsize=256)
def _renderer(name: str) -> QSvgRenderer:
    data = files("resources").joinpath("icons", f"{name}.svg").read_bytes()
    return QSvgRenderer(QByteArray(data))


@lru_cache(maxsize=1024)
def _drawn(name: str, size: int, colour: int, ratio: float) -> QPixmap:
    pixels = max(1, round(size * ratio))
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name).render(painter, QRectF(0, 0, pixels, pixels))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(made.rect(), QColor.fromRgba(colour))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def draw(name: str, size: int, colour: QColor) -> QPixmap:
    """Return an icon as a pixmap of ``size`` logical pixels, sharp on the sharpest screen there is.

    Raises FileNotFoundError for a name that has no icon: a mistake of ours, found by the tests.
    """
    application = QGuiApplication.instance()
    ratio = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    return _drawn(name, size, colour.rgba(), ratio)


def make_icon(name: str, normal: QColor, on: QColor, disabled: QColor) -> QIcon:
    """Return a scalable icon in theme colours."""
    _renderer(name)  # an unknown name fails here and not while painting
    made = QIcon()
    for ratio in _RATIOS:
        for mode, state, colour in (
            (QIcon.Mode.Normal, QIcon.State.Off, normal),
            (QIcon.Mode.Normal, QIcon.State.On, on),
            (QIcon.Mode.Disabled, QIcon.State.Off, disabled),
        ):
            for size in (16, 18, 20, 24, 32):
                made.addPixmap(_drawn(name, size, colour.rgba(), ratio), mode, state)
    return made


def dot(colour: QColor, size: int = 12) -> QIcon:
    """Return a round dot, for calendars in menus."""
    made = QIcon()
    for ratio in _RATIOS:
        pixels = round(size * ratio)
        picture = QPixmap(pixels, pixels)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QRectF(0, 0, pixels, pixels))
        painter.end()
        picture.setDevicePixelRatio(ratio)
        made.addPixmap(picture)
    return made
