"""Pictures by address: from the cache at once, from the server only when asked.

Never enters here: decoding (that needs Qt), or a request made by drawing something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.store import blobs
from sync.store.store import Store

if TYPE_CHECKING:
    from sync.engine.engine import Engine


class Pictures:
    """The pictures of news, people and campaigns."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self._store = store
        self._engine = engine

    def data(self, href: str) -> bytes | None:
        """Return a picture's bytes as the server sent them, None when it is not on this computer."""
        held = blobs.lookup(self._store, href)
        return None if held is None else self._store.blobs.read(held.hash)

    def request(self, href: str) -> bytes:
        """Fetch a picture into the cache and return it. Blocks; raises SyncError."""
        held = self._engine.fetch(href)
        return self._store.blobs.read(held.hash)
