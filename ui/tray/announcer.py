"""From a commit to a notification: asks ``app.notifications``, shows, and withdraws what was read.

Each commit is asked about on its own, since "first sync" counts per commit. Never enters here: the policy.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.notifications import Notice
from sync.model.changes import ChangeSet
from sync.model.items import Item, ItemKind, Lane
from ui.tray.notifier import Notifier

log = logging.getLogger(__name__)

_IN_MENU = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What the tray shows: the badge's number and the newest announcements for its menu."""

    badge: int
    newest: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """For each commit what to show and what to take away, and how things stand now."""

    commits: tuple[tuple[list[Notice], list[str]], ...]
    told: Told


class Announcer(QObject):
    """Lives as long as the window's core does. ``told`` carries a ``Told`` after each change of the news.

    Commits are taken up in their order, one batch at a time: an answer that overtakes another would bring
    back a number that is gone, or show what has just been read.
    """

    told = Signal(object)

    def __init__(self, core: Any, bridge: Any, notifier: Notifier, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core, self._bridge, self._notifier = core, bridge, notifier
        self._commits: list[ChangeSet] = []
        self._looking = False
        self._unsubscribe = core.subscribe(lambda changes: bridge.call(lambda: self._take(changes)))
        self._look()

    def close(self) -> None:
        """Hear no more."""
        self._unsubscribe()

    def _take(self, changes: ChangeSet) -> None:
        if ItemKind.NEWS in changes.kinds or changes.accounts:
            self._commits.append(changes)
            if not self._looking:
                self._look()

    def _look(self) -> None:
        self._looking = True
        core, commits = self._core, self._commits
        self._commits = []

        def work() -> _Answer:
            notifications = core.notifications
            found = tuple((notifications.decide(one), notifications.to_withdraw(one)) for one in commits)
            newest = core.news.items(Lane.ANNOUNCEMENT, limit=_IN_MENU)
            return _Answer(found, Told(notifications.badge(), tuple(newest)))

        self._bridge.run(work, self._show, self._failed, self)

    def _show(self, answer: _Answer) -> None:
        for notices, gone in answer.commits:
            for item_id in gone:
                self._notifier.withdraw(item_id)
            for notice in notices:
                self._notifier.show(notice)
        self.told.emit(answer.told)
        self._go_on()

    def _failed(self, error: BaseException) -> None:
        log.error("the announcements could not be looked at", exc_info=error)
        self._go_on()

    def _go_on(self) -> None:
        self._looking = False
        if self._commits:
            self._look()
