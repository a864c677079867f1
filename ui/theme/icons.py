"""Icons by name, drawn in a colour of the theme and sharp on the screens there are.

Never enters here: which icon means what (the pages know), pictures from servers.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SIZES = (16, 18, 20, 24, 32)  # logical pixels, as buttons, fields, menus and lists ask for


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
    return _drawn(name, size, colour.rgba(), sharpest())


def sharpest() -> float:
    """Return how many pixels of the sharpest screen make one logical pixel."""
    application = QGuiApplication.instance()
    return application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0


@lru_cache(maxsize=256)
def _made(name: str, normal: int, on: int, disabled: int, ratio: float) -> QIcon:
    made = QIcon()
    for mode, state, colour in (
        (QIcon.Mode.Normal, QIcon.State.Off, normal),
        (QIcon.Mode.Normal, QIcon.State.On, on),
        (QIcon.Mode.Disabled, QIcon.State.Off, disabled),
    ):
        for size in _SIZES:
            made.addPixmap(_drawn(name, size, colour, ratio), mode, state)
    return made


def make_icon(name: str, normal: QColor, on: QColor, disabled: QColor) -> QIcon:
    """Return an icon in theme colours, for the sharpest screen there is now: other ratios would triple it."""
    return _made(name, normal.rgba(), on.rgba(), disabled.rgba(), sharpest())


def forget() -> None:
    """Let go of what was drawn in colours, or for screens, that are no more."""
    _made.cache_clear()
    _drawn.cache_clear()


def dot(colour: QColor, size: int = 12) -> QIcon:
    """Return a round dot, for calendars in menus."""
    ratio = sharpest()
    pixels = max(1, round(size * ratio))
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(0, 0, pixels, pixels))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return QIcon(picture)
