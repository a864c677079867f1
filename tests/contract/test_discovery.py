"""From one address to all that stands there; what is asked, how often, and what is said when nothing is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from sync.connectors.discovery import discover, resolve, typed
from sync.model.changes import Discovery, FoundCollection
from sync.model.errors import (
    BadData,
    CaptivePortal,
    LoginNeeded,
    Maintenance,
    NotIntranet,
    Offline,
    SyncError,
    TlsRefused,
)
from sync.model.items import CollectionKind, Lane
from sync.model.ports import Login
from sync.net.session import Session
from tests.contract.servers import SECRET, USER, Servers
from tests.contract.worlds import World
from tests.support import faults
from tests.support.fault_proxy import FaultProxy
from tests.support.faults import Fault, Reply, Request

if TYPE_CHECKING:
    from demo.intranet import Intranet

FEED = (
    b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><id>urn:x</id><title>Prikpost</title>"
    b"<updated>2026-01-01T00:00:00Z</updated></feed>"
)
Ask = Callable[..., Discovery]


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Return ``ask(address, login=...)``: discover with a session of its own."""
    sessions: list[Session] = []

    def run(address: str, login: Login | None = None, **options: str) -> Discovery:
        session = Session(login, [])
        sessions.append(session)
        return discover(session, address, **options)

    yield run
    for session in sessions:
        session.close()


@pytest.fixture
def site(fault_proxy: Callable[..., FaultProxy]) -> Callable[..., tuple[str, list[Request]]]:
    """Return ``site({path: answer})``: a web server, and the requests that it saw."""

    def start(pages: dict[str, Fault], otherwise: Fault | None = None) -> tuple[str, list[Request]]:
        seen: list[Request] = []

        def rule(request: Request) -> Fault:
            seen.append(request)
            return pages.get(request.path, otherwise or faults.status(404))

        return fault_proxy(rule=rule).url, seen

    return start


# -- what a person types -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("intranet.example.org", ("https://intranet.example.org/",)),
        ("  https://intranet.example.org/x ", ("https://intranet.example.org/x",)),
        ("http://intranet.example.org", ("http://intranet.example.org/",)),
        ("localhost:8080/x", ("https://localhost:8080/x", "http://localhost:8080/x")),
        ("intranet", ("https://intranet/", "http://intranet/")),
        ("webcal://example.org/a.ics", ("https://example.org/a.ics",)),
        ("192.168.1.4", ("https://192.168.1.4/", "http://192.168.1.4/")),
        ("[::1]:80", ("https://[::1]:80/", "http://[::1]/")),
    ],
)
def test_plain_http_is_tried_only_nearby_or_when_asked_for(text: str, candidates: tuple[str, ...]) -> None:
    assert typed(text)[0] == candidates


def test_a_login_in_the_address_is_taken_out() -> None:
    assert typed("https://anna:geheim@example.org/") == (("https://example.org/",), Login("anna", "geheim"))
    assert typed("anna:geheim@example.org") == (("https://example.org/",), Login("anna", "geheim"))


@pytest.mark.parametrize("text", ["", "   ", "ftp://x/", "file:///etc", "https://", "a b c", "http://[::1"])
def test_what_is_no_address_is_no_intranet(text: str) -> None:
    with pytest.raises(NotIntranet):
        typed(text)


# -- the demo organisation -----------------------------------------------------------------------------


def test_an_intranet_with_a_profile(shared_intranet: Intranet, ask: Ask) -> None:
    login = Login(shared_intranet.username, shared_intranet.password)
    found = ask(shared_intranet.address.removeprefix("http://"), login)
    assert (found.kind, found.title) == ("profile", "Waterschap De Lage Beemden")
    kinds = [(c.connector, c.kind) for c in found.collections]
    assert kinds[0] == ("profile", CollectionKind.PROFILE)
    assert [kind for kind, _ in kinds].count("feed") == 3
    assert kinds.count(("caldav", CollectionKind.CALENDAR)) == 3  # the home became its calendars
    assert ("webdav", CollectionKind.FOLDER) in kinds
    assert {c.lane for c in found.collections} == set(Lane)
    assert found.inbox and found.accent.startswith("#") and found.logo and found.profile
    assert all(c.title for c in found.collections)
    assert found.tried[-1].endswith("found")


def test_a_wrong_password_costs_exactly_one_401(intranet: Intranet, ask: Ask) -> None:
    intranet.clear_requests()
    with pytest.raises(LoginNeeded):
        ask(intranet.address, Login(intranet.username, "verkeerd"))
    statuses = [request.status for log in intranet.requests.values() for request in log]
    assert statuses == [401]


def test_an_intranet_that_wants_a_login_says_so(intranet: Intranet, ask: Ask) -> None:
    intranet.clear_requests()
    with pytest.raises(LoginNeeded):
        ask(intranet.address)
    assert sum(len(log) for log in intranet.requests.values()) == 1


def test_a_server_that_is_off_is_offline(intranet: Intranet, ask: Ask) -> None:
    intranet.power(False)
    with pytest.raises(Offline):
        ask(intranet.address, Login(intranet.username, intranet.password))


# -- servers without a profile ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("world", "kind"),
    [
        ("feed", "feed"), ("feed-apache", "feed"), ("ics", "ics"), ("ics-apache", "ics"),
        ("webdav-wsgidav", "webdav"), ("webdav-apache", "webdav"), ("caldav-radicale", "caldav"),
    ],
)  # fmt: skip
def test_each_kind_of_server_alone(
    world: str, kind: str, make_world: Callable[[str], World], ask: Ask
) -> None:
    here = make_world(world)
    here.put("iets.txt", "tekst")
    found = ask(here.address, Login(USER, SECRET))
    assert (found.kind, [c.connector for c in found.collections]) == (kind, [kind])
    assert found.collections[0].href.rstrip("/") == here.address.rstrip("/")
    without_slash = ask(here.address.rstrip("/"), Login(USER, SECRET))
    # By path: where a server sends us on it names itself, past the proxy.
    assert [urlsplit(c.href).path.rstrip("/") for c in without_slash.collections] == [
        urlsplit(c.href).path.rstrip("/") for c in found.collections
    ]
    with pytest.raises(LoginNeeded):
        ask(here.address, Login(USER, "verkeerd"))
    with pytest.raises(LoginNeeded):
        ask(here.address)


@pytest.mark.parametrize("below", ["", f"{USER}/"])
def test_calendars_are_found_from_the_servers_root(
    below: str, servers: Servers, make_world: Callable[[str], World], ask: Ask
) -> None:
    here = make_world("caldav-radicale")
    found = ask(f"{here.proxy.url}/{below}", Login(USER, SECRET))
    assert here.address in [c.href for c in found.collections]
    assert {c.connector for c in found.collections} == {"caldav"}


def test_a_page_names_its_feeds(site: Callable[..., tuple[str, list[Request]]], ask: Ask) -> None:
    page = (
        b"<!doctype html><html><head><title>Nieuws &amp; meer</title>"
        b"<link rel='alternate' type='application/atom+xml' href='/nieuws.atom' title='Nieuws'>"
        b"<link rel='alternate' type='application/rss+xml' href='weg.rss'>"
        b"<link rel='alternate' type='application/rss+xml' href='javascript:alert(1)'>"
        b"<link rel='stylesheet' href='/x.css'></head><body>"
    )
    url, _seen = site(
        {
            "/": Reply(200, {"Content-Type": "text/html"}, page),
            "/nieuws.atom": Reply(200, {"Content-Type": "application/atom+xml"}, FEED),
        }
    )
    found = ask(url)
    assert (found.kind, found.title) == ("feed", "Nieuws & meer")
    assert [(c.href, c.title) for c in found.collections] == [(f"{url}/nieuws.atom", "Prikpost")]


def test_an_address_that_is_no_intranet_says_what_was_tried(
    site: Callable[..., tuple[str, list[Request]]], ask: Ask
) -> None:
    url, seen = site({"/": faults.html_page("Een gewone site")})
    with pytest.raises(NotIntranet) as caught:
        ask(url)
    assert len(caught.value.tried) == 4
    assert any("profile" in line for line in caught.value.tried)
    assert {request.method for request in seen} == {"GET", "PROPFIND"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (faults.status(503), Maintenance),
        (Reply(200, {}, b""), NotIntranet),
        (faults.status(403), NotIntranet),
    ],
)
def test_trouble_is_told_as_what_it_is(
    answer: Fault, error: type[SyncError], site: Callable[..., tuple[str, list[Request]]], ask: Ask
) -> None:
    url, _seen = site({}, answer)
    with pytest.raises(error) as caught:
        ask(url)
    assert type(caught.value) is error


def test_a_wifi_portal_is_told_as_one(site: Callable[..., tuple[str, list[Request]]], ask: Ask) -> None:
    portal, _ = site({}, faults.html_page())
    url, _seen = site({}, faults.redirect(portal.replace("127.0.0.1", "localhost")))
    with pytest.raises(CaptivePortal):
        ask(url)


def test_an_address_typed_with_https_is_never_asked_in_the_clear(
    site: Callable[..., tuple[str, list[Request]]], ask: Ask
) -> None:
    url, seen = site({})
    with pytest.raises((TlsRefused, Offline)):
        ask(url.replace("http://", "https://"), Login(USER, SECRET))
    assert not seen


@pytest.mark.parametrize("untrusted", [True, False])
def test_after_a_refused_certificate_nothing_goes_out_in_the_clear(untrusted: bool) -> None:
    """A server nearby may speak plain http; one whose certificate is refused is not asked again by http."""
    asked: list[str] = []

    class Refusing:
        username = "anna"

        def trust(self, url: str) -> None:
            asked.append(url)

        def request(self, method: str, url: str, **_: object) -> None:
            raise TlsRefused("refused", untrusted=untrusted)

    with pytest.raises(TlsRefused):
        discover(Refusing(), "intranet")  # type: ignore[arg-type]
    assert asked == ["https://intranet/", "http://intranet/"][: 1 if untrusted else 2]


def test_the_login_stays_with_the_host_that_was_typed(
    site: Callable[..., tuple[str, list[Request]]], ask: Ask
) -> None:
    other, seen_there = site({}, Reply(207, {}, b"<multistatus xmlns='DAV:'/>"))
    elsewhere = other.replace("127.0.0.1", "localhost")
    profile = {
        "version": 1,
        "name": "Proef",
        "sources": [
            {"kind": "caldav", "href": f"{elsewhere}/cal/"},
            {"kind": "carrier-pigeon", "href": "/x"},
        ],
    }
    url, seen = site({"/.well-known/prikbord.json": Reply(200, {}, json.dumps(profile).encode())})
    found = ask(url, Login(USER, SECRET))
    assert [c.connector for c in found.collections] == ["profile", "caldav"]
    assert all("authorization" in request.headers for request in seen)
    assert seen_there and all("authorization" not in request.headers for request in seen_there)


def test_a_profile_with_a_mistake_names_it(site: Callable[..., tuple[str, list[Request]]], ask: Ask) -> None:
    raw = b'{\n "version": 1,\n "name": "x",\n "people": [\n  {"id": "a", "name": 7}\n ]\n}'
    url, _seen = site({"/.well-known/prikbord.json": Reply(200, {}, raw)})
    with pytest.raises(BadData, match=r"line 5, field people\[0\]\.name"):
        ask(url)


def test_json_that_is_no_profile_is_passed_over(
    site: Callable[..., tuple[str, list[Request]]], ask: Ask
) -> None:
    url, _seen = site({"/": Reply(200, {}, FEED)}, Reply(200, {}, b'{"error": "not found"}'))
    assert ask(url).kind == "feed"


def test_a_profile_may_lie_in_a_folder_or_be_the_address(
    site: Callable[..., tuple[str, list[Request]]], ask: Ask
) -> None:
    raw = Reply(200, {}, b'{"version": 1, "name": {"nl": "Proef", "en": "Trial"}, "inbox": "in/"}')
    url, _seen = site({"/map/prikbord.json": raw})
    by_folder = ask(f"{url}/map/", language="en")
    assert (by_folder.title, by_folder.inbox) == ("Trial", f"{url}/map/in/")
    assert ask(f"{url}/map/prikbord.json").title == "Proef"


def test_a_profile_that_moved_is_meant_from_where_it_lies(
    site: Callable[..., tuple[str, list[Request]]], ask: Ask
) -> None:
    raw = Reply(200, {}, b'{"version": 1, "name": "Proef", "inbox": "in/"}')
    url, _seen = site(
        {"/.well-known/prikbord.json": faults.redirect("/uploads/p.json"), "/uploads/p.json": raw}
    )
    found = ask(url)
    assert found.collections[0].href == f"{url}/uploads/p.json" and found.inbox == f"{url}/uploads/in/"


def test_a_source_that_cannot_be_asked_now_stays_as_it_is_named(
    site: Callable[..., tuple[str, list[Request]]],
) -> None:
    url, _seen = site({}, faults.status(503))
    source = FoundCollection("caldav", CollectionKind.CALENDAR, f"{url}/cal/", "Agenda")
    feed = FoundCollection("feed", CollectionKind.FEED, f"{url}/feed", "Nieuws")
    session = Session(None, [])
    found, mail = resolve(session, (source, feed))
    session.close()
    assert found == (source, feed) and found[0] is source and mail == ""
