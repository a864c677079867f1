"""Events as iCalendar (RFC 5545), from content that knows only weeks and weekdays relative to today.

Never enters here: where the events are stored, what they are about.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from dateutil.rrule import rrulestr

HOST = "lagebeemden.example"
_WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")

Person = tuple[str, str]  # name, mail


class EventWriter:
    """Turns the event tables of the content into iCalendar objects around ``now`` (aware).

    ``people`` maps the ids of the content to name and mail; ``me`` is the id of the one who logs in.
    """

    def __init__(self, now: dt.datetime, people: Mapping[str, Person], me: str) -> None:
        self._now = now.astimezone(dt.UTC).replace(microsecond=0)
        self._today = now.astimezone(ZoneInfo("Europe/Amsterdam")).date()
        self._people = people
        self._me = me

    def write(self, entry: Mapping[str, Any]) -> bytes:
        """Return one calendar object: the event, its changed instances and its time zones."""
        calendar = icalendar.Calendar()
        calendar.add("prodid", f"-//{HOST}//Agenda//NL")
        calendar.add("version", "2.0")
        zone = str(entry.get("zone", "Europe/Amsterdam"))
        if not entry.get("all_day") and zone != "UTC":
            calendar.add_component(_timezone(zone, self._today.year))
        start = self._start(entry, zone)
        calendar.add_component(self._event(entry, start))
        starts = _instances(entry, start)
        for change in entry.get("changes", ()):
            calendar.add_component(self._override(entry, change, starts[change["nth"]]))
        return bytes(calendar.to_ical())

    def _start(self, entry: Mapping[str, Any], zone: str) -> dt.date | dt.datetime:
        monday = self._today - dt.timedelta(days=self._today.weekday())
        day = monday + dt.timedelta(weeks=entry["week"], days=_WEEKDAYS.index(entry["day"]))
        if entry.get("all_day"):
            return day
        hour, minute = (int(part) for part in entry["start"].split(":"))
        tz = dt.UTC if zone == "UTC" else ZoneInfo(zone)
        return dt.datetime.combine(day, dt.time(hour, minute), tz)

    def _event(self, entry: Mapping[str, Any], start: dt.date | dt.datetime) -> icalendar.Event:
        event = icalendar.Event()
        event.add("uid", f"{entry['uid']}@{HOST}")
        event.add("dtstamp", self._now)
        event.add("created", self._now - dt.timedelta(days=40))
        event.add("last-modified", self._now - dt.timedelta(days=2))
        event.add("sequence", 0)
        event.add("summary", entry["title"])
        event.add("dtstart", start)
        event.add("dtend", start + _length(entry))
        event.add("status", entry.get("status", "CONFIRMED"))
        for name, key in (("location", "place"), ("description", "text"), ("url", "url")):
            if entry.get(key):
                event.add(name, str(entry[key]).strip())
        if entry.get("categories"):
            event.add("categories", list(entry["categories"]))
        if entry.get("all_day"):
            event.add("transp", "TRANSPARENT")
        if entry.get("rule"):
            event.add("rrule", icalendar.vRecur.from_ical(entry["rule"]))
            starts = _instances(entry, start)
            for nth in entry.get("skip", ()):
                event.add("exdate", starts[nth])
        self._invite(event, entry)
        return event

    def _override(
        self, entry: Mapping[str, Any], change: Mapping[str, Any], instance: dt.date | dt.datetime
    ) -> icalendar.Event:
        """Return the one instance that differs (RFC 5545 section 3.8.4.4)."""
        merged = {key: value for key, value in entry.items() if key not in ("rule", "skip", "changes")}
        merged |= {key: value for key, value in change.items() if key not in ("nth", "shift")}
        event = self._event(merged, instance + dt.timedelta(minutes=int(change.get("shift", 0))))
        event.add("recurrence-id", instance)
        return event

    def _invite(self, event: icalendar.Event, entry: Mapping[str, Any]) -> None:
        """Add organiser and attendees; an attendee is "id" or "id:partstat"."""
        organiser: str | None = entry.get("organiser")
        if organiser is None:
            return
        event.add("organizer", self._address(organiser))
        attendees: Sequence[str] = entry.get("attendees", ())
        for text in (f"{organiser}:accepted", *attendees):
            person, _, answer = text.partition(":")
            address = self._address(person)
            address.params["PARTSTAT"] = (answer or "needs-action").upper()
            address.params["ROLE"] = "REQ-PARTICIPANT"
            if person == self._me and not answer:
                address.params["RSVP"] = "TRUE"
            event.add("attendee", address)

    def _address(self, person: str) -> icalendar.vCalAddress:
        name, mail = self._people[person]
        address = icalendar.vCalAddress(f"mailto:{mail}")
        address.params["CN"] = name
        return address


def moved(content: bytes, by: dt.timedelta, now: dt.datetime) -> tuple[bytes, str]:
    """Return a calendar object with its event moved in time, and the event's title.

    As an organiser's program does it: SEQUENCE goes up and everybody is asked again
    (RFC 5546 section 3.2.2). Instances keep their own changes only in a single event: give no series.
    """
    calendar = icalendar.Calendar.from_ical(content)
    event = calendar.walk("VEVENT")[0]
    for name in ("DTSTART", "DTEND"):
        value: dt.datetime = event.decoded(name)
        del event[name]
        event.add(name, value + by)
    stamp = now.astimezone(dt.UTC).replace(microsecond=0)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        event.pop(name, None)
        event.add(name, stamp)
    sequence = int(event.pop("SEQUENCE", 0))
    event.add("sequence", sequence + 1)
    organiser = str(event.get("ORGANIZER", ""))
    attendees = event.get("ATTENDEE", [])
    for attendee in attendees if isinstance(attendees, list) else [attendees]:
        if str(attendee) != organiser:
            attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    return bytes(calendar.to_ical()), str(event.get("SUMMARY", ""))


def _length(entry: Mapping[str, Any]) -> dt.timedelta:
    if entry.get("all_day"):
        return dt.timedelta(days=int(entry.get("days", 1)))
    return dt.timedelta(minutes=int(entry.get("minutes", 60)))


def _instances(entry: Mapping[str, Any], start: dt.date | dt.datetime) -> list[Any]:
    """Return the starts of a series in order, as dates or aware times like ``start``; at most 200."""
    if not entry.get("rule"):
        return [start]
    if isinstance(start, dt.datetime):
        # Expand on the wall clock, then say which zone's clock it was: 9:00 stays 9:00 in summer time.
        naive = start.replace(tzinfo=None)
        return [when.replace(tzinfo=start.tzinfo) for when in _expand(entry["rule"], naive)]
    midnight = dt.datetime.combine(start, dt.time())
    return [when.date() for when in _expand(entry["rule"], midnight)]


def _expand(rule: str, start: dt.datetime) -> Iterator[dt.datetime]:
    return itertools.islice(iter(rrulestr(rule, dtstart=start)), 200)


@lru_cache(maxsize=16)
def _timezone(name: str, year: int) -> icalendar.Timezone:
    """Return the VTIMEZONE of a zone for the years around ``year``."""
    return icalendar.Timezone.from_tzid(
        name, first_date=dt.date(year - 1, 1, 1), last_date=dt.date(year + 3, 1, 1)
    )
