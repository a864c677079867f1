"""The profile as a collection: people, processes, campaigns, polls and tips out of ``prikbord.json``.

Never enters here: what the app makes of name, colour and launch, or finding the file (``discovery``).
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from sync.connectors.base import NOT_HERE, HttpConnector, conditional_get, unchanged
from sync.connectors.profile_items import drafts_of
from sync.connectors.profile_text import LIMIT, decode_profile, pick
from sync.formats.html import absolute, picture_address
from sync.formats.plain import plain
from sync.model.changes import Discovery, FoundCollection, PullResult
from sync.model.errors import TooLarge
from sync.model.ids import normalise_href
from sync.model.items import Account, Collection, CollectionKind, Lane
from sync.model.ports import Known
from sync.model.profile import Profile
from sync.net.addresses import origin_of
from sync.net.session import Session

_KINDS = {
    "feed": CollectionKind.FEED,
    "webdav": CollectionKind.FOLDER,
    "caldav": CollectionKind.CALENDAR,
    "ics": CollectionKind.CALENDAR,
}
_LANES = {lane.value: lane for lane in Lane}


class ProfileConnector(HttpConnector):
    """``language``: in which language the items are written; all of them are indexed for the search."""

    name = "profile"

    def __init__(self, session: Session, *, language: str = "nl") -> None:
        super().__init__(session)
        self._language = language

    def pull(self, account: Account, collection: Collection, known: Callable[[], Known]) -> PullResult:
        """Read the file if it (or the language) changed. ``raw`` has it as published.

        Raises BadData naming the field and line: what was read before then stays.
        """
        got = conditional_get(
            self._session,
            collection.href,
            collection.cursor,
            content="json",
            accept="application/json",
            salt=self._language,
        )
        if got is None:
            return unchanged(collection.cursor)
        answer, cursor = got
        if len(answer.body) > LIMIT:
            raise TooLarge("a profile of more than 4 MB", href=collection.href)
        profile = decode_profile(answer.body)
        drafts, failures = drafts_of(profile, answer.url, self._language)
        return PullResult(
            cursor=cursor,
            complete=True,
            upserts=drafts,
            failures=failures,
            title=plain(pick(profile.name, self._language, profile.language), markup=False),
            color=color_of(profile.accent),
            raw=answer.body,
        )

    def discover(self, address: str) -> Discovery | None:
        """Look for a profile: at the address itself, at the server's well-known place, in the folder.

        Raises BadData when there is one that cannot be read: its author should hear of it.
        """
        for href in profile_places(address):
            try:
                answer = self._session.request(
                    "GET", href, headers={"Accept": "application/json"}, content="json", max_bytes=LIMIT
                )
            except NOT_HERE:
                continue
            if not answer.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                continue
            if href == address or _names_a_version(answer.body):
                return discovery_of(answer.body, href=href, base=answer.url, language=self._language)
        return None


def profile_places(address: str) -> tuple[str, ...]:
    """Return where a profile may lie, likeliest first."""
    if urlsplit(address).path.endswith(".json"):
        return (address,)
    places = [f"{origin_of(address)}/.well-known/prikbord.json"]
    if urlsplit(address).path.endswith("/") and urlsplit(address).path != "/":
        places.append(urljoin(address, "prikbord.json"))
    return tuple(places)


def _names_a_version(raw: bytes) -> bool:
    """Say whether JSON that was only guessed at is meant as a profile (an error document is not)."""
    return b'"version"' in raw


def discovery_of(raw: bytes, *, href: str, base: str, language: str) -> Discovery:
    """Return a profile's raw bytes as what stands at an address; its sources not yet looked at."""
    profile = decode_profile(raw)
    title = plain(pick(profile.name, language, profile.language), markup=False)
    # Where it was found, not where that was asked: its relative addresses are meant from there.
    own = FoundCollection(
        connector=ProfileConnector.name, kind=CollectionKind.PROFILE, href=normalise_href(base), title=title
    )
    return Discovery(
        address=href,
        title=title,
        kind=ProfileConnector.name,
        collections=(own, *sources_of(profile, base, language)),
        inbox=inbox_of(profile, base),
        accent=color_of(profile.accent),
        logo=picture_address(profile.logo, base) if profile.logo else "",
        profile=raw,
    )


def sources_of(profile: Profile, base: str, language: str = "") -> tuple[FoundCollection, ...]:
    """Return the collections that a profile names, addresses made absolute; unknown kinds are left out.

    ``base``: the profile's own address. ``language``: of the titles, "" for the profile's own.
    """
    found: dict[tuple[str, str], FoundCollection] = {}
    for source in profile.sources:
        href = normalise_href(absolute(source.href, base))
        if source.kind not in _KINDS or not href.startswith(("http://", "https://")):
            continue
        lane = _LANES.get(source.lane, Lane.NEWS)
        found.setdefault(
            (source.kind, href),
            FoundCollection(
                connector=source.kind,
                kind=_KINDS[source.kind],
                href=href,
                title=plain(pick(source.title, language or profile.language, profile.language), markup=False),
                color=color_of(source.color),
                lane=lane,
            ),
        )
    return tuple(found.values())


def inbox_of(profile: Profile, base: str) -> str:
    """Return the drop folder's absolute address, "" when there is none."""
    href = absolute(profile.inbox, base) if profile.inbox else ""
    return normalise_href(href) if href.startswith(("http://", "https://")) else ""


def mail_of(raw: bytes, username: str) -> str:
    """Return the mail address that a user name stands for, where a calendar server does not tell.

    A user name may be one itself; else the profile may have a person with that id or mailbox name, or a
    rule that makes one. Returns "" when none of them tells.
    """
    name = username.strip().casefold()
    if "@" in name:
        return name
    if not raw or not name:
        return ""
    profile = decode_profile(raw)
    for person in profile.people:
        mail = person.mail.strip().lower()
        if "@" in mail and name in (person.id.casefold(), mail.partition("@")[0]):
            return mail
    made = profile.mail.replace("{user}", name) if "{user}" in profile.mail else ""
    return made if made.count("@") == 1 and not any(char.isspace() for char in made) else ""


def color_of(text: str) -> str:
    """Return ``#rrggbb`` in lower case, "" for anything else (``#rrggbbaa``, as CalDAV has it, is cut)."""
    value = text.strip().lower()
    hexadecimal = value[1:7]
    if value[:1] == "#" and len(value) in (7, 9) and all(char in "0123456789abcdef" for char in hexadecimal):
        return f"#{hexadecimal}"
    return ""
