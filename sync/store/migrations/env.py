"""Alembic's environment: runs on the connection that the caller has opened and begun; there is no ini file.

Never enters here: opening a database, committing.
"""

from __future__ import annotations

from alembic import context

from sync.store.migrations import SEARCH_PREFIX
from sync.store.tables import metadata


def include_name(name: str | None, type_: str, parent_names: object) -> bool:
    """Leave the full-text table and its shadow tables out of every comparison."""
    return not (type_ == "table" and (name or "").startswith(SEARCH_PREFIX))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=include_name,
    render_as_batch=True,
    # All steps or none: SQLite's DDL is transactional once BEGIN is really sent (database.py does).
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
