"""From one address that a person types to all that stands there: profile, calendars, folders, feeds.

Each question that was asked is written down in ``tried``, for the person and the log.
Never enters here: storing an account, asking for a login, trying a refused one again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from sync.connectors.base import NOT_HERE
from sync.connectors.caldav_discovery import find_calendars
from sync.connectors.looking import Seen, feed_collection, ics_collection, look
from sync.connectors.profile import ProfileConnector, mail_of
from sync.connectors.webdav import find_folder
from sync.model.changes import Discovery, FoundCollection
from sync.model.errors import (
    CaptivePortal,
    LoginNeeded,
    Maintenance,
    NotIntranet,
    Offline,
    SyncError,
    Throttled,
    TlsRefused,
)
from sync.model.ids import normalise_href
from sync.model.ports import Login
from sync.net.addresses import host_of, is_near, redact, without_userinfo
from sync.net.session import Session

log = logging.getLogger(__name__)
_T = TypeVar("_T")

# Trouble that says "try again later" rather than "nothing here": told if nothing at all is found.
_PASSING = (Maintenance, Throttled, CaptivePortal)


def typed(address: str) -> tuple[tuple[str, ...], Login | None]:
    """Split what a person typed into the addresses to try, in order, and a login that stood in it.

    Without a scheme https is tried first, and plain http only for this machine and the local network;
    a password must not cross the internet in the clear because a server was slow to answer.
    Raises NotIntranet for what can be no address.
    """
    bare, login = without_userinfo(address.strip())
    if bare[:9].lower() == "webcal://":  # what calendar programs write for "a file at a web address"
        bare = bare[9:]
    scheme, separator, _rest = bare.partition("://")
    if separator:
        candidates = [bare] if scheme.lower() in ("http", "https") else []
    else:
        bare, login = without_userinfo(f"https://{bare.lstrip('/')}")
        candidates = [bare]
        if is_near(host_of(bare)):
            candidates.append(f"http{bare[5:]}")
    if not candidates or not host_of(candidates[0]) or any(char.isspace() for char in candidates[0]):
        raise NotIntranet(f"no address: {redact(address)[:200]!r}")
    return tuple(normalise_href(candidate) for candidate in candidates), login


def discover(session: Session, address: str, *, language: str = "nl") -> Discovery:
    """Return what stands at an address.

    Raises NotIntranet (with ``tried``) when nothing does, LoginNeeded after exactly one 401, Offline and
    TlsRefused when no candidate can be reached, CaptivePortal, Maintenance or Throttled when one of
    these hid what may be there, BadData for a profile that cannot be read.
    """
    candidates, _login = typed(address)
    tried: list[str] = []
    unreachable: SyncError | None = None
    for candidate in candidates:
        session.trust(candidate)  # the login that was given is meant for what was typed
        try:
            found = _at(session, candidate, language, tried)
        except (Offline, TlsRefused) as error:
            if isinstance(error, TlsRefused) and error.untrusted:
                raise  # the server is there: what was to be kept safe must not go out in the clear instead
            # What stands first is what the person most likely meant: its trouble is the one to tell.
            unreachable = unreachable or error
            tried.append(f"{redact(candidate)}: {error.code}")
            continue
        if found is not None:
            return replace(found, tried=tuple(tried))
    raise unreachable or NotIntranet(f"nothing at {redact(address)}", tried=tuple(tried))


def resolve(session: Session, sources: Iterable[FoundCollection]) -> tuple[tuple[FoundCollection, ...], str]:
    """Look behind the sources that a profile names: a calendar home becomes its calendars.

    Returns the collections and the mail address that is this person ("" if no server told). A source
    that cannot be asked now stays as it is named, so that a round tells about it. Raises LoginNeeded.
    """
    result: list[FoundCollection] = []
    mail = ""
    for source in sources:
        calendars = None
        if source.connector == "caldav":
            try:
                calendars = find_calendars(session, source.href, guess=False)
            except LoginNeeded:
                raise
            except SyncError as error:
                log.info("the calendars at %s cannot be listed now: %s", redact(source.href), error.code)
        if calendars is None:
            result.append(source)
            continue
        mail = mail or calendars.mail
        found = tuple(calendars.found.values())
        only = len(found) == 1 and found[0].href.rstrip("/") == source.href.rstrip("/")
        result += [_named(calendar, source) for calendar in found] if only else found
    return tuple(result), mail


def _named(calendar: FoundCollection, source: FoundCollection) -> FoundCollection:
    """Let the profile's own words for a single calendar go before the server's."""
    return replace(calendar, title=source.title or calendar.title, color=source.color or calendar.color)


def _at(session: Session, address: str, language: str, tried: list[str]) -> Discovery | None:
    """Look at one address; None when nothing we know stands there."""
    passing: list[SyncError] = []

    def ask(what: str, question: Callable[[], _T | None]) -> _T | None:
        try:
            found = question()
        except _PASSING as error:
            passing.append(error)
            tried.append(f"{what}: {error.code}")
            return None
        except NOT_HERE as error:
            if isinstance(error, Maintenance):
                passing.append(error)
            tried.append(f"{what}: {error.code}")
            return None
        tried.append(f"{what}: {'found' if found is not None else 'nothing'}")
        return found

    profile = _profile(session, address, language, tried, passing)
    if profile is not None:
        collections, mail = resolve(session, profile.collections)
        mail = mail or mail_of(profile.profile, session.username)
        return replace(profile, collections=collections, mail=mail)
    seen = ask(f"GET {redact(address)}", lambda: look(session, address)) or Seen("", address)
    if seen.kind == "feed":
        return _one(feed_collection(seen, address), "feed")
    # A CalDAV calendar answers a plain GET with its events too: the better of the two goes first.
    is_file = seen.kind == "ics"
    calendars = ask(f"CalDAV {redact(address)}", lambda: find_calendars(session, address, guess=not is_file))
    if is_file and calendars is None:
        return _one(ics_collection(seen, address), "ics")
    found: list[FoundCollection] = list(calendars.found.values()) if calendars else []
    folder = None
    if not found:
        folder = ask(f"WebDAV {redact(address)}", lambda: find_folder(session, address))
        found += [folder] if folder else []
    for href in seen.feeds:
        feed = ask(f"feed {redact(href)}", lambda href=href: _feed(session, href))  # type: ignore[misc]
        found += [feed] if feed else []
    if not found:
        if passing:
            raise passing[0]
        return None
    kinds = {collection.connector for collection in found}
    title = seen.title or (calendars.title if calendars else "") or (folder.title if folder else "")
    return Discovery(
        address=address,
        title=title or host_of(address),
        kind=next(iter(kinds)) if len(kinds) == 1 else "mixed",
        collections=tuple(found),
        mail=(calendars.mail if calendars else "") or mail_of(b"", session.username),
    )


def _profile(
    session: Session, address: str, language: str, tried: list[str], passing: list[SyncError]
) -> Discovery | None:
    """Look for a profile. BadData passes: its author should hear of a mistake in it."""
    what = f"profile at {redact(address)}"
    try:
        found = ProfileConnector(session, language=language).discover(address)
    except _PASSING as error:
        passing.append(error)
        tried.append(f"{what}: {error.code}")
        return None
    tried.append(f"{what}: {'found' if found else 'nothing'}")
    return found


def _one(collection: FoundCollection, kind: str) -> Discovery:
    return Discovery(address=collection.href, title=collection.title, kind=kind, collections=(collection,))


def _feed(session: Session, href: str) -> FoundCollection | None:
    seen = look(session, href)
    return feed_collection(seen, href) if seen.kind == "feed" else None
