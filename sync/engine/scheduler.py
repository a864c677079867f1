"""When rounds run: a thread that sleeps until the next one is due or somebody asks. It never polls.

Never enters here: what a round does.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from sync.engine import backoff
from sync.engine.round import Verdict
from sync.model.changes import ChangeSet
from sync.model.errors import ErrorCode
from sync.model.items import Account, AccountState
from sync.store import accounts, outbox
from sync.store.store import Store

log = logging.getLogger(__name__)

INTERVAL = 300.0  # seconds between two rounds of an account
_LONGEST_RETRY = 900.0  # while a server is away: a person who comes back online should not wait an hour
_STORE_RETRY = 600.0  # when nothing can be written: there may be room on the disk again
_JOIN = 1.8  # seconds
_LOOK_AGAIN = ("", False)


@dataclass(slots=True)
class _Plan:
    """When an account is due, on the monotonic clock. ``asked``: somebody waits for it."""

    due: float
    asked: bool = False
    failures: int = 0
    push_due: float | None = None
    blocked: bool = False  # waits for a login


class Scheduler:
    """``work(account_id, push_only)`` runs a round."""

    def __init__(
        self,
        store: Store,
        work: Callable[[str, bool], Verdict],
        *,
        interval: float = INTERVAL,
    ) -> None:
        self._store = store
        self._clock = store.clock
        self._work = work
        self._interval = interval
        self._wake = threading.Condition()
        self._plans: dict[str, _Plan] = {}
        self._changed = True  # the accounts are to be read again
        self._outbox = False  # something was put into the outbox
        self._paused = False
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._unsubscribe: Callable[[], None] | None = None

    def start(self) -> None:
        """Begin; every account is due at once. Does nothing when running."""
        with self._wake:
            if self._thread is not None:
                return
            self._stopping = False
            self._changed = True
            self._thread = threading.Thread(target=self._run, name="scheduler", daemon=True)
        self._unsubscribe = self._store.subscribe(self._hear)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; the running round has been told to stop before."""
        with self._wake:
            thread, self._thread = self._thread, None
            self._stopping = True
            self._wake.notify_all()
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        if thread is not None and thread is not threading.current_thread():
            thread.join(_JOIN)
            if thread.is_alive():
                log.warning("a round did not end in time; it is left behind")

    def ask(self, account_id: str | None) -> None:
        """Make an account (or all) due now."""
        with self._wake:
            for name, plan in self._plans.items():
                if account_id in (None, name):
                    plan.asked = True
                    plan.failures = 0
            self._wake.notify_all()

    def pause(self) -> None:
        """Start no more rounds."""
        with self._wake:
            self._paused = True

    def resume(self) -> None:
        """Go on."""
        with self._wake:
            self._paused = False
        self.ask(None)

    def _hear(self, changes: ChangeSet) -> None:
        """Called on the writer thread after each commit."""
        if changes.accounts or changes.outbox:
            with self._wake:
                self._changed = self._changed or changes.accounts
                self._outbox = self._outbox or changes.outbox
                self._wake.notify_all()

    # -- the thread

    def _run(self) -> None:
        while True:
            try:
                self._read_again()
                job = self._next()
                if job is None:
                    return
                if job is not _LOOK_AGAIN:
                    self._finish(*job, self._work(*job))
            except Exception:
                log.exception("the scheduler met a trouble")
                with self._wake:
                    self._changed = True  # perhaps it was not read
                    if self._stopping or (self._wake.wait(_STORE_RETRY) and self._stopping):
                        return

    def _read_again(self) -> None:
        """Take over what changed about accounts and outbox."""
        with self._wake:
            changed, self._changed = self._changed, False
            outbox_changed, self._outbox = self._outbox, False
        if changed:
            self._plan(accounts.accounts(self._store))
        if changed or outbox_changed:
            for name in list(self._plans):
                due = outbox.next_due(self._store, name)
                with self._wake:
                    if name in self._plans:
                        self._plans[name].push_due = None if due is None else self._at(due)

    def _plan(self, found: list[Account]) -> None:
        now = self._clock.monotonic()
        with self._wake:
            plans = {}
            for account in found:
                plan = self._plans.get(account.id) or _Plan(due=now)
                blocked = account.state is not AccountState.OK
                if plan.blocked and not blocked:
                    plan.due, plan.failures = now, 0
                plan.blocked = blocked
                plans[account.id] = plan
            self._plans = plans

    def _at(self, moment: dt.datetime) -> float:
        """Return a moment on the monotonic clock. A wall clock that jumps only moves a retry."""
        away = (moment - self._clock.now()).total_seconds()
        return self._clock.monotonic() + min(max(away, 0.0), backoff.LONGEST)

    def _next(self) -> tuple[str, bool] | None:
        """Sleep until a round is due; return it as (account, push only), None to end.

        Returns _LOOK_AGAIN when accounts or outbox changed: reading them must not hold the lock.
        """
        with self._wake:
            while not self._stopping:
                if self._changed or self._outbox:
                    return _LOOK_AGAIN
                now = self._clock.monotonic()
                ready = self._ready(now)
                if ready is not None:
                    return ready
                moments = [] if self._paused else [t for p in self._plans.values() for t in _moments(p)]
                self._wake.wait(max(0.0, min(moments) - now) if moments else None)
            return None

    def _ready(self, now: float) -> tuple[str, bool] | None:
        if self._paused:
            return None
        open_plans = [(name, plan) for name, plan in self._plans.items() if not plan.blocked]
        full = [(not p.asked, p.due, name) for name, p in open_plans if p.asked or p.due <= now]
        if full:
            name = min(full)[2]
            self._plans[name].asked = False
            return name, False
        for name, plan in open_plans:
            if plan.push_due is not None and plan.push_due <= now:
                plan.push_due = None
                return name, True
        return None

    def _finish(self, account_id: str, push_only: bool, verdict: Verdict) -> None:
        due = outbox.next_due(self._store, account_id)
        now = self._clock.monotonic()
        with self._wake:
            plan = self._plans.get(account_id)
            if plan is None:
                return
            plan.push_due = None if due is None else max(self._at(due), now + 1.0)
            if push_only:
                return
            if verdict.code in (ErrorCode.STORE, ErrorCode.DISK_FULL):
                plan.due = now + _STORE_RETRY
            elif verdict.code is None or verdict.code is ErrorCode.SUSPICIOUS:
                plan.failures = 0
                plan.due = now + backoff.spread(self._interval)
            else:
                plan.failures += 1
                wait = min(backoff.delay(plan.failures), _LONGEST_RETRY)
                plan.due = now + max(wait, min(verdict.delay or 0.0, backoff.LONGEST))


def _moments(plan: _Plan) -> list[float]:
    if plan.blocked:
        return []
    return [plan.due] if plan.push_due is None else [plan.due, plan.push_due]
