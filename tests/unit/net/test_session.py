"""The session against a server that goes wrong: each trouble has its name, and no secret is in it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from sync.model.errors import (
    BadData,
    CaptivePortal,
    Conflict,
    Forbidden,
    Gone,
    LoginNeeded,
    Maintenance,
    Offline,
    Quota,
    SyncError,
    Throttled,
)
from sync.net.session import AT_ONCE, Session
from tests.support import faults
from tests.support.clock import FakeClock
from tests.support.faults import Fault, Reply, Request
from tests.unit.net.conftest import SECRET, Server, ok

Serve = Callable[..., Server]
Make = Callable[..., Session]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, BadData), (403, Forbidden), (404, Gone), (410, Gone), (405, BadData), (408, Offline),
        (409, Conflict), (412, Conflict), (413, Quota), (415, BadData), (423, Conflict), (429, Throttled),
        (500, Maintenance), (502, Maintenance), (503, Maintenance), (504, Maintenance), (507, Quota),
        (511, CaptivePortal), (407, Offline), (501, BadData), (206, BadData),
    ],
)  # fmt: skip
def test_each_status_is_one_error(serve: Serve, session: Make, status: int, error: type[SyncError]) -> None:
    server = serve(faults.status(status))
    with pytest.raises(error) as caught:
        session(server.url).request("GET", f"{server.url}/x?token=abc")
    assert type(caught.value) is error
    assert "abc" not in caught.value.message and SECRET not in str(caught.value)
    assert len(server.seen) == 1


def test_an_expected_status_is_handed_back(serve: Serve, session: Make) -> None:
    server = serve(Reply(412))
    assert session(server.url).request("PUT", server.url, body=b"x", expect=(201, 412)).status == 412


def test_the_login_is_sent_at_once_and_says_who_we_are(serve: Serve, session: Make) -> None:
    server = serve(ok())
    session(server.url).request("GET", f"{server.url}/x")
    headers = server.seen[0].headers
    assert headers["authorization"].startswith("Basic ")
    assert headers["user-agent"].startswith("Prikbord/")
    assert headers["accept-encoding"] == "gzip"


def test_after_the_first_401_nothing_more_is_sent(serve: Serve, session: Make) -> None:
    server = serve(faults.status(401))
    line = session(server.url)
    for _ in range(3):
        with pytest.raises(LoginNeeded) as caught:
            line.request("GET", f"{server.url}/x")
        assert SECRET not in caught.value.message
    assert len(server.seen) == 1


def test_four_threads_with_a_wrong_password_try_it_once(serve: Serve, session: Make) -> None:
    server = serve(faults.status(401))
    line = session(server.url)
    errors: list[type[BaseException]] = []

    def ask() -> None:
        try:
            line.request("GET", f"{server.url}/x")
        except SyncError as error:
            errors.append(type(error))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == [LoginNeeded] * 4
    assert len(server.seen) == 1


def test_at_most_four_requests_are_under_way(serve: Serve, session: Make) -> None:
    """The server lets nobody go until four are there, and would see a fifth."""
    gate, lock = threading.Barrier(AT_ONCE), threading.Lock()
    now, most = 0, 0

    def answer(_request: Request) -> Fault:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        gate.wait(10)
        with lock:
            now -= 1
        gate.wait(10)
        return Reply(200, body=b"ok")

    server = serve(answer)
    line = session(server.url, login=False)
    with ThreadPoolExecutor(3 * AT_ONCE) as threads:
        answers = list(threads.map(lambda n: line.request("GET", f"{server.url}/{n}"), range(3 * AT_ONCE)))
    assert [one.body for one in answers] == [b"ok"] * (3 * AT_ONCE)
    assert most == AT_ONCE


def test_a_401_of_a_server_that_is_not_ours_locks_nothing(serve: Serve, session: Make) -> None:
    ours, theirs = serve(ok()), serve(faults.status(401))
    line = session(ours.url)
    with pytest.raises(Forbidden):
        line.request("GET", theirs.url.replace("127.0.0.1", "localhost"))
    assert line.request("GET", ours.url).status == 200
    assert "authorization" not in theirs.seen[0].headers


def test_without_a_login_a_401_asks_for_one(serve: Serve, session: Make) -> None:
    server = serve(faults.status(401))
    with pytest.raises(LoginNeeded):
        session(server.url, login=False).request("GET", server.url)


def test_digest_where_a_server_takes_only_that(serve: Serve, session: Make) -> None:
    def answer(request: Request) -> Fault:
        if request.headers.get("authorization", "").startswith("Digest "):
            return ok()
        return Reply(401, {"WWW-Authenticate": 'Digest realm="r", nonce="abc", qop="auth"'})

    server = serve(answer)
    line = session(server.url)
    assert line.request("GET", f"{server.url}/a%20b").status == 200
    assert line.request("GET", f"{server.url}/c").status == 200
    assert [r.headers["authorization"][:6] for r in server.seen] == ["Basic ", "Digest", "Digest"]


def test_a_wrong_digest_password_is_tried_once(serve: Serve, session: Make) -> None:
    server = serve(Reply(401, {"WWW-Authenticate": 'Digest realm="r", nonce="abc", qop="auth"'}))
    line = session(server.url)
    for _ in range(2):
        with pytest.raises(LoginNeeded):
            line.request("GET", server.url)
    digests = [r for r in server.seen if r.headers["authorization"].startswith("Digest")]
    assert len(digests) == 1 and len(server.seen) == 2


def test_retry_after_reaches_the_caller_and_holds_a_throttled_host(
    serve: Serve, session: Make, clock: FakeClock
) -> None:
    server = serve(faults.status(429, retry_after=90))
    line = session(server.url, clock=clock)
    with pytest.raises(Throttled) as caught:
        line.request("GET", server.url)
    assert caught.value.retry_after == 90
    with pytest.raises(Throttled):
        line.request("GET", server.url)
    assert len(server.seen) == 1
    clock.advance(91)
    with pytest.raises(Throttled):
        line.request("GET", server.url)
    assert len(server.seen) == 2


def test_maintenance_names_its_end_and_holds_nobody(serve: Serve, session: Make) -> None:
    server = serve(faults.status(503, retry_after="Wed, 21 Oct 2099 07:28:00 GMT"))
    line = session(server.url)
    for _ in range(2):
        with pytest.raises(Maintenance) as caught:
            line.request("GET", server.url)
        assert caught.value.retry_after == 3600
    assert len(server.seen) == 2


# -- redirects -------------------------------------------------------------------------------------


def test_a_redirect_on_the_same_host_keeps_login_method_and_body(serve: Serve, session: Make) -> None:
    server = serve(lambda r: faults.redirect("/b/", 301) if r.path == "/a" else Reply(207, {}, b"<x/>"))
    answer = session(server.url).request("PROPFIND", f"{server.url}/a", body=b"<p/>", expect=(207,))
    assert answer.url == f"{server.url}/b/"
    second = server.seen[1]
    assert (second.method, second.body) == ("PROPFIND", b"<p/>")
    assert "authorization" in second.headers


def test_a_redirect_to_another_host_leaves_the_login_behind(serve: Serve, session: Make) -> None:
    other = serve(ok(b"{}", Content_Type="application/json"))
    elsewhere = other.url.replace("127.0.0.1", "localhost")
    server = serve(faults.redirect(f"{elsewhere}/x"))
    assert session(server.url).request("GET", server.url, content="json").url == f"{elsewhere}/x"
    assert "authorization" not in other.seen[0].headers


def test_a_redirect_with_userinfo_sends_none_of_it(serve: Serve, session: Make) -> None:
    server = serve(
        lambda r: faults.redirect(f"http://eve:x@{r.headers['host']}/b") if r.path == "/a" else ok()
    )
    session(server.url, login=False).request("GET", f"{server.url}/a")
    assert "authorization" not in server.seen[1].headers


@pytest.mark.parametrize(
    "rule",
    [
        faults.redirect_loop,
        lambda r: faults.redirect(r.path + "x"),
        lambda r: Reply(302),
        lambda r: faults.redirect("file:///etc/passwd"),
        lambda r: faults.redirect("http://[bad"),
    ],
    ids=["circle", "endless", "no target", "a file", "nonsense"],
)
def test_a_bad_redirect_is_bad_data(serve: Serve, session: Make, rule: Callable[[Request], Fault]) -> None:
    server = serve(rule)
    with pytest.raises(BadData):
        session(server.url).request("GET", f"{server.url}/a")
    assert len(server.seen) <= 6


@pytest.mark.parametrize("code", [301, 302, 303])
def test_a_write_is_not_sent_after_a_redirect_that_loses_the_method(
    serve: Serve, session: Make, code: int
) -> None:
    server = serve(lambda r: faults.redirect("/b", code) if r.path == "/a" else ok())
    with pytest.raises(BadData):
        session(server.url).request("PUT", f"{server.url}/a", body=b"x")
    assert len(server.seen) == 1


def test_a_page_of_another_host_is_a_captive_portal_and_one_of_ours_is_bad_data(
    serve: Serve, session: Make
) -> None:
    portal = serve(faults.html_page())
    server = serve(faults.redirect(portal.url.replace("127.0.0.1", "localhost")))
    with pytest.raises(CaptivePortal):
        session(server.url).request("GET", server.url, content="feed")
    with pytest.raises(CaptivePortal):
        session(server.url).open(f"{server.url}/picture.png")
    with pytest.raises(BadData):
        session(portal.url).request("GET", portal.url, content="xml")
    assert session(portal.url).request("GET", portal.url).status == 200
