"""The door of the store: keys, locks, versions, what is left behind."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from sqlalchemy import text

from sync.model.errors import StoreUnusable
from sync.store import accounts, database, keys, settings
from sync.store.damage import WrongKey
from sync.store.lock import FolderInUse
from sync.store.migrations import NewerDatabase
from sync.store.store import Store
from sync.store.writer import Transaction
from tests.support.clock import FakeClock
from tests.unit.store import samples
from tests.unit.store.samples import KEY, open_store


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_paths_of_every_system_become_uris_that_sqlite_takes() -> None:
    windows = PureWindowsPath
    assert (
        database.file_uri(windows(r"C:\Users\Zoë\a b#c?d%.db"))
        == "file:///C:/Users/Zo%C3%AB/a%20b%23c%3Fd%25.db"
    )
    assert database.file_uri(windows(r"\\server\share\x.db")) == "file:////server/share/x.db"
    assert database.file_uri(PurePosixPath("/home/zoë/x.db")) == "file:///home/zo%C3%AB/x.db"


def test_what_was_written_is_there_again_after_reopening(data_dir: Path) -> None:
    with open_store(data_dir) as store:
        samples.add_account(store, title="Gemeente")
    with open_store(data_dir) as store:
        assert [account.title for account in accounts.accounts(store)] == ["Gemeente"]
        assert store.recovery is None


def test_plain_sqlite_cannot_open_it(data_dir: Path) -> None:
    open_store(data_dir).close()
    with pytest.raises(sqlite3.DatabaseError), sqlite3.connect(data_dir / database.NAME) as plain:
        plain.execute("SELECT count(*) FROM sqlite_master")


def test_a_wrong_key_is_named_and_touches_nothing(data_dir: Path) -> None:
    open_store(data_dir).close()
    before = snapshot(data_dir)
    with pytest.raises(WrongKey):
        open_store(data_dir, key=b"x" * 32)
    with pytest.raises(WrongKey):
        open_store(data_dir, key=b"x" * 32, read_only=True)
    assert snapshot(data_dir) == before


def test_a_wrong_key_without_check_files_touches_nothing_either(data_dir: Path) -> None:
    open_store(data_dir).close()
    keys.drop_check(data_dir)
    before = snapshot(data_dir)
    with pytest.raises(StoreUnusable, match="cannot be told"):
        open_store(data_dir, key=b"x" * 32)
    assert snapshot(data_dir) == before
    open_store(data_dir).close()  # the right key still opens it
    assert keys.verify(data_dir, keys.derive(KEY)) is keys.Verdict.RIGHT


def test_one_damaged_check_file_is_outvoted(data_dir: Path) -> None:
    open_store(data_dir).close()
    (data_dir / "prikbord.check").write_bytes(b"?" * 32)
    open_store(data_dir).close()
    assert (data_dir / "prikbord.check").read_bytes() == (data_dir / "prikbord.check2").read_bytes()


def test_a_key_of_another_length_is_refused(data_dir: Path) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        open_store(data_dir, key=b"x" * 16)
    assert not list(data_dir.glob("*.db"))


def test_the_keys_do_not_show_in_a_repr() -> None:
    derived = keys.derive(KEY)
    assert derived.database.hex() not in repr(derived)
    assert len({derived.database[:32], derived.blobs, derived.check}) == 3


def test_a_second_opener_is_told_that_the_folder_is_in_use(data_dir: Path) -> None:
    with open_store(data_dir):
        with pytest.raises(FolderInUse):
            open_store(data_dir)
        with pytest.raises(FolderInUse):
            open_store(data_dir, wait=0.1)
    open_store(data_dir).close()


def test_another_process_is_told_too_and_a_killed_one_lets_go(data_dir: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.unit.store.samples import open_store;"
        "s = open_store(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(data_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"open\n"
        with pytest.raises(FolderInUse):
            open_store(data_dir)
    finally:
        child.kill()
        child.communicate()
    open_store(data_dir).close()


def test_reading_beside_a_running_program(data_dir: Path) -> None:
    with open_store(data_dir) as store:
        samples.add_account(store, title="Een")
        with open_store(data_dir, read_only=True) as reader:
            assert [account.title for account in accounts.accounts(reader)] == ["Een"]
            samples.add_account(store, title="Twee")
            assert len(accounts.accounts(reader)) == 2
            with pytest.raises(StoreUnusable, match="reading only"):
                samples.add_account(reader)
        samples.add_account(store, title="Drie")


def test_reading_alone_changes_no_file(data_dir: Path) -> None:
    with open_store(data_dir) as store:
        samples.add_account(store)
    before = snapshot(data_dir)
    with open_store(data_dir, read_only=True) as reader:
        assert len(accounts.accounts(reader)) == 1
    after = snapshot(data_dir)
    assert {name: data for name, data in after.items() if not name.endswith(("-wal", "-shm"))} == before


def test_reading_an_empty_folder_says_so(data_dir: Path) -> None:
    with pytest.raises(StoreUnusable, match="nothing"):
        open_store(data_dir, read_only=True)
    assert list(data_dir.iterdir()) == []


def test_reading_connections_cannot_write(store: Store) -> None:
    with pytest.raises(StoreUnusable, match="may not be written"), store.read() as connection:
        connection.execute(text("DELETE FROM setting"))


def test_a_newer_database_is_refused_and_left_alone(data_dir: Path) -> None:
    with open_store(data_dir) as store:
        store.write(lambda tx: tx.conn.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    before = snapshot(data_dir)
    with pytest.raises(NewerDatabase, match="newer version"):
        open_store(data_dir)
    with pytest.raises(NewerDatabase):
        open_store(data_dir, read_only=True)
    after = snapshot(data_dir)
    assert {n: d for n, d in after.items() if not n.endswith(("-wal", "-shm"))} == before


def test_a_closed_store_says_so(data_dir: Path) -> None:
    store = open_store(data_dir)
    store.close()
    store.close()
    with pytest.raises(StoreUnusable, match="closed"):
        settings.get(store, "a", 1)
    with pytest.raises(StoreUnusable, match="closed"):
        store.write(lambda tx: settings.put(tx, "a", 1))


def test_a_folder_that_cannot_be_made_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnusable):
        open_store(tmp_path / "file" / "data")


def test_pragmas_are_what_the_promises_need(store: Store) -> None:
    def ask(tx: Transaction) -> dict[str, object]:
        connection = tx.conn
        return {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "temp_store")
        }

    assert store.write(ask) == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "temp_store": 2}


def test_an_ordinary_start_does_not_import_alembic(data_dir: Path) -> None:
    open_store(data_dir).close()
    code = (
        "import sys; from pathlib import Path; from tests.unit.store.samples import open_store;"
        "open_store(Path(sys.argv[1])).close();"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('alembic', 'mako')]"
    )
    subprocess.run([sys.executable, "-c", code, str(data_dir)], check=True)


def test_starting_over_sets_everything_aside(data_dir: Path, clock: FakeClock) -> None:
    with open_store(data_dir, clock) as store:
        samples.add_account(store)
        with pytest.raises(FolderInUse):
            Store.start_over(data_dir, clock=clock)
    moved = Store.start_over(data_dir, clock=clock)
    assert all(path.exists() for path in moved)
    with open_store(data_dir, clock, key=b"n" * 32) as store:
        assert accounts.accounts(store) == []
