"""One collection: ask its server, judge the answer, take it over in one commit with its cursor.

Never enters here: SQL, HTTP, the order of collections.
"""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass

import msgspec

from sync.engine import guards, horizon
from sync.engine.guards import Doubt
from sync.model.changes import PullResult
from sync.model.errors import ErrorCode
from sync.model.items import Account, Collection, CollectionKind
from sync.model.ports import Connector, Known
from sync.model.profile import Rules
from sync.store import mirror, settings
from sync.store.store import Store
from sync.store.transaction import Transaction

log = logging.getLogger(__name__)

# What matters most to a person comes first.
_ORDER = {
    CollectionKind.PROFILE: 0,
    CollectionKind.FEED: 1,
    CollectionKind.CALENDAR: 2,
    CollectionKind.FOLDER: 3,
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What a pull brought, as the report counts it. ``suspicious``: how many items are missed, kept."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    suspicious: int = 0


def in_order(collections: list[Collection]) -> list[Collection]:
    """Return collections with news first, then calendars, then documents."""
    return sorted(collections, key=lambda c: (_ORDER[c.kind], c.position))


def ask(store: Store, connector: Connector, account: Account, collection: Collection) -> PullResult:
    """Pull a collection. On a network thread; reads the store, writes nothing. Raises SyncError."""
    return connector.pull(account, collection, lambda: mirror.known(store, collection.id))


def take_over(
    store: Store,
    account: Account,
    collection: Collection,
    result: PullResult,
    rules: Rules,
) -> Taken:
    """Apply a pull in one commit, under the guards and with the organisation's rules laid over it.

    Raises StoreUnusable.
    """
    from sync.connectors.rules import apply_rules

    if result.upserts:
        drafts = tuple(apply_rules(draft, rules) for draft in result.upserts)
        result = dataclasses.replace(result, upserts=drafts)
    verdict = _judge(store, collection, result)
    if verdict.lost:
        # The old cursor stays: with the new one the server might say "unchanged" for ever after.
        result = dataclasses.replace(result, cursor=collection.cursor)
        log.warning("%d items are missing at once from a %s; kept for now", verdict.lost, collection.kind)

    def work(tx: Transaction) -> mirror.Applied:
        if account.first_synced_at is None:
            tx.changes.first_sync = True
        applied = mirror.apply(tx, account, collection, result, remove_missing=not verdict.lost)
        if verdict.doubt != verdict.before:
            settings.put(tx, _key(collection), verdict.doubt and msgspec.to_builtins(verdict.doubt))
        if verdict.lost:
            mirror.mark_failed(tx, collection.id, ErrorCode.SUSPICIOUS)
        if not result.unchanged:
            horizon.note(store, tx, collection)
        return applied

    applied = store.write(work)
    return Taken(applied.added, applied.changed, applied.removed, verdict.lost)


@dataclass(frozen=True, slots=True)
class _Verdict:
    lost: int  # items that are missed and not let go yet
    before: Doubt | None
    doubt: Doubt | None


def _judge(store: Store, collection: Collection, result: PullResult) -> _Verdict:
    if result.unchanged or not result.complete:
        return _Verdict(0, None, None)
    known: Known = mirror.known(store, collection.id)
    lost = guards.missing(result, known)
    before = _doubt(store, collection)
    if not guards.suspicious(len(lost), len(known.hrefs)):
        return _Verdict(0, before, None)
    now = store.clock.now()
    if guards.believed(before, lost, now):
        log.info("%d items are still missing; they are let go", len(lost))
        return _Verdict(0, before, None)
    return _Verdict(len(lost), before, guards.next_doubt(before, lost, now))


def _key(collection: Collection) -> str:
    return f"guard.{collection.id}"


def _doubt(store: Store, collection: Collection) -> Doubt | None:
    stored: object = settings.get(store, _key(collection), None)
    try:
        return None if stored is None else msgspec.convert(stored, Doubt)
    except msgspec.ValidationError:
        return None
