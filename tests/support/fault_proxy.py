"""A proxy between client and server that goes wrong on request, and writes down what passed.

Two ways in: as a reverse proxy (the client talks to ``proxy.url``) or as the client's HTTP proxy (the client
keeps the server's own addresses, so links in answers stay right). Plain HTTP/1.1 on loopback, one thread a
connection. Never enters here: rules of a single test (they are functions that a test hands over).
"""

from __future__ import annotations

import http.client
import socket
import struct
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tests.support import faults
from tests.support.faults import Answer, Fault, Request, Rule

_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "proxy-authorization"}
    | {"te", "trailer", "transfer-encoding", "upgrade"}
)
_MOST = 256 << 20  # bytes of a request or an answer held in memory


@dataclass(slots=True)
class Exchange:
    """One request and what became of it. ``status`` is the server's, 0 when it was not asked.

    ``sent``: bytes of body that went to the client; ``fault``: the fault's name, "" for none. Written down
    before the client can see the answer, so a test that has its answer finds the exchange complete.
    """

    request: Request
    fault: str
    status: int = 0
    sent: int = 0


class FaultProxy:
    """The proxy. ``rule`` may be replaced at any time; ``exchanges`` lists what passed, oldest first."""

    def __init__(self, upstream: str = "", rule: Rule | None = None) -> None:
        """Start on a free port. ``upstream``: ``http://host:port`` for requests that name no host."""
        self.rule = rule
        self.upstream = upstream.rstrip("/")
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._exchanges: list[Exchange] = []
        self._number = 0
        self._connections: set[socket.socket] = set()
        self._server = _Server(("127.0.0.1", 0), _Connection)
        self._server.proxy = self
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="fault-proxy"
        )
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop, cutting connections that are still open. Safe to repeat."""
        if self.closing.is_set():
            return
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        with self._lock:
            open_now = list(self._connections)
        for connection in open_now:
            _cut(connection)
        self._server.server_close()  # joins the connections' threads

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Return what passed so far, in the order in which requests arrived."""
        with self._lock:
            return tuple(replace(exchange) for exchange in self._exchanges)

    def requests(self, method: str = "*", path: str = "") -> list[Request]:
        """Return the requests seen of a method ("*": any) whose path holds ``path``."""
        return [
            e.request for e in self.exchanges if method in ("*", e.request.method) and path in e.request.path
        ]

    def forget(self) -> None:
        """Empty the list of exchanges (before the part of a test that counts them)."""
        with self._lock:
            self._exchanges.clear()

    def number(self) -> int:
        """Return the next request's number."""
        with self._lock:
            self._number += 1
            return self._number

    def note(self, exchange: Exchange) -> None:
        """Write an exchange down."""
        with self._lock:
            self._exchanges.append(exchange)

    def track(self, connection: socket.socket, *, is_open: bool) -> None:
        """Remember a client's connection so that ``close`` can cut it."""
        with self._lock:
            (self._connections.add if is_open else self._connections.discard)(connection)


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close() waits for them, so that none is left behind
    request_queue_size = 128
    proxy: FaultProxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet about connections that a client or a fault cut; anything else is a bug of ours."""
        import sys

        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError | ValueError):
            super().handle_error(request, client_address)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # without it and a write buffer each reply costs 40 ms
    wbufsize = 64 * 1024
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.proxy.track(self.connection, is_open=True)

    def finish(self) -> None:
        self.server.proxy.track(self.connection, is_open=False)
        try:
            super().finish()
        except (ConnectionError, ValueError):  # cut on purpose: nothing left to flush to
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: ``exchanges`` is the record."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):  # every method: PROPFIND, REPORT, PUT, ...
            return self._exchange
        raise AttributeError(name)

    def _exchange(self) -> None:
        proxy = self.server.proxy
        target = urlsplit(self.path)
        host = f"{target.scheme}://{target.netloc}" if target.netloc else proxy.upstream
        path = (target.path or "/") + (f"?{target.query}" if target.query else "")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(proxy.number(), self.command, path, headers, self._body(headers))
        rule = proxy.rule
        fault = rule(request) if rule else None
        self._now = Exchange(request, type(fault).__name__ if fault else "")
        proxy.note(self._now)
        if fault is None or isinstance(
            fault, faults.LoseReply | faults.Cut | faults.WrongLength | faults.Slow | faults.Change
        ):
            answer = self._forward(host, request)
            self._now.status = answer.status
            self._pass(answer, fault)
        else:
            self._invent(fault)

    def _body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            parts: list[bytes] = []
            while size := int(self.rfile.readline(100).split(b";")[0], 16):
                if size + sum(map(len, parts)) > _MOST:
                    raise ValueError("request body too large for a test")
                parts.append(self.rfile.read(size))
                self.rfile.readline(4)
            self.rfile.readline(4)
            return b"".join(parts)
        length = int(headers.get("content-length") or 0)
        if length > _MOST:
            raise ValueError("request body too large for a test")
        return self.rfile.read(length) if length else b""

    def _forward(self, host: str, request: Request) -> Answer:
        where = urlsplit(host)
        if where.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError(f"tests talk to this machine only, not to {host!r}")
        upstream = http.client.HTTPConnection(where.hostname, where.port or 80, timeout=60)
        try:
            upstream.putrequest(request.method, request.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in _HOP_BY_HOP and name.lower() not in ("content-length", "host"):
                    upstream.putheader(name, value)
            upstream.putheader("Host", where.netloc)
            if request.body or request.method in ("PUT", "POST", "PATCH"):
                upstream.putheader("Content-Length", str(len(request.body)))
            upstream.endheaders(request.body or None)
            reply = upstream.getresponse()
            body = reply.read(_MOST)
            kept = tuple((n, v) for n, v in reply.getheaders() if n.lower() not in _HOP_BY_HOP)
            return Answer(reply.status, kept, body)
        finally:
            upstream.close()

    def _pass(self, answer: Answer, fault: Fault | None) -> None:
        """Send the server's answer as the fault has it."""
        match fault:
            case faults.LoseReply():
                self._hang_up()
            case faults.Change(how):
                answer = how(answer)
                self._send(answer.status, answer.headers, answer.body)
            case faults.Cut(after):
                self._send(answer.status, answer.headers, answer.body[:after], length=len(answer.body))
                self._hang_up()
            case faults.WrongLength(by):
                self.close_connection = True
                length = max(0, len(answer.body) + by)
                self._send(answer.status, answer.headers, answer.body, length=length)
            case faults.Slow(piece, pause):
                self._head(answer.status, answer.headers, len(answer.body))
                self.wfile.flush()
                for start in range(0, len(answer.body), piece):
                    if self.server.proxy.closing.wait(pause):
                        self._hang_up()
                        return
                    self._write(answer.body[start : start + piece])
            case _:
                self._send(answer.status, answer.headers, answer.body)

    def _invent(self, fault: Fault) -> None:
        """Answer in the server's place."""
        match fault:
            case faults.Reply(status, headers, body):
                self._send(status, headers.items(), body)
            case faults.Stream(status, headers, chunks):
                self.close_connection = True
                self._head(status, headers.items(), None)
                for chunk in chunks():
                    self._write(chunk)
            case faults.Hang():
                self.connection.settimeout(0.1)
                while not self.server.proxy.closing.is_set():
                    try:
                        if not self.connection.recv(1):
                            break
                    except TimeoutError:
                        continue
                self._hang_up()
            case _:  # Refuse
                self._hang_up()

    def _send(
        self, status: int, headers: Iterable[tuple[str, str]], body: bytes, *, length: int | None = None
    ) -> None:
        bodiless = self.command == "HEAD" or status in (204, 304)
        self._head(status, headers, None if bodiless else len(body) if length is None else length)
        self._write(b"" if bodiless else body)

    def _write(self, body: bytes) -> None:
        self._now.sent += len(body)
        self.wfile.write(body)
        self.wfile.flush()

    def _head(self, status: int, headers: Iterable[tuple[str, str]], length: int | None) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if length is None or name.lower() != "content-length":
                self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def _hang_up(self) -> None:
        self.close_connection = True
        _cut(self.connection)


def _cut(connection: socket.socket) -> None:
    """Close with a reset, as a pulled cable or a dying server looks to the other side."""
    try:
        # l_onoff=1, l_linger=0: close() sends RST at once
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # already closed by the other side
