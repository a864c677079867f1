"""The board that shows how things stand: one frozen status, and listeners that hear when it changes.

Never enters here: deciding anything.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import threading
from collections.abc import Callable
from typing import Any

from sync.engine.status import EngineStatus, Phase, Progress
from sync.model.errors import ErrorCode
from sync.store import accounts
from sync.store.store import Store

log = logging.getLogger(__name__)

Listener = Callable[[EngineStatus], None]
_LINE = frozenset({ErrorCode.OFFLINE, ErrorCode.CAPTIVE_PORTAL, ErrorCode.TLS})


class Board:
    """Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.RLock()
        self._listeners: list[Listener] = []
        self._status: EngineStatus | None = None
        self._troubles: dict[str, ErrorCode] = {}  # account -> what its last round ended in
        self._paused = ""

    @property
    def status(self) -> EngineStatus:
        """How things stand. The first look reads when the last good round was."""
        with self._guard:
            if self._status is None:
                self._status = EngineStatus(last_success=_last_success(self._store))
            return self._status

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with each new status; it must be quick."""
        with self._guard:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._guard:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def started(self, account_id: str) -> None:
        """A round began."""
        self._show(phase=Phase.SYNCING, account_id=account_id, stage=None, done=0, total=0)

    def step(self, step: Progress) -> None:
        """The running round moved on."""
        if self.status.phase is Phase.SYNCING:
            self._show(stage=step.stage, done=step.done, total=step.total)

    def ended(self, account_id: str, code: ErrorCode | None, *, succeeded: bool) -> None:
        """A round ended, well or in a trouble."""
        with self._guard:
            if code is None:
                self._troubles.pop(account_id, None)
            else:
                self._troubles[account_id] = code
            success = self._store.clock.now() if succeeded else self.status.last_success
            self._show(last_success=success, **self._resting())

    def idle(self) -> None:
        """Nothing runs."""
        self._show(**self._resting())

    def pause(self, reason: str) -> None:
        """Rounds wait for the person, or for a better line."""
        with self._guard:
            self._paused = reason or "person"
            if self.status.phase is not Phase.SYNCING:
                self._show(**self._resting())

    def resume(self) -> None:
        """Rounds go on."""
        with self._guard:
            self._paused = ""
            if self.status.phase is not Phase.SYNCING:
                self._show(**self._resting())

    def forget(self, account_id: str) -> None:
        """An account is gone, or has a new login: its last trouble no longer counts."""
        with self._guard:
            if self._troubles.pop(account_id, None) is not None and self.status.phase is not Phase.SYNCING:
                self._show(**self._resting())

    def _resting(self) -> dict[str, Any]:
        account_id, code = next(iter(self._troubles.items()), ("", None))
        if self._paused:
            phase = Phase.PAUSED
        elif code is None:
            phase = Phase.IDLE
        elif code is ErrorCode.LOGIN_NEEDED:
            phase = Phase.LOGIN_NEEDED
        else:
            phase = Phase.OFFLINE if code in _LINE else Phase.TROUBLE
        return {
            "phase": phase, "account_id": account_id, "code": code, "reason": self._paused, "stage": None,
            "done": 0, "total": 0,
        }  # fmt: skip

    def _show(self, **changes: Any) -> None:
        with self._guard:
            before = self.status
            self._status = dataclasses.replace(before, **changes)
            if self._status == before:
                return
            status, listeners = self._status, tuple(self._listeners)
        for listener in listeners:
            try:
                listener(status)
            except Exception:
                log.exception("a listener failed")


def _last_success(store: Store) -> dt.datetime | None:
    """Return when a collection was last in step, over all accounts that were filled once."""
    filled = {account.id for account in accounts.accounts(store) if account.first_synced_at is not None}
    moments = [c.synced_at for c in accounts.collections(store) if c.account_id in filled and c.synced_at]
    return max(moments, default=None)
