"""The organisation's profile, ``prikbord.json``, from the content files.

Its published shape is not imported from the client: a server writes it, a client reads it.
Never enters here: HTTP.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from demo import feeds
from demo.content import Addresses, Lane, load, moment

_LANE_NAMES = {Lane.NEWS: "news", Lane.ANNOUNCEMENTS: "announcement", Lane.MANAGEMENT: "management"}
_LANE_TITLES = {
    Lane.NEWS: {"nl": "Nieuws", "en": "News"},
    Lane.ANNOUNCEMENTS: {"nl": "Mededelingen", "en": "Announcements"},
    Lane.MANAGEMENT: {"nl": "Van de directie", "en": "From management"},
}


def build(now: dt.datetime, addresses: Addresses, calendars: str, inbox: str) -> dict[str, Any]:
    """Return the profile. ``calendars``: the calendar home's address; ``inbox``: the drop folder's."""
    organisation = load("organisation")
    sources = [
        {
            "kind": "feed",
            "href": feeds.PATHS[lane],
            "title": _LANE_TITLES[lane],
            "lane": _LANE_NAMES[lane],
        }
        for lane in Lane
    ]
    sources.append(
        {"kind": "webdav", "href": addresses.documents, "title": {"nl": "Documenten", "en": "Documents"}}
    )
    sources.append({"kind": "caldav", "href": calendars, "title": {"nl": "Agenda", "en": "Calendar"}})
    return {
        "version": 1,
        "name": organisation["name"],
        "logo": "/logo.svg",
        "accent": organisation["accent"],
        "welcome": organisation["welcome"],
        "mail": organisation["mail"],
        "language": "nl",
        "sources": sources,
        "inbox": inbox,
        "pinned": [addresses.whole(short) for short in organisation["pinned"]],
        "categories": organisation["categories"],
        "campaigns": [_campaign(entry, now, addresses) for entry in load("campaigns")["campaign"]],
        "polls": [_poll(entry, now) for entry in load("campaigns")["poll"]],
        "people": [_person(entry) for entry in load("people")["person"]],
        "processes": [_process(entry, addresses) for entry in load("processes")["process"]],
        "tips": load("tips")["tip"],
    }


def _period(entry: Mapping[str, Any], now: dt.datetime) -> dict[str, str]:
    """Return starts and ends (RFC 3339) of an entry that says ``from`` and ``until`` in days from today."""
    return {
        "starts": moment(now, int(entry["from"]), "00:05").isoformat(),
        "ends": moment(now, int(entry["until"]), "17:00").isoformat(),
    }


def _campaign(entry: Mapping[str, Any], now: dt.datetime, addresses: Addresses) -> dict[str, Any]:
    campaign = {
        "id": entry["id"],
        "title": entry["title"],
        "text": entry["text"],
        "launch": entry.get("launch", False),
        "picture": addresses.whole(entry.get("picture", "")),
        "notify": entry.get("notify", False),
        **_period(entry, now),
    }
    if "link" in entry:
        campaign["link"] = {"title": entry["link"]["title"], "href": addresses.whole(entry["link"]["href"])}
    return campaign


def _poll(entry: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    return {
        "id": entry["id"],
        "title": entry["title"],
        "text": entry.get("text", ""),
        "contest": entry.get("contest", False),
        "choices": entry["choices"],
        **_period(entry, now),
    }


def _person(entry: Mapping[str, Any]) -> dict[str, Any]:
    names = ("id", "name", "role", "department", "phone", "mail", "ambassador", "topics")
    person = {name: entry[name] for name in names if name in entry}
    return person | {"photo": f"/mensen/{entry['id']}.png"}


def _process(entry: Mapping[str, Any], addresses: Addresses) -> dict[str, Any]:
    names = ("id", "title", "summary", "words", "steps", "contact", "deadline")
    process = {name: entry[name] for name in names if name in entry}
    process["form"] = {"title": entry["form"], "href": f"/formulier/{entry['id']}"}
    if "document" in entry:
        document = entry["document"]
        process["document"] = {"title": document["title"], "href": addresses.whole(document["href"])}
    return process
