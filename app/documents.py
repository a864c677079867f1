"""Documents: the folders, what is kept on this computer, and copies for the system's programs.

Never enters here: rendering, wording. A server's name for a file is shown as it is and made safe only
when it becomes a name on this computer's disk.
"""

from __future__ import annotations

from collections.abc import Collection as AnyOf
from pathlib import Path
from typing import TYPE_CHECKING

from app import copies
from app.file_names import natural_key, safe_name
from sync.model.errors import SyncError
from sync.model.items import Collection, CollectionKind, DocumentDetail, Item, ItemKind
from sync.store import accounts, blobs, item_state, queries
from sync.store.store import Store

if TYPE_CHECKING:
    from sync.engine.engine import Engine


class Documents:
    """The person's view of the documents."""

    def __init__(self, store: Store, engine: Engine, temp: Path) -> None:
        self._store = store
        self._engine = engine
        self._temp = temp

    def roots(self) -> list[Collection]:
        """Return the document collections of all accounts, in their order."""
        return [c for c in accounts.collections(self._store) if c.kind is CollectionKind.FOLDER]

    def children(self, collection_id: str, path: str = "") -> list[Item]:
        """Return what stands directly in a folder: folders first, then documents, by name."""
        items = queries.documents(self._store, collection_id=collection_id, parent=path, recursive=False)
        return sorted(items, key=_folders_first)

    def folders(self, collection_id: str) -> list[Item]:
        """Return all folders of a collection, by path: what a tree is built from."""
        return queries.folders(self._store, collection_id)

    def recent(self, limit: int = 6) -> list[Item]:
        """Return the documents changed last, newest first."""
        return queries.recent_documents(self._store, limit)

    def item(self, item_id: str) -> Item | None:
        """Return one document whole (``text`` is what search knows of it)."""
        return queries.item(self._store, item_id)

    def by_href(self, href: str) -> Item | None:
        """Return the document at an address, None when it is not one of ours."""
        item = queries.item_by_href(self._store, href)
        return item if item is not None and item.kind is ItemKind.DOCUMENT else None

    def content(self, item_id: str) -> bytes | None:
        """Return a document's bytes from the cache, None when they are not on this computer."""
        item = self._document(item_id)
        held = blobs.lookup(self._store, item.href)
        return None if held is None else self._read(held.hash)

    def fetch(self, item_id: str) -> bytes:
        """Return a document's bytes, from the server when they are not here or no longer right. Blocks.

        An older version that is here is given when the present one cannot be had. Raises SyncError.
        """
        try:
            held = self._engine.fetch(item_id)
        except SyncError:
            older = self.content(item_id)
            if older is None:
                raise
            return older
        return self._read(held.hash)

    def _read(self, content_hash: str) -> bytes:
        blobs.used(self._store, content_hash)
        return self._store.blobs.read(content_hash)

    def open_copy(self, item_id: str) -> Path:
        """Write a read-only copy for the system's program; return its path.

        It stands in a private folder that is emptied when Prikbord starts and stops. Raises MayRun,
        SyncError, OSError.
        """
        item = self._document(item_id)
        copies.refuse_programs(item.title)
        return copies.private_copy(self._temp, item.id, item.title, self.fetch(item_id))

    def save_copy(self, item_id: str, target: Path) -> None:
        """Write a copy where the person wants it, whole or not at all. Raises SyncError, OSError."""
        copies.write(target, self.fetch(item_id))

    def pin(self, item_ids: AnyOf[str], on: bool = True) -> None:
        """Keep documents on this computer, or no longer insist on it. Idempotent."""
        self._store.write(lambda tx: item_state.pin(tx, item_ids, on=on))

    @staticmethod
    def safe_name(name: str) -> str:
        """See ``safe_name``."""
        return safe_name(name)

    def _document(self, item_id: str) -> Item:
        item = queries.item(self._store, item_id)
        if item is None or item.kind is not ItemKind.DOCUMENT:
            raise KeyError(item_id)
        return item


def _folders_first(item: Item) -> tuple[bool, str]:
    folder = isinstance(item.detail, DocumentDetail) and item.detail.is_folder
    return (not folder, natural_key(item.title))
