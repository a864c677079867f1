"""The contract of delivering: once, twice, with a lost reply, on a thing that changed, by two at once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import msgspec
import pytest

from sync.connectors.caldav import CalDavConnector
from sync.connectors.inbox import InboxConnector
from sync.connectors.memory import meeting_seen
from sync.formats.rsvp import meeting_fingerprint
from sync.model.errors import BadData, Conflict, Gone, LoginNeeded, Offline, Quota, SyncError
from sync.model.intents import InboxPayload, Intent, IntentKind, IntentState, Receipt, RespondPayload
from sync.model.items import Item, ItemDraft, ItemState, PartStat
from sync.model.ports import Login
from tests.contract.calendar_text import event_lines, invitation
from tests.contract.servers import USER
from tests.contract.worlds import MemoryWorld, World, memory_meeting
from tests.contract.worlds_of_calendars import CalDavWorld
from tests.contract.worlds_of_files import DavWorld
from tests.support import faults
from tests.support.faults import Fault, Request

NOW = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
MakeWorld = Callable[[str], World]


def item_of(draft: ItemDraft) -> Item:
    return Item(
        id="e-1", kind=draft.kind, account_id="a1", collection_id="s-1", uid=draft.uid, href=draft.href,
        title=draft.title, detail=draft.detail, etag=draft.etag, source=draft.source, state=ItemState(),
    )  # fmt: skip


def intent_of(kind: IntentKind, payload: msgspec.Struct, key: str = "k-1") -> Intent:
    return Intent(
        id=1, key=key, account_id="a1", item_id="e-1", kind=kind, payload=msgspec.json.encode(payload),
        state=IntentState.SENDING, created=NOW,
    )  # fmt: skip


class Meeting:
    """One meeting that we are invited to, on a server that takes answers."""

    def __init__(self, world: World) -> None:
        self.world = world
        if isinstance(world, MemoryWorld):
            memory_meeting(world, "overleg", "zaal 1")
        else:
            assert isinstance(world, CalDavWorld)
            world.put_event("overleg", invitation("overleg", "zaal 1"))
        world.pull()
        self.draft = world.mirror.titled("overleg")

    @property
    def seen(self) -> str:
        if isinstance(self.world, MemoryWorld):
            return meeting_seen(self.draft)
        return meeting_fingerprint(self.draft.source)

    def intent(self, response: PartStat = PartStat.ACCEPTED, key: str = "k-1") -> Intent:
        uid = self.draft.detail.uid  # type: ignore[union-attr]
        return intent_of(IntentKind.RESPOND, RespondPayload(response=response, uid=uid, seen=self.seen), key)

    def push(self, response: PartStat = PartStat.ACCEPTED, key: str = "k-1") -> Receipt:
        return self.world.connector.push(self.world.account, self.intent(response, key), item_of(self.draft))

    def change(self, place: str) -> None:
        """Let the organiser move the meeting."""
        if isinstance(self.world, MemoryWorld):
            memory_meeting(self.world, "overleg", place)
        else:
            self.world.put_event("overleg", invitation("overleg", place))  # type: ignore[attr-defined]

    @property
    def answer(self) -> PartStat:
        """Return our answer as a pull brings it."""
        self.world.pull()
        return self.world.mirror.titled("overleg").detail.response  # type: ignore[union-attr]


@pytest.fixture(params=["memory", "caldav-radicale"])
def meeting(request: pytest.FixtureRequest, make_world: MakeWorld) -> Meeting:
    return Meeting(make_world(request.param))


def puts(world: World) -> int:
    return sum(request.method == "PUT" for request in world.asked)


def test_an_answer_arrives_and_the_receipt_is_what_stands_there(meeting: Meeting) -> None:
    receipt = meeting.push()
    assert receipt.href == meeting.draft.href
    assert meeting.answer is PartStat.ACCEPTED
    world = meeting.world
    assert world.mirror.titled("overleg").etag == receipt.etag
    if isinstance(world.connector, CalDavConnector):
        draft = world.connector.draft_of(world.account, world.mirror.collection, receipt)
        pulled = world.mirror.titled("overleg")
        assert draft is not None
        assert (draft.uid, draft.detail, draft.etag) == (pulled.uid, pulled.detail, pulled.etag)


def test_the_same_answer_twice_is_one_answer(meeting: Meeting) -> None:
    first, second = meeting.push(), meeting.push()
    assert second.etag == first.etag
    assert meeting.answer is PartStat.ACCEPTED
    if isinstance(meeting.world, MemoryWorld):
        assert meeting.world.server.delivered == ["k-1"]
    else:
        assert puts(meeting.world) == 1


def test_another_answer_replaces_the_first(meeting: Meeting) -> None:
    meeting.push()
    meeting.push(PartStat.DECLINED, key="k-2")
    assert meeting.answer is PartStat.DECLINED


def test_a_lost_reply_makes_no_second_answer(meeting: Meeting) -> None:
    world = meeting.world
    if isinstance(world, MemoryWorld):
        world.server.fail(lambda: Offline("lost"), verb="push", after=True, times=1)
    else:
        world.fault = faults.on("PUT", "", faults.LoseReply(), times=1)
    with pytest.raises(Offline):
        meeting.push()
    receipt = meeting.push()
    assert meeting.answer is PartStat.ACCEPTED
    assert world.mirror.titled("overleg").etag == receipt.etag
    if isinstance(world, MemoryWorld):
        assert world.server.delivered == ["k-1"]
    else:
        assert puts(world) == 1


def test_a_meeting_that_was_moved_is_a_conflict_and_stays_unanswered(meeting: Meeting) -> None:
    meeting.change("zaal 9")
    with pytest.raises(Conflict):
        meeting.push()
    assert meeting.answer is PartStat.NEEDS_ACTION


def test_a_meeting_that_is_gone_is_gone(meeting: Meeting) -> None:
    world = meeting.world
    if isinstance(world, MemoryWorld):
        world.server.remove(meeting.draft.href)
    else:
        world.remove("overleg")
    with pytest.raises(Gone):
        meeting.push()


# -- CalDAV's own ---------------------------------------------------------------------------------------


@pytest.fixture
def calendar(make_world: MakeWorld) -> Meeting:
    return Meeting(make_world("caldav-radicale"))


def test_another_persons_answer_in_between_costs_one_more_try(calendar: Meeting) -> None:
    """The file changed (Kees answered) but the meeting did not: ours is laid over the newer file."""
    world = calendar.world
    assert isinstance(world, CalDavWorld)

    def race(request: Request) -> Fault | None:
        if request.method == "PUT" and puts(world) == 1:
            newer = invitation("overleg", "zaal 1").replace(
                "PARTSTAT=ACCEPTED:mailto:kees", "PARTSTAT=DECLINED:mailto:kees"
            )
            world.put_event("overleg", newer)
        return None

    world.fault = race
    calendar.push()
    world.fault = None
    assert calendar.answer is PartStat.ACCEPTED
    detail = world.mirror.titled("overleg").detail
    kees = next(a for a in detail.attendees if a.name == "Kees")  # type: ignore[union-attr]
    assert kees.partstat is PartStat.DECLINED
    assert puts(world) == 2


def test_a_meeting_that_moves_between_looking_and_writing_is_a_conflict(calendar: Meeting) -> None:
    world = calendar.world
    assert isinstance(world, CalDavWorld)

    def race(request: Request) -> Fault | None:
        if request.method == "PUT" and puts(world) == 1:
            world.put_event("overleg", invitation("overleg", "zaal 9"))
        return None

    world.fault = race
    with pytest.raises(Conflict):
        calendar.push()
    world.fault = None
    assert calendar.answer is PartStat.NEEDS_ACTION


def test_a_server_that_always_says_412_is_not_asked_for_ever(calendar: Meeting) -> None:
    calendar.world.fault = faults.on("PUT", "", faults.status(412))
    with pytest.raises(Conflict):
        calendar.push()
    assert puts(calendar.world) == 2


def test_a_put_without_an_etag_in_its_answer_is_looked_up(calendar: Meeting) -> None:
    def strip(answer: faults.Answer) -> faults.Answer:
        kept = tuple((name, value) for name, value in answer.headers if name.lower() != "etag")
        return faults.Answer(answer.status, kept, answer.body)

    calendar.world.fault = faults.on("PUT", "", faults.Change(strip))
    receipt = calendar.push()
    assert receipt.etag
    assert calendar.answer is PartStat.ACCEPTED
    assert calendar.world.mirror.titled("overleg").etag == receipt.etag


def test_one_occurrence_of_a_series_is_answered_alone(make_world: MakeWorld) -> None:
    world = make_world("caldav-radicale")
    assert isinstance(world, CalDavWorld)
    series = invitation("weekstart", "zaal 1").replace("SUMMARY:", "RRULE:FREQ=WEEKLY;COUNT=4\nSUMMARY:")
    world.put_event("weekstart", series)
    world.pull()
    draft = world.mirror.titled("weekstart")
    chosen = draft.occurrences[2].recurrence_id
    payload = RespondPayload(
        response=PartStat.DECLINED,
        uid=draft.detail.uid,  # type: ignore[union-attr]
        recurrence_id=chosen,
        seen=meeting_fingerprint(draft.source, chosen),
    )
    for _ in range(2):
        world.connector.push(world.account, intent_of(IntentKind.RESPOND, payload), item_of(draft))
    assert puts(world) == 1
    world.pull()
    draft = world.mirror.titled("weekstart")
    answers = {o.recurrence_id: o.response for o in draft.occurrences}
    assert answers.pop(chosen) is PartStat.DECLINED and len(answers) == 3
    assert set(answers.values()) == {None}
    assert draft.detail.response is PartStat.NEEDS_ACTION  # type: ignore[union-attr]


def test_who_is_not_invited_cannot_answer(make_world: MakeWorld) -> None:
    world = make_world("caldav-radicale")
    assert isinstance(world, CalDavWorld)
    world.put_event("borrel", event_lines("borrel", "kantine"))
    world.pull()
    draft = world.mirror.titled("borrel")
    intent = intent_of(IntentKind.RESPOND, RespondPayload(response=PartStat.ACCEPTED, uid="x"))
    with pytest.raises(BadData):
        world.connector.push(world.account, intent, item_of(draft))
    assert puts(world) == 0


# -- the inbox ------------------------------------------------------------------------------------------


@pytest.fixture(params=["webdav-wsgidav", "webdav-apache"])
def drop(request: pytest.FixtureRequest, make_world: MakeWorld) -> DavWorld:
    world = make_world(request.param)
    assert isinstance(world, DavWorld)
    (world.folder / "inbox").mkdir()
    (world.folder / "inbox").chmod(0o777)
    world.inbox = f"{world.address}inbox"
    return world


VOTE = InboxPayload(subject="naam", choice="prikbord", person="anna", at="2026-11-24T10:00:00+01:00")


def vote(world: World, key: str = "k-1", kind: IntentKind = IntentKind.VOTE) -> Receipt:
    connector = InboxConnector(world.sessions[0])
    return connector.push(world.account, intent_of(kind, VOTE, key), None)


def answers(world: DavWorld) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (world.folder / "inbox").iterdir()}


def test_a_vote_is_one_file_however_often_it_is_sent(drop: DavWorld) -> None:
    first = vote(drop)
    held = answers(drop)
    second = vote(drop)
    assert first.href == second.href == f"{drop.inbox}/k-1.json"
    assert answers(drop) == held and list(held) == ["k-1.json"]
    assert json.loads(held["k-1.json"]) == {
        "version": 1, "kind": "vote", "key": "k-1", "subject": "naam", "choice": "prikbord",
        "person": "anna", "at": "2026-11-24T10:00:00+01:00",
    }  # fmt: skip
    vote(drop, "k-2", IntentKind.FEEDBACK)
    assert set(answers(drop)) == {"k-1.json", "k-2.json"}


def test_a_vote_with_a_lost_reply_is_one_file(drop: DavWorld) -> None:
    drop.fault = faults.on("PUT", "", faults.LoseReply(), times=1)
    with pytest.raises(Offline):
        vote(drop)
    vote(drop)
    assert list(answers(drop)) == ["k-1.json"]


@pytest.mark.parametrize(("status", "error"), [(507, Quota), (423, Conflict), (409, Conflict)])
def test_a_refused_vote_says_why(drop: DavWorld, status: int, error: type[SyncError]) -> None:
    drop.fault = faults.on("PUT", "", faults.status(status))
    with pytest.raises(error):
        vote(drop)
    assert answers(drop) == {}


def test_an_inbox_that_is_not_there_takes_nothing(drop: DavWorld) -> None:
    drop.inbox = f"{drop.address}weg"
    with pytest.raises((Conflict, Gone)):
        vote(drop)


def test_a_wrong_password_at_the_inbox_is_tried_once(drop: DavWorld) -> None:
    drop.connect(Login(USER, "verkeerd"))
    connector = InboxConnector(drop.sessions[-1])
    for _ in range(2):
        with pytest.raises(LoginNeeded):
            connector.push(drop.account, intent_of(IntentKind.VOTE, VOTE), None)
    assert puts(drop) == 1


@pytest.mark.parametrize("key", ["../weg", "a/b", "", "." * 5, "x" * 101])
def test_a_key_that_is_no_file_name_goes_nowhere(drop: DavWorld, key: str) -> None:
    with pytest.raises(BadData):
        vote(drop, key)
    assert puts(drop) == 0


def test_what_is_not_the_inboxs_does_not_go_there(drop: DavWorld) -> None:
    with pytest.raises(BadData):
        vote(drop, kind=IntentKind.RESPOND)


def test_the_inbox_is_no_part_of_the_documents(drop: DavWorld) -> None:
    vote(drop)
    drop.put("a.txt", "x")
    drop.pull()
    assert drop.mirror.titles == {"a.txt"}


def test_the_inbox_in_memory_takes_a_key_once(make_world: MakeWorld) -> None:
    world = make_world("memory")
    assert isinstance(world, MemoryWorld)
    intent = intent_of(IntentKind.VOTE, VOTE)
    world.server.fail(lambda: Offline("lost"), verb="push", after=True, times=1)
    with pytest.raises(Offline):
        world.connector.push(world.account, intent, None)
    world.connector.push(world.account, intent, None)
    assert world.server.delivered == ["k-1"] and list(world.server.inbox) == ["k-1"]
