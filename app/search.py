"""Search: everything at once, offline, and the quick-open that puts processes first.

Never enters here: the index itself (``sync.store.search_index``), highlighting.
"""

from __future__ import annotations

from sync.model.items import ItemKind
from sync.store import search_index
from sync.store.search_index import Hit
from sync.store.store import Store

# What a person who types two letters most likely wants, in this order.
_QUICK_ORDER = (
    ItemKind.PROCESS,
    ItemKind.PERSON,
    ItemKind.DOCUMENT,
    ItemKind.EVENT,
    ItemKind.NEWS,
)
_QUICK_EACH = 4


class Search:
    """Search over news, documents' text, events, people and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def search(self, words: str, kind: ItemKind | None = None, limit: int = 50) -> list[Hit]:
        """Return what matches all ``words``, best first. Any text is safe; blank text finds nothing."""
        if not words.strip():
            return []
        return search_index.search(self._store, words, kind=kind, limit=limit)

    def quick(self, words: str, limit: int = 9) -> list[Hit]:
        """Return few hits, grouped by kind with processes first: what Ctrl+K shows."""
        hits: list[Hit] = []
        for kind in _QUICK_ORDER:
            room = min(_QUICK_EACH, limit - len(hits))
            if room <= 0:
                break
            hits.extend(self.search(words, kind, room))
        return hits
