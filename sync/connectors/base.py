"""What every connector over HTTP has in common: opening content, and hashing what a server sent.

Never enters here: what one kind of server says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from sync.model.changes import Discovery, PullResult
from sync.model.errors import BadData, Conflict, Forbidden, Gone, Maintenance, Quota, TooLarge
from sync.model.intents import Intent, Receipt
from sync.model.items import Account, Collection, Cursor, Item
from sync.model.ports import Capabilities, Content, Known
from sync.net.session import Response, Session
from sync.net.validators import conditional, plain_etag

# A newer reader takes in again what an older one read: its cursors stop to count.
PARSER_VERSION = 1


def content_hash(body: bytes, *salt: str) -> str:
    """Return a hash of an answer (and of what else decides its reading), for "nothing changed"."""
    digest = hashlib.sha256(body)
    for part in salt:
        digest.update(b"\x1f" + part.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def unchanged(cursor: Cursor) -> PullResult:
    """Return the result of a pull that brought nothing."""
    return PullResult(cursor=cursor, unchanged=True)


class HttpConnector:
    """Base of the connectors over HTTP. ``name`` is the registry's."""

    name = ""

    def __init__(self, session: Session) -> None:
        self._session = session

    def capabilities(self, collection: Collection) -> Capabilities:
        """Return what the server offers here (known or last seen; no request)."""
        return Capabilities(conditional=bool(collection.cursor.etag or collection.cursor.last_modified))

    def discover(self, address: str) -> Discovery | None:
        """Return what stands at an address, None when this connector sees nothing there."""
        return None

    def pull(self, account: Account, collection: Collection, known: Callable[[], Known]) -> PullResult:
        """Return what changed since ``collection.cursor``."""
        raise NotImplementedError

    def fetch(self, href: str, *, etag: str = "", last_modified: str = "") -> Content:
        """Open a document's or picture's content; conditional when validators are given."""
        return self._session.open(href, etag=etag, last_modified=last_modified)

    def push(self, account: Account, intent: Intent, item: Item | None) -> Receipt:
        """Deliver an intent. Here: a kind of server that takes nothing."""
        raise BadData(f"{self.name} cannot deliver {intent.kind}", href=item.href if item else "")


# Answers to a question at an address that was only a guess: nothing of the kind is here.
NOT_HERE = (Gone, Forbidden, BadData, TooLarge, Conflict, Maintenance, Quota)


def conditional_get(
    session: Session, href: str, cursor: Cursor, *, content: str, accept: str, salt: str = ""
) -> tuple[Response, Cursor] | None:
    """GET one address if it changed; None when it did not: by the server's word (304), else by its hash.

    ``salt`` is what else decides the reading (a language): another one asks and reads everything again.
    The cursor returned covers the answer. Raises SyncError.
    """
    held = cursor if cursor.version == PARSER_VERSION and cursor.ctag == salt else Cursor()
    asked = conditional(held.etag, held.last_modified)
    # "Not modified" to a plain question would leave a collection empty for ever.
    expect = (200, 304) if asked else (200,)
    answer = session.request("GET", href, headers={"Accept": accept, **asked}, expect=expect, content=content)
    if answer.status == 304:
        return None
    digest = content_hash(answer.body, salt)
    if digest == held.content_hash:
        return None
    return answer, Cursor(
        etag=answer.headers.get("ETag", ""),
        last_modified=answer.headers.get("Last-Modified", ""),
        content_hash=digest,
        ctag=salt,
        version=PARSER_VERSION,
    )


__all__ = [
    "NOT_HERE",
    "PARSER_VERSION",
    "HttpConnector",
    "conditional_get",
    "content_hash",
    "plain_etag",
    "unchanged",
]
