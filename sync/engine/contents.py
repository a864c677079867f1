"""Contents into the cache: documents with their text for the search, and pictures.

Downloads run on the lanes, several files share a commit, and a file's text is stored in the commit that
stores the file. Never enters here: which contents are wanted (the store knows), reading a format.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from sync.engine import lanes
from sync.engine.lanes import Stopped
from sync.engine.texts import TextExtractor, TextResult, TextSource
from sync.model.changes import ItemFailure
from sync.model.errors import (
    Action,
    BadData,
    ErrorCode,
    LoginNeeded,
    StoreUnusable,
    TooLarge,
    disposition,
)
from sync.model.ports import Connector
from sync.store import accounts, blobs, search_index
from sync.store.store import Store
from sync.store.transaction import Transaction
from sync.store.wanted import Wanted

log = logging.getLogger(__name__)

BATCH_FILES = 25  # a commit each: fewer waits for the disk, little to repeat after a cut
BATCH_BYTES = 16 * 1024 * 1024
PINNED_LIMIT = 4_000_000_000  # bytes of one file that a person asked for: no more than a guard
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A content that is in the blob folder and not yet in the database. ``still``: what is held is right."""

    wanted: Wanted
    hash: str = ""
    size: int = 0
    media_type: str = ""
    etag: str = ""
    last_modified: str = ""
    still: bool = False


def download(
    store: Store, connector: Connector, wanted: Wanted, stop: threading.Event, *, limit: int
) -> Fetched:
    """Bring one content into the blob folder. ``limit``: bytes. Raises SyncError, Stopped.

    Nothing is left under a final name unless all of it came.
    """
    # "Not modified" is of use only for what is still here.
    held = blobs.lookup(store, wanted.href) if wanted.etag or wanted.last_modified else None
    usable = held is not None and store.blobs.exists(held.hash)
    content = connector.fetch(
        wanted.href,
        etag=wanted.etag if usable else "",
        last_modified=wanted.last_modified if usable else "",
    )
    with contextlib.ExitStack() as closing:
        close = getattr(content.chunks, "close", None)
        if close is not None:
            closing.callback(close)
        if content.not_modified:
            return Fetched(wanted, still=True)
        if wanted.picture and content.media_type in _PAGES:
            raise BadData("a web page came in place of a picture", href=wanted.href)
        if content.size is not None and content.size > limit:
            raise TooLarge(f"{content.size} bytes", href=wanted.href)
        writer = closing.enter_context(store.blobs.writer())
        for chunk in content.chunks:
            if stop.is_set():
                raise Stopped
            writer.write(chunk)
            if writer.size > limit:
                raise TooLarge(f"more than {limit} bytes", href=wanted.href)
        name, size = writer.commit()
    return Fetched(wanted, name, size, content.media_type, content.etag, content.last_modified)


class Contents:
    """Fetches many contents of one account. Belongs to the round's thread."""

    def __init__(
        self,
        store: Store,
        account_id: str,
        connector: Callable[[Wanted], Connector],
        stop: threading.Event,
        *,
        limit: int,
        extract: TextExtractor | None,
        first_sync: bool,
    ) -> None:
        self._store = store
        self._account_id = account_id
        self._connector = connector
        self._stop = stop
        self._limit = limit
        self._extract = extract
        self._first_sync = first_sync
        self.quiet: set[str] = set()  # servers that asked to wait, or are away
        self.failures: list[tuple[Wanted, ItemFailure]] = []

    def fetch(self, wanted: list[Wanted], tell: Callable[[int, int], None]) -> None:
        """Fetch all, in order of want; failures are kept and the rest goes on.

        ``tell`` hears (done, total). Raises LoginNeeded, Stopped, StoreUnusable (DiskFull).
        """
        batch: list[Fetched] = []
        waiting = 0
        results = lanes.run(wanted, self._get, self._stop, ahead=2 * BATCH_FILES)
        with contextlib.closing(results):
            for count, done in enumerate(results, 1):
                if done.error is not None:
                    self._failed(done.job, done.error)
                elif done.result is not None:
                    batch.append(done.result)
                    waiting += done.result.size
                if len(batch) >= BATCH_FILES or waiting >= BATCH_BYTES:
                    self._keep(batch)
                    batch, waiting = [], 0
                tell(count, len(wanted))
        self._keep(batch)

    def _get(self, wanted: Wanted) -> Fetched | None:
        if origin(wanted.href) in self.quiet:
            return None
        limit = PINNED_LIMIT if wanted.pinned else self._limit
        return download(self._store, self._connector(wanted), wanted, self._stop, limit=limit)

    def _failed(self, wanted: Wanted, error: Exception) -> None:
        if isinstance(error, Stopped | StoreUnusable | LoginNeeded):
            raise error
        verdict = disposition(error)
        if verdict.action is Action.STOP:
            raise StoreUnusable(verdict.message) from error
        if verdict.action is Action.RETRY_LATER:
            self.quiet.add(origin(wanted.href))
        if verdict.code is ErrorCode.BUG:
            log.error("fetching a content failed", exc_info=error)
        self.failures.append((wanted, ItemFailure(wanted.href, verdict.code, verdict.message)))

    def _keep(self, batch: list[Fetched]) -> None:
        """Store a batch and the text of its documents in one commit."""
        if not batch:
            return
        texts = {result.item_id: result for result in self._texts(batch)}

        def work(tx: Transaction) -> None:
            tx.changes.first_sync = self._first_sync
            for fetched in batch:
                keep(tx, self._account_id, fetched)
            for result in texts.values():
                if not result.problem:
                    search_index.set_text(tx, result.item_id, result.text)

        self._store.write(work)
        for fetched in batch:
            result = texts.get(fetched.wanted.item_id)
            if result is not None and result.problem:
                failure = ItemFailure(fetched.wanted.href, ErrorCode.BAD_DATA, result.problem)
                self.failures.append((fetched.wanted, failure))

    def _texts(self, batch: list[Fetched]) -> Iterator[TextResult]:
        if self._extract is None:
            return
        sources = sources_of(self._store, batch, self._extract)
        for result in self._extract.texts(sources) if sources else ():
            if self._stop.is_set():
                raise Stopped
            yield result


def sources_of(store: Store, batch: Iterable[Fetched], extract: TextExtractor) -> list[TextSource]:
    """Return the documents of a batch that hold text."""

    def reader(name: str) -> Callable[[], Iterator[bytes]]:
        return lambda: store.blobs.open(name)

    return [
        TextSource(f.wanted.item_id, name_of(f.wanted.href), f.media_type, f.size, reader(f.hash))
        for f in batch
        if not (f.still or f.wanted.picture) and extract.wants(name_of(f.wanted.href), f.media_type)
    ]


def name_of(href: str) -> str:
    """Return the last part of an address, decoded: for its ending."""
    return unquote(urlsplit(href).path.rpartition("/")[2])


def keep(tx: Transaction, account_id: str, fetched: Fetched) -> None:
    """Note a fetched content in the database, unless its account was removed while it came."""
    wanted = fetched.wanted
    if not accounts.stands(tx, account_id):
        return
    if fetched.still:
        blobs.still_right(tx, wanted.href, version=wanted.version)
        return
    blobs.record(
        tx,
        wanted.href,
        fetched.hash,
        fetched.size,
        account_id=account_id,
        media_type=fetched.media_type,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        version=wanted.version,
    )


def origin(href: str) -> str:
    """Return the server of an address, as far as being away concerns all of it."""
    parts = urlsplit(href)
    return f"{parts.scheme}://{parts.netloc}"
