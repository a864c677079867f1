"""One content now, for a person who waits for it: beside the running round, not behind it.

Never enters here: fetching ahead.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from sync.engine.contents import PINNED_LIMIT, Fetched, download, keep, sources_of
from sync.engine.lanes import Stopped
from sync.engine.line import Line
from sync.engine.texts import TextExtractor
from sync.model.errors import Forbidden, LoginNeeded, Offline
from sync.model.items import Account, AccountState, Collection, DocumentDetail, Item
from sync.net.addresses import host_of, is_near
from sync.store import accounts, blobs, queries, rows, search_index
from sync.store.blobs import Held
from sync.store.store import Store
from sync.store.transaction import Transaction
from sync.store.wanted import Wanted

_PICTURE_LIMIT = 25_000_000  # bytes


def fetch(
    store: Store,
    href_or_item_id: str,
    line: Callable[[Account], Line] | None,
    stop: threading.Event,
    extract: TextExtractor | None,
) -> Held:
    """Return a content, fetched where it is not here or no longer right. ``line`` None: no network.

    What is here is returned as it is when there is no network. Raises KeyError, SyncError.
    """
    item = _item(store, href_or_item_id)
    href = item.href if item is not None else href_or_item_id
    held = blobs.lookup(store, href)
    version = rows.version_of(item.etag, item.fingerprint) if item is not None else ""
    here = held is not None and store.blobs.exists(held.hash)
    if held is not None and here and (item is None or held.version == version or line is None):
        return held
    if line is None:
        raise Offline("the content is not on this computer, and no network is used", href=href)
    account, collection = _owner(store, item, href)
    if account.state is AccountState.LOGIN_NEEDED:
        raise LoginNeeded("the account waits for a login", href=href)
    wanted = Wanted(
        href=href,
        item_id=item.id if item is not None else "",
        picture=item is None,
        pinned=item is not None,
        size=None,
        version=version,
        etag=held.etag if held is not None and here else "",
        last_modified=held.last_modified if held is not None and here else "",
    )
    connector = line(account).connector(collection.connector)
    limit = PINNED_LIMIT if item is not None else _PICTURE_LIMIT
    try:
        fetched = download(store, connector, wanted, stop, limit=limit)
    except Stopped as error:
        raise Offline("the program is closing", href=href) from error
    return _keep(store, account, fetched, extract)


def _item(store: Store, href_or_item_id: str) -> Item | None:
    if "://" in href_or_item_id:
        found = queries.item_by_href(store, href_or_item_id)
        return found if found is not None and isinstance(found.detail, DocumentDetail) else None
    item = queries.item(store, href_or_item_id)
    if item is None or not isinstance(item.detail, DocumentDetail) or item.detail.is_folder:
        raise KeyError(href_or_item_id)
    return item


def _owner(store: Store, item: Item | None, href: str) -> tuple[Account, Collection]:
    """Return the account to ask as, and one of its collections: the item's, else one at that server."""
    for account in accounts.accounts(store):
        collections = accounts.collections(store, account.id)
        if item is not None:
            for collection in collections:
                if collection.id == item.collection_id:
                    return account, collection
            continue
        same = [c for c in collections if host_of(c.href) == host_of(href)]
        if same:
            return account, same[0]
    # A picture from elsewhere (a press photo, say): the session keeps the login to itself.
    everything = accounts.collections(store)
    first = everything[0] if everything and item is None else None
    account_of = accounts.get(store, first.account_id) if first is not None else None
    if first is None or account_of is None:
        raise KeyError(href)
    if is_near(host_of(href)) and not any(is_near(host_of(c.href)) for c in everything):
        raise Forbidden("a server on the internet does not lead into this network", href=href)
    return account_of, first


def _keep(store: Store, account: Account, fetched: Fetched, extract: TextExtractor | None) -> Held:
    sources = sources_of(store, [fetched], extract) if extract is not None else []
    results = list(extract.texts(sources)) if extract is not None and sources else []

    def work(tx: Transaction) -> None:
        keep(tx, account.id, fetched)
        for result in results:
            if not result.problem:
                search_index.set_text(tx, result.item_id, result.text)

    store.write(work)
    held = blobs.lookup(store, fetched.wanted.href)
    if held is None:
        raise KeyError(fetched.wanted.href)  # the account was removed meanwhile
    return held
