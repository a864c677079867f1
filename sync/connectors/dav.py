"""Questions that all DAV connectors ask: PROPFIND, and sync-collection with its ways to fail.

Never enters here: what the answers mean for documents or calendars.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sync.formats import dav_requests
from sync.formats.multistatus import ANSWER_LIMIT, DavEntry, Multistatus, parse_multistatus
from sync.net.session import Response, Session

_XML = {"Content-Type": dav_requests.XML_CONTENT_TYPE}

# RFC 6578 section 3.2 and what servers make of it: a token they do not know, or no longer.
TOKEN_TROUBLE = frozenset({400, 403, 404, 405, 409, 410, 412, 415, 501, 507})


def propfind(
    session: Session, href: str, props: Iterable[str], depth: str, *, also: Iterable[int] = ()
) -> tuple[Response, Multistatus | None]:
    """Ask a PROPFIND; (answer, None) for a status in ``also``. Raises SyncError.

    ``depth``: "0", "1" or "infinity".
    """
    answer = session.request(
        "PROPFIND",
        href,
        headers={**_XML, "Depth": depth},
        body=dav_requests.propfind(props),
        expect=(207, *also),
        max_bytes=ANSWER_LIMIT,
        content="any",
    )
    if answer.status != 207:
        return answer, None
    return answer, parse_multistatus(answer.body, base=answer.url)


def report(session: Session, href: str, body: bytes, *, depth: str, also: Iterable[int] = ()) -> Response:
    """Send a REPORT. Raises SyncError for any status but 207 and those in ``also``."""
    return session.request(
        "REPORT",
        href,
        headers={**_XML, "Depth": depth},
        body=body,
        expect=(207, *also),
        max_bytes=ANSWER_LIMIT,
    )


@dataclass(frozen=True, slots=True)
class Delta:
    """What changed since a token. ``removed`` are hrefs."""

    token: str
    changed: tuple[DavEntry, ...]
    removed: tuple[str, ...]


def changes_since(
    session: Session, href: str, token: str, props: Iterable[str], *, level: str = "1"
) -> Delta | None:
    """Ask what changed since a token; None for any trouble with it: then only a full listing is true.

    Trouble is a refusal (403 and 412 valid-sync-token, 410, 507, ...), an answer that is no whole
    listing, one without a token, and a token that goes backwards: a server restored from a backup has
    forgotten changes that we hold and would never tell (RFC 6578 section 3.2).
    """
    body = dav_requests.sync_collection(token, props, level=level)
    answer = report(session, href, body, depth="0", also=TOKEN_TROUBLE)
    if answer.status != 207:
        return None
    listing = parse_multistatus(answer.body, base=answer.url)
    if listing.truncated or listing.failures or not listing.sync_token:
        return None
    if went_back(token, listing.sync_token):
        return None
    changed: list[DavEntry] = []
    removed: list[str] = []
    for entry in listing.responses:
        if entry.status in (404, 410):
            removed.append(entry.href)
        elif entry.ok:
            if entry.href.rstrip("/") != href.rstrip("/"):
                changed.append(entry)
        else:
            return None
    return Delta(listing.sync_token, tuple(changed), tuple(removed))


_NUMBER = re.compile(r"(\d+)(?:/)?$")


def went_back(old: str, new: str) -> bool:
    """Say whether a token is older than the one we hold, where tokens end in a number that grows."""
    was, now = _NUMBER.search(old), _NUMBER.search(new)
    if was is None or now is None or old[: was.start()] != new[: now.start()]:
        return False
    return int(now.group(1)) < int(was.group(1))
