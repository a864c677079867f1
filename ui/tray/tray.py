"""The icon in the tray: badge, tooltip and menu. Never enters here: notifications, counting, the window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.text import _, ngettext
from sync.model.items import Item
from ui import NAME
from ui.tray.announcer import Told
from ui.tray.badge import badge_icon
from ui.words import one_line

_PAUSE = dt.timedelta(hours=1)
_MOST_TITLE = 48


class Tray(QObject):
    """``wanted`` asks for the window, ``item_wanted`` for an item in it."""

    wanted = Signal()
    item_wanted = Signal(str)
    sync_wanted = Signal()
    pause_wanted = Signal(object)  # how long, a timedelta
    quit_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = NAME
        self._told = Told(0, ())
        self._menu = QMenu()
        self.icon = QSystemTrayIcon(badge_icon(0), self)
        self.icon.setContextMenu(self._menu)
        self.icon.activated.connect(self._activated)
        self.reword()

    @staticmethod
    def available() -> bool:
        """Whether this desktop has a tray at all."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def menu(self) -> QMenu:
        """The menu, for the tests."""
        return self._menu

    def show(self) -> None:
        """Show the icon, where there is a tray."""
        if self.available():
            self.icon.show()

    def close(self) -> None:
        """Take the icon away."""
        self.icon.hide()
        self._menu.deleteLater()

    def set_name(self, name: str) -> None:
        """Take over the organisation's name."""
        self._name = name or NAME
        self.reword()

    def tell(self, told: Told) -> None:
        """Show the present number and announcements."""
        if told == self._told:
            return
        if told.badge != self._told.badge:
            self.icon.setIcon(badge_icon(told.badge))
        self._told = told
        self.reword()

    def reword(self) -> None:
        """Write the menu and the tooltip anew, in the present language."""
        number = self._told.badge
        unread = ngettext("{n} unread announcement", "{n} unread announcements", number).format(n=number)
        self.icon.setToolTip(f"{self._name}\n{unread}" if number else self._name)
        self._menu.clear()
        self._add(_("Open {name}").format(name=self._name), self.wanted.emit)
        self._add(_("Sync now"), self.sync_wanted.emit)
        if self._told.newest:
            self._menu.addSeparator()
        for item in self._told.newest:
            self._add(_menu_title(item), partial(self.item_wanted.emit, item.id))
        self._menu.addSeparator()
        self._add(_("No notifications for an hour"), lambda: self.pause_wanted.emit(_PAUSE))
        self._menu.addSeparator()
        self._add(_("Quit"), self.quit_wanted.emit)

    def _add(self, text: str, call: Callable[[], object]) -> QAction:
        action = QAction(text.replace("&", "&&"), self._menu)
        action.triggered.connect(lambda _checked=False: call())
        self._menu.addAction(action)
        return action

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.wanted.emit()


def _menu_title(item: Item) -> str:
    title = one_line(item.title)
    if len(title) > _MOST_TITLE:
        title = title[: _MOST_TITLE - 1].rstrip() + "…"
    return f"● {title}" if item.state.read_at is None else title
