"""The profile as a collection: what becomes of it in each language, mistakes named, nothing asked twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from sync.connectors import registry
from sync.connectors.profile import color_of, mail_of, sources_of
from sync.connectors.profile_text import decode_profile, line_of
from sync.model.errors import BadData
from sync.model.items import (
    Account,
    AccountState,
    CampaignDetail,
    Collection,
    CollectionKind,
    Cursor,
    ItemDraft,
    ItemKind,
    Lane,
    PersonDetail,
    PollDetail,
    ProcessDetail,
    TipDetail,
)
from sync.net.session import Session
from tests.contract.mirror import Mirror
from tests.support.fault_proxy import FaultProxy
from tests.support.faults import Fault, Reply, Request

PROFILE: dict[str, Any] = {
    "version": 1,
    "name": {"nl": "Gemeente Proef", "en": "Town of Trial"},
    "accent": "#0B6478",
    "sources": [
        {
            "kind": "feed", "href": "/nieuws.atom", "title": {"nl": "Nieuws", "en": "News"},
            "lane": "management",
        },
        {"kind": "feed", "href": "/nieuws.atom", "title": "twee keer"},
        {"kind": "webdav", "href": "docs/", "color": "rood"},
        {"kind": "ics", "href": "javascript:x"},
    ],
    "people": [
        {
            "id": "anna", "name": "Anna <b>de Vries</b>", "role": {"nl": "Coach", "en": "Coach"},
            "department": "ICT", "mail": "Anna.deVries@proef.example", "photo": "/anna.jpg",
            "ambassador": True, "topics": [{"nl": "declareren", "en": "expenses"}, "Agenda"],
        },
    ],
    "processes": [
        {
            "id": "ziek", "title": {"nl": "Ziek melden", "en": "Report sick"}, "words": ["griep", "flu"],
            "steps": [{"nl": "Bel je leidinggevende", "en": "Call your manager"}],
            "form": {"title": "Formulier", "href": "/formulier/ziek"},
            "document": {"title": "Handleiding", "href": "docs/Handleiding%20ziek%c3%a9.pdf"},
            "contact": "anna", "deadline": {"nl": "v\u00f3\u00f3r 9 uur", "en": "before 9"},
        },
    ],
    "campaigns": [
        {
            "id": "start", "title": {"nl": "Welkom", "en": "Welcome"}, "text": {"nl": "Tekst", "en": "Text"},
            "launch": True, "picture": "data:image/png;base64,x", "starts": "2026-11-01T09:00:00+01:00",
            "link": {"href": "javascript:alert(1)"},
        },
    ],
    "polls": [
        {
            "id": "naam", "title": "Naam?", "contest": True, "ends": "2026-12-01T00:00:00",
            "choices": [{"id": "a", "title": {"nl": "Plein", "en": "Square"}, "by": "Kees"}],
        },
    ],
    "tips": [
        {"id": "t1", "title": "Tip", "text": {"nl": "Druk Ctrl+K", "en": "Press Ctrl+K"}, "target": "search"},
    ],
}  # fmt: skip


class Site:
    """A server with one profile, with an ETag."""

    def __init__(self, proxy: Callable[..., FaultProxy]) -> None:
        self.raw = json.dumps(PROFILE).encode()
        self.asked: list[Request] = []
        self.url = proxy(rule=self._answer).url
        self.session = Session(None, [])
        self.language = "nl"
        self.mirror = Mirror(
            Collection(
                id="s-1",
                account_id="a1",
                connector="profile",
                kind=CollectionKind.PROFILE,
                href=f"{self.url}/.well-known/prikbord.json",
                title="",
                cursor=Cursor(),
            )
        )

    def _answer(self, request: Request) -> Fault:
        self.asked.append(request)
        etag = f'"{hashlib.sha256(self.raw).hexdigest()[:8]}"'
        if etag in request.headers.get("if-none-match", ""):
            return Reply(304)
        return Reply(200, {"Content-Type": "application/json", "ETag": etag}, self.raw)

    def pull(self) -> Any:
        connector = registry.create("profile", self.session, language=self.language)
        account = Account(id="a1", title="", address=self.url, state=AccountState.OK)
        result = connector.pull(account, self.mirror.collection, self.mirror.known)
        self.mirror.apply(result)
        return result

    def publish(self, **changes: Any) -> None:
        self.raw = json.dumps({**PROFILE, **changes}).encode()

    def one(self, kind: ItemKind) -> ItemDraft:
        return next(draft for draft in self.mirror.drafts.values() if draft.kind is kind)


@pytest.fixture
def site(fault_proxy: Callable[..., FaultProxy]) -> Iterator[Site]:
    made = Site(fault_proxy)
    yield made
    made.session.close()


def test_all_parts_become_items(site: Site) -> None:
    result = site.pull()
    assert result.complete and result.raw == site.raw and not result.failures
    assert (result.title, result.color) == ("Gemeente Proef", "#0b6478")
    person = site.one(ItemKind.PERSON)
    assert person.title == "Anna <b>de Vries</b>"  # JSON is no HTML: taken as it is written
    assert person.detail == PersonDetail(
        role="Coach", department="ICT", mail="Anna.deVries@proef.example", photo=f"{site.url}/anna.jpg",
        ambassador=True, topics=("declareren", "Agenda"),
    )  # fmt: skip
    process = site.one(ItemKind.PROCESS)
    assert isinstance(process.detail, ProcessDetail)
    assert process.title == "Ziek melden" and process.detail.words == ("griep", "flu")
    assert process.detail.deadline == "v\u00f3\u00f3r 9 uur" and process.detail.contact == "anna"
    assert process.detail.form and process.detail.form.href == f"{site.url}/formulier/ziek"
    # Spelt as the mirror spells a document's own address, so that the card finds it there.
    manual = process.detail.document
    assert manual and manual.href == f"{site.url}/.well-known/docs/Handleiding%20ziek%C3%A9.pdf"
    campaign = site.one(ItemKind.CAMPAIGN)
    assert isinstance(campaign.detail, CampaignDetail)
    assert campaign.detail.picture == "" and campaign.detail.link is None and campaign.detail.launch
    assert campaign.detail.starts and campaign.detail.starts.isoformat() == "2026-11-01T08:00:00+00:00"
    poll = site.one(ItemKind.POLL)
    assert isinstance(poll.detail, PollDetail)
    assert [(c.id, c.title, c.by) for c in poll.detail.choices] == [("a", "Plein", "Kees")]
    assert poll.detail.ends and poll.detail.ends.tzinfo is not None
    assert site.one(ItemKind.TIP).detail == TipDetail(target="search")


def test_another_language_reads_the_same_file_again_and_both_are_found(site: Site) -> None:
    site.pull()
    dutch = site.one(ItemKind.PROCESS)
    assert "Report sick" in dutch.text and "Bel je leidinggevende" in dutch.text and "flu" in dutch.text
    site.language = "en"
    result = site.pull()
    assert not result.unchanged
    english = site.one(ItemKind.PROCESS)
    assert (english.title, english.uid) == ("Report sick", dutch.uid)
    assert english.text == dutch.text
    site.language = "fr"  # nobody wrote it: the profile's own language
    site.pull()
    assert site.one(ItemKind.PROCESS).title == "Ziek melden"


def test_nothing_changed_is_one_request_and_says_so(site: Site) -> None:
    site.pull()
    assert site.pull().unchanged
    assert len(site.asked) == 2 and "if-none-match" in site.asked[1].headers


def test_what_left_the_profile_is_gone(site: Site) -> None:
    site.pull()
    site.publish(people=[])
    result = site.pull()
    assert result.complete and ItemKind.PERSON not in {d.kind for d in site.mirror.drafts.values()}


def test_a_mistake_changes_nothing_and_is_named(site: Site) -> None:
    site.pull()
    held, cursor = dict(site.mirror.drafts), site.mirror.collection.cursor
    site.raw = json.dumps({**PROFILE, "tips": [{"id": 1, "title": "x"}]}, indent=1).encode()
    with pytest.raises(BadData, match=r"field tips\[0\]\.id: Expected `str`, got `int`"):
        site.pull()
    assert site.mirror.drafts == held and site.mirror.collection.cursor == cursor


def test_an_id_that_stands_twice_is_told_and_the_first_counts(site: Site) -> None:
    twice = [{"id": "t", "title": "een"}, {"id": "t", "title": "twee"}, {"id": " ", "title": "leeg"}]
    site.publish(tips=twice)
    result = site.pull()
    assert len(result.failures) == 2
    assert [d.title for d in site.mirror.drafts.values() if d.kind is ItemKind.TIP] == ["een"]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "line 1"),
        (b'{\n "version": 1,\n "name": "x"\n "logo": ""\n}', "line 4"),
        (b'{"version": 2, "name": "x"}', "field version"),
        (b'{\n"version": 1}', "line 1, field the whole file: Object missing required field `name`"),
        (
            b'{"version": 1,\n "name": "x",\n\n "polls": [\n{"id": "a", "title": "b"},\n{"id": "c"}]}',
            "line 6",
        ),
        (b'{"version": 1, "name": "x", "campaigns": [{"id": "a", "title": "b", "ends": "morgen"}]}', "ends"),
        (b"[1]", "line 1"),
        (b'{"version": 1, "name": "\xff"}', "line 1"),
        (b"[" * 100_000, "line 1"),
    ],
)
def test_errors_name_field_and_line(raw: bytes, told: str) -> None:
    with pytest.raises(BadData, match=told):
        decode_profile(raw)


def test_a_byte_order_mark_and_fields_of_tomorrow_are_no_mistake() -> None:
    assert decode_profile(b'\xef\xbb\xbf{"version": 1, "name": "x", "hologram": {}}').name == "x"


def test_lines_are_found_in_any_layout() -> None:
    text = '{"a":\n [1,\n  {"b\\"":\n   2}]}'
    assert line_of(text, ["a", 1, 'b"']) == 4
    assert line_of(text, ["a", 7]) == 2
    assert line_of("nonsense", ["a"]) == 1


def test_sources_are_made_whole_and_the_unknown_left_out() -> None:
    profile = msgspec.convert(PROFILE, type=type(decode_profile(json.dumps(PROFILE).encode())))
    found = sources_of(profile, "https://proef.example/.well-known/prikbord.json")
    assert [(c.connector, c.href, c.lane, c.title) for c in found] == [
        ("feed", "https://proef.example/nieuws.atom", Lane.MANAGEMENT, "Nieuws"),
        ("webdav", "https://proef.example/.well-known/docs/", Lane.NEWS, ""),
    ]


def test_small_readings() -> None:
    raw = json.dumps(PROFILE).encode()
    assert mail_of(raw, "anna") == mail_of(raw, "Anna.deVries") == "anna.devries@proef.example"
    assert mail_of(raw, "kees@proef.example") == "kees@proef.example"
    assert mail_of(raw, "kees") == mail_of(raw, "") == mail_of(b"", "anna") == ""
    ruled = json.dumps(PROFILE | {"mail": "{user}@regel.example"}).encode()
    assert mail_of(ruled, "Kees") == "kees@regel.example"
    assert mail_of(ruled, "anna") == "anna.devries@proef.example"
    for nonsense in ("regel.example", "{user}@a@b", "{user} @x.example", ""):
        assert mail_of(json.dumps(PROFILE | {"mail": nonsense}).encode(), "kees") == ""
    assert color_of("#A1B2C3") == color_of("#a1b2c3ff") == "#a1b2c3"
    assert color_of("#xyzxyz") == color_of("red") == color_of("#fff") == ""
