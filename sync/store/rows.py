"""Between the model's shapes and the tables' rows: encoding, decoding, hashing, and making text storable.

Never enters here: a statement, a connection.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import posixpath
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from sync.model.errors import ErrorCode
from sync.model.intents import Intent, IntentKind, IntentState
from sync.model.items import (
    DETAIL_TYPES,
    Detail,
    DocumentDetail,
    EventDetail,
    ItemDraft,
    ItemKind,
    NewsDetail,
    Occurrence,
    PersonDetail,
    ProcessDetail,
)
from sync.store.tables import to_micros

Row = dict[str, Any]
T = TypeVar("T")
_BATCH = 500  # well below SQLite's limit of variables in one statement
_LONGEST_WAIT = dt.timedelta(hours=2)  # backoff and Retry-After end at one hour, a lease at minutes

_encoder = msgspec.json.Encoder()
_packer = msgspec.msgpack.Encoder()
_decoders: dict[str, msgspec.json.Decoder[Any]] = {
    kind.value: msgspec.json.Decoder(detail) for kind, detail in DETAIL_TYPES.items()
}


def storable(text: str) -> str:
    """Return text that UTF-8 can hold and C can read: lone surrogates and NUL become U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _storable_deep(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list | tuple):
        return [_storable_deep(part) for part in value]
    if isinstance(value, dict):
        return {storable(key): _storable_deep(part) for key, part in value.items()}
    return value


def encode(value: Any) -> str:
    """Return a struct as JSON text; a lone surrogate inside does not stop it."""
    try:
        return _encoder.encode(value).decode()
    except UnicodeEncodeError:
        return _encoder.encode(_storable_deep(msgspec.to_builtins(value))).decode()


def decode_detail(kind: str, raw: str) -> Detail:
    """Return the detail of a kind. Raises msgspec.ValidationError for what no version ever wrote."""
    detail: Detail = _decoders[kind].decode(raw)
    return detail


def _hashed(*parts: object) -> bytes:
    """Return a hash over values of any kind that msgpack keeps apart (so "ab","c" is not "a","bc")."""
    try:
        raw = _packer.encode(parts)
    except UnicodeEncodeError:
        raw = _packer.encode(_storable_deep(msgspec.to_builtins(parts)))
    return hashlib.blake2b(raw, digest_size=16).digest()


def fingerprint(draft: ItemDraft, detail: str) -> str:
    """Return the draft's own fingerprint, or one over what a person would see change.

    A document's ETag stands for its content, which is not in the draft; a folder's only says that
    something below it changed.
    """
    if draft.fingerprint:
        return storable(draft.fingerprint)
    content = draft.html or draft.text
    if isinstance(draft.detail, DocumentDetail) and not draft.detail.is_folder:
        content = draft.etag.removeprefix("W/")
    return _hashed(draft.title, draft.author, draft.summary, content, detail).hex()


def whole_hash(draft: ItemDraft, detail: str, mark: str) -> bytes:
    """Return a hash over everything that is stored of a draft, address and ETag aside."""
    return _hashed(
        mark,
        draft.title,
        draft.author,
        draft.summary,
        draft.html,
        draft.text,
        draft.source,
        detail,
        draft.changed,
        draft.sort_at,
        draft.occurrences,
    )


def item_row(draft: ItemDraft, detail: str, mark: str) -> Row:
    """Return the columns of ``item`` that come from the server."""
    row: Row = {
        "uid": storable(draft.uid),
        "href": storable(draft.href),
        "etag": storable(draft.etag),
        "title": storable(draft.title),
        "author": storable(draft.author),
        "summary": storable(draft.summary),
        "changed": draft.changed,
        "sort_at": draft.sort_at,
        "fingerprint": mark,
        "lane": "",
        "must_read": False,
        "is_folder": False,
        "parent_path": "",
        "detail": detail,
    }
    match draft.detail:
        case NewsDetail() as news:
            row["lane"] = news.lane.value
            row["must_read"] = news.must_read
            row["sort_at"] = draft.sort_at or news.published or draft.changed
        case DocumentDetail() as document:
            row["is_folder"] = document.is_folder
            row["parent_path"] = storable(posixpath.dirname(document.path.strip("/")))
            row["sort_at"] = draft.sort_at or draft.changed
        case EventDetail() if draft.sort_at is None and draft.occurrences:
            row["sort_at"] = min(o.start for o in draft.occurrences)
        case _:
            pass
    return row


def search_words(draft: ItemDraft) -> str:
    """Return the words beside title and text that should find an item, in one string."""
    match draft.detail:
        case ProcessDetail() as process:
            words: tuple[str, ...] = process.words
        case PersonDetail() as person:
            words = (*person.topics, person.role, person.department)
        case EventDetail() as event:
            words = (event.location, *event.categories)
        case NewsDetail() as news:
            words = news.categories
        case DocumentDetail() as document:
            words = (document.path.replace("/", " "),)
        case _:
            words = ()
    return storable(" ".join((*words, draft.author))).strip()


def search_body(draft: ItemDraft) -> str:
    """Return the plain text to be searched."""
    parts = [draft.summary, draft.text]
    match draft.detail:
        case EventDetail() as event if not draft.text:
            parts.append(event.description)
        case ProcessDetail() as process if not draft.text:
            parts.extend(process.steps)
        case _:
            pass
    if draft.summary and draft.summary in draft.text:
        parts[0] = ""  # most feeds repeat the beginning of the text as its summary
    return storable("\n".join(part for part in parts if part))


def occurrence_rows(item_pk: int, occurrences: tuple[Occurrence, ...]) -> list[Row]:
    """Return the rows of ``occurrence``; of two under one recurrence id the last one stands."""
    rows = {
        o.recurrence_id: {
            "item_pk": item_pk,
            "recurrence_id": storable(o.recurrence_id),
            "start": o.start,
            "end": o.end,
            "all_day": o.all_day,
            "title": storable(o.title),
            "location": storable(o.location),
            "response": o.response.value if o.response is not None else None,
            "cancelled": o.cancelled,
        }
        for o in occurrences
    }
    return list(rows.values())


def keeps_text(kind: ItemKind) -> bool:
    """Whether an item's text comes later than its listing (a document's, once it is fetched)."""
    return kind is ItemKind.DOCUMENT


def days(start: dt.datetime, end: dt.datetime) -> tuple[int, int]:
    """Return the dates that a range covers in its own zone, as all-day rows label them: [first, after)."""
    first = dt.datetime.combine(start.date(), dt.time(), dt.UTC)
    after = dt.datetime.combine(end.date(), dt.time(), dt.UTC)
    if end.time() != dt.time():
        after += dt.timedelta(days=1)
    return to_micros(first), to_micros(after)


def version_of(etag: str, mark: str) -> str:
    """Return what tells one state of an item's content from another; weak and strong ETags are alike."""
    return etag.removeprefix("W/") or mark


def chunked(values: Iterable[T], size: int = _BATCH) -> Iterator[list[T]]:
    """Cut into lists of at most ``size``."""
    batch: list[T] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def ahead(moment: dt.datetime | None, now: dt.datetime) -> bool:
    """Return whether a moment until which an outbox row waits is still to come.

    One further away than anything waits was noted under a clock that was wrong and has been set back
    since: it is over. Otherwise what a person did would wait for years.
    """
    return moment is not None and now < moment <= now + _LONGEST_WAIT


def leased(row: Any, now: dt.datetime) -> bool:
    """Return whether an outbox row is being sent at this moment."""
    return ahead(row.leased_until, now)


def to_intent(row: Any, now: dt.datetime) -> Intent:
    """Return an outbox row as the model has it; whether it is being sent depends on the moment."""
    if row.parked:
        state = IntentState.PARKED
    else:
        state = IntentState.SENDING if leased(row, now) else IntentState.WAITING
    return Intent(
        id=row.id,
        key=row.key,
        account_id=row.account_id,
        item_id=row.item_id,
        kind=IntentKind(row.kind),
        payload=row.payload,
        state=state,
        attempts=row.attempts,
        created=row.created,
        next_try=row.next_try,
        error=ErrorCode(row.error) if row.error else None,
        error_message=row.error_message,
    )
