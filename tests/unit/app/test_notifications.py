"""A bubble is shown once ever, never on a first sync, never in quiet hours, never for old news."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from app.notifications import Notifications
from app.settings import Settings
from sync.model.items import Lane
from sync.store import item_state, queries
from tests.unit.app.world import FEED, World, news

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def notifications(world: World) -> Notifications:
    world.said(FEED, news("old", "Al bekend", at=world.clock.now()))  # ends the first sync
    return Notifications(world.store, Settings(world.store), AMSTERDAM)


def test_first_sync_is_silent(world: World) -> None:
    notifications = Notifications(world.store, Settings(world.store), AMSTERDAM)
    draft = news("n1", "Kantoor dicht", lane=Lane.ANNOUNCEMENT, at=world.clock.now())
    changes = world.said(FEED, draft)
    assert changes.first_sync
    assert notifications.decide(changes) == []
    # ... and is never shown later, not even when the server re-issues it.
    again = news("n1", "Kantoor dicht (gewijzigd)", lane=Lane.ANNOUNCEMENT, at=world.clock.now())
    assert notifications.decide(world.said(FEED, again)) == []


def test_an_announcement_is_shown_once_with_sender_title_and_text(
    world: World, notifications: Notifications
) -> None:
    draft = news("n1", "Kantoor dicht", lane=Lane.ANNOUNCEMENT, at=world.clock.now())
    changes = world.said(FEED, draft)
    shown = notifications.decide(changes)
    assert [(n.item_id, n.sender, n.title, n.text) for n in shown] == [
        (world.id_of(draft), "Joke", "Kantoor dicht", "Kort: Kantoor dicht")
    ]
    assert notifications.decide(changes) == []


def test_ordinary_news_makes_no_bubble_and_a_must_read_does(
    world: World, notifications: Notifications
) -> None:
    plain = news("n1", "Taart", at=world.clock.now())
    must = news("n2", "Nieuwe regels", at=world.clock.now(), must_read=True)
    shown = notifications.decide(world.said(FEED, plain, must))
    assert [n.title for n in shown] == ["Nieuwe regels"]


def test_old_announcements_and_a_flood_stay_few(world: World, notifications: Notifications) -> None:
    now = world.clock.now()
    old = news("n0", "Vorige maand", lane=Lane.ANNOUNCEMENT, at=now - dt.timedelta(days=30))
    many = [news(f"n{n}", f"Bericht {n}", lane=Lane.ANNOUNCEMENT, at=now) for n in range(1, 9)]
    shown = notifications.decide(world.said(FEED, old, *many))
    assert len(shown) == 3
    assert "Vorige maand" not in {n.title for n in shown}


@pytest.mark.parametrize(
    ("start", "end", "quiet"),
    [
        ("09:00", "11:00", True),
        ("22:00", "07:00", False),
        ("22:00", "10:30", True),
        ("", "", False),
        ("x", "y", False),
    ],
)
def test_quiet_hours_are_on_this_computers_clock(
    world: World, notifications: Notifications, start: str, end: str, quiet: bool
) -> None:
    # The clock says 09:00 UTC, which is 10:00 in Amsterdam in November.
    own = Settings(world.store)
    own.quiet_from, own.quiet_until = start, end
    draft = news("n1", "Kantoor dicht", lane=Lane.ANNOUNCEMENT, at=world.clock.now())
    assert (notifications.decide(world.said(FEED, draft)) == []) is quiet


def test_a_pause_ends(world: World, notifications: Notifications) -> None:
    notifications.pause(dt.timedelta(hours=1))
    now = world.clock.now()
    assert notifications.decide(world.said(FEED, news("n1", "Een", lane=Lane.ANNOUNCEMENT, at=now))) == []
    world.clock.advance(3601)
    assert (
        len(notifications.decide(world.said(FEED, news("n2", "Twee", lane=Lane.ANNOUNCEMENT, at=now)))) == 1
    )


def test_reading_withdraws_and_clears_the_badge(world: World, notifications: Notifications) -> None:
    draft = news("n1", "Kantoor dicht", lane=Lane.ANNOUNCEMENT, at=world.clock.now())
    notifications.decide(world.said(FEED, draft))
    assert notifications.badge() == 1
    world.store.write(lambda tx: item_state.mark_read(tx, [world.id_of(draft)]))
    assert notifications.to_withdraw(world.changes[-1]) == [world.id_of(draft)]
    assert notifications.badge() == 0


def test_a_first_sync_of_thousands_is_asked_about_in_few_statements(world: World) -> None:
    notifications = Notifications(world.store, Settings(world.store), AMSTERDAM)
    now = world.clock.now()
    drafts = [news(f"n{number}", f"Bericht {number}", at=now) for number in range(1_500)]
    loud = news("loud", "Kantoor dicht", lane=Lane.ANNOUNCEMENT, at=now)
    changes = world.said(FEED, *drafts, loud)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(world.store._reading, "before_cursor_execute", note)
    assert notifications.decide(changes) == []
    assert len(statements) < 50
    assert [item.id for item in queries.loud(world.store, changes.added)] == []  # noted, and never again
