"""The facade: opens everything in a data folder, and gives reading, writing and contents from one place.

All functions of this package take a ``Store`` (to read) or a ``Transaction`` (to write).
Never enters here: SQL of any table, what is mirrored.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from sync.model.changes import ChangeSet
from sync.model.errors import StoreUnusable
from sync.model.ports import Clock
from sync.store import damage, database, freshness, keys
from sync.store.blob_files import Blobs
from sync.store.blob_rows import forget_hash
from sync.store.damage import Recovery
from sync.store.lock import FolderLock
from sync.store.transaction import Freshness, Transaction
from sync.store.writer import Writer

log = logging.getLogger(__name__)
T = TypeVar("T")


class Store:
    """The open data folder. Any thread may read and write; see ``open``."""

    clock: Clock
    blobs: Blobs
    freshness: Freshness
    recovery: Recovery | None  # set when the database was damaged and a new one stands in its place
    read_only: bool
    folder: Path

    def __init__(self) -> None:
        raise TypeError("use Store.open")

    @staticmethod
    def open(folder: Path, key: bytes, *, clock: Clock, wait: float = 0.0, read_only: bool = False) -> Store:
        """Open a data folder, make it when it is empty, mend it when it is damaged.

        ``key``: 32 bytes. ``wait``: seconds to wait for another program to let go of the folder.
        ``read_only``: no lock, no writing, beside a running program; nothing is made, upgraded or mended.
        Raises StoreUnusable (wrong key, in use, newer database, not mendable), DiskFull; ValueError for a
        key of another length.
        """
        derived = keys.derive(key)
        lock = FolderLock(folder)
        try:
            if not read_only:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                lock.acquire(wait)
            with database.translated():
                return Store._opened(folder, derived, clock, lock, read_only)
        except OSError as error:
            lock.release()
            raise database.as_store_error(error) or StoreUnusable(str(error)) from error
        except BaseException:
            lock.release()
            raise

    @staticmethod
    def start_over(folder: Path, *, clock: Clock) -> tuple[Path, ...]:
        """Set all of a data folder aside, so that it can be opened with a new key. Only when a person asks:
        their key is lost for good, and so is what only this folder held. Raises StoreUnusable.
        """
        lock = FolderLock(folder)
        try:
            lock.acquire()
            return damage.start_over(folder, clock.now())
        except OSError as error:
            raise database.as_store_error(error) or StoreUnusable(str(error)) from error
        finally:
            lock.release()

    @staticmethod
    def _opened(folder: Path, derived: keys.Keys, clock: Clock, lock: FolderLock, read_only: bool) -> Store:
        store = object.__new__(Store)
        store.folder = folder
        store.clock = clock
        store.read_only = read_only
        store.freshness = Freshness()
        store._lock = lock
        store._keys = derived
        store._closed = False
        store._damaged = False
        store._writer = None
        store.recovery = None
        if read_only:
            damage.check_read_only(folder, derived)
        else:
            store.recovery = damage.prepare(folder, derived, clock.now())
        store.blobs = Blobs(folder / "blobs", derived.blobs, on_bad=store._blob_is_bad, read_only=read_only)
        path = folder / database.NAME
        if not read_only:
            store.blobs.prepare()
            store._writing = database.writing_engine(path, derived.database)
            store._writer = Writer(
                store._writing,
                clock,
                store.freshness,
                before_commit=freshness.save,
                on_unusable=store._note_trouble,
            )
        store._reading = database.reading_engine(path, derived.database, read_only=read_only)
        return store

    _lock: FolderLock
    _keys: keys.Keys
    _writer: Writer | None
    _writing: Engine
    _reading: Engine
    _closed: bool
    _damaged: bool

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that only reads, on one snapshot, to any thread. Keep it short.

        Raises StoreUnusable when the database cannot be read.
        """
        if self._closed:
            raise StoreUnusable("the store is closed")
        try:
            with database.translated(), self._reading.connect() as connection:
                try:
                    yield connection
                except BaseException as error:
                    if database.result_code(error) in database.DAMAGE_CODES:
                        connection.invalidate()  # SQLCipher keeps it in an error state
                    raise
        except StoreUnusable as error:
            self._note_trouble(error)
            raise

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run ``work`` on the writer thread in one transaction; return its result after the commit.

        Listeners were told when this returns. An exception of ``work`` rolls back and comes out here.
        Raises StoreUnusable, DiskFull, and WriteInWriter when called by a listener (``write_soon`` there).
        """
        return self._the_writer().write(work)

    def write_soon(self, work: Callable[[Transaction], Any]) -> None:
        """Queue ``work`` and return at once; a failure is logged. For listeners."""
        self._the_writer().write_soon(work)

    def subscribe(self, listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Call ``listener`` on the writer thread after each commit; return the way to end that."""
        return self._the_writer().subscribe(listener)

    def _the_writer(self) -> Writer:
        if self._writer is None:
            raise StoreUnusable("the data folder was opened for reading only")
        return self._writer

    def _note_trouble(self, error: StoreUnusable) -> None:
        if isinstance(error, database.Damaged):
            self._damaged = True  # no "closed cleanly" mark: the next start looks closely

    def _blob_is_bad(self, content_hash: str) -> None:
        log.warning("a held content was damaged; it will be fetched again")
        self.write_soon(lambda tx: forget_hash(tx, content_hash))

    def close(self) -> None:
        """Finish the queued writes, leave a clean file and let the folder go. Harmless when repeated."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._writer is not None:
                freshness.save_when_old(self._writer, self.freshness)
                self._writer.stop()
            self._reading.dispose()
            if self._writer is not None and not self._damaged:
                damage.leave_clean(self.folder, self._keys)
        finally:
            self._lock.release()
