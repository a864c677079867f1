"""The News page: lanes, reading, marks that stay, must-reads, keyboard, links."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QMessageBox

from sync.model.changes import ChangeSet
from sync.model.intents import Intent, IntentKind, IntentState
from sync.model.items import ItemKind
from tests.ui.page_content import NOW, news, png
from tests.ui.page_stage import Stage
from ui import links

OnStage = Callable[..., Stage]
PICTURE = "https://intranet.example/p/ingang.png"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Return the addresses that would have gone to the system."""
    addresses: list[str] = []

    def note(url: QUrl) -> bool:
        addresses.append(url.toString())
        return True

    monkeypatch.setattr(links, "opener", note)
    yield addresses


def choose(stage: Stage, row: int) -> None:
    stage.page.list.setCurrentIndex(stage.page.model.index(row))
    item_id = stage.page.model.rows[row].id
    stage.until(lambda: stage.page.reader.article and stage.page.reader.article.item.id == item_id)


def ids(stage: Stage) -> list[str]:
    return [item.id for item in stage.page.model.rows]


def test_lanes_show_what_belongs_to_them(on_stage: OnStage) -> None:
    stage = on_stage("news")
    assert len(ids(stage)) == 10
    stage.page.lanes.set_current("announcements")
    stage.settle()
    assert ids(stage) == ["n-0", "n-5"]
    stage.page.lanes.set_current("management")
    stage.settle()
    assert ids(stage) == ["n-2", "n-9"]
    stage.page.lanes.set_current("starred")
    stage.settle()
    assert ids(stage) == ["n-3"]


def test_reading_marks_read_after_a_while_and_not_at_once(on_stage: OnStage) -> None:
    stage = on_stage("news")
    choose(stage, 1)
    assert stage.core.news.items_["n-1"].state.read_at is None
    stage.page.reader._timer.setInterval(10)
    stage.page.reader.look_later()
    stage.until(lambda: stage.core.news.items_["n-1"].state.read_at is not None)


def test_marked_unread_by_hand_stays_unread(on_stage: OnStage) -> None:
    stage = on_stage("news")
    choose(stage, 5)  # read before
    stage.page.reader.unread.click()
    stage.settle()
    stage.page.reader._look()
    stage.settle()
    assert stage.core.news.items_["n-6"].state.read_at is None


def test_what_is_read_in_unread_stays_until_the_lane_changes(on_stage: OnStage) -> None:
    stage = on_stage("news")
    stage.page.lanes.set_current("unread")
    stage.settle()
    before = ids(stage)
    choose(stage, 2)
    stage.page.reader._look()
    stage.settle()
    assert ids(stage) == before
    stage.page.lanes.set_current("all")
    stage.page.lanes.set_current("unread")
    stage.settle()
    assert ids(stage) == [one for one in before if one != before[2]]


def test_a_refresh_keeps_selection_and_place(on_stage: OnStage) -> None:
    stage = on_stage("news")
    choose(stage, 6)
    page = stage.page
    page.list.scrollTo(page.model.index(9))
    top = page.list.visualRect(page.model.find("n-9")).top()
    fresh = news(0, "Net binnen", sort_at=NOW)
    stage.core.news.items_["n-new"] = msgspec.structs.replace(fresh, id="n-new")
    page.changed(ChangeSet(added=frozenset({"n-new"}), kinds=frozenset({ItemKind.NEWS})))
    stage.settle()
    assert ids(stage)[0] == "n-new"
    assert page.model.row(page.list.currentIndex()).id == "n-9"
    assert abs(page.list.visualRect(page.model.find("n-9")).top() - top) <= 1
    assert page.reader.article.item.id == "n-9"


def test_a_removed_article_is_not_replaced_by_its_neighbour(on_stage: OnStage) -> None:
    stage = on_stage("news")
    choose(stage, 4)
    gone = stage.page.reader.article.item.id
    del stage.core.news.items_[gone]
    stage.page.changed(ChangeSet(removed=frozenset({gone}), kinds=frozenset({ItemKind.NEWS})))
    stage.settle()
    assert stage.page.reader.article is None
    assert not stage.page.list.currentIndex().isValid()


def test_mark_all_read_can_be_undone(on_stage: OnStage) -> None:
    stage = on_stage("news")
    unread = {item.id for item in stage.core.news.items(unread=True)}
    stage.page.all_read.click()
    stage.settle()
    assert stage.core.news.items(unread=True) == []
    assert stage.page.undo.isVisible()
    stage.page.undo._button.click()
    stage.settle()
    assert {item.id for item in stage.core.news.items(unread=True)} == unread


@pytest.mark.parametrize(
    ("inbox", "waiting", "said"),
    [
        (True, True, "waiting to be sent"),
        (True, False, "has been sent"),
        (False, False, "Only on this computer"),
    ],
)
def test_a_confirmation_is_honest(on_stage: OnStage, inbox: bool, waiting: bool, said: str) -> None:
    stage = on_stage("news")
    stage.core.news.inbox = inbox
    choose(stage, 0)
    bar = stage.page.reader.confirm_bar
    assert bar.isVisible() and bar.button.isVisible()
    if waiting:
        intent = Intent(
            id=9, key="k", account_id="a1", item_id="n-0", kind=IntentKind.CONFIRM, payload=b"{}",
            state=IntentState.WAITING, created=NOW,
        )  # fmt: skip
        stage.core.outbox.entries_.append(type(stage.core.outbox.entries_[0])(intent, None))
    bar.button.click()
    stage.settle()
    assert stage.core.news.items_["n-0"].state.confirmed_at is not None
    assert not bar.button.isVisible()
    assert said in bar._note.text()


def test_ordinary_news_has_no_confirm_bar(on_stage: OnStage) -> None:
    stage = on_stage("news")
    choose(stage, 1)
    assert not stage.page.reader.confirm_bar.isVisible()


def test_trust_line_tells_that_it_changed_since_reading(on_stage: OnStage) -> None:
    stage = on_stage("news")
    choose(stage, 3)
    text = stage.page.reader.view.toPlainText()
    assert "From Nieuws" in text and "by Joke de Vries" in text and "changed since you read it" in text


def test_a_title_cannot_bring_markup(on_stage: OnStage) -> None:
    stage = on_stage("news")
    evil = news(0, "<img src=x> & <b>vet</b>", author="<script>", html="<p>gewoon</p>", sort_at=NOW)
    stage.core.news.items_["n-evil"] = msgspec.structs.replace(evil, id="n-evil")
    stage.page.open_item("n-evil")
    stage.settle()
    assert "<img src=x> & <b>vet</b>" in stage.page.reader.view.toPlainText()


def test_pictures_come_from_the_cache_and_never_from_the_network(on_stage: OnStage) -> None:
    stage = on_stage("news")
    choose(stage, 1)
    assert stage.core.pictures.asked == []
    view = stage.page.reader.view
    before = view.document().size().height()
    stage.core.pictures.held[PICTURE] = png(1600, 200, (10, 120, 90))
    stage.page.changed(ChangeSet(blobs=frozenset({PICTURE})))
    stage.settle()
    stage.until(lambda: view.document().size().height() != before)
    assert stage.core.pictures.asked == []
    assert max(size.width() for size in view._sizes.values()) <= view.column


def test_keyboard_goes_through_the_news(on_stage: OnStage) -> None:
    stage = on_stage("news")
    page = stage.page
    choose(stage, 0)
    stage.key(page.list, Qt.Key.Key_J)
    assert page.list.currentIndex().row() == 1
    stage.key(page.list, Qt.Key.Key_K)
    stage.key(page.list, Qt.Key.Key_Down)
    stage.key(page.list, Qt.Key.Key_Up)
    assert page.list.currentIndex().row() == 0
    stage.key(page.list, Qt.Key.Key_Return)
    assert page.reader.view.hasFocus()
    stage.key(page.reader.view, Qt.Key.Key_Escape)
    assert page.list.hasFocus()


def test_space_pages_down_and_then_goes_to_the_next_unread(on_stage: OnStage) -> None:
    stage = on_stage("news")
    choose(stage, 4)
    bar = stage.page.reader.view.verticalScrollBar()
    assert bar.maximum() > 0
    for _page in range(20):
        if stage.page.list.currentIndex().row() != 4:
            break
        stage.key(stage.page.list, Qt.Key.Key_Space)
    assert stage.page.list.currentIndex().row() == 6  # row 5 had been read before
    assert stage.core.news.items_["n-5"].state.read_at is not None


def test_links_of_the_intranet_open_and_others_are_shown_first(on_stage: OnStage, opened: list[str]) -> None:
    stage = on_stage("news")
    choose(stage, 1)
    view = stage.page.reader.view
    view._follow(QUrl("https://intranet.example/plein"))
    assert opened == ["https://intranet.example/plein"]
    view._follow(QUrl("https://elders.example/lok"))
    box = stage.page.findChild(QMessageBox, "openLink")
    assert box is not None and "elders.example/lok" in box.informativeText()
    assert len(opened) == 1
    box.defaultButton().click()
    assert opened[1:] == ["https://elders.example/lok"]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "smb://x/y", "https:///leeg"]
)
def test_other_schemes_never_leave_the_window(on_stage: OnStage, opened: list[str], address: str) -> None:
    stage = on_stage("news")
    choose(stage, 1)
    stage.page.reader.view._follow(QUrl(address))
    assert opened == []
    assert stage.page.findChild(QMessageBox, "openLink") is None


def test_a_hovered_link_tells_where_it_goes(on_stage: OnStage) -> None:
    stage = on_stage("news")
    choose(stage, 1)
    view = stage.page.reader.view
    view.highlighted.emit(QUrl("https://xn--80ak6aa92e.example/"))
    assert "xn--80ak6aa92e" in view._hint.text() and view._hint.isVisible()


def test_ctrl_enter_opens_the_item_in_the_browser(on_stage: OnStage, opened: list[str]) -> None:
    stage = on_stage("news")
    choose(stage, 1)
    stage.qtbot.keyClick(stage.page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert opened == ["https://intranet.example/n-1"]


def test_star_from_the_reader(on_stage: OnStage) -> None:
    stage = on_stage("news")
    choose(stage, 1)
    stage.page.reader.star.click()
    stage.settle()
    assert stage.core.news.items_["n-1"].state.starred_at is not None
    assert stage.page.reader.star.accessibleName() == "Take the star away"


def test_open_item_finds_it_from_another_lane(on_stage: OnStage) -> None:
    stage = on_stage("news")
    stage.page.lanes.set_current("management")
    stage.settle()
    stage.page.open_item("n-70")
    stage.settle()
    assert stage.page.model.row(stage.page.list.currentIndex()).id == "n-70"
    assert stage.page.reader.article.item.id == "n-70"


def test_spoken_rows_begin_with_what_matters(on_stage: OnStage) -> None:
    stage = on_stage("news")
    said = stage.page.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Unread. Must-read. ")


def test_feedback_in_two_clicks(on_stage: OnStage) -> None:
    stage = on_stage("news")
    choose(stage, 1)
    stage.page.reader.feedback.click()
    from PySide6.QtWidgets import QPushButton

    from ui.people.feedback import FeedbackPopover

    popover = stage.page.findChild(FeedbackPopover)
    next(b for b in popover.findChildren(QPushButton) if b.text() == "Helpful").click()
    stage.settle()
    assert stage.core.people.said == [("Helpful", "n-1")]
    assert "on its way" in stage.page.undo._label.text()
