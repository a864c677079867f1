"""Stable names for things: an item's id outlives a rebuilt cache, so read marks and answers do too.

Never enters here: a database key, a counter, anything that differs between two rebuilds.
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from sync.model.items import ItemKind

_PREFIX: dict[ItemKind, str] = {
    ItemKind.NEWS: "n",
    ItemKind.DOCUMENT: "d",
    ItemKind.EVENT: "e",
    ItemKind.PERSON: "p",
    ItemKind.PROCESS: "c",
    ItemKind.CAMPAIGN: "k",
    ItemKind.POLL: "v",
    ItemKind.TIP: "t",
}

# Characters that stay as they are in a segment of a path (RFC 3986 section 3.3: pchar).
_SEGMENT_SAFE = "!$&'()*+,;=:@-._~"


def _digest(*parts: str) -> str:
    joined = "\x1f".join(unicodedata.normalize("NFC", part) for part in parts)
    raw = hashlib.sha256(joined.encode("utf-8", "surrogatepass")).digest()[:10]
    return base64.b32encode(raw).decode("ascii").lower()


def item_id(kind: ItemKind, account_id: str, uid: str) -> str:
    """Return the id of an item, e.g. ``n-5f3k...`` (18 characters), from what the server calls it.

    ``uid`` is unique within the account for the kind: a feed entry's guid, a file id or the href a
    document was first seen at, an iCalendar UID joined to its calendar, a profile's own id.
    """
    return f"{_PREFIX[kind]}-{_digest(account_id, uid)}"


def collection_id(account_id: str, connector: str, href: str) -> str:
    """Return the id of a collection: the same address in the same account is the same collection."""
    return f"s-{_digest(account_id, connector, normalise_href(href))}"


def occurrence_id(event_id: str, recurrence_id: str) -> str:
    """Return the id of one occurrence of an event: ``e-...@20261201T090000Z``."""
    return f"{event_id}@{recurrence_id}" if recurrence_id else event_id


def split_occurrence(any_id: str) -> tuple[str, str]:
    """Split ``e-...@RECURRENCE`` into the event's id and the recurrence id ("" when there is none)."""
    event, _, recurrence = any_id.partition("@")
    return event, recurrence


def normalise_href(href: str) -> str:
    """Return one spelling for an address, so that two listings of a thing compare equal.

    Servers differ in escapes (``%C3%A9`` and ``%c3%a9``), in a bare ``%``, in host case and default
    ports (RFC 3986 section 6.2.2). The final slash is kept: callers that compare folders strip it.
    Never raises: an address that cannot be split is returned as it came.
    """
    try:
        parts = urlsplit(href)
        port = parts.port
    except ValueError:
        return href
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    default = {"http": 80, "https": 443}.get(parts.scheme.lower())
    netloc = host if port is None or port == default else f"{host}:{port}"
    # Segment by segment: an escaped slash ("%2F") is part of a name and must not become a folder.
    path = "/".join(_normalise_segment(segment) for segment in parts.path.split("/"))
    if netloc and not path:
        path = "/"
    return urlunsplit((parts.scheme.lower(), netloc, path, parts.query, ""))


def _normalise_segment(segment: str) -> str:
    try:
        return quote(unquote(segment, errors="surrogateescape"), safe=_SEGMENT_SAFE, errors="surrogateescape")
    except UnicodeError:  # half of a character: no address can hold it
        return segment


def joined(base: str, href: str) -> str:
    """Return a reference found at ``base`` as an absolute http(s) address, "" when it is none.

    Never raises: who publishes a reference may have mistyped it.
    """
    try:
        address = urljoin(base, href.strip()) if href.strip() else ""
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""
