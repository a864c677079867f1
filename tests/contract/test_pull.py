"""The contract of pulling, over every connector: first pull, no change, each change, trouble."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sync.model.errors import BadData, Forbidden, LoginNeeded, Maintenance, Offline, SyncError
from sync.model.ports import Login
from tests.contract.servers import USER
from tests.contract.worlds import World
from tests.support import faults
from tests.support.faults import Answer, Fault, Request

Able = Callable[[str], None]


def fill(world: World, count: int = 3) -> None:
    for number in range(count):
        world.put(f"ding-{number}.txt", f"tekst {number}")


def test_discover_finds_the_collection(world: World) -> None:
    fill(world)
    found = world.connector.discover(world.address)
    assert found is not None
    assert [c.href.rstrip("/") for c in found.collections if c.connector == world.connector_name] == [
        world.address.rstrip("/")
    ]
    assert all(c.title for c in found.collections)


def test_a_wrong_password_is_tried_once(world: World) -> None:
    fill(world)
    connector = world.connect(Login(USER, "verkeerd"))
    before = len(world.asked)
    for _ in range(2):
        with pytest.raises(LoginNeeded):
            connector.pull(world.account, world.mirror.collection, world.mirror.known)
    assert len(world.asked) - before in (0, 1)  # 0: in memory there is no line


def test_the_first_pull_brings_everything(world: World) -> None:
    fill(world)
    world.pull()
    assert world.mirror.titles == {"ding-0.txt", "ding-1.txt", "ding-2.txt"}
    assert world.shows(world.mirror.titled("ding-1.txt"), "tekst 1")
    assert not world.result.failures


def test_nothing_changed_costs_one_request_and_says_so(world: World) -> None:
    fill(world)
    world.put("map/diep.txt" if world.connector_name == "webdav" else "diep.txt", "x")
    world.pull()
    held = dict(world.mirror.drafts)
    requests = world.pull()
    assert world.result.unchanged
    # Apache refuses to list a whole tree at once: there it is one a folder.
    assert requests == (2 if world.name == "webdav-apache" else 1)
    assert world.mirror.drafts == held


def test_one_added_one_changed_one_removed(world: World, able: Able) -> None:
    fill(world)
    world.pull()
    before = dict(world.mirror.drafts)
    world.put("nieuw.txt", "erbij")
    world.put("ding-1.txt", "veel langere tekst 1")
    if "removed" not in world.lacks:
        world.remove("ding-2.txt")
    world.pull()
    assert world.shows(world.mirror.titled("ding-1.txt"), "veel langere tekst 1")
    assert world.shows(world.mirror.titled("nieuw.txt"), "erbij")
    assert ("ding-2.txt" in world.mirror.titles) is ("removed" in world.lacks)
    kept = world.mirror.titled("ding-0.txt")
    assert before[kept.uid].href == kept.href
    changed = world.mirror.titled("ding-1.txt")
    assert changed.uid in before  # the same item, not another one
    world.pull()
    assert world.result.unchanged


def test_what_leaves_a_feed_was_not_removed(world: World) -> None:
    if world.connector_name != "feed":
        pytest.skip("only feeds are windows")
    fill(world)
    world.pull()
    world.remove("ding-0.txt")
    world.put("ding-9.txt", "x")
    world.pull()
    assert world.mirror.titles == {"ding-0.txt", "ding-1.txt", "ding-2.txt", "ding-9.txt"}


def test_all_removed_is_told_as_it_is(world: World, able: Able) -> None:
    able("removed")
    fill(world)
    world.pull()
    for number in range(3):
        world.remove(f"ding-{number}.txt")
    world.pull()
    assert world.mirror.titles == set()


def test_a_moved_thing_stays_the_same_thing(world: World, able: Able) -> None:
    able("moved")
    fill(world)
    world.put("inhoud.txt", "een tekst die nergens anders staat")
    world.pull()
    uid = world.mirror.titled("inhoud.txt").uid
    world.move("inhoud.txt", "andere-naam.txt")
    world.pull()
    moved = world.mirror.titled("andere-naam.txt")
    assert moved.uid == uid
    assert "inhoud.txt" not in world.mirror.titles
    # Somebody else takes the old place: another thing, and both stay apart.
    world.put("inhoud.txt", "nieuw op de oude plek")
    world.pull()
    assert world.mirror.titled("inhoud.txt").uid != uid
    assert world.mirror.titled("andere-naam.txt").uid == uid
    world.pull()
    assert world.result.unchanged


def test_a_lost_token_leads_to_a_full_comparison(world: World, able: Able) -> None:
    able("token")
    fill(world)
    world.pull()
    world.remove("ding-0.txt")
    world.put("ding-9.txt", "x")
    world.lose_token()
    world.pull()
    assert world.mirror.titles == {"ding-1.txt", "ding-2.txt", "ding-9.txt"}
    assert world.result.complete and not world.result.removed
    world.pull()
    assert world.result.unchanged


def test_a_restored_backup_is_followed(world: World, able: Able) -> None:
    fill(world)
    world.pull()
    restore = world.backup()
    world.put("later.txt", "na de reservekopie")
    world.put("ding-1.txt", "na de reservekopie veranderd")
    world.pull()
    assert world.shows(world.mirror.titled("ding-1.txt"), "na de reservekopie veranderd")
    restore()
    world.pull()
    assert world.shows(world.mirror.titled("ding-1.txt"), "tekst 1")
    assert ("later.txt" in world.mirror.titles) is ("removed" in world.lacks)
    # A change after the restoration is seen, though numbers that were used before come again.
    world.put("ding-2.txt", "na het terugzetten")
    world.pull()
    assert world.shows(world.mirror.titled("ding-2.txt"), "na het terugzetten")


@pytest.mark.parametrize("part", [0.0, 0.3, 0.97])
def test_an_answer_cut_in_the_middle_changes_nothing(world: World, able: Able, part: float) -> None:
    able("cut")
    fill(world)
    world.pull()
    held, cursor = dict(world.mirror.drafts), world.mirror.collection.cursor
    for number in range(3, 9):
        world.put(f"ding-{number}.txt", f"tekst {number}")

    def cut(answer: Answer) -> Answer:
        return Answer(answer.status, answer.headers, answer.body[: int(len(answer.body) * part)])

    # Cut under the full length, and (worse) under a length that hides it.
    for fault in (faults.Cut(after=int(250 * part)), faults.Change(cut)):
        world.fault = faults.on("*", "", fault)
        with pytest.raises((Offline, BadData)):
            world.pull()
        assert world.mirror.drafts == held and world.mirror.collection.cursor == cursor
    world.fault = None
    world.pull()
    assert len(world.mirror.titles) == 9


TROUBLES: dict[str, tuple[Fault, type[SyncError]]] = {
    "maintenance": (faults.status(503, retry_after=120), Maintenance),
    "a page": (faults.html_page(), BadData),
    "forbidden": (faults.status(403), Forbidden),
    "nothing": (faults.Reply(200, {"Content-Type": "text/plain"}, b""), BadData),
    "an empty listing": (
        faults.Reply(207, {"Content-Type": "text/xml"}, b"<multistatus xmlns='DAV:'/>"),
        BadData,
    ),
}


@pytest.mark.parametrize("trouble", list(TROUBLES))
def test_trouble_has_its_name_and_changes_nothing(world: World, able: Able, trouble: str) -> None:
    able("cut")
    fill(world)
    world.pull()
    held = dict(world.mirror.drafts)
    fault, error = TROUBLES[trouble]
    world.fault = lambda _request: fault
    with pytest.raises(error):
        world.pull()
    world.fault = None
    assert world.mirror.drafts == held
    world.pull()
    assert world.result.unchanged


def test_a_forbidden_part_costs_no_other_and_is_not_deleted(world: World, able: Able) -> None:
    able("forbidden")
    fill(world)
    if world.connector_name != "webdav":
        pytest.skip("parts that are not for us are told by each kind of server in its own test")
    world.put("verboden/geheim.txt", "x")

    def refuse(request: Request) -> Fault | None:
        if request.headers.get("depth") == "infinity" or "/verboden/" in request.path:
            return faults.status(403)
        return None

    world.fault = None
    world.pull()
    if "geheim.txt" in world.mirror.titles:  # Apache refuses it by itself
        assert "verboden" in world.mirror.titles
    world.fault = refuse
    world.put("ding-7.txt", "erbij")
    world.remove("ding-0.txt")
    world.pull()
    assert [failure.code.value for failure in world.result.failures] == ["forbidden"]
    assert "ding-7.txt" in world.mirror.titles and "ding-0.txt" not in world.mirror.titles
    assert "verboden" in world.mirror.titles
    if world.name != "webdav-apache":
        assert "geheim.txt" in world.mirror.titles


@pytest.mark.parametrize("status", [404, 500, 503])
def test_a_folder_in_trouble_stops_all_deleting(world: World, status: int) -> None:
    if world.connector_name != "webdav":
        pytest.skip("only trees have folders")
    fill(world)
    world.put("map/diep.txt", "x")
    world.pull()

    def refuse(request: Request) -> Fault | None:
        if request.headers.get("depth") == "infinity":
            return faults.status(403)
        return faults.status(status) if "/map/" in request.path else None

    world.fault = refuse
    world.put("ding-7.txt", "erbij")
    world.remove("ding-0.txt")
    world.pull()
    assert not world.result.complete and len(world.result.failures) == 1
    assert {"ding-0.txt", "ding-7.txt", "diep.txt"} <= world.mirror.titles
    world.fault = None
    world.pull()
    assert "ding-0.txt" not in world.mirror.titles
