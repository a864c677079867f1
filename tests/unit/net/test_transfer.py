"""Bodies and the line itself: nothing short is taken for whole, nobody waits for ever, no secret is said."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable

import pytest

from sync.model.errors import (
    Offline,
    SyncError,
    TooLarge,
)
from sync.net.session import Session
from tests.support import faults
from tests.support.clock import FakeClock
from tests.support.faults import Fault, Reply, Request
from tests.unit.net.conftest import SECRET, Server, ok

Serve = Callable[..., Server]
Make = Callable[..., Session]


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
