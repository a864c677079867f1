"""A profile's parts as items in one language, with all languages indexed for the search.

Never enters here: fetching the profile, its sources, what the app makes of name and colour.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from sync.connectors.profile_text import every, pick
from sync.formats.html import absolute, picture_address
from sync.formats.plain import plain
from sync.model.changes import ItemFailure
from sync.model.errors import ErrorCode
from sync.model.ids import normalise_href
from sync.model.items import (
    CampaignDetail,
    Choice,
    ItemDraft,
    ItemKind,
    Link,
    PersonDetail,
    PollDetail,
    ProcessDetail,
    TipDetail,
)
from sync.model.profile import (
    Profile,
    ProfileCampaign,
    ProfileLink,
    ProfilePerson,
    ProfilePoll,
    ProfileProcess,
    ProfileTip,
)

_TEXT_LIMIT = 4000  # characters of a campaign's or tip's text: they are shown whole


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
