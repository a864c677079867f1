"""The bridge between threads: work goes to other threads, results and changes come back to the GUI thread.

Looks at the store share a small pool. What waits for a server, the credential store or another program has
a thread of its own each time: three documents on a bad line must not keep every page waiting. A burst of
commits becomes one ``changed`` signal. Never enters here: what is worked on, widgets.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from sync.model.changes import ChangeSet

if TYPE_CHECKING:
    from app.core import Core  # it brings the whole store along, and the window paints before that

log = logging.getLogger(__name__)
T = TypeVar("T")

_COALESCE_MS = 40
_MOST_THREADS = 3


class _Delivery(QObject):
    """Carries a call into the GUI thread by a queued signal."""

    call = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.call.connect(self._run)

    @Slot(object)
    def _run(self, work: Callable[[], None]) -> None:
        work()


class Bridge(QObject):
    """One per window. ``changed`` carries a merged ChangeSet, ``status_changed`` nothing: ask ``core``."""

    changed = Signal(object)
    status_changed = Signal()
    idle = Signal()  # no work is under way or waiting to be delivered

    def __init__(self, core: Core, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.core = core
        self._pool = ThreadPoolExecutor(_MOST_THREADS, thread_name_prefix="window")
        self._slow: list[threading.Thread] = []
        self._delivery = _Delivery(self)
        self._waiting: ChangeSet | None = None
        self._running = 0
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_COALESCE_MS)
        self._timer.timeout.connect(self._flush)
        self._unsubscribe = [
            core.subscribe(lambda changes: self.call(lambda: self._collect(changes))),
            core.engine.subscribe_status(lambda _status: self.call(self.status_changed.emit)),
        ]

    @property
    def busy(self) -> bool:
        """Whether work is under way or a change waits to be told."""
        return self._running > 0 or self._waiting is not None

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        owner: QObject | None = None,
        *,
        slow: bool = False,
    ) -> None:
        """Do ``work`` on a thread; give the result to ``done`` on the GUI thread.

        What ``work`` raises goes to ``failed``; without it, it is logged as an error. Both are dropped when
        ``owner`` is gone by then. ``slow``: it may wait for more than the store. Called on the GUI thread.
        """
        if self._closed:
            return
        self._running += 1

        def task() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - it is handed on whole
                caught: BaseException = error
                self.call(lambda: self._finish(owner, lambda: self._fail(failed, caught)))
            else:
                self.call(lambda: self._finish(owner, lambda: done(result) if done else None))

        if slow:
            self._slow = [thread for thread in self._slow if thread.is_alive()]
            # A daemon: a system that asks for a password and gets none must not keep the program alive.
            thread = threading.Thread(target=task, name="window-slow", daemon=True)
            self._slow.append(thread)
            thread.start()
        else:
            self._pool.submit(task)

    def call(self, work: Callable[[], None]) -> None:
        """Do something on the GUI thread soon; callable from any thread."""
        if not self._closed:
            self._delivery.call.emit(work)

    def close(self) -> None:
        """Stop listening and wait for the looks under way (some milliseconds), not for what is slow."""
        self._closed = True
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._timer.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def wait(self, seconds: float) -> None:
        """Give slow work some time to end; once the engine is stopped, what asks a server ends by itself."""
        end = time.monotonic() + seconds
        for thread in self._slow:
            thread.join(max(0.0, end - time.monotonic()))

    def _collect(self, changes: ChangeSet) -> None:
        self._waiting = changes if self._waiting is None else merged(self._waiting, changes)
        if not self._timer.isActive():
            self._timer.start()

    def _flush(self) -> None:
        changes, self._waiting = self._waiting, None
        if changes is not None:
            self.changed.emit(changes)
        self._tell_idle()

    def _finish(self, owner: QObject | None, deliver: Callable[[], Any]) -> None:
        self._running -= 1
        try:
            if not self._closed and (owner is None or shiboken6.isValid(owner)):
                deliver()
        finally:
            self._tell_idle()

    def _tell_idle(self) -> None:
        if not self.busy:
            self.idle.emit()

    @staticmethod
    def _fail(failed: Callable[[BaseException], None] | None, error: BaseException) -> None:
        if failed is not None:
            failed(error)
        else:
            log.error("work for the window failed", exc_info=error)


def merged(one: ChangeSet, other: ChangeSet) -> ChangeSet:
    """Return two commits as if they had been one. Added and then removed is removed.

    Good for repainting; who must tell a first sync from later news (notifications) listens to ``core``.
    """
    removed = (one.removed - other.added) | other.removed
    added = (one.added | other.added) - removed
    return ChangeSet(
        added=added,
        changed=(one.changed | other.changed) - added - removed,
        removed=removed,
        state=one.state | other.state,
        kinds=one.kinds | other.kinds,
        outbox=one.outbox or other.outbox,
        accounts=one.accounts or other.accounts,
        collections=one.collections or other.collections,
        profile=one.profile or other.profile,
        settings=one.settings or other.settings,
        blobs=one.blobs | other.blobs,
        first_sync=one.first_sync or other.first_sync,
    )
