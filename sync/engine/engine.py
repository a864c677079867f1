"""The engine as the rest of the program sees it: rounds now or by schedule, content now, and a status.

Never enters here: what happens inside a round, wording, policy of the person.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sync.engine import fetch as fetching
from sync.engine.lanes import Stopped
from sync.engine.line import Connect, Line, connect_by_registry
from sync.engine.reports import Board
from sync.engine.round import Round, Verdict
from sync.engine.scheduler import INTERVAL, Scheduler
from sync.engine.status import EngineStatus, Phase, Progress
from sync.engine.texts import TextExtractor
from sync.model.changes import CollectionFailure, Discovery, RoundReport
from sync.model.errors import ErrorCode, Offline, StoreUnusable, disposition
from sync.model.items import Account, AccountState, CollectionKind
from sync.model.ports import Clock, Credentials, Login, Proxies
from sync.store import accounts, retention, settings
from sync.store.blobs import Held
from sync.store.store import Store
from sync.store.wanted import Limits

if TYPE_CHECKING:
    from sync.net.session import Session

log = logging.getLogger(__name__)

_LIMITS = "contents.limits"  # the setting that holds Limits


class Engine:
    """One a store. Thread-safe. ``offline``: no network at all; what is here can still be read.

    ``language``: in which of its languages a profile is read; with ``keep_language`` rather the one it was
    read in last. ``connect``: how connectors are made.
    """

    def __init__(
        self,
        store: Store,
        credentials: Credentials,
        *,
        clock: Clock,
        proxies: Proxies | None = None,
        extract: TextExtractor | None = None,
        offline: bool = False,
        language: Callable[[], str] = lambda: "nl",
        connect: Connect = connect_by_registry,
        interval: float = INTERVAL,
    ) -> None:
        self._store = store
        self._credentials = credentials
        self._clock = clock
        self._proxies = proxies
        self._extract = extract
        self._offline = offline
        self._language = language
        self._connect = connect
        self._lines: dict[str, Line] = {}
        self._looking: set[Session] = set()  # discoveries under way
        self._guard = threading.Lock()
        self._making = threading.Lock()  # one line an account: two would try a wrong password twice
        self._one_round = threading.Lock()
        self._stop = threading.Event()  # ends the running round
        self._closing = threading.Event()  # ends everything
        self._paused = False
        self._tidied = False
        # For a program without a window: it must not turn a person's texts into another language.
        self.keep_language = False
        self._board = Board(store)
        self._scheduler = Scheduler(store, self._scheduled, interval=interval)

    # -- status

    @property
    def status(self) -> EngineStatus:
        """How things stand now."""
        return self._board.status

    def subscribe_status(self, listener: Callable[[EngineStatus], None]) -> Callable[[], None]:
        """Tell ``listener`` of each change, on whichever thread; return the way to end that."""
        return self._board.subscribe(listener)

    @property
    def offline(self) -> bool:
        """Whether the network is switched off by the person."""
        return self._offline

    # -- asking now

    def discover(self, address: str, login: Login | None) -> Discovery:
        """Return what stands at an address. Raises SyncError (see ``connectors.discovery.discover``)."""
        if self._offline:
            raise Offline("no network is used")
        from sync.connectors import discovery
        from sync.net.session import Session

        session = Session(login, [], proxies=self._proxies, clock=self._clock)
        with self._guard:
            if self._closing.is_set():
                raise Offline("the program is closing")
            self._looking.add(session)
        try:
            return discovery.discover(session, address, language=self._language())
        finally:
            with self._guard:
                self._looking.discard(session)
            session.close()

    def run(
        self,
        account_ids: Sequence[str] | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> list[RoundReport]:
        """Do one round of all accounts (or of some) on this thread and return what it did.

        A trouble is in the reports. After one that means that nothing can be written the rest is not
        tried. Waits for a round that is running. Does nothing after ``stop``.
        """
        reports = []
        for account in accounts.accounts(self._store):
            if account_ids is not None and account.id not in account_ids:
                continue
            report, verdict = self._round(account.id, progress=progress)
            reports.append(report)
            if verdict.code in (ErrorCode.STORE, ErrorCode.DISK_FULL):
                break
        return reports

    def fetch(self, href_or_item_id: str) -> Held:
        """Return the content of a document or picture, from the server where it is not here yet.

        Blocks. Raises KeyError for what is neither an item with content nor an address, SyncError
        (Offline also when no network is used).
        """
        return fetching.fetch(
            self._store,
            href_or_item_id,
            None if self._offline else self._line,
            self._closing,
            self._extract,
        )

    # -- running by itself

    def start(self) -> None:
        """Start rounds by schedule, on a thread of their own. Does nothing when offline."""
        if not self._offline:
            self._closing.clear()
            self._scheduler.start()

    def stop(self) -> None:
        """End everything within two seconds, also in the middle of a download. Safe to repeat.

        What was committed stays; the rest is done by the next round.
        """
        with self._guard:
            self._closing.set()
            self._stop.set()
            lines, self._lines = dict(self._lines), {}
            looking = list(self._looking)
        for session in looking:
            session.abort()
        for line in lines.values():
            line.close()
        if self._extract is not None:
            self._extract.close()
        self._scheduler.stop()

    def sync_now(self, account_id: str | None = None) -> None:
        """Ask for a round soon; returns at once. One asked for while one runs is run after it."""
        self._scheduler.ask(account_id)

    def pause(self, reason: str) -> None:
        """Do no more rounds until ``resume``; a running one ends after the item it is at."""
        with self._guard:
            self._paused = True
            self._stop.set()
        self._board.pause(reason)
        self._scheduler.pause()

    def resume(self) -> None:
        """Go on, with a round of everything now."""
        with self._guard:
            self._paused = False
        self._board.resume()
        self._scheduler.resume()

    def renew(self, account_id: str) -> None:
        """Forget an account's connections and what they remember: its login or servers changed."""
        with self._making, self._guard:  # nor is one made just now with what was known before
            line = self._lines.pop(account_id, None)
        if line is not None:
            line.close()
        self._board.forget(account_id)

    # -- inside

    def _line(self, account: Account) -> Line:
        """Return the account's line. Raises StoreUnusable when the credential store refuses, Offline."""
        language = self._language_for(account)
        with self._making:
            with self._guard:
                line = self._lines.get(account.id)
            if line is not None and line.origins == account.origins and line.language == language:
                return line
            made = Line(
                account,
                self._credentials.login(account.id),
                connect=self._connect,
                clock=self._clock,
                proxies=self._proxies,
                language=language,
            )
            with self._guard:
                if self._closing.is_set():
                    raise Offline("the program is closing")
                self._lines[account.id] = made
            return made

    def _language_for(self, account: Account) -> str:
        if self.keep_language:
            for collection in accounts.collections(self._store, account.id):
                # What else than its bytes decides how a profile is read stands in its cursor.
                if collection.kind is CollectionKind.PROFILE and collection.cursor.ctag:
                    return collection.cursor.ctag
        return self._language()

    def tidy(self) -> None:
        """Remove the files of contents that nothing names, now or, while a round runs, when it ends."""
        self._tidied = False
        if self._one_round.acquire(blocking=False):
            try:
                retention.tidy(self._store, total_bytes=self._limits().total_bytes)
            finally:
                self._one_round.release()

    def _tidy(self, report: RoundReport, limits: Limits) -> None:
        """Make room and remove files that nothing names: after the first round, and when contents changed."""
        if self._tidied and not (report.added or report.changed or report.removed):
            return
        self._tidied = True
        retention.tidy(self._store, total_bytes=limits.total_bytes)

    def _limits(self) -> Limits:
        return settings.get(self._store, _LIMITS, Limits())

    def _scheduled(self, account_id: str, push_only: bool) -> Verdict:
        return self._round(account_id, push_only=push_only, asked=False)[1]

    def _may_begin(self, *, asked: bool) -> bool:
        """Take back an earlier word to stop, unless it was said while this round was on its way here.

        Only the round whose turn it is may do that: another one may be on its way to its end.
        """
        with self._guard:
            if self._closing.is_set() or (self._paused and not asked):
                return False
            self._stop.clear()
            return True

    def _round(
        self,
        account_id: str,
        *,
        progress: Callable[[Progress], None] | None = None,
        push_only: bool = False,
        asked: bool = True,
    ) -> tuple[RoundReport, Verdict]:
        with self._one_round:
            if not self._may_begin(asked=asked):
                return RoundReport(account_id, "", outcome=Phase.PAUSED.value), Verdict()
            account = accounts.get(self._store, account_id)
            if account is None:
                return RoundReport(account_id, "", outcome=ErrorCode.GONE.value), Verdict()
            refusal = self._refusal(account)
            if refusal is not None:
                verdict = Verdict(refusal)
                report = _refused(account, refusal)
            else:
                report, verdict = self._do(account, progress, push_only)
            if not (push_only and verdict.code is None):
                self._board.ended(account.id, verdict.code, succeeded=report.outcome in ("ok", "partly"))
            else:
                self._board.idle()
            return report, verdict

    def _refusal(self, account: Account) -> ErrorCode | None:
        """Return why there is to be no round. A refused login is not tried again without the person."""
        if self._offline:
            return ErrorCode.OFFLINE
        return ErrorCode.LOGIN_NEEDED if account.state is AccountState.LOGIN_NEEDED else None

    def _do(
        self, account: Account, progress: Callable[[Progress], None] | None, push_only: bool
    ) -> tuple[RoundReport, Verdict]:
        def tell(step: Progress) -> None:
            self._board.step(step)
            if progress is not None:
                progress(step)

        report = RoundReport(account.id, account.title)
        limits = self._limits()
        try:
            one = Round(
                self._store,
                account,
                self._line(account),
                stop=self._stop,
                tell=tell,
                limits=limits,
                extract=self._extract,
            )
            report = one.report
            if push_only:
                return report, one.run_push()
            self._board.started(account.id)
            result = one.run()
            self._tidy(report, limits)
            return report, result
        except Stopped:
            report.outcome = Phase.PAUSED.value
            return report, Verdict()
        except Exception as error:
            verdict = disposition(error)
            if verdict.code is ErrorCode.BUG and not self._stop.is_set():
                log.exception("a round failed")
            elif isinstance(error, StoreUnusable):
                log.error("the store cannot be used: %s", verdict.message)  # noqa: TRY400
            report.outcome = verdict.code.value
            report.failed.append(CollectionFailure("", "", verdict.code, verdict.message))
            return report, Verdict(verdict.code)


def _refused(account: Account, code: ErrorCode) -> RoundReport:
    report = RoundReport(account.id, account.title, outcome=code.value)
    said = "no network is used" if code is ErrorCode.OFFLINE else "the account waits for a login"
    report.failed.append(CollectionFailure("", "", code, said))
    return report
