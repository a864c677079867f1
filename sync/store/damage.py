"""What happens at the door: is the database ours, whole and of our time; and if it is damaged, what is saved.

A damaged database is set aside with its date, the rows that cannot be fetched again are rescued from it, and
a new one takes its place. A wrong key touches nothing. The new database is finished under another name before
the damaged one moves, so a cut at any instant, or a full disk, leaves the one or the other.
Never enters here: the reading of damaged pages (rescue.py).
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from sync.model.errors import StoreUnusable
from sync.store import database, keys, migrations, rescue

log = logging.getLogger(__name__)

_CLEAN = "prikbord.clean"  # size and time of the database file when it was last closed as it should be
_PAGES = "prikbord.pages"  # copies of the few pages without which no other can be found
_BUILDING = "prikbord.building"
_RESCUED = "prikbord.rescued"
_KEEP_SET_ASIDE = 3


class WrongKey(StoreUnusable):
    """The key does not belong to this data folder. Nothing was touched."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was saved from a damaged database. ``complete``: every row to be rescued could be read.

    ``reason`` is for the log. ``set_aside``: the damaged files under their new names.
    """

    at: dt.datetime
    reason: str
    set_aside: tuple[Path, ...] = ()
    accounts: int = 0
    states: int = 0
    intents: int = 0
    settings: int = 0
    complete: bool = False


def prepare(folder: Path, derived: keys.Keys, now: dt.datetime) -> Recovery | None:
    """Make the database ready to be used: new, whole, upgraded; return what was recovered if it was damaged.

    Call under the folder's lock. Raises WrongKey, NewerDatabase, StoreUnusable, DiskFull, OSError.
    """
    verdict = keys.verify(folder, derived)
    if verdict is keys.Verdict.WRONG:
        raise WrongKey("the key does not belong to this data folder")
    rescue.clear_scratch(folder)
    recovery = None
    trouble = (
        "a recovery was interrupted" if (folder / _RESCUED).is_file() else _trouble(folder, derived, verdict)
    )
    if trouble:
        if verdict is keys.Verdict.UNKNOWN:
            raise StoreUnusable(f"{trouble}; whether the key is right cannot be told")
        log.warning("the database is damaged (%s): it is set aside and rebuilt", trouble)
        recovery = _rebuild(folder, derived, now, trouble)
    (folder / _CLEAN).unlink(missing_ok=True)
    path = folder / database.NAME
    with database.translated():
        engine = database.writing_engine(path, derived.database)
        if migrations.upgrade(engine, folder, derived.database) or not (folder / _PAGES).exists():
            database.checkpoint(path, derived.database)
            pages = rescue.schema_pages(path, derived.database)
            _replace(folder / _PAGES, rescue.keep_pages(path, pages))
    keys.leave_check(folder, derived)
    return recovery


def check_read_only(folder: Path, derived: keys.Keys) -> None:
    """Refuse, without touching anything, what cannot be read as it is.

    Raises WrongKey, NewerDatabase, StoreUnusable.
    """
    if keys.verify(folder, derived) is keys.Verdict.WRONG:
        raise WrongKey("the key does not belong to this data folder")
    path = folder / database.NAME
    if not path.is_file() or path.stat().st_size == 0:
        raise StoreUnusable("there is nothing in this data folder yet")
    with database.translated():
        connection = database.connect(path, derived.database, read_only=True)
        try:
            current = migrations.raw_version(connection)
        finally:
            connection.close()
    migrations.refuse_newer(current)
    if current != migrations.HEAD:
        raise StoreUnusable("the database has to be upgraded first: open it for writing once")


def leave_clean(folder: Path, derived: keys.Keys) -> None:
    """Move everything into the one file and note that it was closed as it should be. Never raises for that:
    without the note the next start only looks more closely.
    """
    path = folder / database.NAME
    try:
        database.checkpoint(path, derived.database)
        pages = sorted(rescue.kept_pages(folder / _PAGES))
        _replace(folder / _PAGES, rescue.keep_pages(path, pages))
        stat = path.stat()
        _replace(folder / _CLEAN, json.dumps([stat.st_size, stat.st_mtime_ns]).encode())
    except (OSError, sqlcipher.Error) as error:
        log.info("the database was not closed cleanly: %s", type(error).__name__)


def start_over(folder: Path, now: dt.datetime) -> tuple[Path, ...]:
    """Set everything in a folder aside, so that it can be opened with a new key. Only when a person asks.

    Call under the folder's lock. Raises OSError.
    """
    moved = _set_aside(folder, now)
    blobs = folder / "blobs"
    if blobs.is_dir():
        target = folder / f"blobs.damaged-{_stamp(now)}"
        blobs.rename(target)
        moved += (target,)
    keys.drop_check(folder)
    for name in (_CLEAN, _PAGES, _RESCUED):
        (folder / name).unlink(missing_ok=True)
    return moved


def _trouble(folder: Path, derived: keys.Keys, verdict: keys.Verdict) -> str:
    """Return what is wrong with the database, "" when nothing is (or there is none yet)."""
    path = folder / database.NAME
    made_before = verdict is keys.Verdict.RIGHT
    if not path.is_file():
        return "the database file is gone" if made_before else ""
    if path.stat().st_size == 0:
        # A crash in the very first start leaves an empty file, before the check files are written.
        return "the database file is empty" if made_before else ""
    connection = database.connect(path, derived.database)
    try:
        current = migrations.raw_version(connection)
        migrations.refuse_newer(current)
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not current and (tables or made_before):
            return "the database has no version"
        if not _closed_cleanly(folder):
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                return "the quick check failed"
    except sqlcipher.DatabaseError as error:
        meaning = database.as_store_error(error)
        if meaning is None:
            raise
        if not isinstance(meaning, database.Damaged):
            raise meaning from error
        return "a page cannot be read"
    finally:
        connection.close()
    return ""


def _closed_cleanly(folder: Path) -> bool:
    try:
        noted = json.loads((folder / _CLEAN).read_bytes())
        stat = (folder / database.NAME).stat()
    except (OSError, ValueError):
        return False
    return bool(noted == [stat.st_size, stat.st_mtime_ns])


def _rebuild(folder: Path, derived: keys.Keys, now: dt.datetime, reason: str) -> Recovery:
    ready = folder / _RESCUED
    rescued = rescue.Rescued(complete=False)
    if not ready.is_file():
        rescued = rescue.read_out(folder, derived.database, rescue.kept_pages(folder / _PAGES))
        building = folder / _BUILDING
        _remove_database(building)
        with database.translated():
            migrations.upgrade(database.writing_engine(building, derived.database), folder, derived.database)
            rescue.put_in(building, derived.database, rescued)
        building.rename(ready)
        _remove_database(building)
    moved = _set_aside(folder, now)
    ready.rename(folder / database.NAME)
    (folder / _PAGES).unlink(missing_ok=True)
    _prune(folder)
    return Recovery(
        at=now,
        reason=reason,
        set_aside=moved,
        accounts=rescued.count("account"),
        states=rescued.count("item_state"),
        intents=rescued.count("outbox"),
        settings=rescued.count("setting"),
        complete=rescued.complete,
    )


def _stamp(now: dt.datetime) -> str:
    return now.strftime("%Y%m%d-%H%M%S")


def _set_aside(folder: Path, now: dt.datetime) -> tuple[Path, ...]:
    """Rename the database with its -wal and -shm, so that they still belong together."""
    base = f"{database.NAME}.damaged-{_stamp(now)}"
    number = 1
    while any(folder.glob(f"{base}*")):
        number += 1
        base = f"{database.NAME}.damaged-{_stamp(now)}-{number}"
    moved = []
    for name in database.FILES:
        path = folder / name
        if path.exists():
            target = folder / (base + name.removeprefix(database.NAME))
            path.rename(target)
            moved.append(target)
    return tuple(moved)


def _prune(folder: Path) -> None:
    """Keep only the newest few of what was set aside: a failing disk must not fill up with copies."""
    stem = f"{database.NAME}.damaged-"
    sets = sorted({path.name.removesuffix("-wal").removesuffix("-shm") for path in folder.glob(stem + "*")})
    for name in sets[:-_KEEP_SET_ASIDE]:
        _remove_database(folder / name)


def _remove_database(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_bytes(data)
    temporary.replace(path)


__all__ = ["Recovery", "WrongKey", "check_read_only", "leave_clean", "prepare", "start_over"]
