"""What an intranet holds, as immutable content: news, documents, events, people, processes, campaigns.

Content only. Personal state (read, starred, notified, pinned) is ``ItemState`` and lives apart, so it
survives when a server re-issues, moves or re-dates an item. Never enters here: parsing, storage, wording.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec


class ItemKind(StrEnum):
    """The kinds of item. An announcement is a news item with priority, not a kind of its own."""

    NEWS = "news"
    DOCUMENT = "document"
    EVENT = "event"
    PERSON = "person"
    PROCESS = "process"
    CAMPAIGN = "campaign"
    POLL = "poll"
    TIP = "tip"


class CollectionKind(StrEnum):
    """What a collection is to a person."""

    FEED = "feed"
    FOLDER = "folder"
    CALENDAR = "calendar"
    PROFILE = "profile"


class Lane(StrEnum):
    """Where in News an item stands."""

    NEWS = "news"
    ANNOUNCEMENT = "announcement"
    MANAGEMENT = "management"


class PartStat(StrEnum):
    """A person's answer to an invitation (RFC 5545 section 3.2.12), as far as we offer it."""

    NONE = "none"  # not invited, nothing to answer
    NEEDS_ACTION = "needs-action"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"


class _Detail(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of the per-kind details; stored as JSON, so every new field needs a default."""


class NewsDetail(_Detail, frozen=True):
    """``html`` is sanitised (nh3); ``pictures`` are absolute addresses in order of appearance."""

    published: dt.datetime | None = None
    lane: Lane = Lane.NEWS
    must_read: bool = False
    categories: tuple[str, ...] = ()
    picture: str = ""  # the lead picture, absolute address, "" if none
    pictures: tuple[str, ...] = ()
    language: str = ""


class DocumentDetail(_Detail, frozen=True):
    """``path`` is relative to the collection, as a person reads it (decoded, "/" between, NFC)."""

    path: str = ""
    size: int | None = None  # bytes, as the server states it
    media_type: str = ""
    is_folder: bool = False
    can_write: bool = False


class Attendee(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One ATTENDEE (RFC 5545 section 3.8.4.1)."""

    name: str = ""
    mail: str = ""
    partstat: PartStat = PartStat.NEEDS_ACTION
    required: bool = True


class EventDetail(_Detail, frozen=True):
    """An event series. Times of single occurrences are rows of their own (``Occurrence``)."""

    uid: str = ""
    location: str = ""
    description: str = ""
    organizer: Attendee | None = None
    attendees: tuple[Attendee, ...] = ()
    response: PartStat = PartStat.NONE  # the account's own PARTSTAT on the master
    categories: tuple[str, ...] = ()
    recurring: bool = False
    recurrence_text: str = ""  # the RRULE as sent, for the app to put in words
    status: str = ""  # CONFIRMED, TENTATIVE, CANCELLED or ""
    url: str = ""
    timezone: str = ""  # the TZID it is meant in; "" for UTC, floating or all-day
    training: bool = False


class PersonDetail(_Detail, frozen=True):
    """A colleague."""

    role: str = ""
    department: str = ""
    phone: str = ""
    mail: str = ""
    photo: str = ""  # absolute address
    ambassador: bool = False
    topics: tuple[str, ...] = ()


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A titled address."""

    title: str = ""
    href: str = ""


class ProcessDetail(_Detail, frozen=True):
    """A key process as a card: who does what, with which form, by when."""

    words: tuple[str, ...] = ()  # everyday words that should find it
    steps: tuple[str, ...] = ()
    form: Link | None = None
    document: Link | None = None
    contact: str = ""  # the uid of a person in the profile
    deadline: str = ""


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One option of a poll or one entry of a contest."""

    id: str = ""
    title: str = ""
    by: str = ""


class CampaignDetail(_Detail, frozen=True):
    """A campaign inside: banner, launch, evaluation."""

    launch: bool = False
    picture: str = ""
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None
    notify: bool = False
    link: Link | None = None


class PollDetail(_Detail, frozen=True):
    """A poll or (``contest``) a contest with entries."""

    contest: bool = False
    choices: tuple[Choice, ...] = ()
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None
    winner: str = ""  # a choice's id once it is known


class TipDetail(_Detail, frozen=True):
    """One tip; ``target`` names a control or page of the window ("news", "search", ...)."""

    target: str = ""


Detail = (
    NewsDetail
    | DocumentDetail
    | EventDetail
    | PersonDetail
    | ProcessDetail
    | CampaignDetail
    | PollDetail
    | TipDetail
)

DETAIL_TYPES: dict[ItemKind, type[_Detail]] = {
    ItemKind.NEWS: NewsDetail,
    ItemKind.DOCUMENT: DocumentDetail,
    ItemKind.EVENT: EventDetail,
    ItemKind.PERSON: PersonDetail,
    ItemKind.PROCESS: ProcessDetail,
    ItemKind.CAMPAIGN: CampaignDetail,
    ItemKind.POLL: PollDetail,
    ItemKind.TIP: TipDetail,
}


class Occurrence(msgspec.Struct, frozen=True, kw_only=True):
    """One time an event takes place.

    All-day: ``start`` and ``end`` are midnight UTC of the DATE (a label, never shifted into a zone) and
    ``end`` is exclusive (RFC 5545 section 3.6.1). Otherwise both are aware, in UTC.
    """

    recurrence_id: str  # "" for a single event, else RFC 5545 basic form (20261201T090000Z or 20261201)
    start: dt.datetime
    end: dt.datetime
    all_day: bool = False
    title: str = ""  # "" means: as the series
    location: str = ""  # "" means: as the series
    response: PartStat | None = None  # None means: as the series
    cancelled: bool = False


class ItemDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An item as a connector hands it over: all content, no personal state, no database key.

    ``uid``: the server's identity for it, unique in the account per kind (see ``ids.item_id``).
    ``href``: absolute, normalised. ``text``: plain text for the search index (no title).
    ``html``: sanitised body (news). ``source``: bytes as the server sent them where a later push needs
    them (the .ics of an event). ``changed``: when the server says it changed, aware, UTC.
    ``fingerprint``: hash of the content that a person would see change; "" lets the store compute it.
    """

    kind: ItemKind
    uid: str
    href: str
    title: str
    detail: Detail
    etag: str = ""
    author: str = ""
    summary: str = ""
    html: str = ""
    text: str = ""
    source: bytes = b""
    changed: dt.datetime | None = None
    sort_at: dt.datetime | None = None  # news: published; document: changed; event: first start
    occurrences: tuple[Occurrence, ...] = ()
    fingerprint: str = ""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """An item as the store hands it out: content joined with the person's own state.

    Lists leave ``html``, ``text`` and ``source`` empty; ``queries.item`` fills them.
    """

    id: str
    kind: ItemKind
    account_id: str
    collection_id: str
    uid: str
    href: str
    title: str
    detail: Detail
    etag: str = ""
    author: str = ""
    summary: str = ""
    changed: dt.datetime | None = None
    synced: dt.datetime | None = None
    sort_at: dt.datetime | None = None
    fingerprint: str = ""
    html: str = ""
    text: str = ""
    source: bytes = b""
    state: ItemState
    blob: str = ""  # hash of the content held on this computer; "" when it is not here
    pending: tuple[str, ...] = ()  # kinds of intents that wait in the outbox for this item ("respond", ...)


class ItemState(msgspec.Struct, frozen=True, kw_only=True):
    """What is the person's own about an item. Keyed by item id, kept when the cache is rebuilt."""

    read_at: dt.datetime | None = None
    read_fingerprint: str = ""  # what was read; differs from the item's = "changed since you read it"
    starred_at: dt.datetime | None = None
    notified_at: dt.datetime | None = None
    confirmed_at: dt.datetime | None = None
    pinned: bool = False


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """A feed, folder tree, calendar or profile that an account mirrors."""

    id: str
    account_id: str
    connector: str  # the registry's name: feed, webdav, caldav, ics, profile
    kind: CollectionKind
    href: str
    title: str
    color: str = ""
    lane: Lane = Lane.NEWS  # feeds: where its items stand unless a category says otherwise
    read_only: bool = True
    position: int = 0
    cursor: Cursor
    synced_at: dt.datetime | None = None  # last complete pull
    error: str = ""  # ErrorCode of the last attempt, "" when it went well


class Cursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a collection was pulled. Stored only in the commit that stores all it covers."""

    etag: str = ""
    last_modified: str = ""
    sync_token: str = ""
    ctag: str = ""
    content_hash: str = ""
    version: int = 0  # of the parser: a newer parser reads everything again
    refused: tuple[str, ...] = ()  # what the server does not do here: "depth-infinity", "sync-collection"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One intranet of a person. ``origins``: where its credentials may be sent ("https://host:port")."""

    id: str
    title: str
    address: str
    username: str = ""
    kind: str = ""
    mail: str = ""  # the calendar address that is this person, for PARTSTAT
    origins: tuple[str, ...] = ()
    state: AccountState
    state_detail: str = ""
    inbox: str = ""  # the profile's WebDAV drop folder, absolute
    first_synced_at: dt.datetime | None = None


class AccountState(StrEnum):
    """Whether rounds run for an account."""

    OK = "ok"
    LOGIN_NEEDED = "login-needed"
    PAUSED = "paused"
