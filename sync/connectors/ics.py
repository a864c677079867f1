"""A calendar as one file at an address (webcal): read whole when it changed.

Never enters here: answers (such a file is published, not shared), CalDAV.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from sync.connectors.base import HttpConnector, conditional_get, unchanged
from sync.connectors.events import draft_of, read_calendar, uid_of
from sync.connectors.looking import ics_collection, look
from sync.formats.ical_text import CALENDAR_LIMIT
from sync.model.changes import Discovery, PullResult
from sync.model.errors import TooLarge
from sync.model.items import Account, Collection
from sync.model.ports import Known

ACCEPT = "text/calendar, */*;q=0.1"


class IcsConnector(HttpConnector):
    """Events of one file. ``complete`` is always True: what the file does not have is gone."""

    name = "ics"

    def discover(self, address: str) -> Discovery | None:
        """Return the calendar when the address gives one."""
        seen = look(self._session, address)
        if seen.kind != "ics":
            return None
        found = ics_collection(seen, address)
        return Discovery(address=found.href, title=found.title, kind="ics", collections=(found,))

    def pull(self, account: Account, collection: Collection, known: Callable[[], Known]) -> PullResult:
        """Read the file if it changed. Raises SyncError; BadData when it is no calendar or is cut off."""
        got = conditional_get(
            self._session,
            collection.href,
            collection.cursor,
            content="calendar",
            accept=ACCEPT,
            salt=account.mail,
        )
        if got is None:
            return unchanged(collection.cursor)
        answer, cursor = got
        if len(answer.body) > CALENDAR_LIMIT:
            raise TooLarge("a calendar over the limit", href=collection.href)
        calendar = read_calendar(answer.body, me=account.mail, now=self._session.now())
        drafts = tuple(
            draft_of(
                event,
                collection_href=collection.href,
                href=lambda uid: f"{collection.href}#{quote(uid, safe='')}",
            )
            for event in calendar.events
        )
        # An event that cannot be read today is not gone: what the mirror holds of it stays.
        unread = {uid_of(collection.href, failure.href) for failure in calendar.failures}
        return PullResult(
            cursor=cursor,
            complete=True,
            upserts=drafts,
            present=frozenset(unread & known().hrefs.keys()) if unread else frozenset(),
            failures=calendar.failures,
            title="" if collection.title else calendar.title,
            color="" if collection.color else calendar.color,
        )
