"""Reading an answer's body: decoded within limits, never short, never for ever.

Never enters here: status codes, redirects, what the bytes mean.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import urllib3
from urllib3.exceptions import HTTPError

from sync.model.errors import BadData, Offline, TooLarge
from sync.model.ports import Clock

PIECE = 64 * 1024
# The slowest line we wait for: a start of a minute, then 1 kB/s on average. Slower than that a thread
# (of four) is held by one answer, and a server that drips a byte a second holds it for ever.
PATIENCE_SECONDS = 60.0
SLOWEST = 1024.0


def wire_pieces(
    response: urllib3.BaseHTTPResponse, clock: Clock, count: Callable[[int], None], *, total: float | None
) -> Iterator[bytes]:
    """Yield the body as it comes from the wire, still encoded.

    ``total``: seconds for the whole body, None for only the slowest speed. A body shorter than its
    Content-Length, or a chunked one without its end, raises Offline: it is cut, not complete.
    """
    started = clock.monotonic()
    received = 0
    while True:
        try:
            piece = response.read1(PIECE, decode_content=False)
        except HTTPError as error:
            raise Offline(f"the answer was cut after {received} bytes: {type(error).__name__}") from error
        if not piece:
            return
        received += len(piece)
        count(len(piece))
        yield piece
        spent = clock.monotonic() - started
        if spent > PATIENCE_SECONDS + received / SLOWEST or (total is not None and spent > total):
            raise Offline(f"the answer is too slow: {received} bytes in {spent:.0f} s")


def decoded(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Undo Content-Encoding in pieces of at most 64 kB, so that a bomb is met by whoever counts them.

    Raises BadData for an unknown or broken encoding, Offline when the stream ends before its end mark
    (a cut that a connection without Content-Length does not show).
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        yield from pieces
        return
    if name not in ("gzip", "x-gzip", "deflate"):
        raise BadData(f"an answer in an encoding that was not asked for: {name[:40]!r}")
    # 47: gzip or zlib, told by the header.
    machine = zlib.decompressobj(47)
    seen = False
    for piece in pieces:
        seen = True
        data, more = piece, True
        while data or more:
            if machine.eof:
                if name == "deflate" or not data.strip(b"\0"):
                    break  # padding after the end
                machine = zlib.decompressobj(47)  # RFC 1952 section 2.2: members may follow each other
            try:
                out = machine.decompress(data, PIECE)
            except zlib.error as error:
                raise BadData(f"the answer's {name} encoding is broken") from error
            if out:
                yield out
            more = len(out) == PIECE  # output may wait inside although all input was taken
            data = machine.unused_data if machine.eof else machine.unconsumed_tail
    if seen and not machine.eof:
        raise Offline("the compressed answer ends in the middle")


def whole(pieces: Iterator[bytes], limit: int) -> bytes:
    """Join the pieces; TooLarge as soon as there are more than ``limit`` bytes."""
    parts: list[bytes] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise TooLarge(f"an answer of more than {limit} bytes")
        parts.append(piece)
    return b"".join(parts)


def looks_like_html(content_type: str, head: bytes) -> bool:
    """Say whether this is a page for people: by its type, or by its first bytes."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return True
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    return start.startswith((b"<!doctype html", b"<html"))


class Chunks:
    """An iterator over a download that gives its connection back: whole to the pool, cut to nobody.

    A plain generator would not: one that was never started runs no ``finally`` when it is closed.
    """

    def __init__(self, raw: urllib3.BaseHTTPResponse, pieces: Iterator[bytes]) -> None:
        self._raw = raw
        self._pieces = pieces
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if not self._open:
            raise StopIteration
        try:
            return next(self._pieces)
        except StopIteration:
            self._open = False
            self._raw.release_conn()
            raise
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Stop here. What is still on the line must not be read as the next answer."""
        if self._open:
            self._open = False
            self._raw.close()

    def __del__(self) -> None:
        self.close()
