"""Buttons with an icon alone, and quiet ones that read like a link. Never enters here: what they do."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from ui import theme

_ICON = 20


class IconButton(QToolButton):
    """An icon with a name: read aloud, and shown as a tooltip with its shortcut.

    Checked, a toggle takes the accent's colour and, where there is one, the filled form of its icon.
    The shortcut is shown here; the page that owns the button makes it work.
    """

    def __init__(
        self,
        icon: str,
        name: str,
        shortcut: str = "",
        *,
        checkable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._shortcut = shortcut
        self.setCheckable(checkable)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoRaise(True)
        self.set_name(name)
        self._draw()
        theme.notifier().changed.connect(self._draw)

    def set_name(self, name: str) -> None:
        """Name the button anew (what it does may turn around)."""
        self.setAccessibleName(name)
        keys = QKeySequence(self._shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        self.setToolTip(f"{name}  ({keys})" if keys else name)

    def show_as(self, icon: str, name: str) -> None:
        """Become another button: icon and name."""
        self.set_icon(icon)
        self.set_name(name)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        if icon != self._icon_name:
            self._icon_name = icon
            self._draw()

    def _draw(self) -> None:
        self.setIcon(theme.icon(self._icon_name))


def quiet_button(text: str, parent: QWidget | None = None, *, icon: str = "") -> QPushButton:
    """Return a button that reads like a link: for the second choice beside a primary one."""
    button = QPushButton(text, parent)
    button.setProperty("quiet", True)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon:
        button.setIcon(theme.icon(icon, theme.tokens().accent))
    return button
