"""Reads out of a damaged database what no server could give again, row by row, and puts it into a new one.

Works on a scratch copy, so the damaged files stay as they were found. Three things can be in the way: a page
of the schema is bad (the copy kept beside the file takes its place, see ``kept_pages``), the file is shorter
than it says (it is lengthened with zeros), other pages are bad (what lies on them is gone; the rows around
them are found by halving ranges of row ids). Never enters here: deciding that a database is damaged, Alembic.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from sync.store import database, tables
from sync.store.rows import Row

_SCRATCH = "prikbord.scratch"
_MAX_ATTEMPTS = 2000  # reads of one table: each bad page costs some dozens
_MAX_BARREN = 250  # reads in a row that gave nothing: the rest of the table is beyond rescue
_MAX_HOPELESS = 80  # the same when not one read has succeeded: its root page must be bad
_HIGHEST = 2**20  # row ids to look through when the highest one cannot be read
KeptPages = dict[int, bytes]  # by page number, from 1
# In an order in which rows find what they refer to.
_TABLES = (
    tables.setting,
    tables.account,
    tables.collection,
    tables.profile,
    tables.item_state,
    tables.answer,
    tables.outbox,
    tables.blob,
    tables.content,
)


@dataclass(slots=True)
class Rescued:
    """Rows by table. ``complete``: nothing was found unreadable."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    complete: bool = True

    def count(self, table: str) -> int:
        """Return how many rows of a table were read."""
        return len(self.rows.get(table, ()))


def read_out(folder: Path, key: bytes, kept: KeptPages) -> Rescued:
    """Return what can be read of the damaged database in a folder. Raises OSError (a full disk)."""
    scratch = folder / _SCRATCH
    clear_scratch(folder)
    try:
        if not _copy(folder, scratch):
            return Rescued(complete=False)
        if not _made_readable(scratch, key, kept):
            return Rescued(complete=False)
        rescued = Rescued()
        for table in _TABLES:
            _Reader(scratch, key, table.name, rescued).run()
        return rescued
    finally:
        clear_scratch(folder)


def clear_scratch(folder: Path) -> None:
    """Remove the scratch copy (also one that a crash left)."""
    for name in (_SCRATCH, _SCRATCH + "-wal", _SCRATCH + "-shm"):
        (folder / name).unlink(missing_ok=True)


def _copy(folder: Path, scratch: Path) -> bool:
    damaged = folder / database.NAME
    if not damaged.is_file() or damaged.stat().st_size == 0:
        return False
    shutil.copyfile(damaged, scratch)
    wal = folder / (database.NAME + "-wal")
    if wal.is_file():
        shutil.copyfile(wal, scratch.with_name(scratch.name + "-wal"))
    return True


def _made_readable(scratch: Path, key: bytes, kept: KeptPages) -> bool:
    """Mend the scratch copy until its schema can be read."""
    # Page 1 last: its copy is as old as the last clean closing, and with it the size of the file.
    for pages in ({}, {n: page for n, page in kept.items() if n != 1}, kept):
        with scratch.open("r+b") as file:
            for number, page in pages.items():
                file.seek((number - 1) * database.PAGE_BYTES)
                file.write(page)
        size = scratch.stat().st_size
        for factor in (1, 2, 8, 64):  # sparse where the file system can
            with scratch.open("r+b") as file:
                file.truncate(size * factor)
            if _schema_reads(scratch, key):
                return True
        with scratch.open("r+b") as file:
            file.truncate(size)
    return False


def schema_pages(path: Path, key: bytes) -> list[int]:
    """Return the pages without which nothing can be found: page 1 and those of ``sqlite_master``.

    SQLite does not tell; but when every row of a copy's schema is changed, just these pages stand in its
    -wal file (https://www.sqlite.org/fileformat2.html#walformat). Raises OSError, sqlcipher errors.
    """
    scratch = path.with_name(_SCRATCH)
    clear_scratch(path.parent)
    try:
        shutil.copyfile(path, scratch)
        connection = database.connect(scratch, key)
        try:
            connection.execute("PRAGMA writable_schema = ON")
            # Same length, other content: a page whose content stays the same is not written.
            connection.execute("UPDATE sqlite_master SET name = upper(name)")
            log = scratch.with_name(scratch.name + "-wal").read_bytes()
        finally:
            connection.close()
    finally:
        clear_scratch(path.parent)
    frame = 24 + database.PAGE_BYTES
    return sorted(
        {1, *(int.from_bytes(log[at : at + 4], "big") for at in range(32, len(log) - frame + 1, frame))}
    )


def kept_pages(file: Path) -> KeptPages:
    """Return the copies of the schema's pages, {} when there are none. Raises OSError."""
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        return {}
    record = 4 + database.PAGE_BYTES
    return {
        int.from_bytes(raw[start : start + 4], "big"): raw[start + 4 : start + record]
        for start in range(0, len(raw) - record + 1, record)
    }


def keep_pages(path: Path, numbers: Iterable[int]) -> bytes:
    """Return the content of the file that ``kept_pages`` reads. Raises OSError."""
    kept = bytearray()
    with path.open("rb") as file:
        for number in numbers:
            file.seek((number - 1) * database.PAGE_BYTES)
            kept += number.to_bytes(4, "big") + file.read(database.PAGE_BYTES)
    return bytes(kept)


def _schema_reads(scratch: Path, key: bytes) -> bool:
    connection = database.connect(scratch, key)
    try:
        return len(connection.execute("SELECT name, rootpage, sql FROM sqlite_master").fetchall()) > 0
    except sqlcipher.DatabaseError:
        return False
    finally:
        _close(connection)


def _close(connection: Any) -> None:
    with suppress(sqlcipher.DatabaseError):  # closing a damaged database may fail on its last checkpoint
        connection.close()


class _Reader:
    """Reads one table by ranges of row ids, with a new connection after each bad page."""

    def __init__(self, scratch: Path, key: bytes, table: str, into: Rescued) -> None:
        self._open: Callable[[], Any] = lambda: database.connect(scratch, key)
        self._table = table
        self._into = into
        self._found: dict[int, Row] = {}

    def run(self) -> None:
        """Read all that can be read."""
        connection = self._open()
        ranges = deque([(1, self._highest(connection))])
        attempts = barren = 0
        # The widest range first, so that what lies between two bad places is found before each row of them
        # has been tried one by one.
        patience = _MAX_HOPELESS
        while ranges and attempts < _MAX_ATTEMPTS and barren < patience:
            low, high = ranges.popleft()
            attempts += 1
            last = low - 1
            try:
                for rowid, row in self._rows(connection, low, high):
                    self._found[rowid] = row
                    last = rowid
                patience = _MAX_BARREN
            except sqlcipher.DatabaseError:
                self._into.complete = False
                _close(connection)  # SQLCipher keeps a connection that met a bad page in an error state
                connection = self._open()
                if last < low:
                    barren += 1
                else:
                    barren, patience = 0, _MAX_BARREN
                low = last + 1
                if low < high:
                    middle = (low + high) // 2
                    ranges += [(low, middle), (middle + 1, high)]
        if ranges:
            self._into.complete = False
        _close(connection)
        self._into.rows[self._table] = [self._found[rowid] for rowid in sorted(self._found)]

    def _highest(self, connection: Any) -> int:
        try:
            return int(connection.execute(f"SELECT max(rowid) FROM {self._table}").fetchone()[0] or 0)  # noqa: S608
        except sqlcipher.DatabaseError:
            self._into.complete = False
            return _HIGHEST

    def _rows(self, connection: Any, low: int, high: int) -> Iterator[tuple[int, Row]]:
        cursor = connection.execute(
            f"SELECT rowid, * FROM {self._table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid",  # noqa: S608
            (low, high),
        )
        names = [column[0] for column in cursor.description][1:]
        for values in cursor:
            yield values[0], dict(zip(names, values[1:], strict=True))


def put_in(path: Path, key: bytes, rescued: Rescued) -> None:
    """Store rescued rows in a new, empty database of the present schema, in one transaction.

    Collections begin again from the start; what was being sent waits again. Raises sqlcipher errors.
    """
    _mend(rescued)
    connection = database.connect(path, key)
    try:
        connection.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            known = {column.name for column in table.c}
            for row in rescued.rows.get(table.name, ()):
                columns = [name for name in row if name in known]
                names = ", ".join(f'"{name}"' for name in columns)
                marks = ", ".join("?" * len(columns))
                connection.execute(
                    f'INSERT OR IGNORE INTO "{table.name}" ({names}) VALUES ({marks})',  # noqa: S608
                    [row[name] for name in columns],
                )
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


def _mend(rescued: Rescued) -> None:
    """Drop rows whose owner could not be read, and take back what only the old mirror knew."""
    accounts = {row["id"] for row in rescued.rows.get("account", ())}
    held = {row["hash"] for row in rescued.rows.get("blob", ())}
    for name in ("collection", "profile"):
        rescued.rows[name] = [row for row in rescued.rows.get(name, ()) if row["account_id"] in accounts]
    rescued.rows["content"] = [row for row in rescued.rows.get("content", ()) if row["hash"] in held]
    for row in rescued.rows["collection"]:
        row.update(cursor="{}", synced_at=None, error="", horizon=None)
    for row in rescued.rows.get("outbox", ()):
        row.update(leased_until=None)
