"""Bad input gets a clear word and the exit code of the contract, and loses nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from demo.intranet import Intranet
from tests.end2end.command import Command, asked
from tests.support import faults
from tests.support.fault_proxy import FaultProxy
from tests.support.faults import Fault, Reply, Request
from tests.support.waiting import free_port

pytestmark = pytest.mark.timeout(180)

YEAR = dt.datetime.now(dt.UTC).year + 1
CALENDAR = (
    """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//test//NL
X-WR-CALNAME:Rooster
BEGIN:VEVENT
UID:ok-1@example
DTSTAMP:20261101T000000Z
DTSTART:20990105T090000Z
DTEND:20990105T100000Z
SUMMARY:Gewoon overleg
END:VEVENT
BEGIN:VEVENT
UID:tick@example
DTSTAMP:20261101T000000Z
DTSTART:20990101T000000Z
DTEND:20990101T000001Z
RRULE:FREQ=SECONDLY
SUMMARY:Elke seconde
END:VEVENT
BEGIN:VEVENT
UID:ok-2@example
DTSTAMP:20261101T000000Z
DTSTART;VALUE=DATE:20990106
SUMMARY:Vrije dag
END:VEVENT
END:VCALENDAR
""".replace("2099", str(YEAR))
    .replace("\n", "\r\n")
    .encode()
)
NOWHERE = "http://127.0.0.1:9"


def publishing(path: str, media_type: str, body: bytes) -> FaultProxy:
    """Return a server that has one file."""

    def rule(request: Request) -> Fault:
        if request.path.split("?")[0] == path and request.method in ("GET", "HEAD"):
            return Reply(200, {"Content-Type": media_type}, body)
        return faults.status(404)

    return FaultProxy(NOWHERE, rule=rule)


def test_an_address_that_is_no_intranet(tmp_path: Path) -> None:
    prikbord = Command(tmp_path)
    nobody = prikbord("--json", "account", "add", f"http://127.0.0.1:{free_port()}/")
    assert nobody.code == 4 and nobody.json["error"]["code"] == "offline"
    unknown = prikbord("--json", "account", "add", "http://intranet.invalid/")
    assert unknown.code == 4
    with publishing("/", "text/html", b"<!DOCTYPE html><title>Bakker</title><p>Brood.</p>") as server:
        nothing = prikbord("--json", "account", "add", server.url)
    assert nothing.code == 7 and nothing.json["error"]["code"] == "not-intranet"
    assert "No intranet was found" in nothing.err and "GET" in nothing.err
    for odd in (
        "",
        "   ",
        "geen adres",
        "ftp://127.0.0.1/",
        "http://",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ):
        ended = prikbord("--json", "account", "add", odd)
        assert ended.code == 7, (odd, ended)
    with FaultProxy(NOWHERE, rule=lambda _request: faults.status(503)) as server:
        busy = prikbord("--json", "account", "add", server.url)
    assert busy.code == 5 and busy.json["error"]["code"] in ("maintenance", "throttled")
    assert prikbord.json("account", "list")["total"] == 0


def test_a_wrong_password_is_one_request_and_no_account(tmp_path: Path, intranet: Intranet) -> None:
    prikbord = Command(tmp_path)
    refused = prikbord.add(intranet, password="Zomer2026!")
    assert refused.code == 3 and refused.json["error"]["code"] == "login-needed"
    assert asked(intranet) == 1
    assert prikbord.json("account", "list")["total"] == 0
    assert "Zomer2026!" not in refused.out + refused.err + prikbord.secrets.read_text()
    anonymous = prikbord("--json", "account", "add", intranet.address)
    assert anonymous.code == 3 and asked(intranet) == 2


def test_a_calendar_with_a_rule_for_every_second(tmp_path: Path) -> None:
    prikbord = Command(tmp_path)
    with publishing("/rooster.ics", "text/calendar", CALENDAR) as server:
        address = f"{server.url}/rooster.ics"
        assert prikbord("account", "add", address).code == 0
        partly = prikbord("--json", "sync")
        assert partly.code == 1, partly.out
        [account] = partly.json["accounts"]
        assert account["outcome"] == "partly" and account["added"] == 3
        [failure] = account["failed"]
        assert "tick@example" in failure["href"] and failure["code"] == "bad-data"
        assert "tick@example" in partly.err
        assert prikbord("sync").code == 0  # told once, as long as the file stays what it is
    listed = prikbord.items("events", "--since", f"{YEAR}-01-01", "--until", f"{YEAR}-02-01")
    assert sorted(one["title"] for one in listed) == ["Elke seconde", "Gewoon overleg", "Vrije dag"]
    [day] = [one for one in listed if one["all_day"]]
    assert (day["start"], day["end"]) == (f"{YEAR}-01-06", f"{YEAR}-01-07")


def test_a_feed_that_becomes_a_web_page(tmp_path: Path, intranet: Intranet) -> None:
    prikbord = Command(tmp_path)
    with publishing("/feed", "text/html", b"<!DOCTYPE html><title>Geen feed</title>") as server:
        ended = prikbord("--json", "account", "add", f"{server.url}/feed", "--kind", "feed")
        assert ended.code == 7, ended
    with FaultProxy(intranet.address) as proxy:
        assert prikbord.add(intranet, address=proxy.url, kind="feed").code == 0
        assert prikbord("sync").code == 0
        before = prikbord.items("news")
        proxy.rule = faults.on("*", "/feeds/nieuws.atom", faults.html_page("Onderhoud"))
        partly = prikbord("--json", "sync")
        assert partly.code == 1
        [failure] = partly.json["accounts"][0]["failed"]
        assert failure["href"].endswith("/feeds/nieuws.atom") and failure["code"] == "bad-data"
        assert prikbord.items("news") == before
        proxy.rule = faults.on(
            "*", "/feeds/nieuws.atom", Reply(200, {"Content-Type": "application/xml"}, b"<")
        )
        assert prikbord("sync").code == 1
        assert prikbord.items("news") == before
        proxy.rule = None
        assert prikbord("sync").code == 0


def test_a_document_that_is_not_what_it_says(tmp_path: Path, intranet: Intranet) -> None:
    """Listed and kept byte for byte; that it cannot be read is told once."""
    prikbord = Command(tmp_path)
    bad = {
        "Handleidingen/Geen pdf.pdf": b"Dit is helemaal geen PDF.",
        "Handleidingen/Half.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
        "Handleidingen/Geen zip.docx": b"PK\x03\x04 en dan niets",
        "Handleidingen/Leeg.xlsx": b"",
        "Handleidingen/Leesmij.md": b"De ene",
        "Personeel/Leesmij.md": b"De andere",
        'Handleidingen/CON ?: "vreemd" <naam>.md': "Een vreemde naam — é".encode(),
    }
    for path, content in bad.items():
        intranet.change_document(path, content)
    assert prikbord.add(intranet).code == 0
    first = prikbord("--json", "sync")
    assert first.code == 1, first.out
    failed = {one["href"].rsplit("/", 1)[1]: one["code"] for one in first.json["accounts"][0]["failed"]}
    assert failed.keys() >= {"Geen%20pdf.pdf", "Half.pdf", "Geen%20zip.docx"}, failed
    assert set(failed.values()) == {"bad-data"}
    second = prikbord("--json", "sync")
    assert second.code == 0 and second.json["accounts"][0]["failed"] == []
    documents = {one["path"]: one for one in prikbord.items("documents")}
    out = tmp_path / "uit"
    assert all(documents[path]["offline"] for path in bad)
    ids = [documents[path]["id"] for path in bad]
    written = prikbord.json("--offline", "fetch", *ids, "--to", str(out))["items"]
    assert len({one["path"] for one in written}) == len(bad)  # two of one name, in one folder
    for one, content in zip(written, bad.values(), strict=True):
        target = Path(one["path"])
        assert target.parent == out and target.read_bytes() == content
        assert not set(target.name) & set('\\/:*?"<>|'), target.name
