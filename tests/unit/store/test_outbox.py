"""The outbox: nothing a person did is lost, sent twice at once, or sent out of order."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

import msgspec
import pytest

from sync.model.changes import ChangeSet
from sync.model.errors import ErrorCode
from sync.model.intents import Intent, IntentKind, IntentState, RespondPayload
from sync.model.items import CollectionKind, EventDetail, PartStat
from sync.store import accounts, answers, outbox, projection, queries
from sync.store.store import Store
from tests.support.clock import FakeClock
from tests.unit.store import samples
from tests.unit.store.samples import apply, at, collection, event, once, pull


@pytest.fixture
def meeting(store: Store) -> str:
    account = samples.add_account(store)
    calendar = collection(store, CollectionKind.CALENDAR)
    series = event(
        "a", once(at(1), recurrence="20261124T100000Z"), once(at(25), recurrence="20261125T100000Z")
    )
    apply(store, account, calendar, pull(series))
    return queries.events(store, at(0), at(2))[0].item.id


def respond(store: Store, item_id: str, answer: PartStat, recurrence: str = "") -> Intent:
    payload = msgspec.json.encode(RespondPayload(response=answer, uid="a", recurrence_id=recurrence))
    target = f"{item_id}@{recurrence}" if recurrence else item_id
    return store.write(lambda tx: outbox.enqueue(tx, "a1", target, IntentKind.RESPOND, payload))


def send(
    store: Store, kind: IntentKind = IntentKind.FEEDBACK, item: str = "", key: str | None = None
) -> Intent:
    return store.write(lambda tx: outbox.enqueue(tx, "a1", item, kind, b"{}", key=key))


def test_an_intent_waits_is_leased_and_is_gone_when_confirmed(store: Store, clock: FakeClock) -> None:
    intent = send(store)
    assert outbox.all_intents(store) == [intent]
    assert (intent.state, intent.attempts, intent.created) == (IntentState.WAITING, 0, clock.now())
    assert outbox.due(store, "a1", clock.now()) == [intent]
    assert outbox.due(store, "a2", clock.now()) == []
    assert store.write(lambda tx: outbox.lease(tx, intent.id, 60))
    assert not store.write(lambda tx: outbox.lease(tx, intent.id, 60))
    sending = outbox.all_intents(store)[0]
    assert (sending.state, sending.attempts) == (IntentState.SENDING, 1)
    assert outbox.due(store, "a1", clock.now()) == []
    assert store.write(lambda tx: outbox.confirm(tx, intent.id, None))
    assert not store.write(lambda tx: outbox.confirm(tx, intent.id, None))
    assert outbox.all_intents(store) == []
    assert not store.write(lambda tx: outbox.lease(tx, intent.id, 60))


def test_an_expired_lease_waits_again_also_after_a_restart(data_dir: Path, clock: FakeClock) -> None:
    with samples.open_store(data_dir, clock) as store:
        intent = send(store)
        store.write(lambda tx: outbox.lease(tx, intent.id, 60))
    clock.advance(61)
    with samples.open_store(data_dir, clock) as store:
        (again,) = outbox.due(store, "a1", clock.now())
        assert (again.key, again.attempts, again.state) == (intent.key, 1, IntentState.WAITING)


def test_a_failed_try_waits_for_its_moment(store: Store, clock: FakeClock) -> None:
    intent = send(store)
    assert outbox.next_due(store, "a1") == clock.now()
    store.write(lambda tx: outbox.lease(tx, intent.id, 60))
    later = at(1)
    store.write(lambda tx: outbox.release(tx, intent.id, ErrorCode.MAINTENANCE, "503", later))
    (waiting,) = outbox.all_intents(store)
    assert (waiting.error, waiting.error_message, waiting.next_try) == (ErrorCode.MAINTENANCE, "503", later)
    assert outbox.due(store, "a1", clock.now()) == []
    assert outbox.next_due(store, "a1") == later
    assert outbox.due(store, "a1", later) == [waiting]
    assert outbox.next_due(store, "a2") is None


def test_a_clock_that_is_set_back_holds_nothing_up(store: Store, clock: FakeClock) -> None:
    """A moment noted while the clock was a year ahead is over, or the answer would wait that year."""
    now = clock.now()
    clock.set(now + dt.timedelta(days=365))
    first, second = send(store), send(store)
    store.write(lambda tx: outbox.lease(tx, first.id, 60))
    store.write(lambda tx: outbox.lease(tx, second.id, 60))
    soon = clock.now() + dt.timedelta(minutes=1)
    store.write(lambda tx: outbox.release(tx, second.id, ErrorCode.MAINTENANCE, "503", soon))
    assert outbox.due(store, "a1", clock.now()) == []
    clock.set(now)
    assert [intent.id for intent in outbox.due(store, "a1", clock.now())] == [first.id, second.id]
    assert store.write(lambda tx: outbox.lease(tx, first.id, 60))


def test_an_answer_of_another_version_breaks_no_list(store: Store, meeting: str) -> None:
    payload = b'{"response":"perhaps","uid":"a"}'
    store.write(lambda tx: outbox.enqueue(tx, "a1", meeting, IntentKind.RESPOND, payload))
    shown = queries.events(store, at(0), at(2))[0]
    assert shown.item.pending == ("respond",) and not shown.pending


def test_parked_waits_for_the_person(store: Store, clock: FakeClock) -> None:
    intent = send(store)
    store.write(lambda tx: outbox.park(tx, intent.id, ErrorCode.CONFLICT, "changed"))
    (parked,) = outbox.all_intents(store)
    assert (parked.state, parked.error) == (IntentState.PARKED, ErrorCode.CONFLICT)
    assert outbox.due(store, "a1", at(999)) == []
    assert outbox.next_due(store, "a1") is None
    assert not store.write(lambda tx: outbox.lease(tx, intent.id, 60))
    assert (queries.counts(store).outbox_waiting, queries.counts(store).parked) == (0, 1)
    store.write(lambda tx: outbox.retry(tx, intent.id))
    (waiting,) = outbox.due(store, "a1", clock.now())
    assert (waiting.state, waiting.error, waiting.key) == (IntentState.WAITING, None, intent.key)
    assert store.write(lambda tx: outbox.discard(tx, intent.id))
    assert not store.write(lambda tx: outbox.discard(tx, intent.id))


def test_a_retry_does_not_disturb_one_that_is_being_sent(store: Store) -> None:
    intent = send(store)
    store.write(lambda tx: outbox.lease(tx, intent.id, 60))
    store.write(lambda tx: outbox.retry(tx, intent.id))
    assert outbox.all_intents(store)[0].state is IntentState.SENDING


def test_order_holds_per_item_and_across_occurrences(store: Store, clock: FakeClock, meeting: str) -> None:
    first = respond(store, meeting, PartStat.ACCEPTED, "20261124T100000Z")
    second = respond(store, meeting, PartStat.DECLINED, "20261125T100000Z")
    other = send(store)
    another = send(store)  # about no item: in nobody's way
    assert outbox.due(store, "a1", clock.now()) == [first, other, another]
    store.write(lambda tx: outbox.lease(tx, first.id, 60))
    assert second not in outbox.due(store, "a1", clock.now())
    store.write(lambda tx: outbox.release(tx, first.id, ErrorCode.OFFLINE, "", at(5)))
    assert second not in outbox.due(store, "a1", clock.now())
    store.write(lambda tx: outbox.park(tx, first.id, ErrorCode.CONFLICT, ""))
    assert second in outbox.due(store, "a1", clock.now())


def test_a_newer_answer_takes_the_place_of_a_waiting_or_parked_one(store: Store, meeting: str) -> None:
    respond(store, meeting, PartStat.ACCEPTED)
    second = respond(store, meeting, PartStat.DECLINED)
    assert outbox.all_intents(store) == [second]
    store.write(lambda tx: outbox.park(tx, second.id, ErrorCode.CONFLICT, ""))
    third = respond(store, meeting, PartStat.TENTATIVE)
    assert outbox.all_intents(store) == [third]
    store.write(lambda tx: outbox.lease(tx, third.id, 60))
    fourth = respond(store, meeting, PartStat.ACCEPTED)
    assert [intent.id for intent in outbox.all_intents(store)] == [third.id, fourth.id]
    # Feedback is added, never replaced.
    send(store, item=meeting)
    send(store, item=meeting)
    assert len(outbox.all_intents(store)) == 4


def test_the_same_key_is_one_intent(store: Store) -> None:
    first = send(store, key="mine")
    assert send(store, key="mine") == first
    store.write(lambda tx: outbox.lease(tx, first.id, 60))
    assert send(store, key="mine").state is IntentState.SENDING
    assert len(outbox.all_intents(store)) == 1
    assert send(store).key != send(store).key


def test_a_waiting_answer_is_shown_at_once(store: Store, meeting: str) -> None:
    respond(store, meeting, PartStat.DECLINED, "20261125T100000Z")
    today, tomorrow = queries.events(store, at(0), at(48))
    assert (today.occurrence.response, today.pending) == (PartStat.NEEDS_ACTION, False)
    assert (tomorrow.occurrence.response, tomorrow.pending) == (PartStat.DECLINED, True)
    assert tomorrow.item.pending == ("respond",)
    respond(store, meeting, PartStat.ACCEPTED)
    today, tomorrow = queries.events(store, at(0), at(48))
    assert (today.occurrence.response, today.pending) == (PartStat.ACCEPTED, True)
    whole = queries.item(store, meeting)
    assert whole is not None
    assert isinstance(whole.detail, EventDetail)
    assert whole.detail.response is PartStat.ACCEPTED
    assert set(projection.pending(store)) == {meeting}
    for intent in outbox.all_intents(store):
        store.write(partial(outbox.park, intent_id=intent.id, code=ErrorCode.CONFLICT, message=""))
    assert not any(one.pending for one in queries.events(store, at(0), at(48)))


def test_confirming_updates_the_mirror_in_the_same_commit(store: Store, meeting: str) -> None:
    intent = respond(store, meeting, PartStat.ACCEPTED)
    heard: list[ChangeSet] = []
    store.subscribe(heard.append)
    accepted = event(
        "a", once(at(1), recurrence="20261124T100000Z"), etag="e2", source=b"new",
        detail={"response": PartStat.ACCEPTED},
    )  # fmt: skip
    assert store.write(lambda tx: outbox.confirm(tx, intent.id, accepted))
    (change,) = heard
    assert change.outbox
    assert change.changed == {meeting}
    item = queries.item(store, meeting)
    assert item is not None
    assert (item.etag, item.source, item.pending) == ("e2", b"new", ())
    # The pull that follows brings the same: nothing is written twice.
    account, calendar = accounts.accounts(store)[0], collection(store, CollectionKind.CALENDAR)
    assert apply(store, account, calendar, pull(accepted, etag="2")).changed == 0
    assert not store.write(lambda tx: outbox.confirm(tx, intent.id, accepted))


def test_confirming_about_an_item_that_is_gone_is_fine(store: Store) -> None:
    intent = send(store, item="e-gone")
    assert store.write(lambda tx: outbox.confirm(tx, intent.id, event("unknown")))


def test_answers_are_remembered_after_delivery(store: Store, meeting: str) -> None:
    one = f"{meeting}@20261124T100000Z"
    heard: list[ChangeSet] = []
    store.subscribe(heard.append)
    for _ in range(2):
        store.write(lambda tx: answers.remember(tx, one, IntentKind.SIGN_UP, "yes"))
    assert answers.of_kind(store, IntentKind.SIGN_UP) == {one: "yes"}
    assert answers.of_kind(store, IntentKind.VOTE) == {}
    assert len(heard) == 1
    store.write(lambda tx: answers.remember(tx, one, IntentKind.SIGN_UP, "no"))
    assert answers.of_kind(store, IntentKind.SIGN_UP) == {one: "no"}
    store.write(lambda tx: answers.forget(tx, one, IntentKind.SIGN_UP))
    assert answers.of_kind(store, IntentKind.SIGN_UP) == {}
