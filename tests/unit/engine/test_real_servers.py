"""The engine on the demo intranet's real servers: ready early, quiet later, stopped at once."""

from __future__ import annotations

import time
from typing import Any

import pytest

from app import text
from app.core import Core
from app.credentials import SessionCredentials
from app.extract import ChildExtractor
from app.paths import Paths
from demo.intranet import ServerName
from sync.engine.status import Phase, Progress, Stage
from sync.model.changes import ChangeSet
from sync.model.errors import ErrorCode
from sync.model.items import ItemKind
from sync.model.ports import Login
from sync.store import accounts, blobs, queries
from tests.support import faults
from tests.support.waiting import wait_until


class Via:
    """The system's proxy, as a test wants it."""

    def __init__(self, proxy: str) -> None:
        self._proxy = proxy

    def proxy_for(self, url: str) -> str:
        return self._proxy


@pytest.fixture
def open_core(tmp_path):
    opened: list[Core] = []
    credentials = SessionCredentials()

    def make(**options: Any) -> Core:
        core = Core.open(
            Paths(tmp_path / "data"), credentials=credentials, key=credentials.master_key(), **options
        )
        opened.append(core)
        return core

    language = text.language()
    yield make
    text.use(language)
    for core in opened:
        core.close()


def add(core: Core, intranet) -> str:
    login = Login(intranet.username, intranet.password)
    discovery = core.accounts.discover(intranet.address, login)
    return core.accounts.add(discovery, login, mail=intranet.mail).id


def test_ready_is_said_when_news_people_manuals_and_events_are_here(open_core, shared_intranet):
    core = open_core(extract=ChildExtractor())
    add(core, shared_intranet)
    seen: dict[Stage, dict[str, int]] = {}

    def look(step: Progress) -> None:
        if step.stage in seen:
            return
        now = core.clock.now()
        pinned = [d for d in queries.documents(core.store) if d.state.pinned]
        seen[step.stage] = {
            "news": len(queries.news(core.store)),
            "people": len(core.people.people()),
            "events": len(core.calendar.between(now, now.replace(year=now.year + 1))),
            "pinned": len(pinned),
            "held": sum(1 for d in pinned if blobs.lookup(core.store, d.href)),
        }

    [report] = core.engine.run(progress=look)
    assert report.outcome == "ok", report.failed
    ready = seen[Stage.READY]
    assert ready["news"] >= 40 and ready["people"] == 8 and ready["events"] > 20
    assert ready["pinned"] >= 1 and ready["held"] == ready["pinned"]
    everything = [d for d in queries.documents(core.store) if not getattr(d.detail, "is_folder", False)]
    assert all(d.blob for d in everything)
    assert core.profile.brand().name == "Waterschap De Lage Beemden"
    assert core.pictures.data(core.profile.brand().logo)


def test_a_second_round_writes_no_row_and_asks_each_collection_once(open_core, intranet):
    core = open_core()
    account = add(core, intranet)
    core.engine.run()
    told: list[object] = []
    core.subscribe(told.append)
    intranet.clear_requests()
    with core.store.read() as connection:
        before = connection.exec_driver_sql("PRAGMA data_version").scalar()
        [report] = core.engine.run()
        after = connection.exec_driver_sql("PRAGMA data_version").scalar()
    assert (report.outcome, report.added, report.changed, report.removed) == ("ok", 0, 0, 0)
    assert report.requests <= len(core.accounts.collections(account))
    assert report.requests == sum(map(len, intranet.requests.values()))
    assert told == [] and before == after


def test_what_happens_on_the_servers_arrives(open_core, intranet):
    core = open_core()
    add(core, intranet)
    core.engine.run()
    for _ in range(6):
        intranet.happen()
    told: list[ChangeSet] = []
    core.subscribe(told.append)
    [report] = core.engine.run()
    assert report.outcome == "ok" and report.added + report.changed > 0
    assert any(changes.added or changes.changed for changes in told)
    assert not any(changes.first_sync for changes in told)


def test_a_pdf_that_is_none_is_told_once_and_kept(open_core, intranet):
    core = open_core(extract=ChildExtractor())
    add(core, intranet)
    core.engine.run()
    intranet.change_document("Kapot.pdf", b"this is no PDF at all")
    [report] = core.engine.run()
    assert [(f.href.rpartition("/")[2], f.code) for f in report.failed] == [("Kapot.pdf", ErrorCode.BAD_DATA)]
    item = next(d for d in queries.documents(core.store) if d.title == "Kapot.pdf")
    assert core.documents.content(item.id) == b"this is no PDF at all"
    [report] = core.engine.run()
    assert report.outcome == "ok"


def test_servers_off_and_on_again(open_core, intranet):
    core = open_core()
    add(core, intranet)
    core.engine.run()
    count = len(queries.news(core.store))
    intranet.power(False)
    [report] = core.engine.run()
    assert report.outcome == "offline" and report.added == 0
    assert core.engine.status.phase == "offline"
    assert len(queries.news(core.store)) == count
    intranet.power(True)
    [report] = core.engine.run()
    assert report.outcome == "ok" and core.engine.status.phase == "idle"


def test_stopping_while_a_server_does_not_answer_takes_no_two_seconds(open_core, intranet, fault_proxy):
    proxy = fault_proxy()
    core = open_core(proxies=Via(proxy.url))
    add(core, intranet)
    proxy.rule = faults.on("*", "/", faults.Hang())
    core.engine.start()
    wait_until(lambda: core.engine.status.phase is Phase.SYNCING)
    started = time.monotonic()
    core.close()
    assert time.monotonic() - started < 2.5


def test_a_feed_that_is_html_is_named_and_the_rest_arrives(open_core, intranet, fault_proxy):
    proxy = fault_proxy()
    core = open_core(proxies=Via(proxy.url))
    account = add(core, intranet)
    proxy.rule = faults.on("GET", "/feeds/nieuws.atom", faults.html_page("Onderhoud"))
    [report] = core.engine.run()
    assert report.outcome == "partly"
    assert [f.code for f in report.failed] == [ErrorCode.BAD_DATA]
    assert queries.total(core.store, ItemKind.PERSON) == 8
    errors = {c.href.rpartition("/")[2]: c.error for c in accounts.collections(core.store, account)}
    assert errors["nieuws.atom"] == "bad-data" and errors["mededelingen.rss"] == ""


def test_a_calendar_with_a_rule_that_never_ends_costs_only_itself(open_core, intranet):
    core = open_core()
    add(core, intranet)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", "BEGIN:VEVENT", "UID:dense@example",
        "DTSTAMP:20261101T090000Z", "DTSTART:20261101T090000Z", "DTEND:20261101T090001Z",
        "RRULE:FREQ=SECONDLY", "SUMMARY:Te vaak", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    [calendar, *_] = [c for c in core.accounts.collections() if c.connector == "caldav"]
    name = calendar.href.rstrip("/").rpartition("/")[2]
    intranet.put_event(name, "dense.ics", "\r\n".join(lines).encode())
    started = time.monotonic()
    [report] = core.engine.run()
    assert time.monotonic() - started < 20
    assert [f.code for f in report.failed] == [ErrorCode.BAD_DATA]
    assert len(core.calendar.calendars()) == 3
    now = core.clock.now()
    assert len(core.calendar.between(now, now.replace(year=now.year + 1))) > 20


def test_one_password_is_tried_once_over_three_servers(open_core, intranet):
    core = open_core()
    account = add(core, intranet)
    core.accounts.set_login(account, Login(intranet.username, "wrong"))
    intranet.clear_requests()
    [report] = core.engine.run()
    assert report.outcome == "login-needed"
    assert [r.status for r in intranet.requests[ServerName.NEWS]] == [401]
    assert sum(map(len, intranet.requests.values())) == 1
    core.accounts.set_login(account, Login(intranet.username, intranet.password))
    [report] = core.engine.run()
    assert report.outcome == "ok"


def test_a_program_without_a_window_keeps_the_persons_language(open_core, intranet):
    core = open_core()
    add(core, intranet)
    text.use("nl")
    core.engine.run()
    titles = {card.title for card in core.processes.cards()}
    assert "Ziek melden" in titles
    text.use("en")
    core.engine.keep_language = True
    [report] = core.engine.run()
    assert report.changed == 0 and {card.title for card in core.processes.cards()} == titles
    core.engine.keep_language = False
    core.engine.run()
    assert "Ziek melden" not in {card.title for card in core.processes.cards()}


def test_contents_of_an_earlier_version_make_room(open_core, intranet):
    core = open_core()
    add(core, intranet)
    core.engine.run()
    intranet.change_document("Nieuw.txt", b"een")
    core.engine.run()
    count = len(list((core.paths.store / "blobs").glob("??/*")))
    intranet.change_document("Nieuw.txt", b"twee")
    core.engine.run()
    assert len(list((core.paths.store / "blobs").glob("??/*"))) == count
