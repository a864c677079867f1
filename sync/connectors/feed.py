"""Feeds (Atom, RSS, JSON Feed) as news: a window on what is newest, so what leaves it was not removed.

Never enters here: parsing, which categories make an announcement (``rules``), fetching pictures ahead.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from sync.connectors.base import HttpConnector, conditional_get, unchanged
from sync.connectors.looking import feed_collection, look
from sync.formats.feeds import FEED_LIMIT, FeedEntry, ParsedFeed, parse_feed
from sync.model.changes import Discovery, PullResult
from sync.model.errors import TooLarge
from sync.model.ids import normalise_href
from sync.model.items import Account, Collection, ItemDraft, ItemKind, NewsDetail
from sync.model.ports import Capabilities, Known

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, application/json;q=0.9, text/xml;q=0.8, */*;q=0.1"
)
# A URI (RFC 3986 section 3.1), a tag (RFC 4151) or a UUID names one thing in the whole world.
_GLOBAL = re.compile(
    r"(?:https?://[^/\s]+\S*|tag:\S+|urn:\S+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE
)


class FeedConnector(HttpConnector):
    """News from one feed. ``complete`` is never True."""

    name = "feed"

    def capabilities(self, collection: Collection) -> Capabilities:
        """Return whether the server gave a validator last time."""
        cursor = collection.cursor
        return Capabilities(conditional=bool(cursor.etag or cursor.last_modified))

    def discover(self, address: str) -> Discovery | None:
        """Return the feed at an address, or the feeds that a page there names."""
        seen = look(self._session, address)
        if seen.kind == "feed":
            found = [feed_collection(seen, address)]
        else:
            named = [(href, look(self._session, href)) for href in seen.feeds]
            found = [feed_collection(one, href) for href, one in named if one.kind == "feed"]
        if not found:
            return None
        title = seen.title or found[0].title
        return Discovery(address=address, title=title, kind=self.name, collections=tuple(found))

    def pull(self, account: Account, collection: Collection, known: Callable[[], Known]) -> PullResult:
        """Read the feed if it changed. Raises SyncError; BadData for what is no feed."""
        got = conditional_get(
            self._session, collection.href, collection.cursor, content="feed", accept=ACCEPT
        )
        if got is None:
            return unchanged(collection.cursor)
        answer, cursor = got
        if len(answer.body) > FEED_LIMIT:
            raise TooLarge("a feed over the limit", href=collection.href)
        feed = parse_feed(answer.body, href=answer.url, content_type=answer.headers.get("Content-Type", ""))
        if feed.failures:
            # Perhaps it was cut where no length told: ask for it whole next time; the hash alone decides.
            cursor = msgspec.structs.replace(cursor, etag="", last_modified="")
        return PullResult(
            cursor=cursor,
            upserts=tuple(draft_of(entry, feed, collection) for entry in feed.entries),
            failures=feed.failures,
            title="" if collection.title else feed.title,
        )


def draft_of(entry: FeedEntry, feed: ParsedFeed, collection: Collection) -> ItemDraft:
    """Return an entry as a news item in its collection's lane."""
    own = f"{normalise_href(collection.href)}#{entry.guid}"
    return ItemDraft(
        kind=ItemKind.NEWS,
        uid=entry.guid if _GLOBAL.fullmatch(entry.guid) else own,
        href=entry.href or own,
        title=entry.title,
        detail=NewsDetail(
            published=entry.published or entry.updated,
            lane=collection.lane,
            categories=entry.categories,
            picture=entry.picture,
            pictures=entry.pictures,
            language=entry.language or feed.language,
        ),
        author=entry.author,
        summary=entry.summary,
        html=entry.html,
        text=entry.text,
        changed=entry.moment,
        sort_at=entry.published or entry.updated,
    )
