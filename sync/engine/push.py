"""Delivers what people did: lease, send, then confirm together with the mirror's update in one commit.

At least once, with a repeat under the same key being harmless: a crash between sending and confirming sends
again when the lease has run out. Never enters here: how a kind of server takes an answer, SQL.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from dataclasses import dataclass, field

from sync.engine import backoff, reconcile
from sync.engine.lanes import Stopped
from sync.engine.line import Line
from sync.model import ids
from sync.model.errors import (
    Action,
    BadData,
    Disposition,
    ErrorCode,
    Gone,
    LoginNeeded,
    StoreUnusable,
    disposition,
)
from sync.model.intents import Intent, IntentKind, IntentState, Receipt
from sync.model.items import Account, Collection, Item, ItemDraft
from sync.model.ports import Connector
from sync.store import outbox, queries
from sync.store.store import Store
from sync.store.transaction import Transaction

log = logging.getLogger(__name__)

LEASE = 300.0  # seconds: longer than any request can take
# The line's own troubles: over when the server has just answered something else.
_LINE = frozenset({ErrorCode.OFFLINE, ErrorCode.CAPTIVE_PORTAL, ErrorCode.TLS})


@dataclass(slots=True)
class Pushed:
    """What became of the outbox. ``login``: the server wants a login, and delivery stopped there.

    ``trouble``: the last disposition that makes the account wait.
    """

    pushed: int = 0
    parked: list[tuple[Intent, Disposition]] = field(default_factory=list)
    trouble: Disposition | None = None


def deliver(
    store: Store,
    account: Account,
    line: Line,
    collections: list[Collection],
    stop: threading.Event,
    tried: set[int],
    *,
    reachable: bool = False,
) -> Pushed:
    """Send what is due, oldest first, one after the other so that order holds.

    ``tried``: what was attempted in this round already, and grows. ``reachable``: the server has just
    answered, so what waits because there was no line is due now.
    Raises LoginNeeded (the intent waits on), Stopped, StoreUnusable.
    """
    result = Pushed()
    if reachable:
        _wake(store, account, tried)
    by_id = {collection.id: collection for collection in collections}
    held_up: set[str] = set()  # places that are in trouble: the rest for them waits too
    while todo := [i for i in outbox.due(store, account.id, store.clock.now()) if i.id not in tried]:
        for intent in todo:
            tried.add(intent.id)
            if stop.is_set():
                raise Stopped
            _one(store, account, line, by_id, intent, held_up, result)
    return result


def _wake(store: Store, account: Account, tried: set[int]) -> None:
    waiting = [
        intent.id
        for intent in outbox.all_intents(store)
        if intent.account_id == account.id
        and intent.state is IntentState.WAITING
        and intent.error in _LINE
        and intent.id not in tried
    ]
    if waiting:

        def work(tx: Transaction) -> None:
            for intent_id in waiting:
                outbox.retry(tx, intent_id)

        store.write(work)


def _one(
    store: Store,
    account: Account,
    line: Line,
    collections: dict[str, Collection],
    intent: Intent,
    held_up: set[str],
    result: Pushed,
) -> None:
    item = queries.item(store, ids.split_occurrence(intent.item_id)[0]) if intent.item_id else None
    collection = collections.get(item.collection_id) if item is not None else None
    place = "inbox"
    try:
        connector, place = _way(line, intent, item, collection)
        if place in held_up or not store.write(lambda tx: outbox.lease(tx, intent.id, LEASE)):
            return
        receipt = connector.push(account, intent, item)
    except StoreUnusable:
        raise
    except LoginNeeded as error:
        said = str(error)
        store.write(lambda tx: outbox.release(tx, intent.id, ErrorCode.LOGIN_NEEDED, said, None))
        raise
    except Exception as error:
        verdict = disposition(error)
        if verdict.code is ErrorCode.BUG:
            log.exception("delivering a %s failed", intent.kind)
        _after_trouble(store, intent, verdict, result)
        if verdict.action is Action.RETRY_LATER:
            held_up.add(place)
        return
    draft = _draft(store, connector, account, collection, item, receipt)
    if store.write(lambda tx: outbox.confirm(tx, intent.id, draft)):
        result.pushed += 1


def _way(
    line: Line, intent: Intent, item: Item | None, collection: Collection | None
) -> tuple[Connector, str]:
    """Return who delivers an intent, and the name of that place: its own server, else the inbox."""
    if item is not None and collection is not None:
        connector = line.connector(collection.connector)
        if intent.kind.value in connector.capabilities(collection).pushes:
            return connector, collection.href
    if intent.kind is IntentKind.RESPOND:
        if item is None:
            raise Gone("the event that was answered is no longer there")
        raise BadData("this calendar takes no answers", href=item.href)
    return line.connector("inbox"), "inbox"


def _draft(
    store: Store,
    connector: Connector,
    account: Account,
    collection: Collection | None,
    item: Item | None,
    receipt: Receipt,
) -> ItemDraft | None:
    """Return the item as the server has it now, where the connector can tell from the receipt.

    The answer is delivered by now: a receipt that cannot be read only waits for the next pull.
    """
    read = getattr(connector, "draft_of", None)
    from sync.connectors.rules import apply_rules

    if read is None or collection is None or item is None or not receipt.source:
        return None
    try:
        draft: ItemDraft | None = read(account, collection, receipt)
        if draft is not None:
            draft = apply_rules(draft, reconcile.rules_of(reconcile.profile_of(store, account)))
    except Exception:
        log.exception("a receipt could not be read")
        return None
    return draft


def _after_trouble(store: Store, intent: Intent, verdict: Disposition, result: Pushed) -> None:
    if verdict.action is Action.RETRY_LATER:
        result.trouble = verdict
        wait = backoff.delay(intent.attempts + 1, verdict.delay)
        again = store.clock.now() + dt.timedelta(seconds=wait)
        store.write(lambda tx: outbox.release(tx, intent.id, verdict.code, verdict.message, again))
        return
    if verdict.action is Action.STOP:
        raise StoreUnusable(verdict.message)
    # Whatever else the server said, only the person can decide; nothing is thrown away.
    store.write(lambda tx: outbox.park(tx, intent.id, verdict.code, verdict.message))
    result.parked.append((intent, verdict))
