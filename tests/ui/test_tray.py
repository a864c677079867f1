"""The tray: badge, menu, notifications and their clicks; one program a data folder."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from app.notifications import Notice
from sync.model.changes import ChangeSet
from sync.model.items import ItemKind
from tests.ui.page_content import news
from tests.ui.page_stage import FakeBridge
from tests.ui.window_stage import WindowStage
from ui.single_instance import SingleInstance, server_name, wake_other
from ui.tray.announcer import Announcer, Told
from ui.tray.badge import badge_icon, badge_text
from ui.tray.freedesktop import Bubble, DesktopNotifications
from ui.tray.notifier import Notifier
from ui.tray.tray import Tray

NOTICE = Notice("n-1", "Greet Dijkstra", "Brandoefening <om> 14 uur", "Verzamelen & wachten.")


def test_the_badge_says_how_many(qapp: Any) -> None:
    assert [badge_text(n) for n in (0, -1, 1, 99, 100)] == ["", "", "1", "99", "99+"]
    plain, one = badge_icon(0).pixmap(32, 32).toImage(), badge_icon(1).pixmap(32, 32).toImage()
    assert plain != one
    assert plain.pixelColor(16, 26) == one.pixelColor(16, 26)
    assert one.pixelColor(25, 3).red() > 180


def test_the_menu_offers_what_is_new(qapp: Any) -> None:
    tray = Tray()
    tray.set_name("De Beemden & co")
    tray.tell(Told(2, (news(1, "Een & twee"), news(2, "x" * 200))))
    texts = [action.text() for action in tray.menu.actions() if not action.isSeparator()]
    assert texts[0] == "Open De Beemden && co"
    assert texts[2] == "● Een && twee"
    assert len(texts[3]) <= 60
    assert texts[-1] == "Quit"
    assert "2" in tray.icon.toolTip()
    wanted: list[str] = []
    tray.item_wanted.connect(wanted.append)
    next(a for a in tray.menu.actions() if "Een" in a.text()).trigger()
    assert wanted == ["n-1"]
    tray.close()


class ShownIcon(QSystemTrayIcon):
    """An icon in a tray, as far as it can tell; ``shown`` is what it said in bubbles."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[str, str]] = []

    def isVisible(self) -> bool:
        return True

    def showMessage(self, title: str, text: str, *_rest: Any) -> None:  # type: ignore[override]
        self.shown.append((title, text))


class FakeNotifier:
    """Notes what is shown and withdrawn."""

    def __init__(self) -> None:
        self.shown: list[Notice] = []
        self.gone: list[str] = []
        self.deeds: list[str] = []

    def show(self, notice: Notice) -> None:
        self.shown.append(notice)
        self.deeds.append(f"show {notice.item_id}")

    def withdraw(self, item_id: str) -> None:
        self.gone.append(item_id)
        self.deeds.append(f"withdraw {item_id}")


def test_each_commit_is_asked_about_on_its_own(qtbot: Any) -> None:
    asked: list[ChangeSet] = []
    listeners: list[Callable[[ChangeSet], None]] = []

    def decide(changes: ChangeSet) -> list[Notice]:
        asked.append(changes)
        return [] if changes.first_sync else [NOTICE]

    core = SimpleNamespace(
        subscribe=lambda listener: listeners.append(listener) or (lambda: listeners.clear()),
        notifications=SimpleNamespace(
            decide=decide, to_withdraw=lambda changes: list(changes.removed), badge=lambda: 3
        ),
        news=SimpleNamespace(items=lambda lane, limit: [news(1, "a")]),
    )
    bridge: Any = FakeBridge()
    bridge.call = lambda work: work()
    notifier = FakeNotifier()
    announcer = Announcer(core, bridge, notifier)  # type: ignore[arg-type]
    told: list[Told] = []
    announcer.told.connect(told.append)
    listeners[0](ChangeSet(added=frozenset({"n-0"}), kinds=frozenset({ItemKind.NEWS}), first_sync=True))
    listeners[0](
        ChangeSet(added=frozenset({"n-1"}), removed=frozenset({"n-9"}), kinds=frozenset({ItemKind.NEWS}))
    )
    listeners[0](ChangeSet(added=frozenset({"e-1"}), kinds=frozenset({ItemKind.EVENT})))
    qtbot.waitUntil(lambda: bridge.running == 0)
    assert [c.first_sync for c in asked] == [True, False]
    assert notifier.shown == [NOTICE]
    assert notifier.gone == ["n-9"]
    assert told[-1].badge == 3
    announcer.close()
    assert listeners == []


def test_answers_come_in_the_order_of_the_commits(qtbot: Any) -> None:
    """Read a moment after it was announced: the bubble goes, and the number is the newest one."""
    listeners: list[Callable[[ChangeSet], None]] = []
    badge = [1]
    core = SimpleNamespace(
        subscribe=lambda listener: listeners.append(listener) or (lambda: listeners.clear()),
        notifications=SimpleNamespace(
            decide=lambda changes: [NOTICE] if changes.added else [],
            to_withdraw=lambda changes: list(changes.state),
            badge=lambda: badge[0],
        ),
        news=SimpleNamespace(items=lambda lane, limit: []),
    )
    bridge = OutOfOrderBridge()
    notifier = FakeNotifier()
    announcer = Announcer(core, bridge, notifier)  # type: ignore[arg-type]
    told: list[Told] = []
    announcer.told.connect(told.append)
    news_ = frozenset({ItemKind.NEWS})
    listeners[0](ChangeSet(added=frozenset({"n-1"}), kinds=news_))
    first = len(bridge.waiting)
    badge[0] = 0
    listeners[0](ChangeSet(state=frozenset({"n-1"}), kinds=news_))
    bridge.finish()
    assert first == 1, "one look at a time"
    assert notifier.deeds == ["show n-1", "withdraw n-1"]
    assert told[-1].badge == 0


class OutOfOrderBridge:
    """A bridge whose newest work is done first, as threads may."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Any, Any]] = []

    def run(self, work: Any, done: Any, failed: Any = None, owner: Any = None) -> None:
        self.waiting.append((work(), done))

    def call(self, work: Any) -> None:
        work()

    def finish(self) -> None:
        while self.waiting:
            result, done = self.waiting.pop()
            done(result)


def test_without_a_bus_the_trays_own_bubble_is_used(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    icon = ShownIcon()
    shown = icon.shown
    notifier = Notifier("De Beemden", icon)
    opened: list[str] = []
    notifier.opened.connect(opened.append)
    notifier.show(NOTICE)
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == [("Brandoefening <om> 14 uur", "Greet Dijkstra\nVerzamelen & wachten.")]
    notifier.show(Notice("n-3", "", "Derde", '<img src="https://elders.example/x.png"> <b>dik</b>'))
    qtbot.waitUntil(lambda: len(shown) == 2)
    assert sys.platform != "linux" or "<" not in shown.pop()[1]
    notifier.show(NOTICE)
    qtbot.waitUntil(lambda: len(shown) == 2)
    shown.pop()
    icon.messageClicked.emit()
    assert opened == ["n-1"]
    notifier.show(Notice("n-2", "", "Tweede", ""))
    qtbot.waitUntil(lambda: len(shown) == 2)
    notifier.close()


def test_its_thread_ends_and_never_starts_for_nothing(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    before = threading.active_count()
    desktop = DesktopNotifications("De Beemden")
    desktop.withdraw("n-1")
    assert threading.active_count() == before
    desktop.show(Bubble("n-1", "a", "b", "c", "Read"))
    desktop.close()
    desktop.close()
    assert threading.active_count() == before


def test_a_click_brings_the_window_and_the_item(window: WindowStage) -> None:
    item = window.core.news.items(limit=1)[0]
    window.window.hide()
    window.session.notifier.opened.emit(item.id)
    window.settle()
    assert window.window.isVisible()
    assert window.window.pages is not None
    assert window.window.pages.current == "news"
    page: Any = window.window.pages.page("news")
    window.until(lambda: page.reader.article is not None and page.reader.article.item.id == item.id)


def test_close_hides_to_the_tray_where_there_is_one(
    window: WindowStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    tray, ended = window.session.tray, []
    window.session.ended.connect(lambda: ended.append(True))
    icon = ShownIcon()
    monkeypatch.setattr(tray, "icon", icon)
    for _turn in range(2):
        window.window.close()
        assert not window.window.isVisible()
        assert ended == []
        tray.wanted.emit()
        assert window.window.isVisible()
    assert len(icon.shown) == 1  # explained once, ever
    window.settle()
    tray.quit_wanted.emit()
    assert ended == [True]
    window.settle()


def test_read_in_a_notification_marks_it_read(window: WindowStage) -> None:
    item = next(i for i in window.core.news.items(unread=True))
    window.session.notifier.read.emit(item.id)
    window.settle()
    assert window.core.news.item(item.id).state.read_at is not None
    window.core.news.mark_read([item.id], False)


def test_a_second_start_wakes_the_first(qtbot: Any, tmp_path: Path) -> None:
    assert not wake_other(tmp_path)
    first = SingleInstance(tmp_path)
    assert first.listening
    asked: list[bool] = []
    first.asked.connect(lambda: asked.append(True))
    woken: list[bool] = []
    other = threading.Thread(target=lambda: woken.append(wake_other(tmp_path)))
    other.start()
    qtbot.waitUntil(lambda: bool(asked))
    other.join(5)
    assert woken == [True]
    first.close()
    assert not wake_other(tmp_path)
    assert server_name(tmp_path) != server_name(tmp_path / "other")


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe has no owner to be asked for")
def test_somebody_elses_socket_does_not_keep_the_program_away(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others, own = SingleInstance(tmp_path), os.getuid()
    try:
        monkeypatch.setattr("os.getuid", lambda: own + 1)
        assert not wake_other(tmp_path)
    finally:
        others.close()
