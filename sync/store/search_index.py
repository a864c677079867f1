"""Full-text search over all kinds at once: words in, hits out. Rows change in the commit of their items.

Whatever a person types is safe: each word goes in as a quoted string (FTS5's own quoting), so there is no
syntax to get wrong. Never enters here: ranking by anything but text, wording.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, insert, literal_column, select, text, update

from sync.model.items import Item, ItemKind
from sync.store.queries.reading import Reading
from sync.store.rows import Row, storable
from sync.store.store import Store
from sync.store.tables import item, search_index
from sync.store.transaction import Transaction

MARK_OPEN, MARK_CLOSE = "⟦", "⟧"
_MAX_WORDS = 16
_MAX_TYPED = 500  # characters


@dataclass(frozen=True, slots=True)
class Hit:
    """A found item. ``snippet``: plain text with ⟦ ⟧ around hits; ``score``: higher is better."""

    item: Item
    snippet: str
    score: float


def match_expression(words: str, *, prefix_all: bool = False) -> str:
    """Return FTS5's expression for what a person typed, "" when there is no word in it.

    All words must occur; the last one (or, with ``prefix_all``, each) also as the beginning of a word.
    """
    typed = "".join(char if char.isalnum() or _joins(char) else " " for char in storable(words[:_MAX_TYPED]))
    parts = [part for part in typed.split() if any(char.isalnum() for char in part)][:_MAX_WORDS]
    if not parts:
        return ""
    if len(parts) == 1 and len(parts[0]) == 1:
        # One letter begins half of all words: it is looked for where it tells something.
        return f'{{title words}} : "{parts[0]}" *'
    quoted = ['"' + part.replace('"', '""') + '"' for part in parts]
    if prefix_all:
        return " AND ".join(f"{part} *" for part in quoted)
    return " AND ".join(quoted) + " *"


def _joins(char: str) -> bool:
    """Combining marks belong to the letter before them."""
    import unicodedata

    return unicodedata.category(char) in ("Mn", "Mc")


def search(store: Store, words: str, *, kind: ItemKind | None = None, limit: int = 50) -> list[Hit]:
    """Return the best hits first. Never fails on what is typed; no word typed gives no hits."""
    expression = match_expression(words)
    if not expression:
        return []
    with store.read() as connection:
        found = _matches(connection, expression, kind, limit)
        if not found and " AND " in expression:
            found = _matches(connection, match_expression(words, prefix_all=True), kind, limit)
        items = Reading(store, connection).by_pks([pk for pk, _, _ in found])
    return [Hit(items[pk], snippet, score) for pk, snippet, score in found if pk in items]


def _matches(
    connection: Connection, expression: str, kind: ItemKind | None, limit: int
) -> list[tuple[int, str, float]]:
    # The best rows first, then the snippets of only those: a snippet reads the whole text.
    rank: ColumnElement[float] = literal_column("rank")
    best = select(search_index.c.rowid.label("pk"), rank.label("score")).where(
        text("search_index MATCH :expression").bindparams(expression=expression)
    )
    if kind is not None:
        best = best.where(search_index.c.rowid.in_(select(item.c.pk).where(item.c.kind == kind.value)))
    rows = connection.execute(best.order_by(rank).limit(limit)).all()
    if not rows:
        return []
    snippet = func.snippet(literal_column("search_index"), -1, MARK_OPEN, MARK_CLOSE, "…", 16)
    texts = connection.execute(
        select(search_index.c.rowid, snippet.label("snippet"))
        .where(text("search_index MATCH :expression").bindparams(expression=expression))
        .where(search_index.c.rowid.in_([row.pk for row in rows]))
    ).all()
    snippets = {row.rowid: row.snippet for row in texts}
    return [(row.pk, snippets.get(row.pk, ""), -float(row.score)) for row in rows]


def set_text(tx: Transaction, item_id: str, body: str) -> bool:
    """Store the plain text of a document, once it was read out. False when there is no such item."""
    pk = tx.conn.execute(select(item.c.pk).where(item.c.id == item_id)).scalar()
    if pk is None:
        return False
    tx.conn.execute(update(search_index).where(search_index.c.rowid == pk).values(body=storable(body)))
    tx.changes.changed.add(item_id)
    tx.changes.kinds.add(ItemKind.DOCUMENT)
    return True


def add_rows(tx: Transaction, rows: list[Row]) -> None:
    """Insert rows (rowid, title, words, body)."""
    if rows:
        tx.conn.execute(insert(search_index), rows)


def replace_rows(tx: Transaction, rows: list[Row], *, keep_body: bool = False) -> None:
    """Write rows anew; with ``keep_body`` their text stays what it is."""
    for row in rows:
        values = {"title": row["title"], "words": row["words"]}
        if not keep_body:
            values["body"] = row["body"]
        tx.conn.execute(update(search_index).where(search_index.c.rowid == row["rowid"]).values(**values))
