"""Looking at one address with a plain GET: a feed, a calendar file, or a page that names its feeds.

Never enters here: DAV, profiles, deciding which address to try.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree, html

from sync.formats.encoding import decode
from sync.formats.feeds import FEED_LIMIT, parse_feed
from sync.formats.html import absolute
from sync.formats.plain import plain
from sync.model.changes import FoundCollection
from sync.model.errors import BadData
from sync.model.ids import normalise_href
from sync.model.items import CollectionKind
from sync.net.body import looks_like_html
from sync.net.session import Response, Session

_FEED_TYPES = frozenset({"application/atom+xml", "application/rss+xml", "application/feed+json"})
_MOST_FEEDS = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """What a GET of an address showed. ``kind``: "feed", "ics", "page", "json" or "" (something else)."""

    kind: str
    url: str
    title: str = ""
    feeds: tuple[str, ...] = ()


def look(session: Session, address: str) -> Seen:
    """GET an address and tell what it is. Raises SyncError."""
    answer = session.request("GET", address, max_bytes=FEED_LIMIT)
    head = answer.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:15].upper() == b"BEGIN:VCALENDAR":
        return Seen("ics", answer.url)
    if looks_like_html(answer.headers.get("Content-Type", ""), head):
        return _page(answer)
    try:
        feed = parse_feed(answer.body, href=answer.url, content_type=answer.headers.get("Content-Type", ""))
    except BadData:
        return Seen("json" if head.startswith(b"{") else "", answer.url)
    return Seen("feed", answer.url, feed.title)


def _page(answer: Response) -> Seen:
    text = decode(answer.body[: 1024 * 1024], answer.headers.get("Content-Type", ""))
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, ValueError):
        return Seen("page", answer.url)
    base = answer.url
    feeds: dict[str, None] = {}
    for link in root.iter("link"):
        rel = str(link.get("rel") or "").lower().split()
        kind = str(link.get("type") or "").partition(";")[0].strip().lower()
        href = str(link.get("href") or "").strip()
        if "alternate" in rel and href and (kind in _FEED_TYPES):
            target = absolute(href, base)
            if target.startswith(("http://", "https://")):
                feeds[normalise_href(target)] = None
    title = root.findtext(".//title") or ""
    return Seen("page", base, plain(title), tuple(feeds)[:_MOST_FEEDS])


def feed_collection(seen: Seen, address: str) -> FoundCollection:
    """Return a feed that was seen as a collection."""
    href = normalise_href(seen.url or address)
    return FoundCollection(
        connector="feed", kind=CollectionKind.FEED, href=href, title=seen.title or _name(href)
    )


def ics_collection(seen: Seen, address: str) -> FoundCollection:
    """Return a calendar file that was seen as a collection."""
    # The address as typed, not where it led: such addresses lead to others that expire.
    href = normalise_href(address)
    return FoundCollection(
        connector="ics", kind=CollectionKind.CALENDAR, href=href, title=seen.title or _name(href)
    )


def _name(href: str) -> str:
    parts = urlsplit(href)
    last = parts.path.rstrip("/").rpartition("/")[2]
    return plain(last.rpartition(".")[0] or last, markup=False) or (parts.hostname or href)
