"""What can go wrong on the line, as data that a rule hands to the fault proxy.

Never enters here: sockets (``fault_proxy`` carries these out).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """A request as the proxy saw it. ``number`` counts from 1; header names are lower case."""

    number: int
    method: str
    path: str  # with the query
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What the real server said. Header names keep their case; hop-by-hop headers are gone."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer in the server's place; the server never sees the request."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Stream:
    """Answer in the server's place with a body made on the way (gzip bombs); closes at its end."""

    status: int
    headers: Mapping[str, str]
    chunks: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Refuse:
    """Cut the connection before the server sees the request."""


@dataclass(frozen=True, slots=True)
class LoseReply:
    """The server does its work and answers; the client only sees the connection cut."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Pass the answer's head and the first ``after`` bytes of its body, then cut the connection."""

    after: int


@dataclass(frozen=True, slots=True)
class WrongLength:
    """Pass the whole body under a Content-Length that is ``by`` off (positive: the client waits for more)."""

    by: int


@dataclass(frozen=True, slots=True)
class Slow:
    """Pass the body in pieces of ``piece`` bytes with ``pause`` seconds before each."""

    piece: int = 1
    pause: float = 0.05


@dataclass(frozen=True, slots=True)
class Hang:
    """Never answer; the connection stays open until either side closes it."""


@dataclass(frozen=True, slots=True)
class Change:
    """Pass what ``how`` makes of the server's answer (headers dropped, a body truncated, another ETag)."""

    how: Callable[[Answer], Answer]


Fault = Reply | Stream | Refuse | LoseReply | Cut | WrongLength | Slow | Hang | Change
Rule = Callable[[Request], Fault | None]

_PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>"


def status(code: int, *, retry_after: str | int | None = None, html: bool = True) -> Reply:
    """Return an error answer; HTML as servers send it, or an empty body."""
    headers = {"Content-Type": "text/html; charset=utf-8"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if code == 401:
        headers["WWW-Authenticate"] = 'Basic realm="intranet"'
    text = b"Error %d" % code
    return Reply(code, headers, _PAGE % (text, text) if html else b"")


def html_page(title: str = "Welcome to the Wi-Fi") -> Reply:
    """Return HTML with 200 where data was expected: a captive portal or a maintenance page."""
    text = title.encode()
    return Reply(200, {"Content-Type": "text/html; charset=utf-8"}, _PAGE % (text, text))


def redirect(to: str, code: int = 302) -> Reply:
    """Return a redirect; to the request's own path it is a loop, to another host it leaves the server."""
    return Reply(code, {"Location": to, "Content-Type": "text/html"}, b"")


def redirect_loop(request: Request) -> Reply:
    """Return a redirect back to the request itself."""
    return redirect(request.path)


def gzip_bomb(megabytes: int = 1024, *, media_type: str = "application/xml") -> Stream:
    """Return an answer of some ``megabytes`` / 1000 on the line that unpacks to ``megabytes`` of zeros."""

    def chunks() -> Iterator[bytes]:
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        block = bytes(1 << 20)
        for _ in range(megabytes):
            if piece := packer.compress(block):
                yield piece
        yield packer.flush()

    return Stream(200, {"Content-Type": media_type, "Content-Encoding": "gzip"}, chunks)


def on(method: str, path: str, fault: Fault, *, times: int | None = None) -> Rule:
    """Return a rule: this fault for requests of ``method`` ("*": any) whose path holds ``path``.

    ``times``: only for the first so many of them.
    """
    seen = 0

    def rule(request: Request) -> Fault | None:
        nonlocal seen
        if method not in ("*", request.method) or path not in request.path:
            return None
        seen += 1
        return fault if times is None or seen <= times else None

    return rule
