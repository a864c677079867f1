"""One door for notifications: the desktop's own on Linux, the tray's bubble elsewhere and as the fallback.

Never enters here: what to show and when, the menu.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from app.notifications import Notice
from app.text import _
from ui.tray.freedesktop import Bubble, DesktopNotifications
from ui.words import shown_name

_STAYS = 10_000  # ms, where the system leaves it to us


def without_markup(text: str) -> str:
    """Return words for the tray's own bubble. On Linux Qt hands them on, and desktops take tags in them."""
    return text.replace("<", "‹").replace(">", "›") if sys.platform == "linux" else text


class Notifier(QObject):
    """Shows notices. ``opened`` and ``read`` say what the person clicked, by item id."""

    opened = Signal(str)
    read = Signal(str)

    def __init__(self, app_name: str, tray: QSystemTrayIcon | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray = tray
        self._last = ""  # the item of the tray's bubble: a click does not say which
        self._desktop: DesktopNotifications | None = None
        if sys.platform == "linux":
            self._desktop = DesktopNotifications(app_name, self)
            self._desktop.opened.connect(self.opened)
            self._desktop.read.connect(self.read)
            self._desktop.failed.connect(self._in_tray)
        if tray is not None:
            tray.messageClicked.connect(self._clicked)

    def set_app_name(self, name: str) -> None:
        """Sign further notifications with the organisation's name."""
        if self._desktop is not None:
            self._desktop.app_name = name

    def show(self, notice: Notice) -> None:
        """Show one notice."""
        bubble = Bubble(
            notice.item_id,
            shown_name(notice.title),
            shown_name(notice.sender),
            shown_name(notice.text),
            _("Read"),
        )
        if self._desktop is not None:
            self._desktop.show(bubble)
        else:
            self._in_tray(bubble)

    def withdraw(self, item_id: str) -> None:
        """Take a notice away, where the system can."""
        if self._desktop is not None:
            self._desktop.withdraw(item_id)

    def close(self) -> None:
        """End."""
        if self._desktop is not None:
            self._desktop.close()

    def _in_tray(self, bubble: Bubble) -> None:
        if self._tray is None or not self._tray.isVisible():
            return  # the badge, Home and the list still tell
        self._last = bubble.item_id
        self._tray.showMessage(bubble.title, without_markup(bubble.body), self._tray.icon(), _STAYS)

    def _clicked(self) -> None:
        if self._last:
            self.opened.emit(self._last)
