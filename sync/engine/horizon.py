"""Occurrences reach two years ahead; as time passes they are laid out further, from what is held.

Never enters here: the network, reading iCalendar itself.
"""

from __future__ import annotations

import datetime as dt
import logging

from sync.model.errors import BadData
from sync.model.items import Account, Collection, CollectionKind, Occurrence
from sync.store import mirror
from sync.store.store import Store
from sync.store.transaction import Transaction

log = logging.getLogger(__name__)

_SLACK = dt.timedelta(days=180)  # so that this happens about twice a year


def note(store: Store, tx: Transaction, collection: Collection) -> None:
    """Remember, in the commit of a calendar's first pull, how far its events are laid out."""
    from sync.connectors.events import window

    if collection.kind is CollectionKind.CALENDAR and mirror.horizon(store, collection.id) is None:
        mirror.set_horizon(tx, collection.id, window(store.clock.now())[1])


def extend(store: Store, account: Account, collection: Collection) -> bool:
    """Lay a calendar's events out further when it is time to; return whether it was."""
    if collection.kind is not CollectionKind.CALENDAR:
        return False
    reached = mirror.horizon(store, collection.id)
    if reached is None:
        return False
    from sync.connectors.events import read_calendar, window

    now = store.clock.now()
    until = window(now)[1]
    if until - reached < _SLACK:
        return False
    laid_out: dict[str, tuple[Occurrence, ...]] = {}
    for item_id, source in mirror.event_sources(store, collection.id):
        try:
            events = read_calendar(source, me=account.mail, now=now).events
        except BadData:
            log.info("an event that was held can no longer be read; it stays as it is laid out")
            continue
        if len(events) == 1:
            laid_out[item_id] = events[0].occurrences

    def work(tx: Transaction) -> None:
        # Further occurrences of known meetings are no news.
        tx.changes.first_sync = True
        mirror.set_occurrences(tx, laid_out)
        mirror.set_horizon(tx, collection.id, until)

    store.write(work)
    return True
