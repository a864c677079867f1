"""The first schema.

Never enters here: imports of the present tables (a migration describes its own moment).
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one revision up."""
    op.create_table(
        "account",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("username", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("mail", sa.Text(), server_default="", nullable=False),
        sa.Column("origins", sa.Text(), server_default="[]", nullable=False),
        sa.Column("state", sa.Text(), server_default="ok", nullable=False),
        sa.Column("state_detail", sa.Text(), server_default="", nullable=False),
        sa.Column("inbox", sa.Text(), server_default="", nullable=False),
        sa.Column("first_synced_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("pk", name="pk_account"),
        sa.UniqueConstraint("id", name="uq_account_id"),
    )
    op.create_table(
        "answer",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), server_default="", nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_answer"),
        sa.UniqueConstraint("item_id", "kind", name="uq_answer_item_id_kind"),
    )
    op.create_table(
        "blob",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), server_default="", nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.Column("last_used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_blob"),
        sa.UniqueConstraint("hash", name="uq_blob_hash"),
    )
    op.create_table(
        "item_state",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), server_default="", nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("read_fingerprint", sa.Text(), server_default="", nullable=False),
        sa.Column("starred_at", sa.BigInteger(), nullable=True),
        sa.Column("notified_at", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("pinned", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_item_state"),
        sa.UniqueConstraint("item_id", name="uq_item_state_item_id"),
    )
    op.create_index("ix_item_state_account_id", "item_state", ["account_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("parked", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("next_try", sa.BigInteger(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_account_id", "outbox", ["account_id"], unique=False)
    op.create_table(
        "setting",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_setting"),
        sa.UniqueConstraint("key", name="uq_setting_key"),
    )
    op.create_table(
        "collection",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("connector", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("href", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("color", sa.Text(), server_default="", nullable=False),
        sa.Column("lane", sa.Text(), server_default="", nullable=False),
        sa.Column("read_only", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cursor", sa.Text(), server_default="{}", nullable=False),
        sa.Column("synced_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("horizon", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_collection_account_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name="pk_collection"),
        sa.UniqueConstraint("id", name="uq_collection_id"),
    )
    op.create_index(
        "ix_collection_account_id_position", "collection", ["account_id", "position"], unique=False
    )
    op.create_table(
        "content",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("href", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), server_default="", nullable=False),
        sa.Column("last_modified", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Text(), server_default="", nullable=False),
        sa.Column("fetched", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hash"], ["blob.hash"], name="fk_content_hash", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pk", name="pk_content"),
        sa.UniqueConstraint("href", name="uq_content_href"),
    )
    op.create_index("ix_content_account_id", "content", ["account_id"], unique=False)
    op.create_index("ix_content_hash", "content", ["hash"], unique=False)
    op.create_table(
        "profile",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_profile_account_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name="pk_profile"),
        sa.UniqueConstraint("account_id", name="uq_profile_account_id"),
    )
    op.create_table(
        "item",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("collection_id", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("href", sa.Text(), server_default="", nullable=False),
        sa.Column("etag", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("author", sa.Text(), server_default="", nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=True),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.Column("synced", sa.BigInteger(), nullable=False),
        sa.Column("sort_at", sa.BigInteger(), nullable=True),
        sa.Column("fingerprint", sa.Text(), server_default="", nullable=False),
        sa.Column("lane", sa.Text(), server_default="", nullable=False),
        sa.Column("must_read", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("is_folder", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("parent_path", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_item_account_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name="fk_item_collection_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name="pk_item"),
        sa.UniqueConstraint("id", name="uq_item_id"),
    )
    op.create_index("ix_item_account_id", "item", ["account_id"], unique=False)
    op.create_index("ix_item_badges", "item", ["kind", "lane", "must_read", "id"], unique=False)
    op.create_index(
        "ix_item_collection_id_parent_path", "item", ["collection_id", "parent_path"], unique=False
    )
    op.create_index("ix_item_href", "item", ["href"], unique=False)
    op.create_index("ix_item_kind_lane_sort_at", "item", ["kind", "lane", "sort_at"], unique=False)
    op.create_index("ix_item_kind_sort_at", "item", ["kind", "sort_at"], unique=False)
    op.create_table(
        "body",
        sa.Column("item_pk", sa.Integer(), nullable=False),
        sa.Column("html", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["item_pk"], ["item.pk"], name="fk_body_item_pk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_pk", name="pk_body"),
    )
    op.create_table(
        "membership",
        sa.Column("collection_id", sa.Text(), nullable=False),
        sa.Column("item_pk", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name="fk_membership_collection_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_pk"], ["item.pk"], name="fk_membership_item_pk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("collection_id", "item_pk", name="pk_membership"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_membership_item_pk", "membership", ["item_pk"], unique=False)
    op.create_table(
        "occurrence",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("item_pk", sa.Integer(), nullable=False),
        sa.Column("recurrence_id", sa.Text(), server_default="", nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("all_day", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["item_pk"], ["item.pk"], name="fk_occurrence_item_pk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pk", name="pk_occurrence"),
        sa.UniqueConstraint("item_pk", "recurrence_id", name="uq_occurrence_item_pk_recurrence_id"),
    )
    op.create_index("ix_occurrence_start_end", "occurrence", ["start", "end"], unique=False)
    # Plain text of an item is kept here and nowhere else; rowid is item.pk. unicode61 with
    # remove_diacritics 2 folds "café" to "cafe"; the prefix indexes serve search while typing.
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5("
        "title, words, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )
    op.execute("INSERT INTO search_index(search_index, rank) VALUES ('rank', 'bm25(8.0, 12.0, 1.0)')")
    # A pull of thousands of items is merged less often; the memory is given back with the commit.
    op.execute("INSERT INTO search_index(search_index, rank) VALUES ('hashsize', 8388608)")
    # An item may go through a cascade too: its search row must go with it, whoever deletes it.
    op.execute(
        "CREATE TRIGGER item_leaves_search AFTER DELETE ON item "
        "BEGIN DELETE FROM search_index WHERE rowid = old.pk; END"
    )
