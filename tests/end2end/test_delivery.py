"""What a person does without a network is kept, shown as waiting, and delivered exactly once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from demo.intranet import Intranet, ServerName
from sync.model.items import PartStat
from tests.end2end.command import Command, asked
from tests.support import faults
from tests.support.fault_proxy import FaultProxy

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def prikbord(tmp_path: Path, intranet: Intranet) -> Command:
    """Return the program with one account that was synced."""
    made = Command(tmp_path)
    assert made.add(intranet).code == 0
    assert made("sync").code == 0
    return made


def by_title(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {item["title"]: item for item in items}


def test_done_offline_delivered_by_the_next_sync_exactly_once(prikbord: Command, intranet: Intranet) -> None:
    must_read = next(one for one in prikbord.items("announcements") if one["must_read"])
    plain = next(one for one in prikbord.items("news") if not one["must_read"])
    [poll, *_] = prikbord.items("polls")
    invited = next(one for one in prikbord.items("events") if one["response"] == "needs-action")
    intranet.power(False)
    asked_before = asked(intranet)

    # Read and starred are this computer's own: done at once.
    for verb, name, value in (
        ("read", "unread", False), ("unread", "unread", True), ("star", "starred", True),
        ("unstar", "starred", False), ("star", "starred", True), ("read", "unread", False),
    ):  # fmt: skip
        assert prikbord.json(verb, plain["id"]) == {"ids": [plain["id"]]}
        assert prikbord.json("--offline", "show", plain["id"])[name] is value

    assert prikbord.json("confirm", must_read["id"])["state"] == "waiting"
    assert prikbord.json("confirm", must_read["id"])["state"] == "waiting"
    assert prikbord.json("vote", poll["id"], poll["choices"][0]["id"])["state"] == "waiting"
    assert prikbord.json("vote", poll["id"], poll["choices"][1]["title"])["state"] == "waiting"
    assert prikbord("vote", poll["id"], "no-such-choice").code == 2
    assert prikbord.json("feedback", "Mooi — é!", "--about", plain["id"])["state"] == "waiting"
    assert prikbord.json("respond", invited["id"], "maybe")["state"] == "waiting"
    assert prikbord.json("respond", invited["id"], "yes")["state"] == "waiting"

    waiting = prikbord.items("outbox")
    assert sorted(one["intent"] for one in waiting) == ["confirm", "feedback", "respond", "vote"]
    assert {one["state"] for one in waiting} == {"waiting"}
    assert prikbord.json("show", must_read["id"])["confirmed"] is True
    assert prikbord.json("show", invited["id"])["pending"] is True
    assert prikbord("sync").code == 4 and prikbord("--offline", "sync").code == 4
    assert len(prikbord.items("outbox")) == 4
    assert asked(intranet) == asked_before

    intranet.power(True)
    [account] = prikbord.json("sync")["accounts"]
    assert (account["outcome"], account["pushed"], account["parked"]) == ("ok", 4, 0)
    assert prikbord.items("outbox") == []
    answers = {body["kind"]: body for body in map(json.loads, inbox(intranet))}
    assert len(inbox(intranet)) == 3 and answers.keys() == {"confirm", "vote", "feedback"}
    assert answers["vote"]["choice"] == poll["choices"][1]["id"]
    assert answers["feedback"]["text"] == "Mooi — é!"
    assert all(body["person"] == intranet.username for body in answers.values())
    assert partstat(intranet, invited["uid"]) == {PartStat.ACCEPTED.value.upper()}

    puts = sum(r.method == "PUT" for r in intranet.requests[ServerName.CALENDAR])
    [account] = prikbord.json("sync")["accounts"]
    assert account["pushed"] == 0 and len(inbox(intranet)) == 3
    assert sum(r.method == "PUT" for r in intranet.requests[ServerName.CALENDAR]) == puts == 1
    assert prikbord.json("show", invited["id"])["response"] == "accepted"
    shown = prikbord.json("--offline", "show", plain["id"])
    assert (shown["unread"], shown["starred"]) == (False, True)


def inbox(intranet: Intranet) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in intranet.inbox_files()]


def partstat(intranet: Intranet, uid: str) -> set[str]:
    """Return what Radicale's own file now says of this person, in the last of the components with the UID."""
    from icalendar import Calendar

    found: set[str] = set()
    for path in (intranet.folder / "calendars").rglob("*.ics"):
        text = path.read_bytes()
        if uid.encode() not in text or ".Radicale.cache" in path.parts:
            continue
        last = [part for part in Calendar.from_ical(text).walk("VEVENT") if part["UID"] == uid][-1]
        attendees = last["ATTENDEE"]
        for one in attendees if isinstance(attendees, list) else [attendees]:
            if str(one).lower() == f"mailto:{intranet.mail}":
                found.add(str(one.params["PARTSTAT"]))
    return found


def test_a_refused_login_stops_after_one_try_and_loses_nothing(tmp_path: Path, intranet: Intranet) -> None:
    """The password is changed on the server: one 401, exit 3, cache and outbox kept, no second try."""
    prikbord = Command(tmp_path)
    with FaultProxy(intranet.address) as proxy:
        assert prikbord.add(intranet, address=proxy.url).code == 0
        assert prikbord("sync").code == 0
        news = prikbord.items("news")
        assert prikbord("feedback", "Blijft bewaard").code == 0
        proxy.rule = faults.on("*", "", faults.status(401))
        proxy.forget()
        intranet.clear_requests()
        refused = prikbord("--json", "sync")
        assert refused.code == 3 and refused.json["accounts"][0]["outcome"] == "login-needed"
        assert len(proxy.exchanges) == 1 and asked(intranet) == 0
        again = prikbord("sync")
        assert again.code == 3 and "password" in again.err
        assert len(proxy.exchanges) == 1 and asked(intranet) == 0
        assert prikbord.items("news") == news
        assert [one["intent"] for one in prikbord.items("outbox")] == ["feedback"]
        proxy.rule = None
        assert prikbord.add(intranet, address=proxy.url).json["id"] == "a1"
        assert prikbord("sync").code == 0
        assert prikbord.items("outbox") == [] and len(inbox(intranet)) == 1


def test_maintenance_is_waited_out(tmp_path: Path, intranet: Intranet) -> None:
    prikbord = Command(tmp_path)
    with FaultProxy(intranet.address) as proxy:
        assert prikbord.add(intranet, address=proxy.url, kind="feed").code == 0
        assert prikbord("sync").code == 0
        before = prikbord.items("news")
        proxy.rule = faults.on("*", "", faults.status(503, retry_after=30))
        waits = prikbord("--json", "sync")
        assert waits.code == 5, waits.out
        assert waits.json["accounts"][0]["outcome"] in ("maintenance", "throttled")
        assert prikbord.items("news") == before
        # What the wait is for is over sooner: a person may always ask.
        proxy.rule = None
        assert prikbord("sync").code == 0
        before = prikbord.items("news")
        # A captive portal sends everybody to its own host.
        with FaultProxy("http://127.0.0.1:9", rule=lambda _request: faults.html_page()) as portal:
            sign_in = f"http://localhost:{portal.port}/sign-in"
            proxy.rule = faults.on("*", "", faults.redirect(sign_in))
            caught = prikbord("--json", "sync")
        assert caught.code == 4, caught.out
        assert caught.json["accounts"][0]["outcome"] == "captive-portal"
        assert prikbord.items("news") == before


def test_an_account_is_removed_with_all_that_was_its(prikbord: Command, intranet: Intranet) -> None:
    [account] = prikbord.json("account", "list")["items"]
    assert account["user"] == intranet.username and "password" not in json.dumps(account)
    assert prikbord("account", "remove", account["id"]).code == 0
    assert prikbord.json("account", "list") == {"items": [], "total": 0}
    for kind in ("news", "documents", "events", "people", "collections"):
        assert prikbord.items(kind) == []
    assert intranet.password not in prikbord.secrets.read_text()
    blobs = [name for name in prikbord.files() if "/blobs/" in name]
    assert blobs == []
    assert prikbord("sync").code == 7
