"""The calendar server: three calendars, sixty events of every kind, sync and answers."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
import recurring_ical_events
import requests

from demo.intranet import Intranet
from tests.demo import asking

_CALENDAR = "{DAV:}propstat/{DAV:}prop/{DAV:}resourcetype/{urn:ietf:params:xml:ns:caldav}calendar"
_NAME = "{DAV:}propstat/{DAV:}prop/{DAV:}displayname"
_COLOR = "{DAV:}propstat/{DAV:}prop/{http://apple.com/ns/ical/}calendar-color"


def _all(intranet: Intranet) -> dict[str, icalendar.Calendar]:
    """Return all calendar objects by file name."""
    server = intranet.calendars
    return {
        name: icalendar.Calendar.from_ical(server.get(calendar, name))
        for calendar in server.calendars()
        for name in server.names(calendar)
    }


def _masters(intranet: Intranet) -> list[icalendar.Component]:
    return [e for c in _all(intranet).values() for e in c.walk("VEVENT") if "RECURRENCE-ID" not in e]


def test_three_calendars_with_names_and_colours(shared_intranet: Intranet) -> None:
    """A client that lists the home sees the calendars as people know them."""
    home = asking.source(shared_intranet, "caldav")
    found = {
        r.findtext(_NAME): r.findtext(_COLOR)
        for r in asking.propfind(shared_intranet, home, "1")
        if r.find(_CALENDAR) is not None
    }
    assert found == {"Organisatie": "#0b6478", "Trainingen": "#b4531a", "Mijn team": "#5b4b9a"}


def test_sixty_events(shared_intranet: Intranet) -> None:
    """Radicale lists sixty calendar objects, and has read each of them."""
    home = asking.source(shared_intranet, "caldav")
    counts = {
        name: len(asking.sync(shared_intranet, f"{home}{name}/")[0])
        for name in shared_intranet.calendars.calendars()
    }
    assert sum(counts.values()) == 60
    assert min(counts.values()) >= 15


def test_events_of_every_kind(shared_intranet: Intranet) -> None:
    """Series with exceptions, days, several zones, meetings."""
    masters = _masters(shared_intranet)
    overrides = [e for c in _all(shared_intranet).values() for e in c.walk("VEVENT") if "RECURRENCE-ID" in e]
    series = [e for e in masters if "RRULE" in e]
    assert len(series) >= 15
    assert sum("EXDATE" in e for e in series) >= 5
    assert len(overrides) >= 5
    days = [e for e in masters if not isinstance(e.decoded("DTSTART"), dt.datetime)]
    assert len(days) >= 8
    assert sum(e.decoded("DTEND") - e.decoded("DTSTART") > dt.timedelta(days=1) for e in days) >= 4
    zones = {
        str(e.decoded("DTSTART").tzinfo) for e in masters if isinstance(e.decoded("DTSTART"), dt.datetime)
    }
    assert zones == {"Europe/Amsterdam", "UTC", "America/New_York", "Asia/Tokyo"}
    for name, calendar in _all(shared_intranet).items():
        used = {str(e["DTSTART"].params.get("TZID", "")) for e in calendar.walk("VEVENT")} - {""}
        assert used <= {str(z["TZID"]) for z in calendar.walk("VTIMEZONE")}, name


def test_changed_instances_belong_to_their_series(shared_intranet: Intranet) -> None:
    """Each RECURRENCE-ID and EXDATE names an instance that the rule has."""
    for name, calendar in _all(shared_intranet).items():
        events = calendar.walk("VEVENT")
        master = next(e for e in events if "RECURRENCE-ID" not in e)
        bare = icalendar.Calendar()
        plain = icalendar.Event.from_ical(master.to_ical())
        plain.pop("EXDATE", None)
        bare.add_component(plain)
        starts = {e.decoded("DTSTART") for e in recurring_ical_events.of(bare).between((2020,), (2090,))}
        named = [e.decoded("RECURRENCE-ID") for e in events if "RECURRENCE-ID" in e]
        exdates = master.get("EXDATE", [])
        for value in exdates if isinstance(exdates, list) else [exdates]:
            named += [each.dt for each in value.dts]
        assert set(named) <= starts, name


def test_the_demo_person_has_invitations_to_answer(shared_intranet: Intranet) -> None:
    """Several meetings wait for an answer, each from an organiser who is somebody else."""
    waiting = []
    for event in _masters(shared_intranet):
        attendees = event.get("ATTENDEE", [])
        for attendee in attendees if isinstance(attendees, list) else [attendees]:
            if (
                str(attendee) == f"mailto:{shared_intranet.mail}"
                and attendee.params["PARTSTAT"] == "NEEDS-ACTION"
            ):
                assert str(event["ORGANIZER"]) != f"mailto:{shared_intranet.mail}"
                waiting.append(event)
    assert len(waiting) >= 6
    now = dt.datetime.now(dt.UTC)
    assert sum(e.decoded("DTSTART") > now for e in waiting) >= 5


def test_trainings_are_near(shared_intranet: Intranet) -> None:
    """Within sixty days there are at least five different trainings, marked as such."""
    now = dt.datetime.now(dt.UTC)
    near = set()
    for calendar in _all(shared_intranet).values():
        for event in recurring_ical_events.of(calendar).between(now, now + dt.timedelta(days=60)):
            if "Training" in [str(c) for c in getattr(event.get("CATEGORIES"), "cats", [])]:
                near.add(str(event["UID"]))
    assert len(near) >= 5


def test_events_lie_around_today(shared_intranet: Intranet) -> None:
    """First instances are within a month back and three months ahead."""
    today = dt.datetime.now(dt.UTC).date()
    for event in _masters(shared_intranet):
        start = event.decoded("DTSTART")
        day = start.date() if isinstance(start, dt.datetime) else start
        assert -36 <= (day - today).days <= 92, event["UID"]


def test_wants_the_login(shared_intranet: Intranet) -> None:
    """No login, no calendar."""
    home = asking.source(shared_intranet, "caldav")
    for auth in (None, (shared_intranet.username, "wrong")):
        answer = requests.request("PROPFIND", home, auth=auth, headers={"Depth": "0"}, timeout=10)
        assert answer.status_code == 401


def test_changes_on_the_servers_side_come_with_the_next_token(intranet: Intranet) -> None:
    """An event put, changed and deleted beside Radicale is told by its sync-collection."""
    href = asking.source(intranet, "caldav") + "mijn-team/"
    _, token = asking.sync(intranet, href)
    assert asking.sync(intranet, href, token)[0] == {}
    content = intranet.calendars.get("mijn-team", "jaarverslag.ics")
    intranet.put_event("mijn-team", "nieuw.ics", content.replace(b"jaarverslag@", b"nieuw@"))
    intranet.put_event("mijn-team", "jaarverslag.ics", content.replace(b"Redactieoverleg", b"Overleg"))
    intranet.delete_event("mijn-team", "retro.ics")
    changed, _ = asking.sync(intranet, href, token)
    assert changed == {"nieuw.ics": True, "jaarverslag.ics": True, "retro.ics": False}
    with pytest.raises(FileNotFoundError):
        intranet.put_event("geen-agenda", "x.ics", content)


def test_an_answer_is_stored_under_its_etag(intranet: Intranet) -> None:
    """A PUT with If-Match is taken, and refused once somebody else changed the event."""
    href = asking.source(intranet, "caldav") + "mijn-team/jaarverslag.ics"
    first = asking.get(intranet, href)
    answer = first.content.replace(b"NEEDS-ACTION", b"ACCEPTED")
    headers = {"If-Match": first.headers["ETag"], "Content-Type": "text/calendar"}
    taken = requests.put(href, data=answer, headers=headers, auth=asking.login(intranet), timeout=10)
    assert taken.status_code in (201, 204)
    again = requests.put(href, data=first.content, headers=headers, auth=asking.login(intranet), timeout=10)
    assert again.status_code == 412
    assert b"NEEDS-ACTION" not in intranet.calendars.get("mijn-team", "jaarverslag.ics")
