"""Atom, RSS and RDF feeds as entries: feedparser reads, our sanitiser cleans.

Never enters here: JSON Feed, fetching.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import feedparser

from sync.formats.dates import parse_date, sane
from sync.formats.feed_repair import repair
from sync.formats.feed_types import FeedEntry, ParsedFeed, made_up_guid, newest_per_guid
from sync.formats.html import CleanHtml, absolute, picture_address, sanitise, summary_of
from sync.formats.plain import plain, scrub
from sync.formats.text_html import paragraphs
from sync.formats.trouble import PARSER_TROUBLE
from sync.model.changes import ItemFailure
from sync.model.errors import BadData, ErrorCode
from sync.model.ids import normalise_href

MAX_ENTRIES = 5_000

_PAGES = frozenset({"http", "https"})
_MARKUP = frozenset({"text/html", "application/xhtml+xml"})
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg)(?:[?#]|$)", re.IGNORECASE)
_ABSURD_YEAR = re.compile(
    r"(?<![+-])\b(?:0\d{3}|1[0-8]\d\d|[3-9]\d{3})\b(?!:)"
)  # a parser may "mend" 0001 to 2001
_LONG_GAP = re.compile(r"(?<!\s)\s{256,}")
_MAIL = re.compile(r"^\S+@\S+\s+\((.+)\)$|^(.+?)\s*[(<]\S+@\S+[)>]$")
_BODY = CleanHtml("", "", ())


def parse_xml_feed(text: str, root: str, *, href: str) -> ParsedFeed:
    """Return what a feed holds. ``text`` begins at its root element, whose name is ``root``.

    Raises BadData when nothing can be read from it.
    """
    repaired = repair(_LONG_GAP.sub("\n", scrub(text)), root)
    if repaired is None:
        raise BadData("a feed damaged beyond reading", href=href)
    try:
        parsed = feedparser.parse(
            io.BytesIO(repaired.data),
            response_headers={
                "content-location": href,
                "content-type": "application/xml; charset=utf-8",
            },
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        version = str(parsed.get("version") or "")
        feed = dict(parsed.feed.items())
        raw_entries = [dict(entry.items()) for entry in parsed.entries[: MAX_ENTRIES + 1]]
    except PARSER_TROUBLE as error:
        raise BadData(f"a feed that cannot be read: {type(error).__name__}: {error}", href=href) from error
    if not version and not raw_entries:
        raise BadData(f"expected a feed, got <{root}>", href=href)
    if repaired.damage and not raw_entries:
        raise BadData(f"a damaged feed without a whole entry: {repaired.damage}", href=href)
    language = _string(feed.get("language"))[:20]
    entries: list[FeedEntry] = []
    failures: list[ItemFailure] = []
    for raw in raw_entries[:MAX_ENTRIES]:
        try:
            entries.append(_entry(raw, href, language))
        except PARSER_TROUBLE as error:
            where = absolute(_string(raw.get("link")), href, _PAGES) or href
            message = f"an entry that cannot be read: {type(error).__name__}: {error}"
            failures.append(ItemFailure(where, ErrorCode.BAD_DATA, message))
    if len(raw_entries) > MAX_ENTRIES:
        failures.append(ItemFailure(href, ErrorCode.TOO_LARGE, f"more than {MAX_ENTRIES} entries"))
    if repaired.cut_off:
        failures.append(ItemFailure(href, ErrorCode.BAD_DATA, f"the feed is cut off: {repaired.damage}"))
    elif repaired.damage:
        failures.append(ItemFailure(href, ErrorCode.BAD_DATA, f"the feed is damaged: {repaired.damage}"))
    return ParsedFeed(
        title=_title(feed),
        language=language,
        href=absolute(_string(feed.get("link")), href, _PAGES),
        entries=newest_per_guid(entries),
        failures=tuple(failures),
    )


def _string(value: object) -> str:
    return scrub(value).strip() if isinstance(value, str) else ""


def _list(value: object) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _title(raw: dict[str, Any]) -> str:
    detail = raw.get("title_detail")
    kind = detail.get("type", "") if isinstance(detail, dict) else ""
    return plain(_string(raw.get("title")), markup=kind in _MARKUP)


def _date(raw: dict[str, Any], name: str) -> dt.datetime | None:
    """Return a date by our own reading (which knows Dutch), else by feedparser's (Greek, Korean, ...)."""
    moment = parse_date(_string(raw.get(name)))
    parsed = raw.get(f"{name}_parsed")
    if moment is None and parsed is not None and not _ABSURD_YEAR.search(_string(raw.get(name))):
        try:
            year, month, day, hour, minute, second = parsed[:6]
            moment = sane(dt.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=dt.UTC))
        except PARSER_TROUBLE:
            return None
    return moment


def _author(raw: dict[str, Any]) -> str:
    names = [_string(author.get("name")) for author in _list(raw.get("authors"))]
    name = ", ".join(filter(None, names)) or _string(raw.get("author"))
    found = _MAIL.match(name[:500])
    if found:
        name = found.group(1) or found.group(2)
    return plain(name, markup=True)


def _clean(part: dict[str, Any], page: str, href: str) -> CleanHtml:
    """Return one piece of content, sanitised by its type; of a type we do not show, nothing.

    Its links are relative to its ``xml:base`` if it has one, else to the entry's page, else to the feed.
    """
    value, kind = part.get("value"), _string(part.get("type")) or "text/html"
    if not isinstance(value, str):
        return _BODY
    if kind == "text/plain":
        value = paragraphs(value)
    elif kind not in _MARKUP:
        return _BODY
    base = absolute(_string(part.get("base")), href, _PAGES)
    return sanitise(value, base if base and base != href else page or href)


def _bodies(raw: dict[str, Any], page: str, href: str) -> tuple[CleanHtml, CleanHtml]:
    """Return body and summary. A feed with only a summary has it as its body."""
    detail = raw.get("summary_detail")
    short = detail if isinstance(detail, dict) else {}
    parts = [part for part in _list(raw.get("content")) if isinstance(part.get("value"), str)]
    if parts:
        longest = max(parts, key=lambda part: len(part["value"]))
        body = _clean(longest, page, href)
        if body.html:
            same = not short or short.get("value") == longest["value"]
            return body, _BODY if same else _clean(short, page, href)
    return _clean(short, page, href), _BODY


def _lead(raw: dict[str, Any], base: str, body: CleanHtml) -> str:
    """Return the picture that an entry leads with: enclosure, media:content, thumbnail, or its first."""
    candidates = [
        _string(link.get("href"))
        for link in _list(raw.get("links"))
        if link.get("rel") == "enclosure" and _string(link.get("type")).lower().startswith("image/")
    ]
    for media in _list(raw.get("media_content")):
        address, kind = _string(media.get("url")), _string(media.get("type")).lower()
        unsaid = not kind and "medium" not in media
        if (
            media.get("medium") == "image"
            or kind.startswith("image/")
            or (unsaid and _PICTURE_NAME.search(address))
        ):
            candidates.append(address)
    candidates += [_string(media.get("url")) for media in _list(raw.get("media_thumbnail"))]
    image = raw.get("image")
    if isinstance(image, dict):
        candidates.append(_string(image.get("href")))
    found = (picture_address(address, base) for address in candidates if address)
    return next(filter(None, found), next(iter(body.pictures), ""))


def _entry(raw: dict[str, Any], href: str, language: str) -> FeedEntry:
    page = absolute(_string(raw.get("link")), href, _PAGES)
    body, short = _bodies(raw, page, href)
    title = _title(raw)
    lead = _lead(raw, href, body)
    tags = (
        plain(_string(tag.get("label")) or _string(tag.get("term"))) for tag in _list(raw.get("tags"))[:50]
    )
    detail = raw.get("summary_detail")
    own_language = _string(detail.get("language")) if isinstance(detail, dict) else ""
    summary = summary_of(short.text or body.text)
    return FeedEntry(
        guid=_string(raw.get("id"))[:2_000]
        or page
        or made_up_guid(title, _string(raw.get("published") or raw.get("updated")), body.text),
        href=normalise_href(page) if page else "",
        title=title or summary_of(summary, 80),
        author=_author(raw),
        published=_date(raw, "published") or _date(raw, "created"),
        updated=_date(raw, "updated"),
        summary=summary,
        html=body.html,
        text=body.text,
        picture=lead,
        pictures=tuple(dict.fromkeys(filter(None, (lead, *body.pictures)))),
        categories=tuple(dict.fromkeys(filter(None, tags))),
        language=own_language[:20] or language,
    )
