"""The profile as a collection: people, processes, campaigns, polls and tips out of ``prikbord.json``.

Never enters here: what the app makes of name, colour and launch, or finding the file (``discovery``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, urljoin, urlsplit

from sync.connectors.base import NOT_HERE, HttpConnector, conditional_get, unchanged
from sync.connectors.profile_text import LIMIT, decode_profile, every, pick
from sync.formats.html import absolute, picture_address
from sync.formats.plain import plain
from sync.model.changes import Discovery, FoundCollection, ItemFailure, PullResult
from sync.model.errors import ErrorCode, TooLarge
from sync.model.ids import normalise_href
from sync.model.items import (
    Account,
    CampaignDetail,
    Choice,
    Collection,
    CollectionKind,
    ItemDraft,
    ItemKind,
    Lane,
    Link,
    PersonDetail,
    PollDetail,
    ProcessDetail,
    TipDetail,
)
from sync.model.ports import Known
from sync.model.profile import (
    Profile,
    ProfileCampaign,
    ProfileLink,
    ProfilePerson,
    ProfilePoll,
    ProfileProcess,
    ProfileTip,
)
from sync.net.addresses import origin_of
from sync.net.session import Session

_KINDS = {
    "feed": CollectionKind.FEED,
    "webdav": CollectionKind.FOLDER,
    "caldav": CollectionKind.CALENDAR,
    "ics": CollectionKind.CALENDAR,
}
_LANES = {lane.value: lane for lane in Lane}
_TEXT_LIMIT = 4000  # characters of a campaign's or tip's text: they are shown whole


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
    own = FoundCollection(
        connector=ProfileConnector.name, kind=CollectionKind.PROFILE, href=normalise_href(href), title=title
    )
    return Discovery(
        address=href,
        title=title,
        kind=ProfileConnector.name,
        collections=(own, *sources_of(profile, base)),
        inbox=inbox_of(profile, base),
        accent=color_of(profile.accent),
        logo=picture_address(profile.logo, base) if profile.logo else "",
        profile=raw,
    )


def sources_of(profile: Profile, base: str) -> tuple[FoundCollection, ...]:
    """Return the collections that a profile names, addresses made absolute; unknown kinds are left out."""
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
                title=plain(pick(source.title, profile.language, profile.language), markup=False),
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

    A user name may be one itself; else the profile may have a person with that id or mailbox name.
    Returns "" when neither tells.
    """
    name = username.strip().casefold()
    if "@" in name:
        return name
    for person in decode_profile(raw).people if raw and name else ():
        mail = person.mail.strip().lower()
        if "@" in mail and name in (person.id.casefold(), mail.partition("@")[0]):
            return mail
    return ""


def color_of(text: str) -> str:
    """Return ``#rrggbb`` in lower case, "" for anything else (``#rrggbbaa``, as CalDAV has it, is cut)."""
    value = text.strip().lower()
    hexadecimal = value[1:7]
    if value[:1] == "#" and len(value) in (7, 9) and all(char in "0123456789abcdef" for char in hexadecimal):
        return f"#{hexadecimal}"
    return ""


def drafts_of(
    profile: Profile, base: str, language: str
) -> tuple[tuple[ItemDraft, ...], tuple[ItemFailure, ...]]:
    """Return the profile's items; of two with the same id in a kind the second is named as a failure."""
    reader = _Reader(base, language, profile.language)
    drafts: dict[tuple[ItemKind, str], ItemDraft] = {}
    failures: list[ItemFailure] = []
    for draft in reader.all(profile):
        key = (draft.kind, draft.uid)
        if not draft.uid.strip() or key in drafts:
            reason = "an id that stands twice" if draft.uid.strip() else "an empty id"
            failures.append(
                ItemFailure(draft.href, ErrorCode.BAD_DATA, f"{draft.kind} {draft.uid!r}: {reason}")
            )
        else:
            drafts[key] = draft
    return tuple(drafts.values()), tuple(failures)


class _Reader:
    """Makes drafts of a profile's parts in one language, addresses joined to the profile's own."""

    def __init__(self, base: str, language: str, own: str) -> None:
        self._base, self._language, self._own = base, language, own

    def all(self, profile: Profile) -> Iterator[ItemDraft]:
        yield from map(self._person, profile.people)
        yield from map(self._process, profile.processes)
        yield from map(self._campaign, profile.campaigns)
        yield from map(self._poll, profile.polls)
        yield from map(self._tip, profile.tips)

    def _text(self, text: str | dict[str, str]) -> str:
        return pick(text, self._language, self._own)[:_TEXT_LIMIT]

    def _line(self, text: str | dict[str, str]) -> str:
        return plain(self._text(text), markup=False)

    def _lines(self, texts: Iterable[str | dict[str, str]]) -> tuple[str, ...]:
        return tuple(line for line in map(self._line, texts) if line)

    def _href(self, kind: str, uid: str) -> str:
        return f"{normalise_href(self._base)}#{kind}/{quote(uid, safe='')}"

    def _link(self, link: ProfileLink | None) -> Link | None:
        if link is None or not (href := absolute(link.href, self._base)):
            return None
        # Normalised as the mirror's own addresses are, so that a card's manual is found there.
        if href.startswith(("http://", "https://")):
            fragment = href.partition("#")[2]
            href = normalise_href(href) + (f"#{fragment}" if fragment else "")
        return Link(title=self._line(link.title), href=href)

    def _person(self, person: ProfilePerson) -> ItemDraft:
        detail = PersonDetail(
            role=self._line(person.role),
            department=self._line(person.department),
            phone=plain(person.phone, markup=False),
            mail=plain(person.mail, markup=False),
            photo=picture_address(person.photo, self._base) if person.photo else "",
            ambassador=person.ambassador,
            topics=self._lines(person.topics),
        )
        return ItemDraft(
            kind=ItemKind.PERSON,
            uid=person.id,
            href=self._href("person", person.id),
            title=plain(person.name, markup=False) or person.id,
            detail=detail,
            summary=", ".join(part for part in (detail.role, detail.department) if part),
            text=every(person.role, person.department, *person.topics, person.mail, person.phone),
        )

    def _process(self, process: ProfileProcess) -> ItemDraft:
        form, document = self._link(process.form), self._link(process.document)
        detail = ProcessDetail(
            words=self._lines(process.words),
            steps=self._lines(process.steps),
            form=form,
            document=document,
            contact=process.contact,
            deadline=self._line(process.deadline),
        )
        return ItemDraft(
            kind=ItemKind.PROCESS,
            uid=process.id,
            href=self._href("process", process.id),
            title=self._line(process.title) or process.id,
            detail=detail,
            summary=self._text(process.summary),
            text=every(process.title, process.summary, *process.steps, process.deadline, *process.words),
        )

    def _campaign(self, campaign: ProfileCampaign) -> ItemDraft:
        starts, ends = _aware(campaign.starts), _aware(campaign.ends)
        detail = CampaignDetail(
            launch=campaign.launch,
            picture=picture_address(campaign.picture, self._base) if campaign.picture else "",
            starts=starts,
            ends=ends,
            notify=campaign.notify,
            link=self._link(campaign.link),
        )
        return ItemDraft(
            kind=ItemKind.CAMPAIGN,
            uid=campaign.id,
            href=self._href("campaign", campaign.id),
            title=self._line(campaign.title) or campaign.id,
            detail=detail,
            summary=self._text(campaign.text),
            text=every(campaign.title, campaign.text),
            sort_at=starts,
        )

    def _poll(self, poll: ProfilePoll) -> ItemDraft:
        starts = _aware(poll.starts)
        choices = tuple(
            Choice(id=choice.id, title=self._line(choice.title), by=plain(choice.by, markup=False))
            for choice in poll.choices
        )
        detail = PollDetail(
            contest=poll.contest, choices=choices, starts=starts, ends=_aware(poll.ends), winner=poll.winner
        )
        return ItemDraft(
            kind=ItemKind.POLL,
            uid=poll.id,
            href=self._href("poll", poll.id),
            title=self._line(poll.title) or poll.id,
            detail=detail,
            summary=self._text(poll.text),
            text=every(poll.title, poll.text, *(choice.title for choice in poll.choices)),
            sort_at=starts,
        )

    def _tip(self, tip: ProfileTip) -> ItemDraft:
        return ItemDraft(
            kind=ItemKind.TIP,
            uid=tip.id,
            href=self._href("tip", tip.id),
            title=self._line(tip.title) or tip.id,
            detail=TipDetail(target=tip.target),
            summary=self._text(tip.text),
            text=every(tip.title, tip.text),
        )


def _aware(moment: dt.datetime | None) -> dt.datetime | None:
    """Return a moment in UTC; one without an offset is taken as UTC, the same on every computer."""
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
