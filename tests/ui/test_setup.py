"""Set-up: from an address to the first news; wrong addresses, logins and changes of mind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from app.credentials import CredentialsUnavailable, KeyMissing
from sync.model.errors import DiskFull, ErrorCode, StoreUnusable
from tests.ui.page_stage import unnamed_controls
from tests.ui.window_stage import WindowStage, window_on_stage
from ui.setup.cannot_open import CannotOpen
from ui.setup.login import LoginDialog
from ui.setup.page import SetupPage
from ui.text import error_said


@pytest.fixture
def fresh(qtbot: Any, empty_core: Any, tmp_path: Path) -> Iterator[WindowStage]:
    with window_on_stage(qtbot, empty_core, tmp_path / "fresh-window") as stage:
        yield stage


def page_of(stage: WindowStage) -> SetupPage:
    page = stage.window.findChild(SetupPage)
    assert isinstance(page, SetupPage)
    assert stage.window.covered
    return page


def look(stage: WindowStage, address: str) -> SetupPage:
    page = page_of(stage)
    page.address.field.setFocus()
    page.address.field.clear()
    stage.type(address)
    stage.press(Qt.Key.Key_Return)
    return page


def test_a_fresh_profile_is_welcomed(fresh: WindowStage) -> None:
    page = page_of(fresh)
    assert page.step is page.address
    assert page.address.field.hasFocus()
    assert not page.address.go.isEnabled()
    assert unnamed_controls(fresh.window) == []


def test_without_an_intranet_home_says_what_to_do(fresh: WindowStage) -> None:
    fresh.window.uncover()
    home = fresh.open("home")
    assert home._nothing.isVisible()
    assert home._nothing.button.text() == "Connect"
    home._nothing.button.click()
    assert fresh.window.covered
    assert fresh.window.status_line.action.text() == "Connect"


def test_from_the_address_to_the_first_news(fresh: WindowStage, intranet: Any) -> None:
    fresh.core.engine.start()
    page = look(fresh, intranet.address)
    assert page.step is page.looking
    fresh.until(lambda: page.step is page.login)
    assert page.login.trouble.sentence == ""  # nothing was wrong with what was typed
    assert page.login.user.hasFocus()
    fresh.type(intranet.username)
    fresh.press(Qt.Key.Key_Return)
    assert page.login.secret.echoMode() is QLineEdit.EchoMode.Password
    fresh.type(intranet.password)
    fresh.press(Qt.Key.Key_Return)
    assert page.login.secret.text() == ""
    fresh.until(lambda: page.step is page.found)
    titles = [box.text() for box, _href in page.found.boxes]
    assert len(titles) == 7
    page.found.boxes[-1][0].setChecked(False)
    page.found.go.click()
    fresh.until(lambda: not fresh.window.covered, seconds=30)
    fresh.settle()
    assert fresh.window.pages is not None
    assert fresh.window.pages.current == "home"
    assert fresh.core.news.items(limit=1)
    kept = {c.href for c in fresh.core.accounts.collections()}
    assert page.found.boxes[-1][1] not in kept
    fresh.core.engine.stop()


def test_a_wrong_password_is_said_once_and_asked_again(fresh: WindowStage, shared_intranet: Any) -> None:
    page = look(fresh, shared_intranet.address)
    fresh.until(lambda: page.step is page.login)
    page.login.user.setText("sanne")
    page.login.secret.setText("wrong")
    page.login.go.click()
    fresh.until(lambda: page.step is page.login)
    assert page.login.trouble.sentence == error_said(ErrorCode.LOGIN_NEEDED).sentence
    assert page.login.secret.hasFocus()
    assert fresh.core.accounts.list() == []


def test_an_address_without_an_intranet_is_said_in_words(fresh: WindowStage, free_port: Any) -> None:
    page = look(fresh, f"http://127.0.0.1:{free_port()}")
    fresh.until(lambda: page.step is page.address)
    assert page.address.trouble.sentence == error_said(ErrorCode.OFFLINE).sentence
    assert page.address.field.hasFocus()


def test_a_change_of_mind_while_looking_counts(fresh: WindowStage, shared_intranet: Any) -> None:
    page = look(fresh, shared_intranet.address)
    page.looking.leave.click()
    assert page.step is page.address
    fresh.settle()
    assert page.step is page.address


def test_connecting_another_can_be_cancelled(window: WindowStage) -> None:
    window.open("settings")
    window.window.open_setup()
    page = page_of(window)
    assert page.address.leave.isVisible()
    page.address.leave.click()
    assert not window.window.covered
    assert window.window.pages is not None
    assert window.window.pages.current == "settings"


def test_trouble_in_the_first_round_is_said_with_a_way_on(fresh: WindowStage, intranet: Any) -> None:
    page = look(fresh, intranet.address)
    fresh.until(lambda: page.step is page.login)
    page.login.given.emit(intranet.username, intranet.password)
    fresh.until(lambda: page.step is page.found)
    intranet.power(False)
    page.found.go.click()
    fresh.until(lambda: page.step is page.fetching)
    fresh.core.engine.run()
    fresh.until(lambda: page.fetching.trouble.sentence)
    assert page.fetching.again.isVisible()
    intranet.power(True)
    fresh.core.engine.run()
    fresh.until(lambda: not fresh.window.covered)


def test_logging_in_again(window: WindowStage, shared_intranet: Any) -> None:
    account = window.core.accounts.list()[0]
    window.session.ask_login(account.id)
    dialog = window.window.findChild(LoginDialog)
    assert dialog is not None
    assert dialog.step.user.text() == shared_intranet.username
    assert unnamed_controls(dialog) == []
    outcome: list[int] = []
    dialog.finished.connect(outcome.append)
    dialog.step.secret.setText(shared_intranet.password)
    dialog.step.go.click()
    window.until(lambda: outcome)
    assert outcome == [LoginDialog.DialogCode.Accepted.value]
    assert window.core.credentials.login(account.id).secret == shared_intranet.password


@pytest.mark.parametrize(
    "error", [CredentialsUnavailable("locked"), KeyMissing("gone"), DiskFull("full"), StoreUnusable("in use")]
)
def test_files_that_cannot_be_opened_are_explained(qtbot: Any, error: Exception) -> None:
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    page = CannotOpen(error, parent)
    parent.resize(900, 600)
    parent.show()
    page.begin()
    assert unnamed_controls(page) == []
    assert {b.text() for b in (page.again, page.session_only, page.quit)} == {
        "Try again", "For this session only", "Quit",
    }  # fmt: skip
    assert QApplication.focusWidget() in (page.again, None)
