"""Connections to the encrypted database: key, pragmas, one engine that writes and one that only reads.

``synchronous=FULL``: a commit is on the disk when ``write`` returns, also when the power fails right after;
what a person did stands above speed. Never enters here: a query, a table, what is done about damage.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from sync.model.errors import DiskFull, StoreUnusable

NAME = "prikbord.db"
FILES = (NAME, NAME + "-wal", NAME + "-shm")
PAGE_BYTES = 4096

# https://www.sqlite.org/rescode.html, primary result codes
_CORRUPT, _NOT_A_DB, _FULL, _BUSY, _LOCKED, _IOERR, _CANTOPEN, _READONLY, _PERM, _AUTH = (
    11, 26, 13, 5, 6, 10, 14, 8, 3, 23,
)  # fmt: skip
DAMAGE_CODES = frozenset({_CORRUPT, _NOT_A_DB})
_UNUSABLE = {
    _CORRUPT: "the database is damaged",
    _NOT_A_DB: "the database is damaged or the key is wrong",
    _BUSY: "the database is locked by another program",
    _LOCKED: "the database is locked",
    _IOERR: "the disk gave an error",
    _CANTOPEN: "the database file cannot be opened",
    _READONLY: "the database may not be written",
    _PERM: "the database may not be opened",
    _AUTH: "the database may not be opened",
}


class Damaged(StoreUnusable):
    """The database file is damaged: a page fails its check or the structure is broken."""


def file_uri(path: PurePath) -> str:
    """Return SQLite's URI for an absolute path (https://www.sqlite.org/uri.html).

    A Windows share becomes ``file:////server/share/...``: SQLite refuses the two slashes of ``as_uri``.
    """
    posix = path.as_posix()
    return "file://" + quote(posix if posix.startswith("/") else f"/{posix}", safe="/:")


def connect(path: Path, key: bytes, *, read_only: bool = False, timeout: float = 10.0) -> Any:
    """Open one raw connection with its key set; no page is read yet. ``key``: 32 bytes, or 48 with the salt.

    Raises sqlcipher errors as they are; see ``as_store_error``.
    """
    uri = f"{file_uri(path.absolute())}?mode={'ro' if read_only else 'rwc'}"
    # isolation_level None: the driver begins nothing by itself; BEGIN comes from the engine's event.
    connection = sqlcipher.connect(
        uri, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to stderr
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")  # no plain text in temporary files
    return connection


def _prepare_writer(connection: Any) -> None:
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "journal_size_limit = 8388608",
        "cache_size = -12000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_reader(connection: Any) -> None:
    for pragma in ("query_only = ON", "cache_size = -4000"):
        connection.execute(f"PRAGMA {pragma}")


def writing_engine(path: Path, key: bytes) -> Engine:
    """Return the engine of the writer thread; ``begin`` is BEGIN IMMEDIATE, so a write never fails halfway
    because a reader upgraded first.
    """

    def creator() -> Any:
        connection = connect(path, key)
        _prepare_writer(connection)
        return connection

    # hide_parameters: an error's text goes to logs, and titles and texts are nobody's business there.
    engine = create_engine(
        "sqlite://", module=sqlcipher, creator=creator, poolclass=NullPool, hide_parameters=True
    )
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reading_engine(path: Path, key: bytes, *, read_only: bool) -> Engine:
    """Return a pooled engine for any thread. ``read_only``: also the file is opened so."""

    def creator() -> Any:
        connection = connect(path, key, read_only=read_only)
        _prepare_reader(connection)
        return connection

    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=creator,
        poolclass=QueuePool,
        pool_size=3,
        max_overflow=8,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def checkpoint(path: Path, key: bytes) -> None:
    """Move all that is in the -wal file into the database file (SQLite: PRAGMA wal_checkpoint).

    Raises sqlcipher errors. Harmless when a reader holds it up: then some of it stays in the -wal file.
    """
    connection = connect(path, key)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")  # one snapshot for all statements of a read


def result_code(error: BaseException) -> int | None:
    """Return SQLite's primary result code of a driver's or SQLAlchemy's error, None when it has none."""
    original = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(original, "sqlite_errorcode", None)
    return None if code is None else int(code) & 0xFF


def as_store_error(error: BaseException) -> StoreUnusable | None:
    """Return what an exception means for the store; None: it says nothing about it (a bug, a constraint)."""
    if isinstance(error, StoreUnusable):
        return error
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return DiskFull("the disk is full")
        return StoreUnusable(f"the data folder cannot be used: {error.strerror or type(error).__name__}")
    code = result_code(error)
    if code == _FULL:
        return DiskFull("the disk is full")
    if code in DAMAGE_CODES:
        return Damaged(_UNUSABLE[code])
    if code in _UNUSABLE:
        return StoreUnusable(_UNUSABLE[code])
    return None


@contextmanager
def translated() -> Iterator[None]:
    """Turn what means "the store cannot be used" into StoreUnusable or DiskFull; let the rest through."""
    try:
        yield
    except (DBAPIError, sqlcipher.Error) as error:
        meaning = as_store_error(error)
        if meaning is None:
            raise
        raise meaning from error
