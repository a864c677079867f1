"""The outbox on its way: once, again after a lost reply, parked on a conflict, in order."""

from __future__ import annotations

import datetime as dt

import msgspec

from sync.engine import backoff
from sync.model.errors import Conflict, ErrorCode, Forbidden, LoginNeeded, Maintenance, Offline
from sync.model.intents import InboxPayload, IntentKind, IntentState, RespondPayload
from sync.model.items import EventDetail, PartStat
from sync.store import outbox, queries


def vote(world, choice: str = "a", key: str | None = None):
    payload = msgspec.json.encode(InboxPayload(subject="naam", choice=choice))
    return world.store.write(
        lambda tx: outbox.enqueue(tx, world.account_id, "", IntentKind.FEEDBACK, payload, key=key)
    )


def respond(world, item, answer: PartStat):
    payload = msgspec.json.encode(RespondPayload(response=answer, uid=item.detail.uid))
    return world.store.write(
        lambda tx: outbox.enqueue(tx, world.account_id, item.id, IntentKind.RESPOND, payload)
    )


def the_meeting(world, number: int = 0):
    start = world.clock.now()
    found = queries.events(world.store, start, start + dt.timedelta(days=60))
    return next(one.item for one in found if one.item.title == f"Overleg {number}")


def test_a_vote_is_delivered_once(world):
    world.engine.run()
    intent = vote(world)
    [report] = world.engine.run()
    assert report.pushed == 1 and outbox.all_intents(world.store) == []
    assert world.server.delivered == [intent.key]
    [report] = world.engine.run()
    assert report.pushed == 0 and world.server.delivered == [intent.key]


def test_a_lost_reply_is_repeated_without_a_second_effect(world):
    world.engine.run()
    intent = vote(world)
    world.server.fail(lambda: Offline("cut"), verb="push", after=True, times=1)
    [report] = world.engine.run()
    assert report.pushed == 0
    [waiting] = outbox.all_intents(world.store)
    assert waiting.state is IntentState.WAITING and waiting.error is ErrorCode.OFFLINE
    assert waiting.next_try is not None and waiting.next_try > world.clock.now()
    # The server answers again: what waited for the line goes now, not when its turn would come.
    [report] = world.engine.run()
    assert report.pushed == 1 and world.server.delivered == [intent.key]


def test_a_crash_between_sending_and_confirming_sends_again_under_the_same_key(world, monkeypatch):
    world.engine.run()
    intent = vote(world)

    def crash(*_):
        raise SystemError("the power failed")

    with monkeypatch.context() as patch:
        patch.setattr("sync.engine.push.outbox.confirm", crash)
        patch.setattr("sync.engine.engine.log.exception", lambda *_: None)
        world.engine.run()
    assert world.server.delivered == [intent.key]
    world.again()
    [report] = world.engine.run()
    assert report.pushed == 0  # the lease still holds
    world.clock.advance(301)
    [report] = world.engine.run()
    assert report.pushed == 1 and world.server.delivered == [intent.key]


def test_an_answer_reaches_the_server(world, drafts):
    world.engine.run()
    item = the_meeting(world)
    respond(world, item, PartStat.ACCEPTED)
    [report] = world.engine.run()
    assert report.pushed == 1
    detail = world.server.drafts(drafts.CALENDAR)[item.href].detail
    assert isinstance(detail, EventDetail) and detail.response is PartStat.ACCEPTED
    stored = queries.item(world.store, item.id)
    assert stored is not None and stored.detail.response is PartStat.ACCEPTED


def test_a_conflict_is_parked_and_told_and_the_rest_goes_on(world):
    world.engine.run()
    item = the_meeting(world)
    respond(world, item, PartStat.DECLINED)
    vote(world)
    world.server.fail(lambda: Conflict("the meeting moved", href=item.href), verb="push", href=item.href)
    [report] = world.engine.run()
    assert (report.pushed, report.parked, report.outcome) == (1, 1, "partly")
    [parked] = outbox.all_intents(world.store)
    assert parked.state is IntentState.PARKED and parked.error is ErrorCode.CONFLICT
    [report] = world.engine.run()
    assert report.outcome == "ok"  # told once
    world.server.heal()
    world.store.write(lambda tx: outbox.retry(tx, parked.id))
    [report] = world.engine.run()
    assert report.pushed == 1


def test_a_refusal_is_parked_not_thrown_away(world):
    world.engine.run()
    vote(world)
    world.server.fail(lambda: Forbidden("no"), verb="push")
    world.engine.run()
    [parked] = outbox.all_intents(world.store)
    assert parked.state is IntentState.PARKED and parked.error is ErrorCode.FORBIDDEN


def test_a_server_that_asks_to_wait_is_not_asked_again_for_the_rest(world):
    world.engine.run()
    for _ in range(3):
        vote(world)
    world.server.fail(lambda: Maintenance("later", retry_after=1800), verb="push")
    world.server.asked.clear()
    world.engine.run()
    assert [verb for verb, _ in world.server.asked].count("push") == 1
    waiting = outbox.all_intents(world.store)
    assert sorted(i.attempts for i in waiting) == [0, 0, 1]
    [tried] = [i for i in waiting if i.attempts]
    assert tried.next_try is not None
    assert tried.next_try - world.clock.now() >= dt.timedelta(seconds=1800)


def test_a_refused_login_keeps_the_intent_waiting(world):
    world.engine.run()
    vote(world)
    world.server.fail(lambda: LoginNeeded("refused"), verb="push")
    [report] = world.engine.run()
    assert report.outcome == "login-needed"
    [waiting] = outbox.all_intents(world.store)
    assert waiting.state is IntentState.WAITING


def test_backoff_grows_to_an_hour_with_jitter():
    for attempts, longest in ((1, 15), (2, 30), (5, 240), (9, 3600), (500, 3600)):
        waits = {backoff.delay(attempts) for _ in range(50)}
        assert all(longest / 2 <= wait <= longest for wait in waits) and len(waits) > 1
    assert backoff.delay(1, 600) >= 600
    assert backoff.delay(1, 1e9) == 3600
