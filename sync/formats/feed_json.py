"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1) as entries.

Never enters here: XML feeds, fetching.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sync.formats.dates import parse_date
from sync.formats.feed_types import FeedEntry, ParsedFeed, made_up_guid, newest_per_guid
from sync.formats.html import absolute, picture_address, sanitise, summary_of
from sync.formats.plain import plain, scrub
from sync.formats.text_html import paragraphs
from sync.model.changes import ItemFailure
from sync.model.errors import BadData, ErrorCode
from sync.model.ids import normalise_href

MAX_ENTRIES = 5_000
_PAGES = frozenset({"http", "https"})


class _Feed(msgspec.Struct, frozen=True):
    """Entries stay raw here, so that a damaged one does not take the others with it."""

    version: str
    title: Any = ""
    home_page_url: Any = ""
    language: Any = ""
    author: Any = None
    authors: Any = None
    items: list[msgspec.Raw] = []


def _text(value: object) -> str:
    """Return a string or number as text; anything else as ""."""
    if isinstance(value, str):
        return scrub(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _dicts(value: object) -> list[dict[str, object]]:
    values = value if isinstance(value, list) else [value]
    return [entry for entry in values if isinstance(entry, dict)]


def _author(*sources: object) -> str:
    """Return the names of the first source that has any (1.1 has ``authors``, 1.0 ``author``)."""
    for source in sources:
        names = [plain(_text(author.get("name")), markup=False) for author in _dicts(source)]
        if any(names):
            return ", ".join(name for name in names if name)
    return ""


def _entry(raw: dict[str, object], feed: _Feed, href: str) -> FeedEntry:
    page = absolute(_text(raw.get("url")), href, _PAGES) or absolute(
        _text(raw.get("external_url")), href, _PAGES
    )
    base = page or href
    html = _text(raw.get("content_html"))
    clean = sanitise(html if html.strip() else paragraphs(_text(raw.get("content_text"))), base)
    title = plain(_text(raw.get("title")), markup=False)
    dates = _text(raw.get("date_published")), _text(raw.get("date_modified"))
    attached = [
        _text(attachment.get("url"))
        for attachment in _dicts(raw.get("attachments"))
        if _text(attachment.get("mime_type")).lower().startswith("image/")
    ]
    lead = next(
        (
            address
            for candidate in (_text(raw.get("image")), _text(raw.get("banner_image")), *attached)
            if (address := picture_address(candidate, base))
        ),
        next(iter(clean.pictures), ""),
    )
    tags = raw.get("tags")
    categories = (plain(_text(tag), markup=False) for tag in tags[:50]) if isinstance(tags, list) else ()
    summary = plain(_text(raw.get("summary")), markup=False, limit=2_000)
    return FeedEntry(
        guid=_text(raw.get("id")).strip()[:2_000] or page or made_up_guid(title, dates[0], clean.text),
        href=normalise_href(page) if page else "",
        title=title or summary_of(summary or clean.text, 80),
        author=_author(raw.get("authors"), raw.get("author"), feed.authors, feed.author),
        published=parse_date(dates[0]),
        updated=parse_date(dates[1]),
        summary=summary_of(summary or clean.text),
        html=clean.html,
        text=clean.text,
        picture=lead,
        pictures=tuple(dict.fromkeys(filter(None, (lead, *clean.pictures)))),
        categories=tuple(dict.fromkeys(filter(None, categories))),
        language=_text(raw.get("language") or feed.language)[:20],
    )


def parse_json_feed(text: str, *, href: str) -> ParsedFeed:
    """Return what a JSON Feed holds. Raises BadData when it is none."""
    try:
        feed = msgspec.json.decode(text.encode("utf-8", "replace"), type=_Feed)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadData(f"JSON that is no JSON Feed: {error}", href=href) from error
    if "jsonfeed.org" not in feed.version:
        raise BadData("JSON that is no JSON Feed: its version says so", href=href)
    entries: list[FeedEntry] = []
    failures: list[ItemFailure] = []
    for raw in feed.items[:MAX_ENTRIES]:
        try:
            entries.append(_entry(msgspec.json.decode(raw, type=dict[str, Any]), feed, href))
        except (msgspec.DecodeError, RecursionError) as error:
            failures.append(ItemFailure(href, ErrorCode.BAD_DATA, f"an entry that cannot be read: {error}"))
    if len(feed.items) > MAX_ENTRIES:
        failures.append(ItemFailure(href, ErrorCode.TOO_LARGE, f"more than {MAX_ENTRIES} entries"))
    return ParsedFeed(
        title=plain(_text(feed.title), markup=False),
        language=_text(feed.language)[:20],
        href=absolute(_text(feed.home_page_url), href, _PAGES),
        entries=newest_per_guid(entries),
        failures=tuple(failures),
    )
