"""From a commit to a notification: asks ``app.notifications``, shows, and withdraws what was read.

Each commit is asked about on its own, since "first sync" counts per commit. Never enters here: the policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.notifications import Notice
from sync.model.changes import ChangeSet
from sync.model.items import Item, ItemKind, Lane
from ui.tray.notifier import Notifier

_IN_MENU = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What the tray shows: the badge's number and the newest announcements for its menu."""

    badge: int
    newest: tuple[Item, ...]


class Announcer(QObject):
    """Lives as long as the window's core does. ``told`` carries a ``Told`` after each change of the news."""

    told = Signal(object)

    def __init__(self, core: Any, bridge: Any, notifier: Notifier, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core, self._bridge, self._notifier = core, bridge, notifier
        self._unsubscribe = core.subscribe(lambda changes: bridge.call(lambda: self._look(changes)))
        self.refresh()

    def close(self) -> None:
        """Hear no more."""
        self._unsubscribe()

    def refresh(self) -> None:
        """Count again."""
        core = self._core

        def work() -> Told:
            newest = core.news.items(Lane.ANNOUNCEMENT, limit=_IN_MENU)
            return Told(core.notifications.badge(), tuple(newest))

        self._bridge.run(work, self.told.emit, None, self)

    def _look(self, changes: ChangeSet) -> None:
        if ItemKind.NEWS not in changes.kinds and not changes.accounts:
            return
        notifications = self._core.notifications

        def work() -> tuple[list[Notice], list[str]]:
            return notifications.decide(changes), notifications.to_withdraw(changes)

        self._bridge.run(work, lambda found: self._show(*found), None, self)
        self.refresh()

    def _show(self, notices: list[Notice], gone: list[str]) -> None:
        for item_id in gone:
            self._notifier.withdraw(item_id)
        for notice in notices:
            self._notifier.show(notice)
