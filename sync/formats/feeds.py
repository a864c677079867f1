"""Feeds (Atom, RSS, RDF, JSON Feed) as entries: what it is, and who reads it.

Never enters here: fetching, lanes and must-reads (connectors decide), storage.
"""

from __future__ import annotations

import re

from sync.formats.encoding import decode
from sync.formats.feed_json import parse_json_feed
from sync.formats.feed_types import FeedEntry, ParsedFeed
from sync.formats.feed_xml import parse_xml_feed
from sync.formats.turns import in_turn
from sync.model.errors import BadData

FEED_LIMIT = 16 * 1024 * 1024  # bytes

_ROOT = re.compile(r"<((?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40}))")
_END_OF_DOCTYPE = re.compile(r"\]\s*>")
_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})


@in_turn
def parse_feed(data: bytes, *, href: str, content_type: str = "") -> ParsedFeed:
    """Return what a feed holds. ``href``: its own address, after redirects, for relative links.

    A damaged feed gives the entries that could be read, and failures; one that is cut off gives all but
    its last, unfinished entry. Raises BadData for anything that is no feed: HTML, another XML, JSON that
    is no feed, nothing, more than ``FEED_LIMIT`` bytes.
    """
    if len(data) > FEED_LIMIT:
        raise BadData(f"a feed of {len(data)} bytes is over the limit", href=href)
    text = decode(data, content_type).lstrip("\ufeff \t\r\n\x00")
    if not text:
        raise BadData("an empty answer where a feed was expected", href=href)
    if text[0] in "{[":
        return parse_json_feed(text, href=href)
    root = _ROOT.match(text, _after_prolog(text))
    name = root.group(2).lower() if root else ""
    if name in {"html", "head", "body"} or text[:15].lower().startswith("<!doctype html"):
        raise BadData("an HTML page where a feed was expected", href=href)
    if root is None or name not in _ROOTS:
        raise BadData(f"expected a feed, got {'<' + name + '>' if name else 'plain text'}", href=href)
    return parse_xml_feed(text[root.start() :], root.group(1), href=href)


def _after_prolog(text: str) -> int:
    """Return where the declarations, comments and document type end (XML 1.0 section 2.8)."""
    position = 0
    while True:
        while position < len(text) and text[position].isspace():
            position += 1
        if text.startswith("<!--", position):
            end = text.find("-->", position) + 3
        elif text.startswith("<?", position):
            end = text.find("?>", position) + 2
        elif text.startswith("<!", position):
            end = text.find(">", position) + 1
            subset = text.find("[", position, end)
            if subset >= 0:
                closed = _END_OF_DOCTYPE.search(text, subset)
                end = closed.end() if closed else 0
        else:
            return position
        if end <= position:  # never closed
            return len(text)
        position = end


__all__ = ["FEED_LIMIT", "FeedEntry", "ParsedFeed", "parse_feed"]
