"""The tables of ``prikbord.db`` as SQLAlchemy Core sees them.

Moments are stored as whole microseconds since 1970-01-01 UTC (an INTEGER: it sorts, it compares without
parsing, and it gives back exactly the ``datetime`` that came in). Structured values are JSON text.

The full-text table ``search_index`` is a virtual table: its columns stand here so that queries can be
built on it, in a MetaData of its own so that no schema comparison ever meets it.
Never enters here: queries, connections, a rule about what the rows mean.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def to_micros(moment: dt.datetime) -> int:
    """Return microseconds since 1970 UTC; a naive moment is taken as UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(value: int) -> dt.datetime:
    """Return the aware UTC moment of ``to_micros``."""
    return _EPOCH + dt.timedelta(microseconds=value)


class Moment(TypeDecorator[dt.datetime]):
    """An aware datetime, stored as microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> int | None:
        """Python to database."""
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> dt.datetime | None:
        """Database to Python."""
        return None if value is None else from_micros(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default="0")


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


account = Table(
    "account",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    _text("title"),
    _text("address"),
    _text("username"),
    _text("kind"),
    _text("mail"),
    Column("origins", Text, nullable=False, server_default="[]"),  # JSON list
    Column("state", Text, nullable=False, server_default="ok"),
    _text("state_detail"),
    _text("inbox"),
    Column("first_synced_at", Moment),
    UniqueConstraint("id"),
)

collection = Table(
    "collection",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("account_id", Text, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    _text("connector"),
    _text("kind"),
    _text("href"),
    _text("title"),
    _text("color"),
    _text("lane"),
    _flag("read_only"),
    _number("position"),
    Column("cursor", Text, nullable=False, server_default="{}"),  # JSON of model Cursor
    Column("synced_at", Moment),
    _text("error"),
    Column("horizon", Moment),  # calendars: occurrences were laid out until here
    UniqueConstraint("id"),
    Index(None, "account_id", "position"),
)

profile = Table(
    "profile",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("account_id", Text, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("stored", Moment),
    UniqueConstraint("account_id"),
)

item = Table(
    "item",
    metadata,
    Column("pk", Integer, primary_key=True),  # also the rowid in search_index
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("account_id", Text, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("collection_id", Text, ForeignKey("collection.id", ondelete="CASCADE"), nullable=False),
    Column("uid", Text, nullable=False),
    _text("href"),
    _text("etag"),
    _text("title"),
    _text("author"),
    _text("summary"),
    Column("changed", Moment),  # the server's word
    Column("added", Moment, nullable=False),  # when it first came here
    Column("synced", Moment, nullable=False),  # when this content came here
    Column("sort_at", Moment),
    _text("fingerprint"),
    _text("lane"),  # news only
    _flag("must_read"),
    _flag("is_folder"),
    _text("parent_path"),  # documents: the folder it stands in, "" at the top
    Column("detail", Text, nullable=False, server_default="{}"),
    UniqueConstraint("id"),
    Index(None, "kind", "sort_at"),
    Index(None, "kind", "lane", "sort_at"),
    Index("ix_item_badges", "kind", "lane", "must_read", "id"),  # counting reads no row
    Index(None, "collection_id", "parent_path"),
    Index(None, "href"),
    Index(None, "account_id"),
)

# Large fields live apart, so that a list scan reads few pages. Plain text is only in search_index.
body = Table(
    "body",
    metadata,
    Column("item_pk", Integer, ForeignKey("item.pk", ondelete="CASCADE"), primary_key=True),
    _text("html"),
    Column("source", LargeBinary, nullable=False),
)

# A feed entry may stand in several feeds of one account: it goes when the last one lets it go.
membership = Table(
    "membership",
    metadata,
    Column("collection_id", Text, ForeignKey("collection.id", ondelete="CASCADE"), primary_key=True),
    Column("item_pk", Integer, ForeignKey("item.pk", ondelete="CASCADE"), primary_key=True),
    Column("hash", LargeBinary, nullable=False),  # of all that the collection said of it
    Index(None, "item_pk"),
    sqlite_with_rowid=False,
)

occurrence = Table(
    "occurrence",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("item_pk", Integer, ForeignKey("item.pk", ondelete="CASCADE"), nullable=False),
    _text("recurrence_id"),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    _flag("all_day"),
    _text("title"),
    _text("location"),
    Column("response", Text),  # NULL: as the series
    _flag("cancelled"),
    UniqueConstraint("item_pk", "recurrence_id"),
    Index(None, "start", "end"),
)

# No foreign key: a person's own state outlives the item, and a rebuilt cache.
item_state = Table(
    "item_state",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("item_id", Text, nullable=False),
    _text("account_id"),
    Column("read_at", Moment),
    _text("read_fingerprint"),
    Column("starred_at", Moment),
    Column("notified_at", Moment),
    Column("confirmed_at", Moment),
    _flag("pinned"),
    UniqueConstraint("item_id"),
    Index(None, "account_id"),
)

# What the person chose (a vote, a sign-up), kept after delivery: servers' inboxes cannot be read back.
answer = Table(
    "answer",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("item_id", Text, nullable=False),  # of an item or an occurrence
    Column("kind", Text, nullable=False),
    _text("account_id"),
    _text("value"),
    Column("at", Moment, nullable=False),
    UniqueConstraint("item_id", "kind"),
)

# No foreign keys either: what a person did is kept even when its account's row could not be rescued.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    _text("item_id"),
    Column("kind", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    _flag("parked"),
    _number("attempts"),
    Column("created", Moment, nullable=False),
    Column("next_try", Moment),
    Column("leased_until", Moment),
    Column("error", Text),
    _text("error_message"),
    UniqueConstraint("key"),
    Index(None, "account_id"),
    sqlite_autoincrement=True,
)

setting = Table(
    "setting",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("key"),
)

blob = Table(
    "blob",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("hash", Text, nullable=False),  # sha256 of the content, hexadecimal
    Column("size", BigInteger, nullable=False),
    _text("media_type"),
    Column("added", Moment, nullable=False),
    Column("last_used", Moment, nullable=False),
    UniqueConstraint("hash"),
)

content = Table(
    "content",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("href", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("hash", Text, ForeignKey("blob.hash", ondelete="CASCADE"), nullable=False),
    _text("etag"),
    _text("last_modified"),
    _text("version"),  # the item's ETag or fingerprint that this content belongs to
    Column("fetched", Moment, nullable=False),
    UniqueConstraint("href"),
    Index(None, "hash"),
    Index(None, "account_id"),
)

search_index = Table(
    "search_index",
    MetaData(),
    Column("rowid", Integer, primary_key=True),  # = item.pk
    Column("title", Text),
    Column("words", Text),
    Column("body", Text),
)
