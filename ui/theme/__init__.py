"""The look: one set of tokens at a time, and the functions that hand out its colours and icons.

Never enters here: layout of a page.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPixmap, QScreen
from PySide6.QtWidgets import QApplication

from ui.theme import icons, style
from ui.theme.tokens import CALENDAR_COLOURS, Tokens, dark, light

__all__ = [
    "CALENDAR_COLOURS", "Tokens", "apply", "dot_icon", "follow_system", "icon", "is_dark", "notifier",
    "pixmap", "tokens",
]  # fmt: skip


class _Notifier(QObject):
    """Says that the theme changed; widgets get StyleChange and PaletteChange from Qt as well."""

    changed = Signal()


class _State:
    """What is in force. One per process, like the application's palette."""

    tokens: Tokens | None = None
    notifier: _Notifier | None = None
    scheme = "system"
    accent = ""
    following = False
    ratio = 1.0  # that the icons were drawn for


def tokens() -> Tokens:
    """Return the theme in force (the light one before ``apply``)."""
    if _State.tokens is None:
        _State.tokens = light()
    return _State.tokens


def notifier() -> _Notifier:
    """Return the object whose ``changed`` signal tells about a new theme."""
    if _State.notifier is None:
        _State.notifier = _Notifier()
    return _State.notifier


def apply(application: QApplication, scheme: str = "system", accent: str = "") -> None:
    """Put a theme on the whole application: "light", "dark" or "system", with an organisation's colour."""
    wanted = _system_is_dark() if scheme == "system" else scheme == "dark"
    chosen = dark(accent) if wanted else light(accent)
    _State.scheme, _State.accent = scheme, accent
    if not _State.following:
        _State.following = True
        QGuiApplication.styleHints().colorSchemeChanged.connect(follow_system)
        application.screenAdded.connect(_watch)
        for screen in application.screens():
            _watch(screen)
    if chosen == _State.tokens and application.styleSheet():
        return
    _State.tokens, _State.ratio = chosen, icons.sharpest()
    icons.forget()
    style.put_on(application, chosen)
    notifier().changed.emit()


def follow_system() -> None:
    """The system changed between light and dark: change too, unless the person chose one."""
    application = QApplication.instance()
    if _State.scheme == "system" and isinstance(application, QApplication):
        apply(application, _State.scheme, _State.accent)


def _watch(screen: QScreen) -> None:
    screen.geometryChanged.connect(_sharpen)  # another scale is another geometry as well
    _sharpen()


def _sharpen() -> None:
    """A sharper screen came: everybody draws icons anew."""
    if _State.tokens is not None and icons.sharpest() > _State.ratio:
        _State.ratio = icons.sharpest()
        notifier().changed.emit()


def is_dark() -> bool:
    """Return whether the theme in force is the dark one."""
    return tokens().dark


def icon(name: str, colour: QColor | None = None) -> QIcon:
    """Return an icon for buttons, menus and models; checked it has the accent's colour."""
    now = tokens()
    return icons.make_icon(name, colour or now.muted, colour or now.accent, now.faint)


def pixmap(name: str, size: int, colour: QColor | None = None) -> QPixmap:
    """Return an icon as a pixmap of ``size`` logical pixels."""
    return icons.draw(name, size, colour or tokens().muted)


def dot_icon(colour: QColor | str) -> QIcon:
    """Return a dot in a colour, for calendars in menus."""
    return icons.dot(QColor(colour))


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
