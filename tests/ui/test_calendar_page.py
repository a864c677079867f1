"""The Calendar page: days and zones, answers, trainings, agenda and month with the keyboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from sync.model.changes import ChangeSet
from sync.model.items import EventDetail, ItemKind, PartStat
from sync.store.queries import EventOccurrence
from tests.ui.page_content import CALENDAR, TEAM, event
from tests.ui.page_stage import Stage
from ui.calendar.agenda import agenda_rows, part_text
from ui.calendar.detail import own_zone_text, when_text
from ui.calendar.month_layout import weeks
from ui.calendar.recurrence_words import in_words

OnStage = Callable[..., Stage]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
UTC = dt.UTC


def open_event(stage: Stage, event_id: str) -> None:
    stage.page.open_item(event_id)
    stage.settle()
    assert stage.page.panel.view.one.id == event_id


def test_agenda_begins_today_with_all_day_first(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    rows = stage.page.model.rows
    assert rows[0].day == dt.date(2026, 11, 24) and rows[0].one is None
    assert rows[1].one.id == "e-1"
    said = stage.page.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Today")


def test_events_of_several_days_stand_on_each(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    rows = [row for row in stage.page.model.rows if row.one and row.one.id == "e-5"]
    assert [row.day.day for row in rows] == [26, 27, 28]
    assert [part_text(row, AMSTERDAM) for row in rows] == ["Day 1 of 3", "Day 2 of 3", "Day 3 of 3"]


@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "America/Los_Angeles", "Europe/Amsterdam"])
def test_an_all_day_event_never_shifts(name: str) -> None:
    zone = ZoneInfo(name)
    from app.calendar import Calendar

    one = event(1, "Dag", dt.datetime(2026, 11, 24, tzinfo=UTC), days=1)
    rows = agenda_rows(
        [one],
        lambda o: Calendar.days(o, zone),
        dt.date(2026, 11, 1),
        dt.date(2026, 12, 1),
        dt.date(2026, 11, 2),
    )
    assert [row.day for row in rows if row.one] == [dt.date(2026, 11, 24)]
    assert when_text(one, zone).startswith("Tuesday 24 November 2026")


def test_the_day_that_the_clock_goes_back_has_right_times() -> None:
    one = event(1, "Nacht", dt.datetime(2026, 10, 25, 0, 30, tzinfo=UTC), hours=2)
    assert when_text(one, AMSTERDAM) == "Sunday 25 October 2026\n02:30 – 03:30"
    summer = event(2, "Vast", dt.datetime(2026, 10, 24, 7, 0, tzinfo=UTC))
    winter = event(3, "Vast", dt.datetime(2026, 10, 26, 8, 0, tzinfo=UTC))
    assert "09:00" in when_text(summer, AMSTERDAM) and "09:00" in when_text(winter, AMSTERDAM)


def test_the_own_zone_is_told_when_it_differs() -> None:
    one = event(1, "Call", dt.datetime(2026, 11, 24, 14, 0, tzinfo=UTC), timezone="America/Halifax")
    detail = one.item.detail
    assert isinstance(detail, EventDetail)
    assert own_zone_text(one, detail, AMSTERDAM) == "10:00 – 11:00 in Halifax"
    assert own_zone_text(one, detail, ZoneInfo("America/Halifax")) == ""
    assert own_zone_text(one, EventDetail(timezone="Mars/Olympus"), AMSTERDAM) == ""
    assert own_zone_text(one, EventDetail(timezone="../../etc/passwd"), AMSTERDAM) == ""


def test_an_answer_shows_at_once_as_waiting(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    open_event(stage, "e-2")
    box = stage.page.panel.answer
    assert box.isVisible() and box._state.text() == "You have not answered yet."
    box.buttons[PartStat.ACCEPTED].click()
    stage.settle()
    assert stage.core.calendar.answers == [("e-2", PartStat.ACCEPTED)]
    assert box._state.text() == "Yes, waiting to send."
    assert [part for part, button in box.buttons.items() if button.isChecked()] == [PartStat.ACCEPTED]


def test_arrow_keys_among_the_answers_send_nothing(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    open_event(stage, "e-2")
    button = stage.page.panel.answer.buttons[PartStat.ACCEPTED]
    button.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Up):
        stage.key(button, key)
    assert stage.core.calendar.answers == []


def test_who_was_not_invited_or_is_too_late_is_not_asked(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    open_event(stage, "e-3")
    assert not stage.page.panel.answer.isVisible()
    open_event(stage, "e-8")
    assert "Cancelled" in stage.page.panel._title.text()
    assert not stage.page.panel.answer.isVisible()


def test_signing_up_carries_the_question(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    open_event(stage, "e-4")
    box = stage.page.panel.sign_up
    assert box.isVisible()
    box.question.setText("  Werkt het ook op de telefoon?  ")
    box.button.click()
    stage.settle()
    assert stage.core.calendar.signed == {"e-4": "Werkt het ook op de telefoon?"}
    assert box._title.text() == "You are signed up."
    box.button.click()  # no second question typed: nothing is sent
    stage.settle()
    assert stage.core.calendar.signed == {"e-4": "Werkt het ook op de telefoon?"}


def test_a_refresh_does_not_eat_a_question_being_typed(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    open_event(stage, "e-4")
    stage.page.panel.sign_up.question.setText("Half get")
    stage.page.changed(ChangeSet(changed=frozenset({"e-4"}), kinds=frozenset({ItemKind.EVENT})))
    stage.settle()
    assert stage.page.panel.sign_up.question.text() == "Half get"


def test_calendars_can_be_switched_off(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    action = next(a for a in stage.page._menu.actions() if a.text() == "Team Communicatie")
    assert action.isCheckable() and action.isChecked()
    action.trigger()
    stage.settle()
    shown = {row.one.item.collection_id for row in stage.page.model.rows if row.one}
    assert shown == {CALENDAR} and TEAM not in shown


def test_month_goes_by_keyboard_and_on_into_the_next(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    stage.page.views.set_current("month")
    stage.settle()
    month = stage.page.month
    assert month.current_day() == dt.date(2026, 11, 24)
    stage.key(month, Qt.Key.Key_Right)
    stage.key(month, Qt.Key.Key_Down)
    assert month.current_day() == dt.date(2026, 12, 2)
    stage.key(month, Qt.Key.Key_Down)
    assert month.current_day() == dt.date(2026, 12, 9)
    assert stage.page.heading.text() == "December 2026"
    stage.key(month, Qt.Key.Key_PageUp)
    assert stage.page.heading.text() == "November 2026"
    stage.key(month, Qt.Key.Key_T)
    assert month.current_day() == dt.date(2026, 11, 24)


def test_enter_in_the_month_goes_through_the_days_events(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    stage.page.views.set_current("month")
    stage.settle()
    seen = []
    for _press in range(4):
        stage.key(stage.page.month, Qt.Key.Key_Return)
        seen.append(stage.page.panel.view.one.id)
    assert seen == ["e-1", "e-2", "e-3", "e-1"]


def test_a_click_on_a_bar_opens_its_event(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    stage.page.views.set_current("month")
    stage.settle()
    month = stage.page.month
    index = month._model.index_of(dt.date(2026, 11, 27))
    cell = month.visualRect(index)
    top = cell.top() + month._delegate._head() + month._delegate.bar_height() // 2
    QTest.mouseClick(month.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(cell.center().x(), top))
    stage.settle()
    assert stage.page.panel.view.one.id == "e-5"


def test_cells_are_spoken_with_their_events(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    stage.page.views.set_current("month")
    stage.settle()
    model = stage.page.month._model
    said = model.index_of(dt.date(2026, 11, 24)).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Today. Tuesday 24 November.") and "10:00 – 11:00 Werkoverleg" in said
    header = model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
    assert header == "Mon"


def test_open_item_far_away_turns_to_its_month(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    far = event(99, "Kerstontbijt 2027", dt.datetime(2027, 12, 20, 7, tzinfo=UTC))
    stage.core.calendar.all.append(far)
    open_event(stage, "e-99")
    assert stage.page.heading.text() == "December 2027"
    assert any(row.one and row.one.id == "e-99" for row in stage.page.model.rows)


def test_an_event_that_is_gone_is_said_so(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    stage.page.open_item("e-404")
    stage.settle()
    assert "no longer" in stage.page.notice._label.text()


def test_month_layout_keeps_bars_whole_and_counts_the_rest() -> None:
    monday = dt.date(2026, 11, 23)
    days = [monday + dt.timedelta(days=n) for n in range(7)]
    long = event(1, "Lang", dt.datetime(2026, 11, 23, tzinfo=UTC), days=5)
    shorts = [event(10 + n, f"Kort {n}", dt.datetime(2026, 11, 24, 8 + n, tzinfo=UTC)) for n in range(5)]
    own = {long.id: days[:5], **{one.id: [days[1]] for one in shorts}}
    grid: dict[dt.date, list[EventOccurrence]] = {day: [] for day in days}
    for one in (long, *shorts):
        for day in own[one.id]:
            grid[day].append(one)
    week = weeks(grid, lambda one: own[one.id], rows=3)[0]
    assert [(bar.one.id, bar.first, bar.last, bar.row) for bar in week.bars if bar.one.id == "e-1"] == [
        ("e-1", 0, 4, 0)
    ]
    assert week.hidden == (0, 4, 0, 0, 0, 0, 0)  # one short one shows, the last row says "+4 more"
    taken = [(c, bar.row) for bar in week.bars for c in range(bar.first, bar.last + 1)]
    assert len(taken) == len(set(taken))
    assert all(row < (2 if week.hidden[column] else 3) for column, row in taken)


def test_a_bar_that_began_before_is_marked_so() -> None:
    monday = dt.date(2026, 11, 23)
    days = [monday + dt.timedelta(days=n) for n in range(14)]
    one = event(1, "Lang", dt.datetime(2026, 11, 27, tzinfo=UTC), days=6)
    own = days[4:10]
    grid = {day: [one] if day in own else [] for day in days}
    first, second = weeks(grid, lambda _one: own, rows=3)
    assert (first.bars[0].first, first.bars[0].last, first.bars[0].goes_on) == (4, 6, True)
    assert (second.bars[0].first, second.bars[0].last, second.bars[0].from_before) == (0, 2, True)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,TH", "Every week on Monday and Thursday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "Every 2 weeks on Tuesday"),
        ("FREQ=DAILY", "Every day"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every week on working days"),
        ("FREQ=MONTHLY;BYDAY=2TU", "Every month"),
        ("FREQ=SECONDLY", "Repeats"),
        ("FREQ=WEEKLY;BYHOUR=1,2,3", "Repeats"),
        ("", "Repeats"),
        ("FREQ=WEEKLY;INTERVAL=²", "Every week"),
    ],
)
def test_rules_in_words(rule: str, words: str) -> None:
    assert in_words(rule) == words


def test_an_answer_from_the_context_menu(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    row = next(n for n, r in enumerate(stage.page.model.rows) if r.one and r.one.id == "e-2")
    at = stage.page.agenda.visualRect(stage.page.model.index(row)).center()
    stage.page.agenda.customContextMenuRequested.emit(at)
    menu = next(m for m in stage.page.findChildren(QMenu) if m.isVisible())
    next(a for a in menu.actions() if a.text() == "Answer: No").trigger()
    menu.close()
    stage.settle()
    assert stage.core.calendar.answers == [("e-2", PartStat.DECLINED)]


def test_a_narrow_window_shows_details_only_when_wanted(on_stage: OnStage) -> None:
    stage = on_stage("calendar")
    stage.page.window_.resize(684, 500)
    stage.settle()
    assert not stage.page.panel.isVisible()
    open_event(stage, "e-2")
    assert stage.page.panel.isVisible()
    stage.key(stage.page.panel, Qt.Key.Key_Escape)
    assert not stage.page.panel.isVisible()
