"""Bodies of the questions asked of DAV servers, as bytes.

Never enters here: sending them, or reading what comes back (``multistatus``).
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml import etree

from sync.formats.dav_names import CALDAV, DAV, PREFIXES

# One server answers 415 to a PROPFIND without an XML type.
XML_CONTENT_TYPE = 'application/xml; charset="utf-8"'

_NSMAP = {prefix: name[1:-1] for prefix, name in PREFIXES.items()}


def _root(name: str) -> etree._Element:
    return etree.Element(name, nsmap=_NSMAP)


def _add_props(parent: etree._Element, props: Iterable[str]) -> None:
    prop = etree.SubElement(parent, DAV + "prop")
    for name in props:
        etree.SubElement(prop, name)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def propfind(props: Iterable[str]) -> bytes:
    """Return a PROPFIND that names its properties (RFC 4918 section 9.1), e.g. ``FOLDER_PROPS``."""
    root = _root(DAV + "propfind")
    _add_props(root, props)
    return _bytes(root)


def sync_collection(token: str, props: Iterable[str], limit: int = 0, level: str = "1") -> bytes:
    """Return a sync-collection REPORT (RFC 6578 section 3.2). ``token`` "" asks for everything.

    ``level``: "1" for a calendar, "infinite" for a tree of folders (RFC 6578 section 3.3).
    ``limit`` 0 sends none: servers ignore it or, on a first sync, answer 507.
    """
    root = _root(DAV + "sync-collection")
    etree.SubElement(root, DAV + "sync-token").text = token or None
    etree.SubElement(root, DAV + "sync-level").text = level
    if limit > 0:
        etree.SubElement(etree.SubElement(root, DAV + "limit"), DAV + "nresults").text = str(limit)
    _add_props(root, props)
    return _bytes(root)


def calendar_multiget(hrefs: Iterable[str], props: Iterable[str]) -> bytes:
    """Return a calendar-multiget REPORT (RFC 4791 section 7.9). Hrefs are sent as absolute paths."""
    root = _root(CALDAV + "calendar-multiget")
    _add_props(root, props)
    for href in hrefs:
        parts = urlsplit(href)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        etree.SubElement(root, DAV + "href").text = path
    return _bytes(root)
