"""One account's line to its servers: requests in, whole answers or a ``SyncError`` out.

Never enters here: what an answer means, retries that wait (the scheduler's), any secret in a message.
"""

from __future__ import annotations

import datetime as dt
import logging
import ssl
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NoReturn

import urllib3
from urllib3.exceptions import (
    HTTPError,
    LocationValueError,
    MaxRetryError,
    ProtocolError,
    ProxyError,
    SSLError,
)

from sync.model.errors import BadData, Forbidden, LoginNeeded, Offline, SyncError, Throttled, TlsRefused
from sync.model.ports import Clock, Content, Login, Proxies
from sync.net.addresses import host_of, is_near, origin_of, redact, request_url
from sync.net.answer import (
    IDEMPOTENT,
    MAX_REDIRECTS,
    REDIRECTS,
    Response,
    content_length,
    error_for,
    page_instead,
    redirect_target,
)
from sync.net.auth import Authorization, Trusted
from sync.net.body import PIECE, Chunks, decoded, looks_like_html, whole, wire_pieces
from sync.net.throttle import QuietHosts
from sync.net.trust import TIMEOUT, Pools
from sync.net.validators import conditional, plain_etag

log = logging.getLogger(__name__)

DEFAULT_LIMIT = 32 * 1024 * 1024  # bytes of a decoded answer, unless the caller knows better
TOTAL_SECONDS = 120.0  # for a whole answer; downloads have only the slowest speed
USER_AGENT = "Prikbord/0.1.0"
_THROTTLE_SECONDS = 60.0  # for a 429 that says nothing


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        return time.monotonic()


AT_ONCE = 4  # requests of one session under way at a time


@dataclass(slots=True)
class NetStats:
    """What went over the line: requests, and bytes of heads and bodies as sent (TLS not counted)."""

    requests: int = 0
    bytes_received: int = 0
    bytes_sent: int = 0


class Session:
    """Thread-safe; at most four requests are under way at once, whoever asks (downloads have lanes).

    ``origins``: where the login may be sent (see ``auth.Trusted``). After the first 401 to the login the
    session is locked: everything that would carry the login raises LoginNeeded without being sent, and
    until a login was accepted only one request carries it at a time, so a wrong password is tried once.
    """

    def __init__(
        self,
        login: Login | None,
        origins: Collection[str],
        *,
        proxies: Proxies | None = None,
        clock: Clock | None = None,
        user_agent: str = USER_AGENT,
    ) -> None:
        self.stats = NetStats()
        self._clock: Clock = clock if clock is not None else SystemClock()
        self._user_agent = user_agent
        self._authorization = Authorization(login) if login is not None else None
        self._trusted = Trusted(origins)
        self._pools = Pools(proxies)
        self._quiet = QuietHosts(self._clock)
        self._counting = threading.Lock()
        self._first = threading.Lock()
        # A tree that is walked with threads of its own shares these four with the engine's lanes.
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._accepted: set[str] = set()  # origins where the login was not refused
        self._locked = False
        self._aborted = False

    @property
    def username(self) -> str:
        """The user name of the login, "" without one."""
        return self._authorization.username if self._authorization is not None else ""

    def now(self) -> dt.datetime:
        """Return the time by the clock that this session goes by, aware, UTC."""
        return self._clock.now()

    def trust(self, url: str) -> None:
        """Send the login to this address's host as well from now on."""
        self._trusted.add(url)

    def close(self) -> None:
        """Close idle connections. The session can still be used."""
        self._pools.close()

    def abort(self) -> None:
        """Cut everything under way and send nothing more: whoever waits here gets Offline now."""
        self._aborted = True
        self._pools.cut()

    # -- asking -------------------------------------------------------------------------------------

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        expect: Collection[int] = (200,),
        max_bytes: int = DEFAULT_LIMIT,
        content: str = "any",
    ) -> Response:
        """Send one request and read the whole answer.

        ``expect``: the statuses handed back; any other raises its error. ``content``: "any", or what a
        2xx must hold ("xml", "json", "feed", "calendar"): a web page instead raises CaptivePortal when
        another host sent it, BadData otherwise. Raises Offline also for a body that is cut or too slow.
        """
        sent = {"Accept-Encoding": "gzip", **(headers or {})}
        with self._turns:
            raw, answered = self._head(method, url, sent, body, expect)
            try:
                data = self._read(raw, method, max_bytes)
            except SyncError as error:
                raw.close()
                error.href = error.href or redact(answered)
                raise
        wants_data = content != "any" and 200 <= raw.status < 300 and bool(data)
        if wants_data and looks_like_html(raw.headers.get("Content-Type", ""), data[:256]):
            raise page_instead(url, answered)
        return Response(raw.status, answered, raw.headers, data)

    def open(self, url: str, *, etag: str = "", last_modified: str = "") -> Content:
        """Open a download; conditional when validators are given. The chunks are 64 kB or less.

        The chunks must be used up or their iterator closed. They raise Offline when the body ends
        before its Content-Length: what was received until then is no whole file.
        """
        # Compressed on the fly an ETag and a length are another version's; documents are compressed anyway.
        asked = conditional(etag, last_modified)
        # "Not modified" since what? Said to a plain question it is no answer.
        expect = (200, 304) if asked else (200,)
        raw, answered = self._head("GET", url, {"Accept-Encoding": "identity", **asked}, b"", expect)
        tag = plain_etag(raw.headers.get("ETag", ""))
        modified = raw.headers.get("Last-Modified", "")
        if raw.status == 304:
            self._discard(raw)
            return Content(iter(()), tag or etag, modified or last_modified, not_modified=True)
        kind = raw.headers.get("Content-Type", "")
        if origin_of(answered) != origin_of(url) and looks_like_html(kind, b""):
            raw.close()
            raise page_instead(url, answered)
        encoding = raw.headers.get("Content-Encoding", "")
        size = content_length(raw.headers) if encoding in ("", "identity") else None
        return Content(self._chunks(raw), tag, modified, kind.partition(";")[0].strip().lower(), size)

    def _chunks(self, raw: urllib3.BaseHTTPResponse) -> Chunks:
        pieces = wire_pieces(raw, self._clock, self._count_received, total=None)
        return Chunks(raw, decoded(pieces, raw.headers.get("Content-Encoding", "")))

    # -- one exchange -------------------------------------------------------------------------------

    def _head(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, expect: Collection[int]
    ) -> tuple[urllib3.BaseHTTPResponse, str]:
        """Send, follow redirects, and return an answer with an expected status, its body unread."""
        address = request_url(url)
        seen = {address}
        for _hop in range(MAX_REDIRECTS + 1):
            raw = self._guarded(method, address, headers, body)
            if raw.status in expect:
                return raw, address
            if raw.status not in REDIRECTS:
                self._refuse(raw, method, address)
            self._discard(raw)
            address = redirect_target(raw.status, method, address, raw.headers.get("Location", ""))
            if address in seen:
                raise BadData(f"{method} {redact(url)}: redirects run in a circle", href=redact(url))
            if is_near(host_of(address)) and not is_near(host_of(url)) and address not in self._trusted:
                # A server on the internet must not make this computer knock on doors inside.
                raise Forbidden(f"{redact(url)} leads into the local network", href=redact(url))
            seen.add(address)
        raise BadData(f"{method} {redact(url)}: more than {MAX_REDIRECTS} redirects", href=redact(url))

    def _refuse(self, raw: urllib3.BaseHTTPResponse, method: str, address: str) -> NoReturn:
        error = error_for(raw.status, method, address, raw.headers, self._clock.now())
        if isinstance(error, LoginNeeded) and address not in self._trusted:
            # Not our servers' login: to pause the whole account for it would be wrong.
            error = Forbidden(f"{error.message}, and the login is not meant for it", href=error.href)
        if isinstance(error, Throttled):
            self._quiet.hush(origin_of(address), error.retry_after or _THROTTLE_SECONDS)
        self._discard(raw)
        raise error

    def _guarded(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes
    ) -> urllib3.BaseHTTPResponse:
        """Send one request, with the login where it belongs, and stop at the first 401."""
        left = self._quiet.remaining(origin_of(address))
        if left > 0:
            raise Throttled(
                f"{redact(address)} asked to wait {left:.0f} s", href=redact(address), retry_after=left
            )
        if self._authorization is None or address not in self._trusted:
            return self._transmit(method, address, dict(headers), body)
        if origin_of(address) in self._accepted:
            return self._with_login(self._authorization, method, address, headers, body)
        with self._first:
            return self._with_login(self._authorization, method, address, headers, body)

    def _with_login(
        self,
        authorization: Authorization,
        method: str,
        address: str,
        headers: Mapping[str, str],
        body: bytes,
    ) -> urllib3.BaseHTTPResponse:
        for _try in range(2):
            if self._locked:
                raise LoginNeeded(f"{redact(address)}: the login was refused before", href=redact(address))
            sent = {**headers, "Authorization": authorization.header(method, address)}
            raw = self._transmit(method, address, sent, body)
            if raw.status != 401:
                if raw.status < 400:
                    self._accepted.add(origin_of(address))
                return raw
            if _try or not authorization.take_challenge(", ".join(raw.headers.getlist("WWW-Authenticate"))):
                break
            self._discard(raw)
        self._locked = True
        self._discard(raw)
        raise LoginNeeded(f"{method} {redact(address)}: 401, the login was refused", href=redact(address))

    def _transmit(
        self, method: str, address: str, headers: dict[str, str], body: bytes
    ) -> urllib3.BaseHTTPResponse:
        headers.setdefault("User-Agent", self._user_agent)
        headers.setdefault("Accept", "*/*")
        tries = 2 if method in IDEMPOTENT else 1
        while True:
            if self._aborted:
                raise Offline(f"{method} {redact(address)}: the line was closed", href=redact(address))
            tries -= 1
            started = self._clock.monotonic()
            try:
                raw = self._pools.for_url(address).urlopen(
                    method, address, body=body or None, headers=headers, redirect=False, retries=False,
                    preload_content=False, decode_content=False, timeout=TIMEOUT,
                )  # fmt: skip
            except ProtocolError as error:
                # A kept-alive connection that the server just closed: one fresh try, where harmless.
                if tries and _was_closed(error):
                    continue
                raise _trouble(error, method, address) from error
            except (HTTPError, OSError, ValueError) as error:
                raise _trouble(error, method, address) from error
            self._count(headers, body, raw)
            spent = self._clock.monotonic() - started
            log.debug("%s %s: %d in %.3f s", method, redact(address), raw.status, spent)
            return raw

    # -- bodies and counting ------------------------------------------------------------------------

    def _read(self, raw: urllib3.BaseHTTPResponse, method: str, limit: int) -> bytes:
        if method == "HEAD" or raw.status in (204, 304):
            self._discard(raw)
            return b""
        pieces = wire_pieces(raw, self._clock, self._count_received, total=TOTAL_SECONDS)
        data = whole(decoded(pieces, raw.headers.get("Content-Encoding", "")), limit)
        raw.release_conn()
        return data

    def _discard(self, raw: urllib3.BaseHTTPResponse) -> None:
        """Finish with an answer whose body is of no interest: read a short one, drop a long one."""
        length = content_length(raw.headers)
        if raw.status in (204, 304) or (length is not None and length <= PIECE):
            left = PIECE  # what came is counted, too: a length beside chunks is not kept to
            try:
                for piece in wire_pieces(raw, self._clock, self._count_received, total=5.0):
                    left -= len(piece)
                    if left < 0:
                        break
                else:
                    raw.release_conn()
                    return
            except Offline:
                log.debug("the body of an answer without interest was cut")
        raw.close()

    def _count(self, sent: Mapping[str, str], body: bytes, raw: urllib3.BaseHTTPResponse) -> None:
        with self._counting:
            self.stats.requests += 1
            self.stats.bytes_sent += len(body) + _head_size(sent.items())
            self.stats.bytes_received += _head_size(raw.headers.items())

    def _count_received(self, size: int) -> None:
        with self._counting:
            self.stats.bytes_received += size


def _head_size(headers: Collection[tuple[str, str]]) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers) + 32


def _was_closed(error: ProtocolError) -> bool:
    return any(isinstance(cause, ConnectionError) for cause in _causes(error))


def _causes(error: BaseException) -> list[BaseException | None]:
    return [error.__cause__, *(arg for arg in error.args if isinstance(arg, BaseException))]


def _trouble(error: Exception, method: str, address: str) -> SyncError:
    """Return the SyncError that a transport's exception is. Only its type and reason go into the message."""
    shown = f"{method} {redact(address)}"
    if isinstance(error, MaxRetryError) and error.reason is not None:
        error = error.reason
    if isinstance(error, ProxyError):
        return Offline(f"{shown}: the proxy cannot be reached", href=redact(address))
    if isinstance(error, SSLError):
        reason = str(error)
        if "EOF" in reason or "timed out" in reason:
            return Offline(f"{shown}: the TLS handshake was cut", href=redact(address))
        untrusted = any(isinstance(one, ssl.SSLCertVerificationError) for one in _causes(error))
        return TlsRefused(f"{shown}: {reason}", href=redact(address), untrusted=untrusted)
    if isinstance(error, LocationValueError | UnicodeError):
        return BadData(f"{shown}: an address that cannot be used", href=redact(address))
    if isinstance(error, ValueError):
        return BadData(f"{shown}: {type(error).__name__}", href=redact(address))
    return Offline(f"{shown}: {type(error).__name__}", href=redact(address))


__all__ = ["NetStats", "Response", "Session", "SystemClock"]
