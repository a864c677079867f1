"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1) as entries.

Never enters here: XML feeds, fetching.
"""

from __future__ import annotations

import json

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


def _entry(raw: dict[str, object], feed: dict[str, object], href: str) -> FeedEntry:
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
        author=_author(raw.get("authors"), raw.get("author"), feed.get("authors"), feed.get("author")),
        published=parse_date(dates[0]),
        updated=parse_date(dates[1]),
        summary=summary_of(summary or clean.text),
        html=clean.html,
        text=clean.text,
        picture=lead,
        pictures=tuple(dict.fromkeys(filter(None, (lead, *clean.pictures)))),
        categories=tuple(dict.fromkeys(filter(None, categories))),
        language=_text(raw.get("language") or feed.get("language"))[:20],
    )


def _decoded(text: str, href: str) -> dict[str, object]:
    """Return the JSON object. The standard library takes what msgspec is right to refuse (half
    surrogates, NaN), and one such character should not cost a whole feed.
    """
    try:
        try:
            value: object = msgspec.json.decode(text.encode("utf-8", "replace"))
        except msgspec.DecodeError:
            value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadData(f"JSON that cannot be read: {error}", href=href) from error
    if not isinstance(value, dict):
        raise BadData("JSON that is no JSON Feed", href=href)
    return value


def parse_json_feed(text: str, *, href: str) -> ParsedFeed:
    """Return what a JSON Feed holds. Raises BadData when it is none."""
    feed = _decoded(text, href)
    raw_items = feed.get("items")
    if "jsonfeed.org" not in _text(feed.get("version")) or not isinstance(raw_items, list):
        raise BadData("JSON that is no JSON Feed", href=href)
    entries: list[FeedEntry] = []
    failures: list[ItemFailure] = []
    for raw in raw_items[:MAX_ENTRIES]:
        if isinstance(raw, dict):
            entries.append(_entry(raw, feed, href))
        else:
            failures.append(ItemFailure(href, ErrorCode.BAD_DATA, "an entry that is no object"))
    if len(raw_items) > MAX_ENTRIES:
        failures.append(ItemFailure(href, ErrorCode.TOO_LARGE, f"more than {MAX_ENTRIES} entries"))
    return ParsedFeed(
        title=plain(_text(feed.get("title")), markup=False),
        language=_text(feed.get("language"))[:20],
        href=absolute(_text(feed.get("home_page_url")), href, _PAGES),
        entries=newest_per_guid(entries),
        failures=tuple(failures),
    )
