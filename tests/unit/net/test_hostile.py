"""Servers that mean no good: drips, endless heads, lengths that are none, pictures from elsewhere."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from sync.connectors.base import conditional_get
from sync.model.errors import BadData, Forbidden, LoginNeeded, Offline, SyncError
from sync.model.items import Cursor
from sync.net import sockets
from sync.net.session import Session
from tests.support import faults
from tests.support.faults import Reply
from tests.unit.net.conftest import Server, ok

Serve = Callable[..., Server]
Make = Callable[..., Session]
Talk = Callable[[socket.socket, threading.Event], None]


@pytest.fixture
def raw_server() -> Iterator[Callable[[Talk], str]]:
    """Return ``serve(talk)``: a server whose every connection is ``talk`` after the request's head."""
    done = threading.Event()
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def serve(talk: Talk) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def accept() -> None:
            while not done.is_set():
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    try:
                        connection.recv(65536)
                        talk(connection, done)
                    except OSError:
                        continue  # the client has had enough

        threads.append(threading.Thread(target=accept))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield serve
    done.set()
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join(5)


def _drip(head: bytes) -> Talk:
    def talk(connection: socket.socket, done: threading.Event) -> None:
        connection.sendall(head)
        while not done.wait(0.02):
            connection.sendall(b"a")

    return talk


def _repeat(start: bytes, again: bytes) -> Talk:
    def talk(connection: socket.socket, done: threading.Event) -> None:
        connection.sendall(start)
        while not done.is_set():
            connection.sendall(again * 100)

    return talk


_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "talk",
    [
        _drip(b"HTTP/1.1 200 OK\r\nX-Long: "),
        _drip(_CHUNKED + b"5;extension="),
        _drip(_CHUNKED + b"1\r\nx\r\n0\r\nTrailer: "),
        _repeat(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        _repeat(_CHUNKED + b"1\r\nx\r\n0\r\n", b"Trailer: again\r\n"),
    ],
    ids=["head", "chunk size", "trailer", "100 without end", "trailers without end"],
)
def test_an_answer_in_drips_is_given_up(
    raw_server: Callable[[Talk], str], session: Make, monkeypatch: pytest.MonkeyPatch, talk: Talk
) -> None:
    monkeypatch.setattr(sockets, "STEP_SECONDS", 0.3)
    url = raw_server(talk)
    started = time.monotonic()
    with pytest.raises(Offline):
        session(url).request("GET", url)
    assert time.monotonic() - started < 5


@pytest.mark.allow_logs(r"both Content-Length and Transfer-Encoding")
def test_an_answer_without_interest_is_not_read_for_ever(
    raw_server: Callable[[Talk], str], session: Make
) -> None:
    """Content-Length 0 beside chunks without end: the chunks are what http.client believes."""
    head = b"HTTP/1.1 404 Gone\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n"
    url = raw_server(_repeat(head, b"400\r\n" + b"x" * 1024 + b"\r\n"))
    line = session(url)
    with pytest.raises(SyncError):
        line.request("GET", url)
    assert line.stats.bytes_received < 1_000_000


@pytest.mark.parametrize("length", ["\u00b2", "9" * 5000, "-5", "+5", "5, 6", "0x10"])
def test_a_length_that_is_none_is_no_bug(
    raw_server: Callable[[Talk], str], session: Make, length: str
) -> None:
    def talk(connection: socket.socket, done: threading.Event) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\nhallo"
        connection.sendall(head.encode("latin-1"))

    url = raw_server(talk)
    try:
        content = session(url).open(url)
        assert content.size is None
        assert b"".join(content.chunks) == b"hallo"
    except SyncError:
        pass  # refused is right as well
    url = raw_server(
        lambda c, _d: c.sendall(f"HTTP/1.1 404 No\r\nContent-Length: {length}\r\n\r\n".encode("latin-1"))
    )
    with pytest.raises(SyncError):
        session(url).request("GET", url)


def test_not_modified_is_no_answer_to_a_plain_question(serve: Serve, session: Make) -> None:
    server = serve(Reply(304))
    line = session(server.url)
    with pytest.raises(BadData):
        line.open(server.url)
    with pytest.raises(BadData):
        conditional_get(line, server.url, Cursor(), content="feed", accept="*/*")
    assert line.open(server.url, etag='"a"').not_modified


def test_without_a_login_only_our_own_server_can_ask_for_one(serve: Serve, session: Make) -> None:
    """A picture of a press agency that wants a login must not stop an open intranet."""
    ours, theirs = serve(faults.status(401)), serve(faults.status(401))
    line = session(ours.url, login=False)
    with pytest.raises(Forbidden):
        line.open(theirs.url.replace("127.0.0.1", "localhost"))
    with pytest.raises(LoginNeeded):
        line.open(ours.url)


def test_a_download_of_another_host_is_asked_for_without_the_login(serve: Serve, session: Make) -> None:
    theirs = serve(ok(b"jpg"))
    elsewhere = theirs.url.replace("127.0.0.1", "localhost")
    ours = serve(faults.redirect(f"{elsewhere}/there.jpg"))
    line = session(ours.url)
    for address in (f"{elsewhere}/foto.jpg", f"{ours.url}/foto.jpg"):
        assert b"".join(line.open(address).chunks) == b"jpg"
    assert [request.path for request in theirs.seen] == ["/foto.jpg", "/there.jpg"]
    assert not any("authorization" in request.headers for request in theirs.seen)
    assert "authorization" in ours.seen[0].headers
