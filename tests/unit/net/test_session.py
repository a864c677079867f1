"""The session against a server that goes wrong: each trouble has its name, and no secret is in it."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable

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
    TooLarge,
)
from sync.net.session import Session
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


# -- bodies ----------------------------------------------------------------------------------------


def test_gzip_is_undone_and_counted_as_it_came(serve: Serve, session: Make) -> None:
    packed = gzip.compress(b"x" * 100_000)
    server = serve(ok(packed, Content_Encoding="gzip"))
    line = session(server.url)
    assert line.request("GET", server.url).body == b"x" * 100_000
    assert line.stats.requests == 1
    assert len(packed) < line.stats.bytes_received < len(packed) + 500


def test_a_gzip_bomb_is_too_large(serve: Serve, session: Make) -> None:
    server = serve(faults.gzip_bomb(64))
    with pytest.raises(TooLarge):
        session(server.url).request("GET", server.url, max_bytes=1 << 20)


@pytest.mark.parametrize("fault", [faults.Cut(after=1000), faults.WrongLength(by=10)], ids=["cut", "length"])
def test_a_body_that_ends_early_is_never_taken_for_whole(serve: Serve, session: Make, fault: Fault) -> None:
    server = serve(ok(b"x" * 100_000, ETag='"1"'))
    proxy = serve(fault, server.url)
    line = session(proxy.url)
    with pytest.raises(Offline):
        line.request("GET", proxy.url)
    content = line.open(f"{proxy.url}/doc.pdf")
    with pytest.raises(Offline):
        b"".join(content.chunks)


def test_a_body_longer_than_its_length_is_cut_there_and_spoils_no_next_answer(
    serve: Serve, session: Make
) -> None:
    server = serve(ok(b"x" * 1000))
    proxy = serve(lambda r: faults.WrongLength(by=-10) if r.path == "/a" else None, server.url)
    line = session(proxy.url)
    assert len(line.request("GET", f"{proxy.url}/a").body) == 990
    assert len(line.request("GET", f"{proxy.url}/b").body) == 1000


def test_a_body_that_drips_is_given_up(serve: Serve, session: Make) -> None:
    server = serve(ok(b"x" * 10_000))

    def slow(_request: Request) -> Fault:
        return faults.Slow(piece=100, pause=0.005)

    class Racing(FakeClock):
        """Each look at the clock is half a minute later."""

        def monotonic(self) -> float:
            self.advance(30)
            return super().monotonic()

    proxy = serve(slow, server.url)
    line = session(proxy.url, clock=Racing())
    with pytest.raises(Offline, match="too slow"):
        line.request("GET", proxy.url)
    with pytest.raises(Offline, match="too slow"):
        b"".join(line.open(proxy.url).chunks)


def test_a_download_streams_and_its_connection_is_used_again(serve: Serve, session: Make) -> None:
    data = b"0123456789" * 50_000
    server = serve(ok(data, ETag='W/"7"', Content_Type="application/pdf; x=y"))
    line = session(server.url)
    content = line.open(f"{server.url}/doc.pdf")
    assert (content.size, content.etag, content.media_type) == (len(data), '"7"', "application/pdf")
    pieces = list(content.chunks)
    assert b"".join(pieces) == data and max(map(len, pieces)) <= 65536
    assert server.seen[0].headers["accept-encoding"] == "identity"


def test_a_conditional_download_that_did_not_change(serve: Serve, session: Make) -> None:
    server = serve(Reply(304))
    content = session(server.url).open(server.url, etag='"7-gzip"', last_modified="yesterday")
    assert content.not_modified and list(content.chunks) == [] and content.etag == '"7-gzip"'
    assert server.seen[0].headers["if-none-match"] == '"7-gzip", "7"'


def test_a_download_that_nobody_wanted_spoils_nothing(serve: Serve, session: Make) -> None:
    server = serve(ok(b"x" * 1_000_000))
    line = session(server.url)
    first = line.open(server.url)
    assert len(next(first.chunks)) > 0
    first.chunks.close()  # type: ignore[attr-defined]
    assert list(first.chunks) == []
    unread = line.open(server.url)
    unread.chunks.close()  # type: ignore[attr-defined]
    assert len(line.request("GET", server.url).body) == 1_000_000


# -- the line ---------------------------------------------------------------------------------------


def test_a_stale_connection_is_tried_once_more_for_questions_only(serve: Serve, session: Make) -> None:
    server = serve(lambda r: faults.Refuse() if r.number in (2, 4) else ok())
    line = session(server.url)
    assert line.request("GET", server.url).status == 200
    assert line.request("REPORT", server.url, body=b"<x/>").status == 200
    assert len(server.seen) == 3
    with pytest.raises(Offline):
        line.request("PUT", server.url, body=b"x")
    assert len(server.seen) == 4


def test_two_hang_ups_are_offline(serve: Serve, session: Make) -> None:
    server = serve(faults.Refuse())
    with pytest.raises(Offline):
        session(server.url).request("GET", server.url)
    assert len(server.seen) == 2


def test_nobody_listens(session: Make, free_port: Callable[[], int]) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(Offline):
        session(url).request("GET", url)
    with pytest.raises(Offline):
        session(url).request("GET", "http://no-such-host.invalid/")


def test_a_silent_server_times_out(serve: Serve, session: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    import urllib3

    monkeypatch.setattr("sync.net.session.TIMEOUT", urllib3.Timeout(connect=1, read=0.2))
    server = serve(faults.Hang())
    with pytest.raises(Offline):
        session(server.url).request("GET", server.url)


def test_through_the_systems_proxy(serve: Serve, session: Make) -> None:
    server, proxy = serve(ok()), serve(lambda _request: None)

    class System:
        def proxy_for(self, url: str) -> str:
            return proxy.url.replace("http://", "http://proxyuser:proxysecret@")

    line = session(server.url, proxies=System())
    assert line.request("GET", f"{server.url}/x").body == b"hallo"
    assert [r.path for r in proxy.seen] == [r.path for r in server.seen] == ["/x"]
    assert "proxy-authorization" not in server.seen[0].headers


def test_a_proxy_that_is_gone_is_offline_and_its_secret_unsaid(
    session: Make, free_port: Callable[[], int]
) -> None:
    class System:
        def proxy_for(self, url: str) -> str:
            return f"http://u:{SECRET}@127.0.0.1:{free_port()}"

    with pytest.raises(Offline) as caught:
        session("http://h", proxies=System()).request("GET", "http://127.0.0.1:9/")
    assert SECRET not in str(caught.value)

    class Socks:
        def proxy_for(self, url: str) -> str:
            return f"socks5://u:{SECRET}@127.0.0.1:1080"

    with pytest.raises(Offline) as caught:
        session("http://h", proxies=Socks()).request("GET", "http://127.0.0.1:9/")
    assert SECRET not in str(caught.value)


def test_no_log_line_holds_a_secret(serve: Serve, session: Make, caplog: pytest.LogCaptureFixture) -> None:
    server = serve(ok())
    with caplog.at_level("DEBUG"):
        session(server.url).request("GET", f"{server.url}/x?key={SECRET}")
    text = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("sync"))
    assert f"{server.url}/x?..." in text and SECRET not in text


def test_abort_frees_whoever_waits(serve: Serve, session: Make) -> None:
    asked = threading.Event()

    def answer(request: Request) -> Fault:
        asked.set()
        return faults.Hang()

    server = serve(answer)
    line = session(server.url)
    errors: list[BaseException] = []

    def wait() -> None:
        try:
            line.request("GET", server.url)
        except SyncError as error:
            errors.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    assert asked.wait(10)
    line.abort()
    thread.join(10)
    assert not thread.is_alive()
    assert [type(error) for error in errors] == [Offline]
    assert len(server.seen) == 1  # a question that was cut on purpose is not asked again
    with pytest.raises(Offline):
        line.request("GET", server.url)
