"""Answering an invitation over CalDAV: the current file, our answer in it, put back under its ETag.

Delivered at least once: a repeat after a lost reply finds the answer there and is satisfied. Never enters
here: changing iCalendar text (``rsvp``), asking the person.
"""

from __future__ import annotations

import msgspec

from sync.connectors.dav import propfind
from sync.connectors.events import read_calendar
from sync.formats import rsvp
from sync.formats.dav_names import ETAG_PROPS
from sync.formats.ical_text import CALENDAR_LIMIT
from sync.model.errors import BadData, Conflict
from sync.model.intents import Intent, IntentKind, Receipt, RespondPayload
from sync.model.items import Account, Item, PartStat
from sync.net.session import Session
from sync.net.validators import is_etag, plain_etag


def respond(session: Session, account: Account, intent: Intent, item: Item | None) -> Receipt:
    """Put the answer into the event, once.

    Raises Conflict when the meeting is another than the one the person saw (RespondPayload.seen) or when
    somebody else keeps changing it, Gone when it is not there any more, BadData when the person is not
    invited, and the line's own errors, after which a repeat is harmless.
    """
    if intent.kind is not IntentKind.RESPOND or item is None:
        raise BadData(f"a calendar takes no {intent.kind}", href=item.href if item else "")
    try:
        payload = msgspec.json.decode(intent.payload, type=RespondPayload)
    except msgspec.DecodeError as error:
        raise BadData(f"an intent that cannot be read: {error}", href=item.href) from error
    for _try in range(2):
        current = _current(session, item.href)
        if payload.seen and rsvp.meeting_fingerprint(current.source, payload.recurrence_id) != payload.seen:
            raise Conflict("the meeting changed since it was answered", href=item.href)
        if _answer_in(session, account, payload, current.source) is payload.response:
            return current
        if not is_etag(current.etag):
            raise BadData("an event without an ETag cannot be changed safely", href=item.href)
        answered = rsvp.respond(
            current.source,
            me=account.mail,
            response=payload.response,
            recurrence_id=payload.recurrence_id,
            comment=payload.comment,
            now=session.now(),
        )
        put = session.request(
            "PUT",
            item.href,
            headers={"Content-Type": "text/calendar; charset=utf-8", "If-Match": current.etag},
            body=answered,
            expect=(200, 201, 204, 412),
        )
        if put.status == 412:
            continue  # somebody was first: look again what stands there, once
        etag = plain_etag(put.headers.get("ETag", ""))
        if etag:
            return Receipt(href=item.href, etag=etag, source=answered)
        # A server that works on what it is given (scheduling) tells no ETag (RFC 4791 section 5.3.4).
        return _current(session, item.href)
    raise Conflict("somebody else keeps changing the meeting", href=item.href)


def _current(session: Session, href: str) -> Receipt:
    """Return the event as it stands on the server. Raises Gone."""
    # Compressed on the way the ETag is another one ("...-gzip"), which a PUT must not name.
    headers = {"Accept": "text/calendar", "Accept-Encoding": "identity"}
    answer = session.request("GET", href, headers=headers, content="calendar", max_bytes=CALENDAR_LIMIT)
    etag = answer.headers.get("ETag", "").strip()
    if not etag:
        _head, listing = propfind(session, href, ETAG_PROPS, "0")
        etag = next((entry.etag for entry in listing.responses if entry.ok), "") if listing else ""
    return Receipt(href=href, etag=plain_etag(etag), source=answer.body)


def _answer_in(session: Session, account: Account, payload: RespondPayload, source: bytes) -> PartStat | None:
    """Return this person's answer as the file has it, None when it cannot be told."""
    calendar = read_calendar(source, me=account.mail, now=session.now())
    event = next((one for one in calendar.events if one.uid == payload.uid), None)
    if event is None:
        return None
    if not payload.recurrence_id:
        return event.detail.response
    for occurrence in event.occurrences:
        if occurrence.recurrence_id == payload.recurrence_id:
            return occurrence.response or event.detail.response
    return None
