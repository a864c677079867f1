"""Properties of DAV resources: each XML element read into a field of ``multistatus.DavEntry``.

Never enters here: the frame around them (responses, statuses).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from lxml import etree

from sync.formats.dates import parse_date
from sync.formats.dav_hrefs import Base
from sync.formats.dav_names import APPLE, CALDAV, CALENDARSERVER, CARDDAV, DAV, NEXTCLOUD, OWNCLOUD
from sync.formats.plain import plain

Fields = dict[str, object]

_HREF = DAV + "href"
_WRITING = frozenset({DAV + "all", DAV + "write", DAV + "write-content", DAV + "bind"})
_COLOR = re.compile(r"#([0-9a-fA-F]{6})(?:[0-9a-fA-F]{2})?|#([0-9a-fA-F]{3})[0-9a-fA-F]?")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}


def read_prop(prop: etree._Element, fields: Fields, home: Base) -> None:
    """Read one property into ``fields``; one we do not know, or that is damaged, is left out."""
    reader = _READERS.get(prop.tag)
    if reader is not None:
        reader(prop, fields, home)


def _text(prop: etree._Element) -> str:
    return (prop.text or "").strip()


def http_date(text: str) -> dt.datetime | None:
    """Return the time of ``Wed, 24 Jul 2024 19:46:09 GMT`` (RFC 9110 section 5.6.7) and of its kin."""
    if len(text) == 29 and text.endswith(" GMT"):  # the fixed form, without a parser's cost
        try:
            return dt.datetime(
                int(text[12:16]), _MONTHS[text[8:11]], int(text[5:7]),
                int(text[17:19]), int(text[20:22]), int(text[23:25]), tzinfo=dt.UTC,
            )  # fmt: skip
        except (KeyError, ValueError):
            return parse_date(text)
    return parse_date(text)


def _as_text(field: str) -> Callable[[etree._Element, Fields, Base], None]:
    def read(prop: etree._Element, fields: Fields, home: Base) -> None:
        if value := _text(prop):
            fields[field] = value[:2_000]

    return read


def _size(prop: etree._Element, fields: Fields, home: Base) -> None:
    text = _text(prop)
    if text.isascii() and text.isdigit() and len(text) < 19:
        fields["size"] = int(text)


def _media_type(prop: etree._Element, fields: Fields, home: Base) -> None:
    fields["media_type"] = _text(prop).partition(";")[0].strip().lower()[:100]


def _modified(prop: etree._Element, fields: Fields, home: Base) -> None:
    if (moment := http_date(_text(prop))) is not None:
        fields["modified"] = moment


def _resource_type(prop: etree._Element, fields: Fields, home: Base) -> None:
    for child in prop:
        if (field := _TYPES.get(child.tag)) is not None:
            fields[field] = True
    fields.setdefault("is_collection", False)


def _name(field: str) -> Callable[[etree._Element, Fields, Base], None]:
    def read(prop: etree._Element, fields: Fields, home: Base) -> None:
        if prop.text:
            fields[field] = plain(prop.text, markup=False)

    return read


def _color(prop: etree._Element, fields: Fields, home: Base) -> None:
    found = _COLOR.fullmatch(_text(prop))
    if found:
        digits = found.group(1) or "".join(digit * 2 for digit in found.group(2))
        fields["color"] = f"#{digits.lower()}"


def _calendar_data(prop: etree._Element, fields: Fields, home: Base) -> None:
    fields["calendar_data"] = (prop.text or "").encode("utf-8", "replace")


def _privileges(prop: etree._Element, fields: Fields, home: Base) -> None:
    granted = {name.tag for privilege in prop for name in privilege}
    fields["can_write"] = bool(granted & _WRITING)


def _permissions(prop: etree._Element, fields: Fields, home: Base) -> None:
    letters = _text(prop)[:40]
    fields["permissions"] = letters
    fields.setdefault("can_write", bool(set(letters) & set("WCK")))


def _reports(prop: etree._Element, fields: Fields, home: Base) -> None:
    fields["supported_reports"] = frozenset(
        etree.QName(name).localname for report in prop.iter(DAV + "report") for name in report
    )


def _components(prop: etree._Element, fields: Fields, home: Base) -> None:
    fields["supported_components"] = frozenset(
        str(comp.get("name", "")).upper() for comp in prop.iter(CALDAV + "comp")
    )


def _hrefs(prop: etree._Element, home: Base) -> tuple[str, ...]:
    found = (home.absolute((href.text or "").strip()) for href in prop.iter(_HREF))
    return tuple(address for address in found if address)


def _principal(prop: etree._Element, fields: Fields, home: Base) -> None:
    fields["current_user_principal"] = next(iter(_hrefs(prop, home)), "")


def _home_set(prop: etree._Element, fields: Fields, home: Base) -> None:
    fields["calendar_home_set"] = _hrefs(prop, home)


def _user_addresses(prop: etree._Element, fields: Fields, home: Base) -> None:
    texts = ((href.text or "").strip() for href in prop.iter(_HREF))
    fields["calendar_user_addresses"] = tuple(
        text[7:].lower() for text in texts if text.lower().startswith("mailto:") and "@" in text
    )


def _owner(prop: etree._Element, fields: Fields, home: Base) -> None:
    found = next(iter(_hrefs(prop, home)), "") or plain(prop.text or "", markup=False)
    if found:
        fields.setdefault("owner", found)


def _checksums(prop: etree._Element, fields: Fields, home: Base) -> None:
    if text := " ".join("".join(str(piece) for piece in prop.itertext()).split()):
        fields["checksum"] = text[:500]


_TYPES = {
    DAV + "collection": "is_collection",
    CALDAV + "calendar": "is_calendar",
    CARDDAV + "addressbook": "is_addressbook",
    DAV + "principal": "is_principal",
}
_READERS: dict[str, Callable[[etree._Element, Fields, Base], None]] = {
    DAV + "getetag": _as_text("etag"),
    DAV + "getcontentlength": _size,
    DAV + "getcontenttype": _media_type,
    DAV + "getlastmodified": _modified,
    DAV + "resourcetype": _resource_type,
    DAV + "displayname": _name("display_name"),
    DAV + "sync-token": _as_text("sync_token"),
    DAV + "current-user-privilege-set": _privileges,
    DAV + "supported-report-set": _reports,
    DAV + "current-user-principal": _principal,
    DAV + "owner": _owner,
    DAV + "getlastmodifiedby": _name("modified_by"),
    CALDAV + "calendar-data": _calendar_data,
    CALDAV + "calendar-home-set": _home_set,
    CALDAV + "calendar-user-address-set": _user_addresses,
    CALDAV + "supported-calendar-component-set": _components,
    CALENDARSERVER + "getctag": _as_text("ctag"),
    APPLE + "calendar-color": _color,
    OWNCLOUD + "fileid": _as_text("fileid"),
    OWNCLOUD + "permissions": _permissions,
    OWNCLOUD + "owner-display-name": _name("owner"),
    OWNCLOUD + "checksums": _checksums,
    NEXTCLOUD + "last-modified-by": _name("modified_by"),
}
