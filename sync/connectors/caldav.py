"""CalDAV calendars (RFC 4791): what changed since a token (RFC 6578), or all ETags and only what differs.

A calendar in which nothing changed costs one request. Never enters here: reading iCalendar (``events``),
finding calendars (``caldav_discovery``), answering invitations (``caldav_answer``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sync.connectors import caldav_answer
from sync.connectors.base import PARSER_VERSION, HttpConnector, plain_etag, unchanged
from sync.connectors.caldav_discovery import find_calendars
from sync.connectors.dav import Delta, changes_since, propfind, report
from sync.connectors.events import draft_of, read_calendar
from sync.formats import dav_requests
from sync.formats.dav_names import APPLE, CALENDAR_PROPS, CALENDARSERVER, DAV, ETAG_PROPS
from sync.formats.multistatus import DavEntry, parse_multistatus
from sync.model.changes import Discovery, ItemFailure, PullResult
from sync.model.errors import BadData, ErrorCode
from sync.model.intents import Intent, IntentKind, Receipt
from sync.model.items import Account, Collection, Cursor, Item, ItemDraft
from sync.model.ports import Capabilities, Known
from sync.net.addresses import host_of
from sync.net.validators import same_etag

_BATCH = 200  # events asked for in one multiget
_LISTING = (
    *ETAG_PROPS, DAV + "sync-token", DAV + "displayname", CALENDARSERVER + "getctag",
    APPLE + "calendar-color",
)  # fmt: skip
_CTAG = (CALENDARSERVER + "getctag", DAV + "resourcetype")


class CalDavConnector(HttpConnector):
    """Events of one calendar, each a resource with an ETag."""

    name = "caldav"

    def capabilities(self, collection: Collection) -> Capabilities:
        """Return what the server was seen to offer; answers go to calendars that can be written."""
        pushes = frozenset() if collection.read_only else frozenset({IntentKind.RESPOND.value})
        return Capabilities(
            conditional=True, sync_collection=bool(collection.cursor.sync_token), pushes=pushes
        )

    def discover(self, address: str) -> Discovery | None:
        """Return the calendars at or behind an address."""
        calendars = find_calendars(self._session, address)
        if calendars is None:
            return None
        return Discovery(
            address=address,
            title=calendars.title or host_of(address),
            kind=self.name,
            collections=tuple(calendars.found.values()),
            mail=calendars.mail,
        )

    def pull(self, account: Account, collection: Collection, known: Callable[[], Known]) -> PullResult:
        """Return what changed. Any trouble with the token leads to a full comparison of ETags."""
        cursor = collection.cursor if collection.cursor.version == PARSER_VERSION else Cursor()
        if cursor.sync_token:
            delta = changes_since(self._session, collection.href, cursor.sync_token, ETAG_PROPS)
            if delta is not None:
                return self._delta(account, collection, delta, known)
        elif cursor.ctag and self._ctag(collection.href) == cursor.ctag:
            return unchanged(collection.cursor)
        return self._whole(account, collection, known())

    def push(self, account: Account, intent: Intent, item: Item | None) -> Receipt:
        """Deliver an answer to an invitation (see ``caldav_answer.respond``)."""
        return caldav_answer.respond(self._session, account, intent, item)

    def draft_of(self, account: Account, collection: Collection, receipt: Receipt) -> ItemDraft | None:
        """Return the event as a receipt has it, for the mirror; None when it holds none. Raises BadData."""
        read = _Read()
        self._read_one(account, collection, receipt.href, receipt.etag, receipt.source, read)
        return next(iter(read.drafts), None)

    # -- since a token ------------------------------------------------------------------------------

    def _delta(
        self, account: Account, collection: Collection, delta: Delta, known: Callable[[], Known]
    ) -> PullResult:
        cursor = Cursor(sync_token=delta.token, version=PARSER_VERSION)
        if not delta.changed and not delta.removed:
            return PullResult(cursor=cursor, unchanged=cursor == collection.cursor)
        held = _by_href(known())
        # A server whose tokens are seconds names what changed in the last one again.
        hrefs = [
            entry.href
            for entry in delta.changed
            if not entry.is_collection and not same_etag(held.etag(entry.href), entry.etag)
        ]
        read = self._fetch(account, collection, hrefs)
        removed = {*delta.removed, *read.gone, *_replaced(read, held)} & held.uids.keys()
        nothing = not read.drafts and not removed and not read.failures
        return PullResult(
            cursor=cursor if read.whole else collection.cursor,
            unchanged=nothing and read.whole and cursor == collection.cursor,
            upserts=tuple(read.drafts),
            removed=tuple(sorted(removed)),
            failures=tuple(read.failures),
        )

    # -- everything ---------------------------------------------------------------------------------

    def _whole(self, account: Account, collection: Collection, known: Known) -> PullResult:
        _answer, listing = propfind(self._session, collection.href, _LISTING, "1")
        if listing is None:
            raise BadData("a calendar that gives no listing", href=collection.href)
        held = _by_href(known)
        root: DavEntry | None = None
        wanted: list[str] = []
        present: set[str] = set()
        failures = list(listing.failures)
        for entry in listing.responses:
            if entry.href.rstrip("/") == collection.href.rstrip("/"):
                root = root or entry
            elif not entry.ok:
                failures.append(ItemFailure(entry.href, _code(entry.status), f"status {entry.status}"))
                present |= held.uids.get(entry.href, set())
            elif entry.is_collection:
                continue
            elif same_etag(held.etag(entry.href), entry.etag):
                present |= held.uids[entry.href]
            else:
                wanted.append(entry.href)
        if root is None or not root.ok or not root.is_calendar:
            raise BadData("no calendar stands here", href=collection.href)
        read = self._fetch(account, collection, wanted)
        for failure in read.failures:
            present |= held.uids.get(failure.href, set())
        # A token covers only what was listed in full: from it on the server tells nothing but changes.
        whole = read.whole and not listing.truncated and not failures
        cursor = Cursor(
            sync_token=root.sync_token if whole else "",
            ctag=root.ctag if whole and not root.sync_token else "",
            version=PARSER_VERSION,
        )
        nothing = not read.drafts and not failures and not read.failures and present == known.hrefs.keys()
        return PullResult(
            cursor=cursor,
            unchanged=nothing and whole and cursor == collection.cursor,
            complete=not listing.truncated and not listing.failures,
            upserts=tuple(read.drafts),
            present=frozenset(present),
            failures=(*failures, *read.failures),
            title="" if collection.title else root.display_name,
            color="" if collection.color else root.color,
        )

    def _ctag(self, href: str) -> str:
        _answer, listing = propfind(self._session, href, _CTAG, "0")
        entry = next((e for e in listing.responses if e.ok), None) if listing else None
        return entry.ctag if entry else ""

    # -- reading resources --------------------------------------------------------------------------

    def _fetch(self, account: Account, collection: Collection, hrefs: list[str]) -> _Read:
        """Fetch and read resources. What the server does not give is a failure, and ``whole`` is False."""
        read = _Read()
        for start in range(0, len(hrefs), _BATCH):
            batch = hrefs[start : start + _BATCH]
            body = dav_requests.calendar_multiget(batch, CALENDAR_PROPS)
            answer = report(self._session, collection.href, body, depth="1")
            listing = parse_multistatus(answer.body, base=answer.url)
            missing = set(batch)
            for entry in listing.responses:
                if entry.href not in missing:
                    continue
                missing.discard(entry.href)
                if entry.status in (404, 410):
                    read.gone.append(entry.href)
                elif not entry.ok or not entry.calendar_data:
                    read.fail(entry.href, _code(entry.status), f"status {entry.status}")
                else:
                    etag, data = plain_etag(entry.etag), entry.calendar_data
                    self._read_one(account, collection, entry.href, etag, data, read)
            for href in sorted(missing):
                read.fail(href, ErrorCode.BAD_DATA, "the server gave nothing for this event")
        return read

    def _read_one(
        self, account: Account, collection: Collection, href: str, etag: str, data: bytes, read: _Read
    ) -> None:
        """Read one resource; what cannot be read is a failure that reading again would not mend."""
        try:
            calendar = read_calendar(data, me=account.mail, now=self._session.now())
        except BadData as error:
            read.failures.append(ItemFailure(href, ErrorCode.BAD_DATA, error.message))
            return
        read.drafts += [
            draft_of(event, collection_href=collection.href, href=href, etag=etag)
            for event in calendar.events
        ]
        read.failures += [ItemFailure(href, f.code, f.message) for f in calendar.failures]
        if not calendar.events and not calendar.failures:
            read.gone.append(href)  # a task or a journal: no event (any more)


@dataclass(slots=True)
class _Read:
    """What fetching resources gave. ``whole``: nothing that should be asked for again."""

    drafts: list[ItemDraft] = field(default_factory=list)
    failures: list[ItemFailure] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    whole: bool = True

    def fail(self, href: str, code: ErrorCode, message: str) -> None:
        self.failures.append(ItemFailure(href, code, message))
        self.whole = False


@dataclass(slots=True)
class _Held:
    """What the mirror holds, by resource."""

    uids: dict[str, set[str]] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)

    def etag(self, href: str) -> str:
        return self.etags.get(href, "")


def _replaced(read: _Read, held: _Held) -> set[str]:
    """Return resources in which another event than the one we hold now stands. (What stands there stays.)"""
    named = {draft.uid for draft in read.drafts}
    unsure = {failure.href for failure in read.failures}
    return {
        draft.href
        for draft in read.drafts
        if draft.href not in unsure and held.uids.get(draft.href, set()) - named
    }


def _by_href(known: Known) -> _Held:
    held = _Held()
    for uid, href in known.hrefs.items():
        held.uids.setdefault(href, set()).add(uid)
        held.etags[href] = known.etags.get(uid, "")
    return held


def _code(status: int) -> ErrorCode:
    if status == 403:
        return ErrorCode.FORBIDDEN
    return ErrorCode.MAINTENANCE if status >= 500 else ErrorCode.BAD_DATA
