"""Finding a person's calendars from any address of a CalDAV server (RFC 6764, RFC 4791 section 6.2.1).

Never enters here: reading events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sync.connectors.base import NOT_HERE
from sync.connectors.dav import propfind
from sync.formats.dav_names import COLLECTION_PROPS, PRINCIPAL_PROPS
from sync.formats.multistatus import DavEntry, Multistatus
from sync.model.changes import FoundCollection
from sync.model.items import CollectionKind
from sync.net.addresses import origin_of
from sync.net.session import Session

_PROPS = tuple(dict.fromkeys((*PRINCIPAL_PROPS, *COLLECTION_PROPS)))
# What servers without DAV at an address answer to PROPFIND.
_NO_DAV = (200, 400, 403, 404, 405, 406, 410, 415, 500, 501)


@dataclass(slots=True)
class Calendars:
    """What was found. ``mail``: the calendar address that is this person, "" if the server keeps none."""

    found: dict[str, FoundCollection] = field(default_factory=dict)
    mail: str = ""
    title: str = ""

    def add(self, entry: DavEntry) -> None:
        """Take an entry when it is a calendar that holds events."""
        components = entry.supported_components
        if entry.is_calendar and (not components or "VEVENT" in components):
            href = entry.href if entry.href.endswith("/") else f"{entry.href}/"
            name = entry.display_name or href.rstrip("/").rpartition("/")[2]
            self.found.setdefault(
                href,
                FoundCollection(
                    connector="caldav",
                    kind=CollectionKind.CALENDAR,
                    href=href,
                    title=name,
                    color=entry.color,
                    # A server that says nothing about rights lets its owner write.
                    read_only=entry.can_write is False,
                ),
            )


def find_calendars(session: Session, address: str, *, guess: bool = True) -> Calendars | None:
    """Return the calendars at or behind an address; None when no CalDAV stands there.

    ``guess``: also try the server's well-known place. Raises SyncError for trouble with the line or the
    login (everything else only means "not here").
    """
    result = Calendars()
    top = _ask(session, address, "0")
    start = _self(top, address)
    if start is not None and start.is_calendar:
        result.add(start)
        result.title = start.display_name
        result.mail = _mail(session, _principals([start]))
        return result
    principals = _principals([start] if start else [])
    if not principals and guess:
        known = _ask(session, f"{origin_of(address)}/.well-known/caldav", "0")
        principals = _principals(known.responses if known else ())
    homes = list(start.calendar_home_set) if start else []
    if start is not None and start.is_collection:
        _children(session, address, result)  # the address may be a home itself
    for principal in principals:
        entry = _self(_ask(session, principal, "0"), principal)
        if entry is None:
            continue
        homes += entry.calendar_home_set
        result.mail = result.mail or next(iter(entry.calendar_user_addresses), "")
        result.title = result.title or entry.display_name
    if not result.found:
        for home in dict.fromkeys(homes):
            _children(session, home, result)
    return result if result.found else None


def _ask(session: Session, href: str, depth: str) -> Multistatus | None:
    try:
        _answer, listing = propfind(session, href, _PROPS, depth, also=_NO_DAV)
    except NOT_HERE:
        return None
    return listing


def _self(listing: Multistatus | None, href: str) -> DavEntry | None:
    """Return the entry of the resource that was asked (the only one of depth 0)."""
    return next((entry for entry in listing.responses if entry.ok), None) if listing else None


def _principals(entries: Iterable[DavEntry]) -> list[str]:
    return list(dict.fromkeys(e.current_user_principal for e in entries if e.current_user_principal))


def _children(session: Session, href: str, result: Calendars) -> None:
    listing = _ask(session, href if href.endswith("/") else f"{href}/", "1")
    for entry in listing.responses if listing else ():
        if entry.ok:
            result.add(entry)


def _mail(session: Session, principals: list[str]) -> str:
    for principal in principals:
        entry = _self(_ask(session, principal, "0"), principal)
        if entry is not None and entry.calendar_user_addresses:
            return entry.calendar_user_addresses[0]
    return ""
