"""Multistatus answers of DAV servers (RFC 4918 section 13) as one entry a resource.

A truncated or damaged answer raises; it never looks like a shorter listing, because a shorter listing
removes things. Never enters here: deciding what a missing entry means, or asking the server.
"""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

import msgspec
from lxml import etree

from sync.formats.dav_hrefs import Base
from sync.formats.dav_names import DAV
from sync.formats.dav_props import read_prop
from sync.formats.turns import in_turn
from sync.model.changes import ItemFailure
from sync.model.errors import BadData, ErrorCode

ANSWER_LIMIT = 128 * 1024 * 1024  # bytes; a listing of 100,000 files is some 80 MB at most

_STATUS = re.compile(r"\b([1-5]\d\d)\b")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FIRST_ELEMENT = re.compile(rb"<[A-Za-z_]")
_RESPONSE, _TOKEN, _ROOT = DAV + "response", DAV + "sync-token", DAV + "multistatus"
_HREF, _PROPSTAT, _PROP, _STATUS_TAG = DAV + "href", DAV + "propstat", DAV + "prop", DAV + "status"


class DavEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What one response says of one resource; properties come only from propstats with a 2xx status.

    ``href``: absolute, normalised, under the base. ``status``: of the response, else 200 when any
    property came, else of its first propstat (404: gone, 403: not for us). ``etag``: as sent. ``size``:
    bytes, None when unknown. ``modified``: aware, UTC. ``can_write``: None when the server did not say.
    ``color``: "#rrggbb" or "". Hrefs among the properties are absolute, but may lead to another host.
    """

    href: str
    status: int = 200
    etag: str = ""
    size: int | None = None
    media_type: str = ""
    modified: dt.datetime | None = None
    is_collection: bool = False
    is_calendar: bool = False
    is_addressbook: bool = False
    is_principal: bool = False
    display_name: str = ""
    color: str = ""
    ctag: str = ""
    sync_token: str = ""
    fileid: str = ""
    permissions: str = ""  # owncloud's letters, e.g. "RGDNVW"
    checksum: str = ""  # owncloud's, e.g. "SHA1:... MD5:..."
    calendar_data: bytes = b""
    can_write: bool | None = None
    supported_reports: frozenset[str] = frozenset()  # local names, e.g. "sync-collection"
    supported_components: frozenset[str] = frozenset()  # e.g. "VEVENT"; empty: not said
    current_user_principal: str = ""
    calendar_home_set: tuple[str, ...] = ()
    calendar_user_addresses: tuple[str, ...] = ()  # mail addresses, lower case
    owner: str = ""  # a name where the server gives one, else the owner's href
    modified_by: str = ""

    @property
    def ok(self) -> bool:
        """Whether the resource is there and told us something."""
        return 200 <= self.status < 300


class Multistatus(msgspec.Struct, frozen=True, kw_only=True):
    """A whole answer. ``truncated``: the server said that there is more (507, RFC 6578 section 3.6)."""

    responses: tuple[DavEntry, ...] = ()
    sync_token: str = ""
    truncated: bool = False
    failures: tuple[ItemFailure, ...] = ()


@in_turn
def parse_multistatus(data: bytes, *, base: str) -> Multistatus:
    """Return every resource that a 207 answer names.

    ``base``: the address the question went to, after redirects. A response whose href lies outside it,
    or that has none, becomes a failure; the rest is kept. Raises BadData when the answer is no complete
    multistatus (truncated, HTML, empty, a document type declaration).
    """
    if len(data) > ANSWER_LIMIT:
        raise BadData(f"a multistatus of {len(data)} bytes is over the limit", href=base)
    first = _FIRST_ELEMENT.search(data)
    if _DECLARATION.search(data, 0, first.start() if first else len(data)):
        raise BadData("a document type declaration in a multistatus", href=base)
    home = Base(base)
    entries: list[DavEntry] = []
    failures: list[ItemFailure] = []
    token = ""
    truncated = False
    parser = etree.iterparse(
        BytesIO(data),
        events=("end",),
        tag=(_RESPONSE, _TOKEN),
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in parser:
            parent = element.getparent()
            if parent is None or parent.tag != _ROOT or parent.getparent() is not None:
                continue
            if element.tag == _TOKEN:
                token = (element.text or "").strip()
                continue
            for entry in _entries(element, home, failures):
                if entry.status == 507 and home.is_self(entry.href):
                    truncated = True
                else:
                    entries.append(entry)
            element.clear()
            while element.getprevious() is not None and parent[0].tag == _RESPONSE:
                del parent[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadData(f"no complete multistatus: {error}", href=base) from error
    root = parser.root
    if root is None or root.tag != _ROOT:
        name = "nothing" if root is None else str(root.tag)[:60]
        raise BadData(f"expected a multistatus, got {name}", href=base)
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadData("a document type declaration in a multistatus", href=base)
    return Multistatus(
        responses=tuple(entries), sync_token=token, truncated=truncated, failures=tuple(failures)
    )


def _status(text: str | None) -> int:
    """Return the code in ``HTTP/1.1 404 Not Found``; 0 when there is none."""
    if text == "HTTP/1.1 200 OK":
        return 200
    found = _STATUS.search(text or "")
    return int(found.group(1)) if found else 0


def _entries(response: etree._Element, home: Base, failures: list[ItemFailure]) -> list[DavEntry]:
    """Return the entries of one response: several only when it lists hrefs with one status."""
    hrefs: list[str] = []
    status: int | None = None
    fields: dict[str, object] = {}
    propstats: list[int] = []
    for child in response:
        tag = child.tag
        if tag == _PROPSTAT:
            propstats.append(_read_propstat(child, fields, home))
        elif tag == _HREF:
            hrefs.append((child.text or "").strip())
        elif tag == _STATUS_TAG:
            status = _status(child.text)
    if status is None:
        status = 200 if fields or any(200 <= code < 300 for code in propstats) else next(iter(propstats), 0)
    result: list[DavEntry] = []
    for href in hrefs or [""]:
        address = home.resolve(href)
        if not address:
            message = "a response without an href" if not href else "an href outside of what was asked"
            failures.append(ItemFailure(href[:500], ErrorCode.BAD_DATA, message))
        elif not status:
            failures.append(ItemFailure(address, ErrorCode.BAD_DATA, "a response without a status"))
        else:
            result.append(DavEntry(href=address, status=status, **fields))  # type: ignore[arg-type]
    return result


def _read_propstat(propstat: etree._Element, fields: dict[str, object], home: Base) -> int:
    """Read the properties of a propstat with a 2xx status into ``fields``; return its status."""
    status = 0
    props: list[etree._Element] = []
    for child in propstat:
        if child.tag == _PROP:
            props.extend(child)
        elif child.tag == _STATUS_TAG:
            status = _status(child.text)
    if not 200 <= status < 300:
        return status
    for prop in props:
        read_prop(prop, fields, home)
    return status
