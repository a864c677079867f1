"""Starting and ending the program, the demo's strip, and what the check of the demo sees."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget

from app.credentials import CredentialsUnavailable
from tests.ui.window_stage import WindowStage, window_on_stage
from ui import application, check, check_pictures, start
from ui.start import Program, Wanted


@pytest.fixture
def quits(qtbot: Any, allow_logs: Callable[..., None]) -> Callable[[Program, Callable[[], bool]], int]:
    """Return ``quits(program, when)``: run a program and quit it once ``when()`` holds."""

    def run(program: Program, when: Callable[[], bool]) -> int:
        timer = QTimer()
        timer.setInterval(20)
        seen: list[bool] = []

        def look() -> None:
            if when():
                seen.append(True)
                timer.stop()
                program._quit()

        timer.timeout.connect(look)
        timer.start()
        QTimer.singleShot(20_000, program._quit)
        code = program.run()
        timer.stop()
        assert seen, "what was waited for never came"
        return code

    return run


def test_a_fresh_start_opens_ends_and_keeps_its_place(tmp_path: Path, quits: Any) -> None:
    program = Program(Wanted(tmp_path / "data", "en"))
    assert quits(program, lambda: program._session is not None and program.window.covered) == 0
    assert (tmp_path / "data" / "window.json").exists()
    again = Program(Wanted(tmp_path / "data", "en", offline=True))
    assert quits(again, lambda: again._session is not None and again.window.covered) == 0


def test_what_is_open_only_after_the_window_was_closed_is_closed_too(
    tmp_path: Path, quits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, quit_ = threading.Event(), threading.Event()
    closed: list[bool] = []
    monkeypatch.setattr(Program, "_quit", lambda self, quits=Program._quit: (quits(self), quit_.set()))

    def slowly(_wanted: Wanted) -> Any:
        begun.set()
        quit_.wait(20)
        return SimpleNamespace(recovery=None, close=lambda: closed.append(True))

    monkeypatch.setattr(start, "open_store", slowly)
    assert quits(Program(Wanted(tmp_path, "en", throw_away=True)), begun.is_set) == 0
    assert closed == [True]


def test_without_a_credential_store_it_offers_this_session_only(
    tmp_path: Path, quits: Any, monkeypatch: pytest.MonkeyPatch, allow_logs: Callable[..., None]
) -> None:
    from ui.setup.cannot_open import CannotOpen

    allow_logs("the store could not be opened")
    real = start.open_store

    def open_store(wanted: Wanted) -> Any:
        if not wanted.throw_away:
            raise CredentialsUnavailable("no store")
        return real(wanted)

    monkeypatch.setattr(start, "open_store", open_store)
    program = Program(Wanted(tmp_path / "data", "en"))
    pressed: list[bool] = []

    def when() -> bool:
        page = program.window.findChild(CannotOpen)
        if page is not None and page.isVisible() and not pressed:
            pressed.append(True)
            page.session_only.click()
        return program._session is not None and program._session.ready is not None and bool(pressed)

    assert quits(program, when) == 0
    assert program.wanted.throw_away
    assert not program.wanted.data_dir.exists()
    assert not list((tmp_path / "data").glob("store/*.db"))


def test_an_unexpected_failure_is_told_gently_once(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    logged: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: logged.append(error))
    application.soften_failures(lambda: parent)
    for _turn in range(2):
        sys.excepthook(ValueError, ValueError("secret title"), None)
    qtbot.waitUntil(lambda: parent.findChild(QMessageBox) is not None)
    boxes = parent.findChildren(QMessageBox)
    assert len(boxes) == 1
    assert "secret" not in boxes[0].text() + boxes[0].informativeText()
    assert len(logged) == 2
    boxes[0].close()


def test_the_demos_strip_switches_and_lets_happen(qtbot: Any, demo_core: Any, tmp_path: Path) -> None:
    done: list[str] = []
    demo = SimpleNamespace(is_on=True)

    def power(on: bool) -> None:
        demo.is_on = on
        done.append(f"power {on}")

    demo.power = power
    demo.happen = lambda: done.append("happen") or SimpleNamespace(title="Nieuw\u202e bericht")
    with window_on_stage(qtbot, demo_core, tmp_path / "w", demo=demo) as stage:
        bar = stage.session.demo_bar
        bar.happen.click()
        stage.until(lambda: bar.happen.isEnabled() and done)
        assert "Nieuw\N{REPLACEMENT CHARACTER} bericht" in bar._about.text()
        bar.switch.click()
        stage.until(lambda: bar.switch.isEnabled() and not demo.is_on)
        stage.settle()
        assert not bar.happen.isEnabled()
        bar.switch.click()
        stage.until(lambda: bar.switch.isEnabled() and demo.is_on)
        stage.settle()
        assert done == ["happen", "power False", "power True"]


def test_the_check_refuses_a_blank_picture(qtbot: Any, tmp_path: Path) -> None:
    widget = QLabel()
    qtbot.addWidget(widget)
    widget.resize(300, 200)
    shooter = check_pictures.Shooter(tmp_path, "nl", "light")
    with pytest.raises(check_pictures.CheckFailed, match="blank"):
        shooter.take("nothing", widget)
    picture = QImage(64, 64, QImage.Format.Format_RGB32)
    for x in range(64):
        for y in range(64):
            picture.setPixelColor(x, y, QColor(x * 4, y * 4, 90))
    assert check_pictures.colours_in(picture) >= 8
    assert check_pictures.colours_in(QImage(0, 0, QImage.Format.Format_RGB32)) == 0


def test_the_check_fails_on_any_complaint(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    qapp: QApplication,
    allow_logs: Callable[..., None],
) -> None:
    allow_logs("something is odd")

    def walk(*_args: Any) -> int:
        logging.getLogger("ui.test").warning("something is odd")
        return 3

    monkeypatch.setattr(check, "_walk", walk)
    assert check.check_demo(None) == 1
    assert "something is odd" in capsys.readouterr().err
    monkeypatch.setattr(check, "_walk", lambda *_args: 3)
    assert check.check_demo(None) == 0


def test_a_window_follows_what_happens_on_the_servers(qtbot: Any, intranet: Any, tmp_path: Path) -> None:
    """From the servers to the sidebar: one announcement more, by a round."""
    core = start.open_store(Wanted(tmp_path / "data", demo=intranet, throw_away=True))
    try:
        core.engine.run()
        with window_on_stage(qtbot, core, tmp_path / "w", demo=intranet) as stage:
            assert isinstance(stage, WindowStage)
            before = core.home.counts().unread_news
            intranet.happen("announcement")
            stage.session.bridge.run(core.engine.run)
            button: Any = stage.window.sidebar.button("news")
            stage.until(lambda: button._number == before + 1)
    finally:
        from app import logs

        core.close()
        logs.stop()
