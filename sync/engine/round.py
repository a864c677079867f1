"""One account's round: profile, outbox, collections, then contents; it grows a report and tells its progress.

A round that is cut anywhere repeats work the next time and skips none: every step is a commit of its own.
Never enters here: when a round runs, SQL, HTTP.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from sync.engine import horizon, lanes, pull, push, reconcile, unfetchable
from sync.engine.contents import Contents, origin
from sync.engine.lanes import Stopped
from sync.engine.line import Line
from sync.engine.status import Progress, Stage
from sync.engine.texts import TextExtractor
from sync.model import ids
from sync.model.changes import CollectionFailure, ItemFailure, PullResult, RoundReport
from sync.model.errors import (
    Action,
    Disposition,
    ErrorCode,
    LoginNeeded,
    StoreUnusable,
    disposition,
)
from sync.model.items import Account, AccountState, Collection, CollectionKind
from sync.model.ports import Connector
from sync.model.profile import Profile
from sync.net.addresses import host_of, is_near
from sync.store import accounts, blobs, item_state, mirror, queries, settings, wanted
from sync.store.store import Store
from sync.store.transaction import Transaction
from sync.store.wanted import Limits, Wanted

log = logging.getLogger(__name__)

# Trouble that is the account's as a whole, the gravest first: what the report is called by.
_WHOLE = (
    ErrorCode.LOGIN_NEEDED, ErrorCode.OFFLINE, ErrorCode.TLS, ErrorCode.CAPTIVE_PORTAL, ErrorCode.MAINTENANCE,
    ErrorCode.THROTTLED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scheduler needs to know beside the report. ``delay``: seconds the server asks to wait."""

    code: ErrorCode | None = None
    delay: float | None = None


class Round:
    """Runs once. ``stop`` ends it between two items; ``tell`` hears of progress on this thread."""

    def __init__(
        self,
        store: Store,
        account: Account,
        line: Line,
        *,
        stop: threading.Event,
        tell: Callable[[Progress], None],
        limits: Limits,
        extract: TextExtractor | None = None,
    ) -> None:
        self._store = store
        self._account = account
        self._line = line
        self._stop = stop
        self._tell = tell
        self._limits = limits
        self._extract = extract
        self._first = account.first_synced_at is None
        self._away: dict[str, Disposition] = {}  # servers that are not to be asked again in this round
        self._tried: set[int] = set()  # intents that were attempted in this round
        self._succeeded = 0
        self._troubles: set[ErrorCode] = set()  # of the account's own servers
        self._delay: float | None = None
        self.report = RoundReport(account_id=account.id, title=account.title)

    def run(self) -> Verdict:
        """Do the round. Raises StoreUnusable (nothing can be written), Stopped."""
        clock = self._store.clock
        started = clock.monotonic()
        before = dataclasses.replace(self._line.stats)
        try:
            self._steps()
        except LoginNeeded as error:
            self._pause(error)
        finally:
            spent = self._line.stats
            self.report.seconds = round(clock.monotonic() - started, 3)
            self.report.requests = spent.requests - before.requests
            self.report.bytes_received = spent.bytes_received - before.bytes_received
            self.report.bytes_sent = spent.bytes_sent - before.bytes_sent
        return self._conclude()

    def run_push(self) -> Verdict:
        """Only deliver what waits."""
        try:
            self._deliver(accounts.collections(self._store, self._account.id), reachable=False)
        except LoginNeeded as error:
            self._pause(error)
        return self._conclude()

    # -- steps

    def _steps(self) -> None:
        self._say(Stage.PROFILE)
        profile = self._profile()
        collections = accounts.collections(self._store, self._account.id)
        self._say(Stage.OUTBOX)
        reachable = self._succeeded > 0
        self._deliver(collections, reachable=reachable)
        self._pull([c for c in collections if c.kind is not CollectionKind.PROFILE], profile)
        if self._succeeded and not reachable:
            self._deliver(collections, reachable=True)
        # What a profile names is meant from where it lies.
        base = next((c.href for c in collections if c.kind is CollectionKind.PROFILE), self._account.address)
        self._pin(profile, base)
        contents = self._contents(collections)
        todo = wanted.missing(self._store, self._account.id, self._limits)
        todo = unfetchable.worth_asking(self._store, self._account, [*self._logo(profile, base), *todo])
        if not any(is_near(host_of(c.href)) for c in collections):
            # Pictures named by servers on the internet are no reason to knock on doors in this network.
            todo = [one for one in todo if not is_near(host_of(one.href))]
        pinned = [one for one in todo if one.pinned]
        self._fetch(contents, pinned, Stage.PINNED)
        if self._succeeded:
            # Not after the contents: while they take days, an announcement would come in silence.
            self._mark_first_sync()
        self._say(Stage.READY)
        self._fetch(contents, [one for one in todo if not one.pinned], Stage.CONTENTS)
        self._note_contents(contents, todo, collections)
        self._say(Stage.DONE)

    def _note_contents(self, contents: Contents, todo: list[Wanted], collections: list[Collection]) -> None:
        """Note what could not be fetched. Another's server that is away is no trouble of the account."""
        own = {origin(c.href) for c in collections}
        refusals = [(one, failure.code) for one, failure in contents.failures]
        gone = contents.quiet - own
        unfetchable.remember(
            self._store, self._account, refusals, [one for one in todo if origin(one.href) in gone]
        )
        for one, failure in contents.failures:
            self._note(self._collection_of(collections, one.href), failure, own=origin(one.href) in own)

    def _profile(self) -> Profile | None:
        """Pull the profile and bring the account's collections in step with it."""
        for collection in accounts.collections(self._store, self._account.id):
            if collection.kind is not CollectionKind.PROFILE:
                continue
            self._apply(collection, self._asked(collection), reconcile.rules_of(None))
            if self._succeeded:
                session = self._line.session if collection.connector == "profile" else None
                language = self._line.language
                if reconcile.reconcile(self._store, self._account, collection, session, language):
                    self._account = accounts.get(self._store, self._account.id) or self._account
        return reconcile.profile_of(self._store, self._account)

    def _asked(self, collection: Collection) -> PullResult | Exception:
        try:
            return self._ask(collection)
        except Exception as error:  # noqa: BLE001  # judged where it is applied, as those of the lanes are
            return error

    def _ask(self, collection: Collection) -> PullResult:
        """Pull on whichever thread. A server that is away is not asked again."""
        away = self._away.get(origin(collection.href))
        if away is not None:
            raise _Again(away)
        return pull.ask(self._store, self._line.connector(collection.connector), self._account, collection)

    def _deliver(self, collections: list[Collection], *, reachable: bool) -> None:
        result = push.deliver(
            self._store,
            self._account,
            self._line,
            collections,
            self._stop,
            self._tried,
            reachable=reachable,
        )
        self.report.pushed += result.pushed
        self.report.parked += len(result.parked)
        for intent, verdict in result.parked:
            failure = CollectionFailure("", intent.item_id, verdict.code, verdict.message)
            self.report.failed.append(failure)
        if result.trouble is not None:
            self._delay = result.trouble.delay

    def _pull(self, collections: list[Collection], profile: Profile | None) -> None:
        rules = reconcile.rules_of(profile)
        ordered = pull.in_order(collections)
        self._say(Stage.COLLECTIONS, 0, len(ordered))
        results = lanes.run(ordered, self._ask, self._stop)
        with contextlib.closing(results):
            for count, done in enumerate(results, 1):
                result = done.error if done.error is not None else done.result
                assert result is not None
                self._apply(done.job, result, rules)
                self._say(Stage.COLLECTIONS, count, len(ordered))

    def _apply(self, collection: Collection, result: PullResult | Exception, rules: object) -> None:
        """Take a pull over, or note why there is none. One collection's trouble is not the others'."""
        if isinstance(result, LoginNeeded | StoreUnusable | Stopped):
            raise result
        if isinstance(result, Exception):
            self._failed(collection, result)
            return
        try:
            taken = pull.take_over(self._store, self._account, collection, result, rules)  # type: ignore[arg-type]
        except StoreUnusable:
            raise
        except Exception as error:  # noqa: BLE001  # logged there with its traceback
            self._failed(collection, error)
            return
        self._succeeded += 1
        horizon.extend(self._store, self._account, collection)
        self.report.added += taken.added
        self.report.changed += taken.changed
        self.report.removed += taken.removed
        for failure in result.failures:
            self._note(collection, failure)
        if taken.suspicious:
            message = f"{taken.suspicious} items are missing at once; nothing was removed"
            self._note(collection, ItemFailure(collection.href, ErrorCode.SUSPICIOUS, message))

    def _failed(self, collection: Collection, error: Exception) -> None:
        verdict = error.verdict if isinstance(error, _Again) else disposition(error)
        if verdict.action is Action.STOP:
            raise StoreUnusable(verdict.message) from error
        if verdict.code is ErrorCode.BUG:
            log.error("pulling a %s failed", collection.kind, exc_info=error)
        elif not isinstance(error, _Again):
            log.info("a %s could not be pulled: %s (%s)", collection.kind, verdict.code, verdict.message)
        if verdict.action is Action.RETRY_LATER:
            self._away.setdefault(origin(collection.href), verdict)
            self._delay = max(filter(None, (self._delay, verdict.delay)), default=None)
        self._note(collection, ItemFailure(collection.href, verdict.code, verdict.message))
        self._store.write(lambda tx: mirror.mark_failed(tx, collection.id, verdict.code))

    def _pin(self, profile: Profile | None, base: str) -> None:
        """Pin what the organisation names, each once: a person may take the pin away again."""
        if profile is None or not profile.pinned:
            return
        key = f"account.{self._account.id}.pinned"
        done: list[str] = settings.get(self._store, key, [])
        found = {}
        for href in profile.pinned:
            address = "" if href in done else ids.joined(base, href)
            item = queries.item_by_href(self._store, address) if address else None
            if item is not None and item.account_id == self._account.id:
                found[href] = item.id
        if not found:
            return

        def work(tx: Transaction) -> None:
            tx.changes.first_sync = self._first
            item_state.pin(tx, list(found.values()))
            settings.put(tx, key, [*done, *found])

        self._store.write(work)

    # -- contents

    def _contents(self, collections: list[Collection]) -> Contents:
        def connector(one: Wanted) -> Connector:
            return self._line.connector(self._collection_of(collections, one.href).connector)

        return Contents(
            self._store,
            self._account.id,
            connector,
            self._stop,
            limit=self._limits.file_bytes,
            extract=self._extract,
            first_sync=self._first,
        )

    def _fetch(self, contents: Contents, todo: list[Wanted], stage: Stage) -> None:
        todo = [one for one in todo if origin(one.href) not in self._away]
        if todo:
            self._say(stage, 0, len(todo))
            contents.fetch(todo, lambda done, total: self._say(stage, done, total))

    def _logo(self, profile: Profile | None, base: str) -> list[Wanted]:
        if profile is None or not profile.logo or not self._limits.pictures:
            return []
        href = ids.joined(base, profile.logo)
        if not href or blobs.lookup(self._store, href) is not None:
            return []
        return [Wanted(href, "", True, False, None, "")]

    @staticmethod
    def _collection_of(collections: list[Collection], href: str) -> Collection:
        """Return the collection an address belongs to: the one whose own address it begins with most."""
        return max(collections, key=lambda c: len(c.href) if href.startswith(c.href) else 0)

    # -- the end

    def _say(self, stage: Stage, done: int = 0, total: int = 0) -> None:
        if self._stop.is_set():
            raise Stopped
        self._tell(Progress(self._account.id, stage, done, total))

    def _note(self, collection: Collection, failure: ItemFailure, *, own: bool = True) -> None:
        if own:
            self._troubles.add(failure.code)
        self.report.failed.append(
            CollectionFailure(collection.id, failure.href, failure.code, failure.message)
        )

    def _mark_first_sync(self) -> None:
        if not self._first:
            return

        def work(tx: Transaction) -> None:
            tx.changes.first_sync = True
            accounts.mark_first_sync(tx, self._account.id)

        self._store.write(work)

    def _pause(self, error: LoginNeeded) -> None:
        """The login was refused: the account waits for the person, who is asked once."""
        log.info("the account waits for a login")
        code, message = ErrorCode.LOGIN_NEEDED, error.message
        self._troubles.add(code)
        self.report.failed.append(CollectionFailure("", error.href, code, message))
        self._store.write(
            lambda tx: accounts.set_state(tx, self._account.id, AccountState.LOGIN_NEEDED, code.value)
        )

    def _conclude(self) -> Verdict:
        """Name the outcome; what waits at this account as a whole goes to the scheduler."""
        codes = {failure.code for failure in self.report.failed}
        whole = next((code for code in _WHOLE if code in self._troubles), None)
        if not codes:
            self.report.outcome = "ok"
        elif whole is not None and (not self._succeeded or whole is ErrorCode.LOGIN_NEEDED):
            self.report.outcome = whole.value
        elif not self._succeeded and len(codes) == 1:
            self.report.outcome = next(iter(codes)).value
        else:
            self.report.outcome = "partly"
        if whole is None and ErrorCode.SUSPICIOUS in codes:
            whole = ErrorCode.SUSPICIOUS
        elif whole is None and codes and not self._succeeded:
            whole = min(codes)
        return Verdict(whole, self._delay)


class _Again(Exception):
    """This server was in trouble a moment ago."""

    def __init__(self, verdict: Disposition) -> None:
        super().__init__(verdict.message)
        self.verdict = verdict
