"""What only calendars have: tokens and every way to lose them, events that cannot be read in full."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import msgspec
import pytest

from sync.model.errors import BadData, Gone
from sync.model.items import EventDetail, PartStat
from tests.contract.calendar_text import MAIL, calendar_file, event_lines, invitation
from tests.contract.worlds import World
from tests.contract.worlds_of_calendars import CalDavWorld
from tests.support import faults
from tests.support.faults import Answer, Fault, Request


@pytest.fixture
def calendar(make_world: Callable[[str], World]) -> CalDavWorld:
    world = make_world("caldav-radicale")
    assert isinstance(world, CalDavWorld)
    world.put("een", "zaal 1")
    world.put("twee", "zaal 2")
    world.pull()
    return world


def refused(status: int) -> Fault:
    body = b"<?xml version='1.0'?><error xmlns='DAV:'><valid-sync-token/></error>"
    return faults.Reply(status, {"Content-Type": "application/xml"}, body)


def is_sync(request: Request) -> bool:
    return request.method == "REPORT" and b"sync-collection" in request.body


def rewritten(*pairs: tuple[bytes, bytes]) -> Fault:
    def how(answer: Answer) -> Answer:
        headers = tuple((n, v) for n, v in answer.headers if n.lower() != "content-encoding")
        body = answer.body if headers == answer.headers else gzip.decompress(answer.body)
        for old, new in pairs:
            body = body.replace(old, new)
        return Answer(answer.status, headers, body)

    return faults.Change(how)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 412, 415, 501, 507])
def test_a_refused_token_leads_to_a_full_comparison(calendar: CalDavWorld, status: int) -> None:
    calendar.put("drie", "zaal 3")
    calendar.remove("een")
    calendar.fault = lambda request: refused(status) if is_sync(request) else None
    calendar.pull()
    assert calendar.result.complete
    assert calendar.mirror.titles == {"twee", "drie"}
    calendar.fault = None
    assert calendar.pull() == 1
    assert calendar.result.unchanged


def test_a_full_comparison_fetches_only_what_differs(calendar: CalDavWorld) -> None:
    calendar.put("twee", "zaal 22")
    calendar.fault = lambda request: refused(403) if is_sync(request) else None
    before = len(calendar.asked)
    calendar.pull()
    multigets = [r for r in calendar.asked[before:] if b"calendar-multiget" in r.body]
    assert len(multigets) == 1 and multigets[0].body.count(b"href>") == 2  # one href, begun and ended
    assert len(calendar.result.present) == 1 and len(calendar.result.upserts) == 1


def test_a_token_that_goes_backwards_is_a_restored_backup(calendar: CalDavWorld) -> None:
    """The answer is empty and its token older: what came after the backup is gone there, and here."""
    cursor = calendar.mirror.collection.cursor
    token = cursor.sync_token
    numbered = msgspec.structs.replace(cursor, sync_token="http://server/ns/sync/42")
    calendar.mirror.collection = msgspec.structs.replace(calendar.mirror.collection, cursor=numbered)
    calendar.remove("een")
    older = (
        b"<?xml version='1.0'?><multistatus xmlns='DAV:'>"
        b"<sync-token>http://server/ns/sync/17</sync-token></multistatus>"
    )
    calendar.fault = lambda request: (
        faults.Reply(207, {"Content-Type": "text/xml"}, older) if is_sync(request) else None
    )
    calendar.pull()
    assert calendar.result.complete
    assert calendar.mirror.titles == {"twee"}
    assert calendar.mirror.collection.cursor.sync_token not in ("", token, "http://server/ns/sync/17")


@pytest.mark.parametrize(
    "body",
    [
        b"<multistatus xmlns='DAV:'/>",
        b"<multistatus xmlns='DAV:'><sync-token/></multistatus>",
        b"<multistatus xmlns='DAV:'><response><href>/x</href><status>HTTP/1.1 200 OK</status></response>"
        b"<sync-token>data:1</sync-token></multistatus>",
    ],
    ids=["no token", "empty token", "foreign href"],
)
def test_an_answer_that_cannot_be_trusted_leads_to_a_full_comparison(
    calendar: CalDavWorld, body: bytes
) -> None:
    calendar.put("drie", "zaal 3")
    calendar.fault = lambda request: (
        faults.Reply(207, {"Content-Type": "text/xml"}, body) if is_sync(request) else None
    )
    calendar.pull()
    assert calendar.result.complete and calendar.mirror.titles == {"een", "twee", "drie"}


def test_a_truncated_answer_is_not_the_whole(calendar: CalDavWorld) -> None:
    calendar.put("drie", "zaal 3")
    path = calendar.address.removeprefix(calendar.proxy.url).encode()
    status = b"<status>HTTP/1.1 507 Insufficient Storage</status>"
    more = b"<response><href>" + path + b"</href>" + status + b"</response>"
    calendar.fault = lambda request: (
        rewritten((b"</multistatus>", more + b"</multistatus>")) if is_sync(request) else None
    )
    calendar.pull()
    assert calendar.result.complete and calendar.mirror.titles == {"een", "twee", "drie"}


def test_a_server_that_repeats_what_did_not_change_costs_nothing_more(calendar: CalDavWorld) -> None:
    """Tokens that are seconds name the last second's changes again; a bogus one gives a silent full list."""
    first = calendar.mirror.collection.cursor
    calendar.mirror.collection = msgspec.structs.replace(
        calendar.mirror.collection, cursor=msgspec.structs.replace(first, sync_token="")
    )
    calendar.pull()
    calendar.mirror.collection = msgspec.structs.replace(calendar.mirror.collection, cursor=first)

    def repeat(request: Request) -> Fault | None:
        if not is_sync(request):
            return None
        paths = [draft.href.removeprefix(calendar.proxy.url) for draft in calendar.mirror.drafts.values()]
        etags = [draft.etag for draft in calendar.mirror.drafts.values()]
        entries = "".join(
            f"<response><href>{path}</href><propstat><prop><getetag>{etag}</getetag></prop>"
            "<status>HTTP/1.1 200 OK</status></propstat></response>"
            for path, etag in zip(paths, etags, strict=True)
        )
        body = f"<multistatus xmlns='DAV:'>{entries}<sync-token>{first.sync_token}</sync-token></multistatus>"
        return faults.Reply(207, {"Content-Type": "text/xml"}, body.encode())

    calendar.fault = repeat
    assert calendar.pull() == 1
    assert calendar.result.unchanged


def test_a_server_without_tokens_is_asked_for_its_ctag(calendar: CalDavWorld) -> None:
    def no_sync(request: Request) -> Fault | None:
        if is_sync(request):
            return faults.status(415)
        return rewritten((b"sync-token", b"no-such-prop")) if request.method == "PROPFIND" else None

    calendar.fault = no_sync
    calendar.mirror.collection = calendar.new_collection()
    calendar.pull()
    assert calendar.mirror.collection.cursor.ctag and not calendar.mirror.collection.cursor.sync_token
    assert calendar.pull() == 1 and calendar.result.unchanged
    calendar.put("drie", "zaal 3")
    calendar.pull()
    assert calendar.mirror.titles == {"een", "twee", "drie"}


def test_a_rule_that_is_too_dense_is_shown_once_and_told_once(calendar: CalDavWorld) -> None:
    calendar.put_event("dicht", event_lines("dicht", "zaal 1", "RRULE:FREQ=SECONDLY\n"))
    calendar.pull()
    draft = calendar.mirror.titled("dicht")
    assert len(draft.occurrences) == 1
    assert [failure.href for failure in calendar.result.failures] == [draft.href]
    assert calendar.pull() == 1 and calendar.result.unchanged


def test_one_broken_event_costs_no_other(calendar: CalDavWorld) -> None:
    """What cannot be read is named; what the mirror had of it stays."""

    def damage(request: Request) -> Fault | None:
        torn = rewritten((b"UID:een@", b"END:VEVENT\nEND:VCALENDAR\nUID:een@"))
        return torn if b"multiget" in request.body else None

    calendar.put("een", "zaal 11")
    calendar.put("drie", "zaal 3")
    calendar.fault = damage
    calendar.pull()
    assert {failure.href for failure in calendar.result.failures} == {f"{calendar.address}een.ics"}
    assert calendar.mirror.titles == {"een", "twee", "drie"}
    assert calendar.shows(calendar.mirror.titled("een"), "zaal 1")


def test_an_event_that_the_server_does_not_give_is_asked_again(calendar: CalDavWorld) -> None:
    calendar.put("drie", "zaal 3")
    token = calendar.mirror.collection.cursor.sync_token
    calendar.fault = lambda request: (
        faults.Reply(207, {"Content-Type": "text/xml"}, b"<multistatus xmlns='DAV:'/>")
        if b"multiget" in request.body
        else None
    )
    calendar.pull()
    assert len(calendar.result.failures) == 1
    assert calendar.mirror.collection.cursor.sync_token == token
    calendar.fault = None
    calendar.pull()
    assert "drie" in calendar.mirror.titles


def test_a_listing_with_a_part_in_trouble_gives_no_token(calendar: CalDavWorld) -> None:
    """From a token on the server would tell only changes: the event it failed to list would never come."""
    calendar.put("drie", "zaal 3")
    path = f"{calendar.address.removeprefix(calendar.proxy.url)}drie.ics".encode()
    trouble = b"<response><href>" + path + b"</href><status>HTTP/1.1 500 Oops</status></response>"

    def fail(request: Request) -> Fault | None:
        if is_sync(request):
            return refused(403)
        if request.method != "PROPFIND":
            return None

        def how(answer: Answer) -> Answer:
            body = gzip.decompress(answer.body) if answer.body[:2] == b"\x1f\x8b" else answer.body
            parts = [part for part in body.split(b"<response>") if path not in part]
            whole = b"<response>".join(parts)
            whole = whole if b"</multistatus>" in whole else whole + b"</multistatus>"
            headers = tuple((n, v) for n, v in answer.headers if n.lower() != "content-encoding")
            return Answer(
                answer.status, headers, whole.replace(b"</multistatus>", trouble + b"</multistatus>")
            )

        return faults.Change(how)

    calendar.fault = fail
    calendar.pull()
    assert [failure.href for failure in calendar.result.failures] == [f"{calendar.address}drie.ics"]
    assert calendar.mirror.titles == {"een", "twee"}
    calendar.fault = None
    calendar.pull()
    assert calendar.mirror.titles == {"een", "twee", "drie"}
    assert calendar.pull() == 1 and calendar.result.unchanged


def test_another_meeting_in_the_place_of_one(calendar: CalDavWorld) -> None:
    """A file that was removed and made anew between two pulls has another UID under the same address."""
    calendar.remove("een")
    calendar.put_event("een", event_lines("ander", "zaal 9"))
    calendar.pull()
    assert not calendar.result.complete
    assert calendar.mirror.titles == {"ander", "twee"}


def test_tasks_are_no_events(calendar: CalDavWorld) -> None:
    task = calendar_file("BEGIN:VTODO\nUID:taak\nDTSTAMP:20260101T000000Z\nSUMMARY:taak\nEND:VTODO\n")
    calendar.ask("PUT", "taak.ics", task, Content_Type="text/calendar")
    calendar.pull()
    assert calendar.mirror.titles == {"een", "twee"} and not calendar.result.failures
    assert calendar.pull() == 1 and calendar.result.unchanged


def test_many_events_come_in_a_few_requests(calendar: CalDavWorld) -> None:
    for number in range(230):
        path = calendar.folder / f"veel-{number}.ics"
        path.write_bytes(calendar_file(event_lines(f"veel-{number}", "zaal")))
    calendar.mirror.collection = calendar.new_collection()
    calendar.mirror.drafts.clear()
    assert calendar.pull() == 3  # the listing and two multigets
    assert len(calendar.mirror.drafts) == 232


def test_the_event_itself_is_kept_for_later_answers(calendar: CalDavWorld) -> None:
    calendar.put_event("overleg", invitation("overleg", "zaal 1", answer="TENTATIVE"))
    calendar.pull()
    draft = calendar.mirror.titled("overleg")
    assert isinstance(draft.detail, EventDetail)
    assert draft.detail.response is PartStat.TENTATIVE and MAIL.encode() in draft.source
    assert draft.uid == f"{calendar.address}#overleg@voorbeeld.example"
    assert draft.author == "Baas" and draft.sort_at == draft.occurrences[0].start


def test_an_address_that_is_no_calendar_is_bad_data_and_one_that_is_gone_is_gone(
    calendar: CalDavWorld,
) -> None:
    home = calendar.address.rstrip("/").rpartition("/")[0] + "/"
    other = msgspec.structs.replace(calendar.new_collection(), href=home)
    with pytest.raises(BadData):
        calendar.connector.pull(calendar.account, other, calendar.mirror.known)
    missing = msgspec.structs.replace(calendar.new_collection(), href=f"{home}weg/")
    with pytest.raises(Gone):
        calendar.connector.pull(calendar.account, missing, calendar.mirror.known)
