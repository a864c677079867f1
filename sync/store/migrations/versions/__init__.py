"""One file a revision, found by Alembic through its path."""
