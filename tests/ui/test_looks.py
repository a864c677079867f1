"""Looks at the core: no answer overtakes a newer one or shows another thing, and bursts cost little."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from tests.ui.page_stage import Stage
from ui.looks import Looks


class HeldBridge:
    """A bridge whose work is done when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Any, Any, Any]] = []
        self.most = 0

    def run(self, work: Any, done: Any, failed: Any = None, owner: Any = None) -> None:
        self.waiting.append((work, done, failed))
        self.most = max(self.most, len(self.waiting))

    def finish(self) -> None:
        while self.waiting:
            work, done, failed = self.waiting.pop()
            try:
                result = work()
            except ValueError as error:
                failed(error)
            else:
                done(result)


def test_a_burst_costs_two_looks_and_ends_with_the_newest(qapp: Any) -> None:
    seen: list[Any] = []
    bridge, state = HeldBridge(), [0]
    looks = Looks(bridge, QObject())
    for number in range(1, 6):
        state[0] = number
        looks.ask(lambda number=number: (number, state[0]), seen.append)  # type: ignore[misc]
    bridge.finish()
    assert seen == [(1, 5), (5, 5)] and bridge.most == 1


def test_an_answer_about_something_else_is_not_shown(qapp: Any) -> None:
    seen: list[Any] = []
    bridge = HeldBridge()
    looks = Looks(bridge, QObject())
    looks.ask(lambda: "news", seen.append, about="news")
    looks.ask(lambda: "starred", seen.append, about="starred")
    bridge.finish()
    assert seen == ["starred"]


def test_after_a_failure_it_goes_on(qapp: Any) -> None:
    seen: list[Any] = []
    bridge = HeldBridge()
    looks = Looks(bridge, QObject())

    def fail() -> str:
        raise ValueError("no")

    looks.ask(fail, seen.append, lambda error: seen.append(type(error).__name__))
    looks.ask(lambda: "fine", seen.append)
    bridge.finish()
    assert seen == ["ValueError", "fine"]


@pytest.mark.parametrize("name", ["news", "documents", "calendar", "people", "processes", "outbox"])
def test_a_page_looks_again_when_the_person_comes_back(on_stage: Callable[..., Stage], name: str) -> None:
    stage = on_stage(name)
    stage.page.window_.activateWindow()
    stage.settle()
    before = stage.bridge.running
    QApplication.sendEvent(stage.page, QEvent(QEvent.Type.ActivationChange))
    assert stage.bridge.running > before
    stage.settle()
