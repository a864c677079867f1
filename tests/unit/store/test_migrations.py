"""The schema: migrated equals declared, all or nothing, found wherever the program lies."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from sync.store import database, keys, migrations
from sync.store.store import Store
from sync.store.tables import metadata, search_index
from sync.store.writer import Transaction
from tests.unit.store.samples import KEY, open_store

BAD_STEP = """
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"
def upgrade():
    op.create_table("half", sa.Column("pk", sa.Integer, primary_key=True))
    op.execute("UPDATE setting SET value = '0'")
    with op.batch_alter_table("setting") as batch:
        batch.add_column(sa.Column("extra", sa.Text))
    raise RuntimeError("in the middle")
"""


def test_a_migrated_database_is_what_the_tables_say(store: Store) -> None:
    def compare(tx: Transaction) -> list[object]:
        connection = tx.conn
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, parents: not str(name).startswith("search_index"),
                "compare_type": True,
            },
        )
        return list(compare_metadata(context, metadata))

    assert store.write(compare) == []
    with store.read() as connection:
        columns = [row[1] for row in connection.execute(text("PRAGMA table_info(search_index)"))]
        tables = set(inspect(connection).get_table_names())
    assert columns == [column.name for column in search_index.c if column.name != "rowid"]
    assert set(metadata.tables) <= tables


def test_a_migrated_schema_is_a_created_one_to_the_letter(store: Store) -> None:
    def describe(connection: Connection) -> dict[str, object]:
        def ask(pragma: str, name: str) -> list[tuple[object, ...]]:
            return sorted(map(tuple, connection.execute(text(f"PRAGMA {pragma}({name})"))), key=repr)

        described: dict[str, object] = {}
        for table in metadata.tables:
            indexes = {(row[1], row[2], row[3]) for row in ask("index_list", table)}
            described[table] = (
                ask("table_xinfo", table),
                [row[2:] for row in ask("foreign_key_list", table)],
                {index: ask("index_xinfo", str(index[0])) for index in sorted(indexes, key=repr)},
                connection.execute(
                    text("SELECT wr FROM pragma_table_list WHERE name = :name"), {"name": table}
                ).all(),
            )
        return described

    engine = create_engine("sqlite://", module=sqlcipher)
    with engine.connect() as created, store.read() as migrated:
        metadata.create_all(created)
        assert describe(migrated) == describe(created)
    engine.dispose()


def test_the_list_of_revisions_is_true() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    in_order = [step.revision for step in script.walk_revisions()][::-1]
    assert tuple(in_order) == migrations.REVISIONS
    assert script.get_current_head() == migrations.HEAD


@pytest.fixture
def longer_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations, with a percent sign in its path, that the program then uses."""
    copy = tmp_path / "100% elders" / "migrations"
    shutil.copytree(migrations.FOLDER, copy)
    monkeypatch.setattr(migrations, "FOLDER", copy)
    monkeypatch.setattr(migrations, "REVISIONS", ("0001", "0002"))
    monkeypatch.setattr(migrations, "HEAD", "0002")
    return copy / "versions" / "0002_next.py"


def test_a_failing_migration_leaves_the_database_as_it_was(data_dir: Path, longer_history: Path) -> None:
    longer_history.write_text('revision = "0002"\ndown_revision = "0001"\ndef upgrade(): pass\n')
    with pytest.MonkeyPatch.context() as old:
        old.setattr(migrations, "HEAD", "0001")
        old.setattr(migrations, "REVISIONS", ("0001",))
        longer_history.rename(longer_history.with_suffix(".off"))
        with open_store(data_dir) as store:
            store.write(lambda tx: tx.conn.execute(text("INSERT INTO setting(key, value) VALUES ('a', '1')")))
        longer_history.with_suffix(".off").rename(longer_history)
    longer_history.write_text(BAD_STEP)
    before = (data_dir / database.NAME).read_bytes()
    with pytest.raises(RuntimeError, match="in the middle"):
        open_store(data_dir)
    assert (data_dir / database.NAME).read_bytes() == before
    backup = migrations.backup_path(data_dir, "0001")
    assert backup.read_bytes() == before

    longer_history.write_text(BAD_STEP.replace('raise RuntimeError("in the middle")', "pass"))
    with open_store(data_dir) as store, store.read() as connection:
        assert connection.execute(text("SELECT value, extra FROM setting")).one() == ("0", None)
        assert migrations.version(connection) == "0002"
    # What was there before the upgrade lies beside it, whole.
    old_database = database.connect(backup, keys.derive(KEY).database)
    assert old_database.execute("SELECT value FROM setting").fetchall() == [("1",)]
    old_database.close()


def test_reading_only_never_upgrades(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(data_dir).close()
    monkeypatch.setattr(migrations, "REVISIONS", ("0001", "0002"))
    monkeypatch.setattr(migrations, "HEAD", "0002")
    with pytest.raises(Exception, match="upgraded first"):
        open_store(data_dir, read_only=True)


def test_migrations_are_found_whatever_the_working_folder(data_dir: Path, tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    code = (
        f"import sys; sys.path.insert(0, {str(root)!r}); from pathlib import Path;"
        "from tests.unit.store.samples import open_store; open_store(Path(sys.argv[1])).close()"
    )
    subprocess.run([sys.executable, "-P", "-c", code, str(data_dir)], check=True, cwd=tmp_path)
    assert (data_dir / database.NAME).stat().st_size > 0
