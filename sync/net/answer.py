"""What an answer's head means: which error a status is, where a redirect leads, and whose page this is.

Never enters here: sending, reading a body.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

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
from sync.net.addresses import host_of, redact, request_url, scheme_of
from sync.net.throttle import retry_after

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 5
# Asking twice changes nothing on a server (RFC 9110 section 9.2.2; RFC 4918, RFC 3253 for DAV's).
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT", "SEARCH"})

_BY_STATUS: dict[int, type[SyncError]] = {
    401: LoginNeeded, 403: Forbidden, 404: Gone, 410: Gone, 408: Offline, 409: Conflict, 412: Conflict,
    413: Quota, 423: Conflict, 429: Throttled, 500: Maintenance, 502: Maintenance, 503: Maintenance,
    504: Maintenance, 507: Quota, 511: CaptivePortal,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer. ``url``: where it came from after redirects. ``headers`` are case-insensitive."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes


def content_length(headers: Mapping[str, str]) -> int | None:
    """Return how many bytes the body is said to have, None when that is not said in plain digits."""
    text = headers.get("Content-Length", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def error_for(status: int, method: str, url: str, headers: Mapping[str, str], now: dt.datetime) -> SyncError:
    """Return the error that a status is, for one that the caller did not expect."""
    shown = redact(url)
    message = f"{method} {shown}: {status}"
    if status == 407:
        return Offline(f"{message}: the proxy wants a login", href=shown)
    kind = _BY_STATUS.get(status)
    if kind is None:
        return BadData(message, href=shown)
    wait = retry_after(headers.get("Retry-After", ""), now) if kind in (Maintenance, Throttled) else None
    return kind(message, href=shown, retry_after=wait)


def redirect_target(status: int, method: str, url: str, location: str) -> str:
    """Return where a redirect leads.

    Raises BadData for one that must not be followed: without a target, to something that is not http(s),
    from https to http (RFC 9110 section 15.4 leaves that to the client), or of a write, where only 307
    and 308 keep the method and only the same host is meant.
    """
    shown = redact(url)
    if not location.strip():
        raise BadData(f"{method} {shown}: {status} without a target", href=shown)
    try:
        target = request_url(urljoin(url, location.strip()))
    except ValueError as error:
        raise BadData(f"{method} {shown}: {status} to what is no address", href=shown) from error
    if scheme_of(url) == "https" and scheme_of(target) != "https":
        raise BadData(f"{method} {shown} leads from https to http: {redact(target)}", href=shown)
    if method not in IDEMPOTENT and (status not in (307, 308) or host_of(target) != host_of(url)):
        raise BadData(f"{method} {shown}: {status} to {redact(target)} is not followed", href=shown)
    if status == 303 and method not in ("GET", "HEAD"):
        raise BadData(f"{method} {shown}: 303 to {redact(target)} is not followed", href=shown)
    return target


def page_instead(asked: str, answered: str) -> SyncError:
    """Return the error that a web page in place of data is: somebody else's answer, or the server's own."""
    if host_of(asked) != host_of(answered):
        return CaptivePortal(
            f"{redact(asked)} was answered by a page of {host_of(answered)}", href=redact(asked)
        )
    return BadData(f"{redact(asked)} gave a web page where data was expected", href=redact(asked))
