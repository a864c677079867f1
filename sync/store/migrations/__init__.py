"""The database's schema through the ages, and the way from any of them to the present one.

Alembic is imported only when the version differs (it takes a third of a second). Before an existing
database is changed, its file is copied. A database of a newer program is refused, never guessed at.
Never enters here: data that belongs to one person, anything but schema and the moving of rows.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from sync.model.errors import StoreUnusable
from sync.store.database import NAME, checkpoint

# All revisions in order. A constant, because looking them up would import Alembic; a test holds it true.
REVISIONS = ("0001",)
HEAD = REVISIONS[-1]
FOLDER = Path(__file__).parent
# The virtual table and what FTS5 keeps below it belong to no schema comparison.
SEARCH_PREFIX = "search_index"


class NewerDatabase(StoreUnusable):
    """The database was made by a newer version of the program."""


def version(connection: Connection) -> str:
    """Return the database's revision, "" for an empty one."""
    found = connection.execute(
        text("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'")
    ).scalar()
    if not found:
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def raw_version(connection: Any) -> str:
    """As ``version``, on the driver's own connection."""
    found = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    if not found[0]:
        return ""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def refuse_newer(current: str) -> None:
    """Raise NewerDatabase when this program does not know the revision."""
    if current and current not in REVISIONS:
        raise NewerDatabase(
            f"the data folder belongs to a newer version of the program ({current}; this one knows {HEAD})"
        )


def backup_path(folder: Path, revision: str) -> Path:
    """Return where the copy from before an upgrade lies."""
    return folder / f"{NAME}.before-upgrade-from-{revision}"


def upgrade(engine: Engine, folder: Path, key: bytes) -> bool:
    """Bring the database to HEAD, in one transaction; False when it was there already.

    Raises NewerDatabase, and whatever a failing step raises; then the file is as it was.
    """
    with engine.connect() as connection:
        current = version(connection)
    if current == HEAD:
        return False
    refuse_newer(current)
    if current:
        _back_up(folder, key, current)
    with engine.begin() as connection:
        _run(connection)
    return True


def _back_up(folder: Path, key: bytes, revision: str) -> None:
    checkpoint(folder / NAME, key)
    for old in folder.glob(f"{NAME}.before-upgrade-from-*"):
        old.unlink()
    shutil.copyfile(folder / NAME, backup_path(folder, revision))


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    # "%" means interpolation in Alembic's configuration.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
