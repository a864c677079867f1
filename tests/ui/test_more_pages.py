"""People, Processes, Search, Outbox and Settings: what each does when the person does something."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton

from sync.model.changes import ChangeSet
from sync.model.errors import ErrorCode
from sync.model.intents import Intent, IntentKind, IntentState
from sync.model.items import ItemKind
from tests.ui.page_content import NOW
from tests.ui.page_stage import Stage
from ui import links
from ui.outbox.words import explanation, own_words
from ui.search.delegate import marks

OnStage = Callable[..., Stage]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses that would have gone to the system."""
    addresses: list[str] = []

    def note(url: QUrl) -> bool:
        addresses.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        return True

    monkeypatch.setattr(links, "opener", note)
    return addresses


def press(box: QMessageBox, text: str) -> None:
    next(button for button in box.findChildren(QPushButton) if button.text() == text).click()


# --- people ---


def test_ambassadors_come_first(on_stage: OnStage) -> None:
    stage = on_stage("people")
    assert [p.detail.ambassador for p in stage.page.model.rows] == [True, True, True, False, False]


def test_filter_and_back(on_stage: OnStage) -> None:
    stage = on_stage("people")
    stage.page.filter.setText("groepen")
    stage.settle()
    assert [p.uid for p in stage.page.model.rows] == ["fatima"]
    stage.page.filter.setText("niemand")
    stage.settle()
    assert "niemand" in stage.page._empty._sentence.text()
    stage.page._empty.button.click()
    stage.settle()
    assert len(stage.page.model.rows) == 5


def test_asking_starts_a_mail(on_stage: OnStage, opened: list[str]) -> None:
    stage = on_stage("people")
    stage.page.open_item("p-joke")
    stage.settle()
    stage.page.card.ask.click()
    assert opened and opened[0].startswith("mailto:joke@intranet.example?subject=")
    stage.page.open_item("p-wim")
    stage.settle()
    assert not stage.page.card.ask.isVisible()


def test_copy_a_number(on_stage: OnStage) -> None:
    stage = on_stage("people")
    stage.page.open_item("p-joke")
    stage.settle()
    stage.page.card.phone.copy.click()
    assert QGuiApplication.clipboard().text() == "+31 20 555 01 23"


def test_arrows_go_through_the_grid(on_stage: OnStage) -> None:
    stage = on_stage("people")
    stage.page.grid.setCurrentIndex(stage.page.model.index(0))
    stage.key(stage.page.grid, Qt.Key.Key_Right)
    assert stage.page.grid.currentIndex().row() == 1
    assert stage.page.card._name.text() == "Fatima el Amrani-van Wijngaarden"
    stage.key(stage.page.grid, Qt.Key.Key_Return)
    assert stage.page.card.ask.hasFocus()
    stage.key(stage.page.card.ask, Qt.Key.Key_Escape)
    assert stage.page.grid.hasFocus()


# --- processes ---


def test_everyday_words_find_a_process(on_stage: OnStage) -> None:
    stage = on_stage("processes")
    for words, found in (("griep", "c-ziek"), ("SICK", "c-ziek"), ("bonnétje", "c-declaratie")):
        stage.page.filter.setText(words)
        assert [card.id for card in stage.page.model.rows] == [found]
    stage.page.filter.clear()
    assert len(stage.page.model.rows) == 3


def test_form_document_and_contact(on_stage: OnStage, opened: list[str]) -> None:
    stage = on_stage("processes")
    stage.page.open_item("c-ziek")
    stage.settle()
    card = stage.page.card
    card.form.click()
    assert opened == ["https://intranet.example/forms/ziek"]
    card.document.click()
    assert ("item", "d-2") in stage.navigator.went
    card.ask.click()
    stage.settle()
    assert opened[1].startswith("mailto:ans@intranet.example?")


def test_a_form_that_is_no_web_address_has_no_button(on_stage: OnStage) -> None:
    stage = on_stage("processes")
    stage.page.open_item("c-declaratie")
    stage.settle()
    assert not stage.page.card.form.isVisible()


def test_two_keys_from_the_field_to_the_form(on_stage: OnStage, opened: list[str]) -> None:
    stage = on_stage("processes")
    stage.page.filter.setText("ziek")
    stage.key(stage.page.filter, Qt.Key.Key_Return)
    stage.key(stage.page.list, Qt.Key.Key_Return)
    assert stage.page.card.form.hasFocus()


# --- search ---


def test_results_stand_by_kind_and_open(on_stage: OnStage) -> None:
    stage = on_stage("search")
    stage.page.search("de")
    stage.page.enter()
    stage.settle()
    kinds = [row.kind for row in stage.page.model.rows if row.hit is None and not row.more]
    assert kinds == [ItemKind.PROCESS, ItemKind.PERSON, ItemKind.DOCUMENT, ItemKind.EVENT, ItemKind.NEWS]
    assert stage.page.list.hasFocus()
    stage.key(stage.page.list, Qt.Key.Key_Return)
    assert stage.navigator.went == [("item", "c-ziek")]


def test_headings_are_passed_by(on_stage: OnStage) -> None:
    stage = on_stage("search")
    stage.page.search("de")
    stage.page.enter()
    stage.settle()
    for _step in range(6):
        stage.key(stage.page.list, Qt.Key.Key_Down)
        assert stage.page.model.row(stage.page.list.currentIndex()).hit is not None


def test_a_kind_alone(on_stage: OnStage) -> None:
    stage = on_stage("search")
    stage.page.search("de")
    stage.page.chips[ItemKind.NEWS].click()
    stage.settle()
    assert {row.kind for row in stage.page.model.rows} == {ItemKind.NEWS}


def test_nothing_found_helps(on_stage: OnStage) -> None:
    stage = on_stage("search")
    stage.page.search("xyzzy")
    stage.page.enter()
    stage.settle()
    assert "xyzzy" in stage.page._empty._sentence.text()
    stage.page._empty.button.click()
    assert stage.navigator.went == [("page", "people")]


def test_typing_asks_once_it_pauses(on_stage: OnStage) -> None:
    stage = on_stage("search")
    asked: list[str] = []
    real = stage.core.search.search
    stage.core.search.search = lambda words, *rest: asked.append(words) or real(words, *rest)
    for words in ("d", "di", "dir"):
        stage.page.search(words)
    stage.until(lambda: asked)
    assert set(asked) == {"dir"}


@pytest.mark.parametrize(
    ("snippet", "text", "found"),
    [
        ("a ⟦b⟧ c", "a b c", [(2, 1)]),
        ("⟦één⟧⟦twee⟧", "ééntwee", [(0, 3), (3, 4)]),
        ("⟦open", "open", []),
        ("los ⟧ en ⟦⟦dubbel⟧", "los  en dubbel", [(8, 6)]),
        ("<b>geen html</b>", "<b>geen html</b>", []),
        ("", "", []),
    ],
)
def test_marks(snippet: str, text: str, found: list[tuple[int, int]]) -> None:
    plain, where = marks(snippet)
    assert plain == text
    assert len(where) == len(found)
    for (start, length), (_start, own) in zip(where, found, strict=True):
        assert length == own and plain[start : start + length].strip()


# --- outbox ---


def intent(
    kind: IntentKind, state: IntentState, payload: bytes = b"{}", error: ErrorCode | None = None
) -> Intent:
    return Intent(
        id=1, key="k", account_id="a1", item_id="", kind=kind, payload=payload, state=state, created=NOW,
        error=error,
    )  # fmt: skip


def test_what_waits_for_the_person_comes_first(on_stage: OnStage) -> None:
    stage = on_stage("outbox")
    assert stage.page.model.rows[0].intent.state is IntentState.PARKED


def test_a_parked_answer_offers_to_look_and_not_to_send_blindly(on_stage: OnStage) -> None:
    stage = on_stage("outbox")
    stage.page.list.setCurrentIndex(stage.page.model.index(0))
    panel = stage.page.panel
    assert "changed after you answered" in panel._why.text()
    assert panel.look.isVisible() and not panel.retry.isVisible() and panel.discard.isVisible()
    panel.look.click()
    assert stage.navigator.went == [("item", "e-2")]


def test_retry_and_discard_with_a_question(on_stage: OnStage) -> None:
    stage = on_stage("outbox")
    row = next(n for n, e in enumerate(stage.page.model.rows) if e.intent.id == 3)
    stage.page.list.setCurrentIndex(stage.page.model.index(row))
    stage.page.panel.retry.click()
    stage.settle()
    assert stage.core.outbox.retried == [3]
    stage.page.panel.discard.click()
    box = stage.page.findChild(QMessageBox, "discard")
    assert box is not None and box.defaultButton().text() == "Keep it"
    press(box, "Keep it")
    stage.settle()
    assert any(e.intent.id == 3 for e in stage.core.outbox.entries_)
    stage.page.panel.discard.click()
    box = stage.page.findChildren(QMessageBox, "discard")[-1]
    press(box, "Give it up")
    stage.settle()
    assert not any(e.intent.id == 3 for e in stage.core.outbox.entries_)


def test_what_is_being_sent_is_left_alone(on_stage: OnStage) -> None:
    stage = on_stage("outbox")
    row = next(n for n, e in enumerate(stage.page.model.rows) if e.intent.state is IntentState.SENDING)
    stage.page.list.setCurrentIndex(stage.page.model.index(row))
    assert not stage.page.panel.retry.isVisible() and not stage.page.panel.discard.isVisible()


@pytest.mark.parametrize("code", list(ErrorCode))
@pytest.mark.parametrize("kind", list(IntentKind))
def test_every_parked_entry_is_explained(code: ErrorCode, kind: IntentKind) -> None:
    said = explanation(intent(kind, IntentState.PARKED, error=code), NOW)
    assert said.endswith(".") and "{" not in said and len(said) > 30


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b'{"text": 5}', b"\xff"])
@pytest.mark.parametrize("kind", list(IntentKind))
def test_a_payload_that_cannot_be_read_does_no_harm(payload: bytes, kind: IntentKind) -> None:
    from ui.outbox.words import done_text

    entry = intent(kind, IntentState.WAITING, payload)
    assert done_text(entry) and own_words(entry) == ""


# --- settings ---


def test_choices_are_stored_at_once(on_stage: OnStage) -> None:
    stage = on_stage("settings")
    page, settings = stage.page, stage.core.settings
    page.theme.set_current("dark")
    page.notifications.setChecked(False)
    page.tips.setChecked(False)
    page.language.setCurrentIndex(page.language.findData("nl"))
    page.language.activated.emit(page.language.currentIndex())
    page.offline.setCurrentIndex(page.offline.findData("pinned"))
    page.offline.activated.emit(page.offline.currentIndex())
    stage.settle()
    assert (settings.theme, settings.notifications, settings.tips) == ("dark", False, False)
    assert (settings.language, settings.offline_content) == ("nl", "pinned")


def test_quiet_hours(on_stage: OnStage) -> None:
    stage = on_stage("settings")
    page, settings = stage.page, stage.core.settings
    assert not page.quiet_from.isVisible()
    page.quiet.setChecked(True)
    stage.settle()
    assert (settings.quiet_from, settings.quiet_until) == ("18:00", "08:00") and page.quiet_from.isVisible()
    page.quiet_from.setCurrentIndex(page.quiet_from.findText("21:30"))
    page.quiet_from.activated.emit(page.quiet_from.currentIndex())
    stage.settle()
    assert settings.quiet_from == "21:30"
    settings.quiet_from = "21:17"  # by other means
    page.changed(ChangeSet(settings=True))
    stage.settle()
    assert page.quiet_from.currentText() == "21:17"
    page.quiet.setChecked(False)
    stage.settle()
    assert (settings.quiet_from, settings.quiet_until) == ("", "")


def test_showing_settings_stores_nothing(on_stage: OnStage) -> None:
    stage = on_stage("settings")
    settings = stage.core.settings
    settings.theme, settings.notifications, settings.tips = "light", False, False
    before = dict(vars(settings))
    stage.page.changed(ChangeSet(settings=True))
    stage.settle()
    assert vars(settings) == before
    assert stage.page.theme.current() == "light" and not stage.page.notifications.isChecked()


def test_removing_an_intranet_asks_and_says_what_is_lost(on_stage: OnStage) -> None:
    stage = on_stage("settings")
    remove = next(b for b in stage.page.accounts.findChildren(QPushButton) if b.text() == "Remove…")
    remove.click()
    box = stage.page.findChild(QMessageBox, "remove")
    assert box is not None
    assert "Waterschap Vechtdal" in box.text()
    assert "4 things that you did have not been sent yet" in box.informativeText()
    assert box.defaultButton().text() == "Keep it"
    press(box, "Remove")
    stage.settle()
    assert stage.core.accounts.list() == []
    assert stage.page.accounts.add.text() == "Connect your intranet…"


def test_login_setup_and_tour_go_through_the_window(on_stage: OnStage) -> None:
    stage = on_stage("settings")
    next(b for b in stage.page.accounts.findChildren(QPushButton) if b.text() == "Log in again…").click()
    stage.page.accounts.add.click()
    stage.page.tour.click()
    assert stage.navigator.went == [("login", "a1"), ("setup", None), ("tour", None)]


def test_licences(on_stage: OnStage) -> None:
    stage = on_stage("settings")
    stage.page.licences.click()
    dialog = stage.page.findChild(QDialog, "licences")
    assert dialog is not None and dialog.isVisible()
    dialog.reject()
