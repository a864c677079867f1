"""What a person answers goes into the outbox under this computer's own name for it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.campaigns import Campaigns
from app.news import News
from app.outbox import Outbox
from app.people import People
from sync.model.intents import InboxPayload, IntentKind
from sync.model.items import CampaignDetail, Choice, ItemKind, PersonDetail, PollDetail
from sync.store import outbox
from tests.support.clock import FakeClock
from tests.unit.app.world import BASE, FEED, PROFILE, World, news, profile_item

POLL = profile_item(
    ItemKind.POLL,
    "naam",
    "Welke naam?",
    PollDetail(
        contest=True, choices=(Choice(id="a", title="De Steiger"), Choice(id="b", title="Het Gemaal"))
    ),
)


def _payloads(world: World) -> list[InboxPayload]:
    return [msgspec.json.decode(i.payload, type=InboxPayload) for i in outbox.all_intents(world.store)]


def test_a_vote_shows_at_once_and_the_last_one_waits(world: World) -> None:
    world.said(PROFILE, POLL)
    campaigns = Campaigns(world.store)
    campaigns.vote(world.id_of(POLL), "a")
    campaigns.vote(world.id_of(POLL), "b")
    view = campaigns.polls()[0]
    assert (view.my_choice, view.pending, view.open) == ("b", True, True)
    assert [(p.subject, p.choice, p.person) for p in _payloads(world)] == [("naam", "b", "sanne")]


def test_an_unknown_choice_is_refused(world: World) -> None:
    world.said(PROFILE, POLL)
    with pytest.raises(KeyError):
        Campaigns(world.store).vote(world.id_of(POLL), "z")
    assert not outbox.all_intents(world.store)


def test_discarding_a_vote_forgets_it(world: World) -> None:
    world.said(PROFILE, POLL)
    Campaigns(world.store).vote(world.id_of(POLL), "a")
    box = Outbox(world.store)
    entry = box.entries()[0]
    assert entry.item is not None
    assert entry.item.title == "Welke naam?"
    box.discard(entry.intent.id)
    assert box.entries() == []
    assert Campaigns(world.store).polls()[0].my_choice == ""


def test_confirming_twice_tells_once(world: World) -> None:
    draft = news("n1", "Nieuwe regels", at=world.clock.now(), must_read=True)
    world.said(FEED, draft)
    service = News(world.store)
    assert service.confirm(world.id_of(draft)) is True
    assert service.confirm(world.id_of(draft)) is True
    assert [i.kind for i in outbox.all_intents(world.store)] == [IntentKind.CONFIRM]
    item = service.item(world.id_of(draft))
    assert item is not None
    assert item.state.confirmed_at == world.clock.now()
    assert item.state.read_at is not None


def test_what_is_given_up_was_never_confirmed(world: World) -> None:
    draft = news("n1", "Nieuwe regels", at=world.clock.now(), must_read=True)
    world.said(FEED, draft)
    service = News(world.store)
    service.confirm(world.id_of(draft))
    waiting = outbox.all_intents(world.store)[0]
    assert Outbox(world.store).discard(waiting.id) is True
    item = service.item(world.id_of(draft))
    assert item is not None and item.state.confirmed_at is None
    assert service.confirm(world.id_of(draft)) is True
    assert len(outbox.all_intents(world.store)) == 1


def test_what_is_being_sent_cannot_be_given_up(world: World) -> None:
    People(world.store).feedback("Mooi!")
    waiting = outbox.all_intents(world.store)[0]
    world.store.write(lambda tx: outbox.lease(tx, waiting.id, 60))
    assert Outbox(world.store).discard(waiting.id) is False
    assert len(outbox.all_intents(world.store)) == 1
    world.store.write(lambda tx: outbox.confirm(tx, waiting.id))
    assert Outbox(world.store).discard(waiting.id) is False


def test_without_an_inbox_a_confirmation_stays_here_and_says_so(data_dir: Path, clock: FakeClock) -> None:
    world = World(data_dir, clock, inbox="")
    try:
        draft = news("n1", "Nieuwe regels", at=clock.now(), must_read=True)
        world.said(FEED, draft)
        assert News(world.store).confirm(world.id_of(draft)) is False
        assert not outbox.all_intents(world.store)
        assert People(world.store).feedback("Mooi!") is False
    finally:
        world.store.close()


def test_two_computers_never_share_a_key(tmp_path: Path, clock: FakeClock) -> None:
    # Item ids are the same everywhere, and one inbox serves all: one key would swallow an answer.
    keys = set()
    for name in ("een", "twee"):
        world = World(tmp_path / name, clock)
        draft = news("n1", "Nieuwe regels", at=clock.now(), must_read=True)
        world.said(FEED, draft)
        News(world.store).confirm(world.id_of(draft))
        keys |= {i.key for i in outbox.all_intents(world.store)}
        world.store.close()
    assert len(keys) == 2


def test_feedback_names_what_it_is_about(world: World) -> None:
    draft = news("n1", "Menu", at=world.clock.now())
    world.said(FEED, draft)
    assert People(world.store).feedback(" Prijs klopt niet ", News(world.store).item(world.id_of(draft)))
    payload = _payloads(world)[0]
    assert (payload.text, payload.subject) == ("Prijs klopt niet", f"{BASE}/news/n1")


def test_banner_runs_in_its_period_launch_first_until_put_away(world: World) -> None:
    now = world.clock.now()
    plain = profile_item(ItemKind.CAMPAIGN, "c1", "Veilig thuis", CampaignDetail())
    launch = profile_item(ItemKind.CAMPAIGN, "c2", "Livegang", CampaignDetail(launch=True))
    over = profile_item(ItemKind.CAMPAIGN, "c3", "Voorbij", CampaignDetail(launch=True, ends=now))
    world.said(PROFILE, over, plain, launch)
    campaigns = Campaigns(world.store)
    first = campaigns.banner()
    assert first is not None
    assert first.title == "Livegang"
    campaigns.dismiss(first.id)
    second = campaigns.banner()
    assert second is not None
    assert second.title == "Veilig thuis"


@pytest.mark.parametrize(
    ("mail", "works"),
    [
        ("joke@example.org", True),
        ("", False),
        ("joke@example.org?bcc=x@y.z", False),
        ("a b@example.org", False),
    ],
)
def test_ask_link_is_a_mail_to_that_person_only(world: World, mail: str, works: bool) -> None:
    person = profile_item(ItemKind.PERSON, "joke", "Joke", PersonDetail(mail=mail, ambassador=True))
    about = news("n1", "Menu & prijs", at=world.clock.now())
    world.said(PROFILE, person)
    world.said(FEED, about)
    people = People(world.store)
    link = people.ask_link(people.ambassadors()[0], News(world.store).item(world.id_of(about)))
    assert bool(link) is works
    if works:
        assert link.startswith("mailto:joke@example.org?subject=Menu%20%26%20prijs&body=")
        assert "intranet.example.org" in link
