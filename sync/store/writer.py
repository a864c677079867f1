"""The only thread that writes: it takes pieces of work one by one, each in one transaction.

One writer, so no write ever waits for another's lock and listeners see commits in their order.
Never enters here: a table, what a piece of work does, which listener is interested.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from sync.model.changes import ChangeSet
from sync.model.errors import StoreUnusable
from sync.model.ports import Clock
from sync.store.database import as_store_error
from sync.store.transaction import Changes, Freshness, Transaction

log = logging.getLogger(__name__)
T = TypeVar("T")
Listener = Callable[[ChangeSet], None]


class WriteInWriter(RuntimeError):
    """``write`` was called on the writer thread (by a listener): it would wait for itself."""


class Writer:
    """Runs work on the writer thread. ``before_commit`` runs in each transaction that changed something;
    ``on_unusable`` hears of every StoreUnusable.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        freshness: Freshness,
        *,
        before_commit: Callable[[Transaction], None],
        on_unusable: Callable[[StoreUnusable], None],
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._freshness = freshness
        self._before_commit = before_commit
        self._on_unusable = on_unusable
        self._jobs: queue.SimpleQueue[tuple[Callable[[Transaction], Any], Future[Any]] | None] = (
            queue.SimpleQueue()
        )
        self._listeners: list[Listener] = []
        self._guard = threading.Lock()
        self._stopped = False
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run ``work`` in one transaction and return its result once it is committed and told.

        Any exception of ``work`` rolls back and comes out here. Raises StoreUnusable or DiskFull when
        the database refuses, WriteInWriter on the writer thread itself (there: ``write_soon``).
        """
        if threading.current_thread() is self._thread:
            raise WriteInWriter("a listener may not wait for a write; use write_soon")
        future = self._submit(work)
        return future.result()

    def write_soon(self, work: Callable[[Transaction], Any]) -> None:
        """Run ``work`` in a transaction of its own, later; a failure is logged. From any thread."""
        self._submit(work).add_done_callback(_log_failure)

    def _submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        future: Future[T] = Future()
        with self._guard:
            if self._stopped:
                raise StoreUnusable("the store is closed")
            self._jobs.put((work, future))
        return future

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` on the writer thread after each commit that changed something.

        It must be quick and may not ``write``. The caller of ``write`` waits until listeners were told.
        """
        with self._guard:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._guard, suppress(ValueError):
                self._listeners.remove(listener)

        return unsubscribe

    def stop(self) -> None:
        """Finish the queued work, then end the thread. Harmless when repeated."""
        with self._guard:
            if not self._stopped:
                self._stopped = True
                self._jobs.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, future = job
            try:
                result, changes = self._transact(work)
            except BaseException as error:  # noqa: BLE001  # it belongs to the caller, whatever it is
                future.set_exception(error)
            else:
                self._tell(changes.build())
                future.set_result(result)
            del job, work, future  # an idle thread holds on to nothing
        self._disconnect()

    def _transact(self, work: Callable[[Transaction], T]) -> tuple[T, Changes]:
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            with self._connection.begin():
                tx = Transaction(self._connection, self._clock.now(), self._freshness)
                result = work(tx)
                unsaved: tuple[str, ...] = ()
                if tx.changes.build():
                    unsaved = tuple(self._freshness.unsaved())
                    self._before_commit(tx)
            self._freshness.saved(unsaved)
        except Exception as error:
            meaning = as_store_error(error) if not isinstance(error, OSError) else None
            if meaning is None or meaning is error:
                raise
            # SQLCipher keeps a connection that met a bad page in an error state.
            self._disconnect()
            self._on_unusable(meaning)
            raise meaning from error
        return result, tx.changes

    def _disconnect(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            try:
                connection.close()
            except SQLAlchemyError:
                log.warning("the writing connection did not close cleanly", exc_info=True)

    def _tell(self, changes: ChangeSet) -> None:
        if not changes:
            return
        with self._guard:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(changes)
            except Exception:
                log.exception("a listener failed")


def _log_failure(future: Future[Any]) -> None:
    error = future.exception()
    if error is not None:
        log.error("a queued write failed: %s", error, exc_info=error)


__all__ = ["Changes", "Listener", "Transaction", "WriteInWriter", "Writer"]
