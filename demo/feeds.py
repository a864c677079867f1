"""The feeds' bytes: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1.

Never enters here: where articles come from, HTTP.
"""

from __future__ import annotations

import datetime as dt
import json
import mimetypes
from collections.abc import Callable, Sequence
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from demo.content import RESOURCES, Addresses, Article, Lane

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HOST = "lagebeemden.example"  # in ids only: they must outlive ports and machines

for _prefix, _namespace in (("atom", _ATOM), ("dc", _DC), ("content", _CONTENT)):
    ET.register_namespace(_prefix, _namespace)

TYPES = {
    Lane.NEWS: "application/atom+xml; charset=utf-8",
    Lane.ANNOUNCEMENTS: "application/rss+xml; charset=utf-8",
    Lane.MANAGEMENT: "application/feed+json; charset=utf-8",
}
PATHS = {
    Lane.NEWS: "/feeds/nieuws.atom",
    Lane.ANNOUNCEMENTS: "/feeds/mededelingen.rss",
    Lane.MANAGEMENT: "/feeds/directie.json",
}
TITLES = {
    Lane.NEWS: "Nieuws",
    Lane.ANNOUNCEMENTS: "Mededelingen",
    Lane.MANAGEMENT: "Van de directie",
}


def newest(articles: Sequence[Article]) -> dt.datetime:
    """Return when the newest change among the articles was; the epoch when there are none."""
    return max((a.updated for a in articles), default=dt.datetime.fromtimestamp(0, dt.UTC))


def render(lane: Lane, articles: Sequence[Article], addresses: Addresses) -> bytes:
    """Return a lane's feed in the lane's own format."""
    writers: dict[Lane, Callable[[Sequence[Article], Addresses], bytes]] = {
        Lane.NEWS: _atom,
        Lane.ANNOUNCEMENTS: _rss,
        Lane.MANAGEMENT: _json,
    }
    return writers[lane](articles, addresses)


def _id(article: Article) -> str:
    """Return the article's lasting id (RFC 4151)."""
    return f"tag:{_HOST},2024:{article.lane}/{article.slug}"


def _picture(article: Article) -> tuple[str, str, int]:
    """Return name, media type and size in bytes of an article's picture."""
    name = article.picture
    return name, mimetypes.guess_type(name)[0] or "image/jpeg", (RESOURCES / "pictures" / name).stat().st_size


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode").encode()


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def _atom(articles: Sequence[Article], addresses: Addresses) -> bytes:
    def q(name: str) -> str:
        return f"{{{_ATOM}}}{name}"

    feed = ET.Element(q("feed"), {_XML_LANG: "nl"})
    _add(feed, q("id"), f"tag:{_HOST},2024:nieuws")
    _add(feed, q("title"), TITLES[Lane.NEWS])
    _add(feed, q("updated"), newest(articles).isoformat())
    _add(feed, q("link"), rel="self", href=addresses.news + PATHS[Lane.NEWS])
    _add(feed, q("link"), rel="alternate", type="text/html", href=addresses.news + "/")
    for article in articles:
        entry = ET.SubElement(feed, q("entry"), {_XML_LANG: article.language})
        _add(entry, q("id"), _id(article))
        _add(entry, q("title"), article.title)
        _add(entry, q("link"), rel="alternate", href=addresses.whole(f"pagina:{article.slug}"))
        _add(entry, q("published"), article.published.isoformat())
        _add(entry, q("updated"), article.updated.isoformat())
        _add(_add(entry, q("author")), q("name"), article.author)
        for category in article.categories:
            _add(entry, q("category"), term=category)
        if article.picture:
            name, kind, size = _picture(article)
            href = addresses.whole(f"beeld:{name}")
            _add(entry, q("link"), rel="enclosure", type=kind, length=str(size), href=href)
        _add(entry, q("summary"), article.summary)
        _add(entry, q("content"), addresses.in_html(article.html), type="html")
    return _bytes(feed)


def _rss(articles: Sequence[Article], addresses: Addresses) -> bytes:
    rss = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(rss, "channel")
    _add(channel, "title", TITLES[Lane.ANNOUNCEMENTS])
    _add(channel, "link", addresses.news + "/")
    _add(channel, "description", "Wat iedereen moet weten")
    _add(channel, "language", "nl-nl")
    _add(channel, "lastBuildDate", format_datetime(newest(articles), usegmt=True))
    own = {"rel": "self", "href": addresses.news + PATHS[Lane.ANNOUNCEMENTS]}
    _add(channel, f"{{{_ATOM}}}link", **own, type="application/rss+xml")
    for article in articles:
        item = ET.SubElement(channel, "item")
        _add(item, "title", article.title)
        _add(item, "link", addresses.whole(f"pagina:{article.slug}"))
        _add(item, "guid", _id(article), isPermaLink="false")
        _add(item, "pubDate", format_datetime(article.published, usegmt=True))
        _add(item, f"{{{_ATOM}}}updated", article.updated.isoformat())
        _add(item, f"{{{_DC}}}creator", article.author)
        for category in article.categories:
            _add(item, "category", category)
        if article.picture:
            name, kind, size = _picture(article)
            _add(item, "enclosure", url=addresses.whole(f"beeld:{name}"), type=kind, length=str(size))
        _add(item, "description", article.summary)
        _add(item, f"{{{_CONTENT}}}encoded", addresses.in_html(article.html))
    return _bytes(rss)


def _json(articles: Sequence[Article], addresses: Addresses) -> bytes:
    items: list[dict[str, object]] = []
    for article in articles:
        item: dict[str, object] = {
            "id": _id(article),
            "url": addresses.whole(f"pagina:{article.slug}"),
            "title": article.title,
            "summary": article.summary,
            "content_html": addresses.in_html(article.html),
            "date_published": article.published.isoformat(),
            "date_modified": article.updated.isoformat(),
            "authors": [{"name": article.author}],
            "tags": list(article.categories),
            "language": article.language,
        }
        if article.picture:
            item["image"] = addresses.whole(f"beeld:{article.picture}")
        items.append(item)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLES[Lane.MANAGEMENT],
        "home_page_url": addresses.news + "/",
        "feed_url": addresses.news + PATHS[Lane.MANAGEMENT],
        "language": "nl",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()
