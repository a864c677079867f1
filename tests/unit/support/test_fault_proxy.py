"""The fault proxy does to a client what it says, and writes it down."""

from __future__ import annotations

import gzip
import http.client
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from tests.support import faults
from tests.support.fault_proxy import FaultProxy
from tests.support.faults import Answer

BODY = b"0123456789" * 100


class _Origin(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.bodies: list[bytes] = []
        self.hosts: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Origin

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._answer(200, BODY)

    def do_HEAD(self) -> None:
        self._answer(200, BODY)

    def do_PROPFIND(self) -> None:
        self._answer(207, b"<multistatus/>")

    def do_PUT(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(201, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.server.hosts.append(self.headers["Host"])
        self.send_response(status)
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@pytest.fixture
def origin() -> Iterator[_Origin]:
    server = _Origin()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


Make = Callable[..., FaultProxy]


@pytest.fixture
def proxy(origin: _Origin, fault_proxy: Make) -> FaultProxy:
    return fault_proxy(origin.url)


def call(proxy: FaultProxy, method: str = "GET", path: str = "/a?b=c", **kwargs: Any) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        kwargs.setdefault("allow_redirects", False)
        return session.request(method, proxy.url + path, timeout=10, **kwargs)


def test_it_passes_requests_and_writes_them_down(proxy: FaultProxy, origin: _Origin) -> None:
    assert call(proxy).content == BODY
    assert call(proxy, "PROPFIND", "/dav/", headers={"Depth": "1"}).status_code == 207
    assert call(proxy, "PUT", "/x", data=b"hello").status_code == 201
    assert call(proxy, "PUT", "/x", data=iter([b"chunk", b"ed"])).status_code == 201
    assert call(proxy, "HEAD").headers["Content-Length"] == str(len(BODY))
    assert origin.bodies == [b"hello", b"chunked"]
    assert set(origin.hosts) == {origin.url.removeprefix("http://")}
    first, second, *_ = proxy.exchanges
    assert (first.request.method, first.request.path, first.status, first.sent) == (
        "GET",
        "/a?b=c",
        200,
        1000,
    )
    assert second.request.headers["depth"] == "1"
    assert [r.body for r in proxy.requests("PUT")] == [b"hello", b"chunked"]
    proxy.forget()
    assert proxy.exchanges == ()


def test_it_serves_as_the_clients_http_proxy(origin: _Origin, fault_proxy: Make) -> None:
    proxy = fault_proxy(rule=faults.on("GET", "/gone", faults.status(410)))
    with requests.Session() as session:
        session.trust_env = False
        session.proxies = {"http": proxy.url}
        assert session.get(origin.url + "/there", timeout=10).content == BODY
        assert session.get(origin.url + "/gone", timeout=10).status_code == 410
    assert [e.request.path for e in proxy.exchanges] == ["/there", "/gone"]


def test_it_refuses_to_talk_to_other_machines(fault_proxy: Make) -> None:
    proxy = fault_proxy("http://intranet.invalid")
    with pytest.raises(requests.ConnectionError):
        call(proxy)


@pytest.mark.parametrize("code", [401, 403, 404, 409, 412, 423, 429, 500, 502, 503, 507])
def test_status(proxy: FaultProxy, origin: _Origin, code: int) -> None:
    proxy.rule = lambda request: faults.status(code, retry_after=7)
    answer = call(proxy)
    assert (answer.status_code, answer.headers["Retry-After"]) == (code, "7")
    assert "WWW-Authenticate" in answer.headers or code != 401
    assert origin.hosts == []


def test_a_rule_may_count(proxy: FaultProxy) -> None:
    proxy.rule = faults.on("GET", "/a", faults.status(503), times=2)
    assert [call(proxy).status_code for _ in range(3)] == [503, 503, 200]
    assert [e.fault for e in proxy.exchanges] == ["Reply", "Reply", ""]


def test_cut_passes_so_many_bytes(proxy: FaultProxy) -> None:
    proxy.rule = lambda request: faults.Cut(250)
    client = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=10)
    client.request("GET", "/")
    got = bytearray()
    with pytest.raises((http.client.IncompleteRead, ConnectionError)) as caught:
        answer = client.getresponse()
        assert answer.headers["Content-Length"] == "1000"
        while piece := answer.read1(50):
            got += piece
        raise http.client.IncompleteRead(bytes(got), 1000 - len(got))
    client.close()
    assert BODY.startswith(bytes(got)) and len(got) <= 250, caught


def test_lose_reply_lets_the_server_do_its_work(proxy: FaultProxy, origin: _Origin) -> None:
    proxy.rule = lambda request: faults.LoseReply()
    with pytest.raises(requests.ConnectionError):
        call(proxy, "PUT", "/x", data=b"vote")
    assert origin.bodies == [b"vote"]
    assert (proxy.exchanges[0].status, proxy.exchanges[0].sent) == (201, 0)


def test_refuse_keeps_the_request_from_the_server(proxy: FaultProxy, origin: _Origin) -> None:
    proxy.rule = lambda request: faults.Refuse()
    with pytest.raises(requests.ConnectionError):
        call(proxy, "PUT", "/x", data=b"vote")
    assert origin.bodies == []


def test_wrong_length(proxy: FaultProxy) -> None:
    proxy.rule = lambda request: faults.WrongLength(5)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        call(proxy)
    proxy.rule = lambda request: faults.WrongLength(-5)
    assert call(proxy).content == BODY[:-5]


def test_slow_body_arrives_whole(proxy: FaultProxy) -> None:
    proxy.rule = lambda request: faults.Slow(piece=100, pause=0.001)
    assert call(proxy).content == BODY


def test_hang_ends_when_the_client_gives_up(proxy: FaultProxy) -> None:
    proxy.rule = lambda request: faults.Hang()
    with requests.Session() as session, pytest.raises(requests.ReadTimeout):
        session.get(proxy.url, timeout=0.2)


def test_closing_ends_what_hangs(origin: _Origin) -> None:
    began = threading.Event()

    def rule(request: faults.Request) -> faults.Fault:
        began.set()
        return faults.Hang()

    with FaultProxy(origin.url, rule) as proxy:
        caught: list[BaseException] = []

        def ask() -> None:
            try:
                call(proxy)
            except requests.ConnectionError as error:
                caught.append(error)

        client = threading.Thread(target=ask)
        client.start()
        assert began.wait(10)
    client.join(10)
    assert caught and not client.is_alive()


def test_html_with_200_and_redirects(proxy: FaultProxy) -> None:
    proxy.rule = lambda request: faults.html_page("Sign in")
    assert b"Sign in" in call(proxy).content
    proxy.rule = faults.redirect_loop
    assert call(proxy).headers["Location"] == "/a?b=c"
    with pytest.raises(requests.TooManyRedirects):
        call(proxy, allow_redirects=True)
    proxy.rule = lambda request: faults.redirect("http://portal.invalid/", 307)
    assert call(proxy).status_code == 307


def test_gzip_bomb_is_small_on_the_line(proxy: FaultProxy) -> None:
    proxy.rule = lambda request: faults.gzip_bomb(8)
    with requests.Session() as session, session.get(proxy.url, stream=True, timeout=10) as answer:
        packed = answer.raw.read(decode_content=False)
    assert len(packed) < 20_000
    assert len(gzip.decompress(packed)) == 8 << 20


def test_change_edits_the_servers_answer(proxy: FaultProxy) -> None:
    def without_etag(answer: Answer) -> Answer:
        kept = tuple((n, v) for n, v in answer.headers if n != "ETag")
        return Answer(answer.status, kept, answer.body[:10])

    proxy.rule = lambda request: faults.Change(without_etag)
    answer = call(proxy)
    assert answer.content == BODY[:10] and "ETag" not in answer.headers
