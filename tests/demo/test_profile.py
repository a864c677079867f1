"""The profile: decoded by the client's own structs, and everything it names exists."""

from __future__ import annotations

import msgspec
import pytest

from demo.content import load
from demo.intranet import Intranet
from demo.news_app import PROFILE_PATH
from sync.model.profile import Profile
from tests.demo import asking


@pytest.fixture
def profile(shared_intranet: Intranet) -> Profile:
    """Return the published profile as the client reads it."""
    return msgspec.json.decode(asking.get(shared_intranet, PROFILE_PATH).content, type=Profile)


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_says_who_the_organisation_is(profile: Profile) -> None:
    """Name, welcome in two languages, an accent that white text can be read on (WCAG AA)."""
    assert profile.version == 1
    assert profile.name == "Waterschap De Lage Beemden"
    assert isinstance(profile.welcome, dict)
    assert set(profile.welcome) == {"nl", "en"}
    assert 1.05 / (_luminance(profile.accent) + 0.05) >= 4.5


def test_names_all_sources(profile: Profile) -> None:
    """Three feeds in three lanes, the documents, the calendars, the inbox."""
    assert sorted(source.kind for source in profile.sources) == ["caldav", "feed", "feed", "feed", "webdav"]
    assert {source.lane for source in profile.sources if source.kind == "feed"} == {
        "news",
        "announcement",
        "management",
    }
    assert profile.inbox.endswith("/inbox/")


def test_everything_it_names_exists(profile: Profile, shared_intranet: Intranet) -> None:
    """Logo, photos, pictures, pinned manuals, forms, documents and links answer with 200."""
    named = [profile.logo, *profile.pinned, *(person.photo for person in profile.people)]
    named += [campaign.picture for campaign in profile.campaigns]
    named += [campaign.link.href for campaign in profile.campaigns if campaign.link]
    named += [part.href for process in profile.processes for part in (process.form, process.document) if part]
    assert all(named)
    statuses = {href: asking.get(shared_intranet, href).status_code for href in named}
    assert {href: status for href, status in statuses.items() if status != 200} == {}


def test_people_and_ambassadors(profile: Profile) -> None:
    """Eight people, four of them ambassadors with topics; each can be reached."""
    assert len(profile.people) == 8
    ambassadors = [person for person in profile.people if person.ambassador]
    assert len(ambassadors) == 4
    assert all(person.topics for person in ambassadors)
    assert all(person.phone and person.mail and person.department for person in profile.people)


def test_processes_are_found_by_everyday_words(profile: Profile) -> None:
    """Ten cards with steps in two languages; "ziek", "sick" and "grieperig" lead to one of them."""
    assert len(profile.processes) >= 8
    assert len({process.id for process in profile.processes}) == len(profile.processes)
    people = {person.id for person in profile.people}
    for process in profile.processes:
        assert process.contact in people
        assert process.steps and process.words and process.form
        assert all(isinstance(step, dict) and set(step) == {"nl", "en"} for step in process.steps)
    for word in ("ziek", "sick", "grieperig"):
        assert [process.id for process in profile.processes if word in process.words] == ["ziek-melden"]


def test_campaigns_polls_and_tips(profile: Profile) -> None:
    """A launch and another campaign, a name contest with entries, a poll, a tip for each of eight days."""
    assert [campaign.launch for campaign in profile.campaigns].count(True) == 1
    assert len(profile.campaigns) == 2
    contest, poll = sorted(profile.polls, key=lambda each: not each.contest)
    assert contest.contest and len(contest.choices) >= 5 and all(choice.by for choice in contest.choices)
    assert not poll.contest and len(poll.choices) >= 3
    periods = [(c.starts, c.ends) for c in profile.campaigns] + [(p.starts, p.ends) for p in profile.polls]
    assert all(starts and ends and starts < ends for starts, ends in periods)
    assert len(profile.tips) >= 8


def test_the_rules_fit_the_content(profile: Profile) -> None:
    """The categories that the rules name are those that the content uses."""
    used = {
        c for lane in ("mededelingen", "directie") for a in load(lane)["article"] for c in a["categories"]
    }
    rules = profile.categories
    assert used == {*rules.announcement, *rules.must_read, *rules.management} - {"Must read"}
    assert rules.training == ["Training"]
