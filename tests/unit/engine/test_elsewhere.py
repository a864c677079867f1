"""What lies on other hosts: asked for without the login, no trouble of the account, and no way inside."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.credentials import SessionCredentials
from app.profile import OrganisationProfile
from sync.engine.engine import Engine
from sync.engine.status import Phase
from sync.model.changes import FoundCollection, RoundReport
from sync.model.errors import ErrorCode, Forbidden, LoginNeeded, Offline
from sync.model.items import Account, AccountState, CollectionKind
from sync.model.ports import Login
from sync.net.addresses import origin_of
from sync.store import accounts, blobs
from sync.store.store import Store
from tests.support import faults
from tests.support.clock import FakeClock
from tests.support.fault_proxy import FaultProxy
from tests.support.faults import Fault, Reply, Request

ProxyMaker = Callable[..., FaultProxy]

PROPFIND = b"""<multistatus xmlns="DAV:">
<response><href>/dav/</href><propstat><prop><resourcetype><collection/></resourcetype></prop>
<status>HTTP/1.1 200 OK</status></propstat></response>
<response><href>%s</href><propstat><prop><getetag>"1"</getetag><getcontentlength>3</getcontentlength>
<resourcetype/></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"""


class Via:
    """The system's proxy, as a test wants it."""

    def __init__(self, proxy: str) -> None:
        self._proxy = proxy

    def proxy_for(self, url: str) -> str:
        return self._proxy


class Place:
    """A store with one account on real servers."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.store = Store.open(folder, bytes(range(32)), clock=clock)
        self.credentials = SessionCredentials()
        self.clock = clock
        self.engine = Engine(self.store, self.credentials, clock=clock)

    def add(self, *found: FoundCollection) -> str:
        address = found[0].href
        draft = Account(
            id="", title="Net", address=address, username="anna", origins=(origin_of(address),),
            state=AccountState.OK,
        )  # fmt: skip
        account = self.store.write(lambda tx: accounts.add(tx, draft, found))
        self.credentials.set_login(account.id, Login("anna", "geheim"))
        return account.id

    def run(self) -> RoundReport:
        [report] = self.engine.run()
        return report


@pytest.fixture
def place(tmp_path: Path, clock: FakeClock) -> Iterator[Place]:
    made = Place(tmp_path / "store", clock)
    yield made
    made.engine.stop()
    made.store.close()


def feed_with(*pictures: str) -> bytes:
    entries = "".join(
        f"<item><guid>urn:x:{n}</guid><title>Bericht {n}</title>"
        f'<description>&lt;img src="{picture}"&gt;</description></item>'
        for n, picture in enumerate(pictures)
    )
    return f'<rss version="2.0"><channel><title>Nieuws</title>{entries}</channel></rss>'.encode()


def feed(url: str) -> FoundCollection:
    return FoundCollection("feed", CollectionKind.FEED, f"{url}/feed", "Nieuws")


def test_a_picture_of_another_host_is_asked_for_without_the_login(
    place: Place, fault_proxy: ProxyMaker
) -> None:
    theirs = fault_proxy(rule=lambda r: Reply(200, {"Content-Type": "image/png"}, b"png"))
    elsewhere = theirs.url.replace("127.0.0.1", "localhost")

    def answer(request: Request) -> Fault:
        if request.path == "/feed":
            return Reply(200, {}, feed_with(f"{elsewhere}/one.png", f"{ours.url}/two.png"))
        return faults.redirect(f"{elsewhere}/three.png")

    ours = fault_proxy(rule=answer)
    place.add(feed(ours.url))
    assert place.run().outcome == "ok"
    seen = theirs.requests()
    assert {request.path for request in seen} == {"/one.png", "/three.png"}
    assert not any("authorization" in request.headers for request in seen)
    assert all("authorization" in request.headers for request in ours.requests())
    assert blobs.lookup(place.store, f"{elsewhere}/one.png")
    place.store.write(lambda tx: blobs.forget(tx, [f"{elsewhere}/one.png"]))
    place.engine.fetch(f"{elsewhere}/one.png")
    assert "authorization" not in theirs.requests()[-1].headers


@pytest.mark.parametrize("named", ["in the listing", "by a redirect"])
def test_a_document_of_another_host_is_never_asked_for_with_the_login(
    place: Place, fault_proxy: ProxyMaker, named: str
) -> None:
    theirs = fault_proxy(rule=lambda r: Reply(200, {}, b"pdf"))
    elsewhere = theirs.url.replace("127.0.0.1", "localhost")
    href = f"{elsewhere}/dav/a.pdf" if named == "in the listing" else "/dav/a.pdf"

    def answer(request: Request) -> Fault:
        if request.method == "PROPFIND":
            return Reply(207, {"Content-Type": "application/xml"}, PROPFIND % href.encode())
        return faults.redirect(f"{elsewhere}/b.pdf")

    ours = fault_proxy(rule=answer)
    place.add(FoundCollection("webdav", CollectionKind.FOLDER, f"{ours.url}/dav/", "Stukken"))
    place.run()
    assert [r.path for r in theirs.requests()] == ([] if named == "in the listing" else ["/b.pdf"])
    assert not any("authorization" in request.headers for request in theirs.requests())
    assert ours.requests("PROPFIND") and all("authorization" in r.headers for r in ours.requests())


def test_somebody_elses_server_that_is_away_is_no_trouble_of_the_account(
    place: Place, fault_proxy: ProxyMaker
) -> None:
    """A picture on a dead host once made the program say "offline", and ask again every few seconds."""
    away = fault_proxy(rule=lambda r: faults.Refuse())
    elsewhere = away.url.replace("127.0.0.1", "localhost")
    pictures = [f"{elsewhere}/{n}.png" for n in range(3)]
    ours = fault_proxy(rule=lambda r: Reply(200, {"ETag": '"1"'}, feed_with(*pictures)))
    account_id = place.add(feed(ours.url))
    report, verdict = place.engine._round(account_id)
    assert verdict.code is None
    assert (report.outcome, {f.code for f in report.failed}) == ("partly", {ErrorCode.OFFLINE})
    assert place.engine.status.phase is Phase.IDLE
    away.forget()
    assert place.run().outcome == "ok" and not away.requests()
    place.clock.advance(3601)
    place.run()
    assert away.requests()


def test_our_own_server_that_goes_away_among_the_pictures_is(place: Place, fault_proxy: ProxyMaker) -> None:
    def answer(request: Request) -> Fault:
        return Reply(200, {}, feed_with(f"{ours.url}/a.png")) if request.path == "/feed" else faults.Refuse()

    ours = fault_proxy(rule=answer)
    report, verdict = place.engine._round(place.add(feed(ours.url)))
    assert (report.outcome, verdict.code) == ("partly", ErrorCode.OFFLINE)
    assert place.engine.status.phase is Phase.OFFLINE


def test_a_server_on_the_internet_leads_into_no_network_of_ours(
    place: Place, fault_proxy: ProxyMaker, tmp_path: Path
) -> None:
    inside = fault_proxy(rule=lambda r: Reply(200, {"Content-Type": "image/png"}, b"png"))
    port = inside.port

    def answer(request: Request) -> Fault:
        if request.path == "/feed":
            pictures = (
                f"http://127.0.0.1:{port}/a.png",
                f"http://127.1:{port}/b.png",
                "http://router/reboot",
            )
            return Reply(200, {}, feed_with(*pictures, "http://news.example/leads.png"))
        return faults.redirect(f"http://127.0.0.1:{port}{request.path}")

    proxy = fault_proxy(rule=answer)
    place.engine = Engine(place.store, place.credentials, clock=place.clock, proxies=Via(proxy.url))
    place.add(feed("http://news.example"))
    report = place.run()
    assert [f.code for f in report.failed] == [ErrorCode.FORBIDDEN]
    with pytest.raises(Forbidden):
        place.engine.fetch(f"http://127.0.0.1:{port}/a.png")
    assert inside.requests() == []
    assert {r.path for r in proxy.requests()} == {"/feed", "/leads.png"}


def test_a_profile_that_names_what_is_no_address_costs_only_that(
    place: Place, fault_proxy: ProxyMaker
) -> None:
    raw = b'{"version": 1, "name": "Net", "logo": "http://[bad", "pinned": ["http://[bad", "x.pdf"]}'

    def answer(request: Request) -> Fault:
        if request.path == "/feed":
            return Reply(200, {}, feed_with(f"{ours.url}/a.png"))
        return Reply(200, {}, raw if request.path == "/p.json" else b"png")

    ours = fault_proxy(rule=answer)
    profile = FoundCollection("profile", CollectionKind.PROFILE, f"{ours.url}/p.json", "Net")
    place.add(profile, feed(ours.url))
    assert place.run().outcome == "ok"
    assert blobs.lookup(place.store, f"{ours.url}/a.png")
    assert OrganisationProfile(place.store).brand().logo == ""


def test_what_a_profile_names_is_meant_from_where_it_lies(place: Place, fault_proxy: ProxyMaker) -> None:
    raw = b'{"version": 1, "name": "Net", "logo": "logo.png"}'
    ours = fault_proxy(rule=lambda r: Reply(200, {}, raw if r.path.endswith(".json") else b"png"))
    found = FoundCollection("profile", CollectionKind.PROFILE, f"{ours.url}/.well-known/p.json", "Net")
    place.add(feed(ours.url), found)
    place.run()
    logo = OrganisationProfile(place.store).brand().logo
    assert logo == f"{ours.url}/.well-known/logo.png" and blobs.lookup(place.store, logo)


def test_two_threads_share_one_line(place: Place, fault_proxy: ProxyMaker) -> None:
    """Each with a line of its own would try a wrong password once."""
    ours = fault_proxy(rule=lambda r: faults.status(401))
    account_id = place.add(feed(ours.url))
    asking = threading.Barrier(4)

    account = accounts.get(place.store, account_id)
    assert account is not None
    lines: list[object] = []

    def ask() -> None:
        asking.wait()
        lines.append(place.engine._line(account))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, lines))) == 1


def test_after_the_end_nothing_begins(place: Place, fault_proxy: ProxyMaker) -> None:
    ours = fault_proxy(rule=lambda r: Reply(200, {}, feed_with()))
    place.add(feed(ours.url))
    place.engine.stop()
    assert place.run().outcome == "paused"
    with pytest.raises(Offline):
        place.engine.fetch(f"{ours.url}/a.png")
    assert ours.requests() == []


def test_while_an_account_waits_for_its_login_nothing_is_opened_with_the_old_one(
    place: Place, fault_proxy: ProxyMaker
) -> None:
    """Also after a new start, when the session has forgotten that the login was refused."""
    ours = fault_proxy(rule=lambda r: faults.status(401))
    account_id = place.add(feed(ours.url))
    place.store.write(lambda tx: accounts.set_state(tx, account_id, AccountState.LOGIN_NEEDED))
    with pytest.raises(LoginNeeded):
        place.engine.fetch(f"{ours.url}/a.png")
    assert ours.requests() == []
