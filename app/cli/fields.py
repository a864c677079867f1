"""Items as the command line's JSON has them. A public interface: fields only grow.

Never enters here: which items, words for people.
"""

from __future__ import annotations

from typing import Any

from app.cli.output import rfc3339
from app.outbox import OutboxEntry
from sync.model import ids
from sync.model.items import (
    CampaignDetail,
    Collection,
    DocumentDetail,
    EventDetail,
    Item,
    Lane,
    NewsDetail,
    Occurrence,
    PartStat,
    PersonDetail,
    PollDetail,
    ProcessDetail,
)
from sync.store.queries import EventOccurrence

Fields = dict[str, Any]


def item(one: Item) -> Fields:
    """Return the fields that every item has, and those of its kind."""
    fields: Fields = {
        "id": one.id,
        "kind": one.kind.value,
        "account": one.account_id,
        "collection": one.collection_id,
        "href": one.href,
        "title": one.title,
        "changed": rfc3339(one.changed),
        "synced": rfc3339(one.synced),
    }
    match one.detail:
        case NewsDetail() as news:
            fields |= _news(one, news)
        case DocumentDetail() as document:
            fields |= {
                "path": document.path,
                "size": document.size,
                "media_type": document.media_type,
                "offline": bool(one.blob),
                "folder": document.is_folder,
                "pinned": one.state.pinned,
                "starred": one.state.starred_at is not None,
            }
        case PersonDetail() as person:
            fields |= {
                "role": person.role,
                "department": person.department,
                "phone": person.phone,
                "mail": person.mail,
                "ambassador": person.ambassador,
                "topics": list(person.topics),
            }
        case ProcessDetail() as process:
            fields |= {
                "summary": one.summary,
                "words": list(process.words),
                "form": process.form.href if process.form else "",
                "document": process.document.href if process.document else "",
                "deadline": process.deadline,
            }
        case CampaignDetail() as campaign:
            fields |= {
                "summary": one.summary,
                "launch": campaign.launch,
                "starts": rfc3339(campaign.starts),
                "ends": rfc3339(campaign.ends),
            }
        case PollDetail() as poll:
            fields |= {
                "summary": one.summary,
                "contest": poll.contest,
                "starts": rfc3339(poll.starts),
                "ends": rfc3339(poll.ends),
                "winner": poll.winner,
                "choices": [{"id": c.id, "title": c.title, "by": c.by} for c in poll.choices],
            }
        case EventDetail() as event:
            fields |= {"uid": event.uid, "location": event.location, "response": _response(event.response)}
    return fields


def _news(one: Item, news: NewsDetail) -> Fields:
    return {
        "author": one.author,
        "published": rfc3339(news.published or one.sort_at),
        "summary": one.summary,
        "unread": one.state.read_at is None,
        "starred": one.state.starred_at is not None,
        "priority": news.lane is Lane.ANNOUNCEMENT or news.must_read,
        "must_read": news.must_read,
        "confirmed": one.state.confirmed_at is not None,
        "lane": news.lane.value,
        "categories": list(news.categories),
    }


def occurrence(one: EventOccurrence) -> Fields:
    """Return an occurrence of an event; an all-day one has dates, its end exclusive (RFC 5545 3.6.1)."""
    fields = item(one.item)
    fields |= {"id": one.id, "title": one.occurrence.title or one.item.title, "pending": one.pending}
    return fields | times(one.occurrence)


def times(occurrence: Occurrence) -> Fields:
    """Return when an occurrence is, and what it says of its own."""
    day = occurrence.all_day
    return {
        "start": occurrence.start.date().isoformat() if day else rfc3339(occurrence.start),
        "end": occurrence.end.date().isoformat() if day else rfc3339(occurrence.end),
        "all_day": day,
        "location": occurrence.location,
        "response": _response(occurrence.response or PartStat.NONE),
        "recurrence_id": occurrence.recurrence_id,
        "cancelled": occurrence.cancelled,
    }


def _response(answer: PartStat) -> str:
    return "" if answer is PartStat.NONE else answer.value


def whole(one: Item, *, text: str) -> Fields:
    """Return an item with all there is of it."""
    fields = item(one) | {"text": text}
    if isinstance(one.detail, NewsDetail):
        lead = [one.detail.picture] if one.detail.picture else []
        pictures = list(dict.fromkeys([*lead, *one.detail.pictures]))
        fields |= {"html": one.html, "language": one.detail.language, "pictures": pictures}
    elif isinstance(one.detail, EventDetail):
        fields |= _event(one.detail)
    elif isinstance(one.detail, ProcessDetail):
        fields |= {"steps": list(one.detail.steps), "contact": one.detail.contact}
    return fields


def _event(event: EventDetail) -> Fields:
    people = [event.organizer] if event.organizer else []
    organizer = next(({"name": p.name, "mail": p.mail} for p in people), None)
    return {
        "description": event.description,
        "organizer": organizer,
        "attendees": [
            {"name": a.name, "mail": a.mail, "response": a.partstat.value, "required": a.required}
            for a in event.attendees
        ],
        "categories": list(event.categories),
        "recurring": event.recurring,
        "recurrence": event.recurrence_text,
        "status": event.status,
        "url": event.url,
        "timezone": event.timezone,
        "training": event.training,
    }


def collection(one: Collection, items: int) -> Fields:
    """Return a collection."""
    return {
        "id": one.id,
        "kind": one.kind.value,
        "account": one.account_id,
        "collection": one.id,
        "href": one.href,
        "title": one.title,
        "changed": None,
        "synced": rfc3339(one.synced_at),
        "connector": one.connector,
        "lane": one.lane.value,
        "read_only": one.read_only,
        "error": one.error,
        "count": items,
    }


def outbox(entry: OutboxEntry) -> Fields:
    """Return an entry of the outbox; ``item`` is what it is about."""
    intent = entry.intent
    return {
        "id": str(intent.id),
        "kind": "outbox",
        "account": intent.account_id,
        "collection": entry.item.collection_id if entry.item else "",
        "href": entry.item.href if entry.item else "",
        "title": entry.item.title if entry.item else "",
        "changed": rfc3339(intent.created),
        "synced": None,
        "item": intent.item_id,
        "intent": intent.kind.value,
        "state": intent.state.value,
        "attempts": intent.attempts,
        "next_try": rfc3339(intent.next_try),
        "error": intent.error.value if intent.error else "",
    }


def is_event(any_id: str) -> bool:
    """Return whether an id is that of an event or an occurrence."""
    return ids.split_occurrence(any_id)[0].startswith("e-")
