"""iCalendar text as event drafts, laid out from a year back to two years ahead.

Never enters here: fetching, answers to invitations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sync.formats.ical import ParsedCalendar, ParsedEvent, parse_events
from sync.model.items import ItemDraft, ItemKind

BACK = dt.timedelta(days=366)
AHEAD = dt.timedelta(days=731)


def window(now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Return the time for which occurrences are laid out: a year back, two years ahead."""
    return now - BACK, now + AHEAD


def read_calendar(source: bytes, *, me: str, now: dt.datetime) -> ParsedCalendar:
    """Return the events of a file within the window. Raises BadData."""
    start, end = window(now)
    return parse_events(source, me=me, start=start, end=end)


def uid_of(collection_href: str, uid: str) -> str:
    """Return an event's identity: the same meeting may stand in several calendars, each its own item."""
    return f"{collection_href}#{uid}"


def draft_of(
    event: ParsedEvent, *, collection_href: str, href: str | Callable[[str], str], etag: str = ""
) -> ItemDraft:
    """Return an event as a draft. ``href``: its resource, or what makes one of its UID."""
    detail = event.detail
    return ItemDraft(
        kind=ItemKind.EVENT,
        uid=uid_of(collection_href, event.uid),
        href=href if isinstance(href, str) else href(event.uid),
        title=event.title,
        detail=detail,
        etag=etag,
        author=(detail.organizer.name or detail.organizer.mail) if detail.organizer else "",
        text=event.text,
        source=event.source,
        changed=event.changed,
        sort_at=event.start,
        occurrences=event.occurrences,
        fingerprint=event.fingerprint,
    )
