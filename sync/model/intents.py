"""What a person did, waiting to be delivered: the outbox's shapes.

Never enters here: how an intent is sent (connectors) or kept (store).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

from sync.model.errors import ErrorCode
from sync.model.items import PartStat


class IntentKind(StrEnum):
    """What can be delivered. Read and starred are local and never enter the outbox."""

    RESPOND = "respond"  # RSVP to an event: CalDAV PUT with If-Match
    SIGN_UP = "sign-up"  # to a training, with an optional question: to the inbox
    VOTE = "vote"
    FEEDBACK = "feedback"
    CONFIRM = "confirm"  # a must-read was read and understood
    QUESTION = "question"  # ask an ambassador, where the profile's inbox carries it


class IntentState(StrEnum):
    """The honest states of the outbox (``sending`` only while leased)."""

    WAITING = "waiting"
    SENDING = "sending"
    PARKED = "parked"


class RespondPayload(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``seen``: fingerprint of the meeting as the person saw it (start, end, place, sequence)."""

    response: PartStat
    uid: str
    recurrence_id: str = ""
    seen: str = ""
    comment: str = ""


class InboxPayload(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file in the profile's inbox. ``subject``: the poll, contest, event or item it is about."""

    subject: str = ""
    choice: str = ""
    text: str = ""
    person: str = ""  # who answers (the account's user name); "" for anonymous
    at: str = ""  # RFC 3339


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the outbox. ``key`` is the client's own: a repeat under it is harmless."""

    id: int
    key: str
    account_id: str
    item_id: str
    kind: IntentKind
    payload: bytes  # msgspec JSON of RespondPayload or InboxPayload
    state: IntentState
    attempts: int = 0
    created: dt.datetime
    next_try: dt.datetime | None = None
    error: ErrorCode | None = None
    error_message: str = ""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The server took it. ``source``/``etag``: the resource as it stands there now, for the mirror."""

    href: str
    etag: str = ""
    source: bytes = b""
