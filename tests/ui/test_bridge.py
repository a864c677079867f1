"""The bridge: looks never wait for what is slow, the end waits for no server, answers know their owner."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from ui.bridge import Bridge


class Listened:
    """A core that can be listened to."""

    def __init__(self) -> None:
        self.engine = SimpleNamespace(subscribe_status=self.subscribe)

    def subscribe(self, listener: Callable[..., None]) -> Callable[[], None]:
        return lambda: None


@pytest.fixture
def bridge(qapp: Any) -> Iterator[Bridge]:
    made = Bridge(Listened())  # type: ignore[arg-type]
    yield made
    made.close()
    made.wait(5)


def test_a_look_does_not_wait_for_slow_work(qtbot: Any, bridge: Bridge) -> None:
    line = threading.Event()
    seen: list[str] = []
    try:
        for _document in range(5):
            bridge.run(lambda: line.wait(20), lambda _result: seen.append("slow"), slow=True)
        bridge.run(lambda: "quick", seen.append)
        qtbot.waitUntil(lambda: bool(seen))
        assert seen == ["quick"] and bridge.busy
    finally:
        line.set()
    qtbot.waitUntil(lambda: not bridge.busy)
    assert seen == ["quick", *["slow"] * 5]


def test_the_end_waits_for_no_server(qtbot: Any, bridge: Bridge) -> None:
    seen: list[Any] = []
    line = threading.Event()
    bridge.run(lambda: line.wait(20), seen.append, slow=True)
    begin = time.monotonic()
    bridge.close()
    assert time.monotonic() - begin < 2
    line.set()  # as the engine's end does
    bridge.wait(5)
    QApplication.processEvents()
    assert not seen and not [t for t in threading.enumerate() if t.name == "window-slow"]


def test_an_answer_for_nobody_is_dropped(qtbot: Any, bridge: Bridge) -> None:
    seen: list[Any] = []
    owner, go = QObject(), threading.Event()
    bridge.run(lambda: go.wait(5), seen.append, None, owner)
    owner.deleteLater()
    QApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    go.set()
    qtbot.waitUntil(lambda: not bridge.busy)
    assert not seen


def test_a_failure_while_showing_leaves_nobody_waiting(qtbot: Any, bridge: Bridge) -> None:
    def fail(_result: Any) -> None:
        raise RuntimeError("a mistake of ours")

    with qtbot.captureExceptions() as caught, qtbot.waitSignal(bridge.idle):
        bridge.run(lambda: 1, fail)
    qtbot.waitUntil(lambda: bool(caught))
    assert not bridge.busy
