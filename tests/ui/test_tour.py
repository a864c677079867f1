"""The tour: over real controls, by keyboard, and remembered."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from app.tour import TourStep
from tests.ui.window_stage import WindowStage
from ui.tour.overlay import TourOverlay


def started(window: WindowStage) -> TourOverlay:
    window.open("home")
    window.session.start_tour()
    window.until(lambda: window.session.tour is not None)
    tour = window.session.tour
    assert tour is not None
    return tour


def test_it_walks_over_every_control_and_covers_none_of_them(window: WindowStage) -> None:
    tour = started(window)
    steps = window.core.tour.steps()
    assert len(tour) == len(steps)
    for number, step in enumerate(steps):
        assert tour.number == number
        assert tour.next.hasFocus()
        target = window.session.target(step.target)
        assert target is not None
        place = QRect(target.mapTo(window.window, QPoint(0, 0)), target.size())
        bubble = tour.bubble.geometry()
        assert not bubble.intersects(place), step.target
        assert window.window.rect().contains(bubble), step.target
        tour.next.click()
    assert window.session.tour is None
    window.settle()
    assert window.core.tour.done
    window.core.settings.tour_done = False
    window.settle()


def test_keys_go_forth_and_back_and_end_it(window: WindowStage) -> None:
    tour = started(window)
    QTest.keyClick(tour, Qt.Key.Key_Right)
    QTest.keyClick(tour, Qt.Key.Key_Right)
    assert tour.number == 2
    QTest.keyClick(tour, Qt.Key.Key_Left)
    assert tour.number == 1
    window.press(Qt.Key.Key_Tab)
    assert tour.skip.hasFocus()
    window.press(Qt.Key.Key_Tab)
    window.press(Qt.Key.Key_Tab)
    assert tour.next.hasFocus()
    QTest.keyClick(tour, Qt.Key.Key_Escape)
    assert window.session.tour is None
    window.settle()
    window.core.settings.tour_done = False
    window.settle()


def test_it_is_read_aloud(window: WindowStage) -> None:
    tour = started(window)
    first = window.core.tour.steps()[0]
    assert first.title in tour.next.accessibleDescription()
    assert first.text in tour.next.accessibleDescription()
    assert "1" in tour._count.text()
    tour.skip.click()
    window.settle()
    window.core.settings.tour_done = False
    window.settle()


def test_it_follows_the_window(window: WindowStage) -> None:
    tour = started(window)
    window.window.resize(1000, 700)
    assert tour.size() == window.window.size()
    assert window.window.rect().contains(tour.bubble.geometry())
    tour.skip.click()
    window.settle()
    window.core.settings.tour_done = False
    window.settle()


def test_steps_whose_control_is_not_there_are_left_out(window: WindowStage) -> None:
    ended: list[bool] = []
    steps = [TourStep("tray", "Nowhere", "Nothing."), TourStep("nav.outbox", "Hidden", "Nothing.")]
    window.window.sidebar.show_numbers(0, 0)
    tour = TourOverlay(steps, window.session.target, window.window)
    tour.ended.connect(lambda: ended.append(True))
    tour.start()
    assert ended


def test_home_offers_it_until_it_was_answered(window: WindowStage) -> None:
    home = window.open("home")
    assert home.offer.isVisible()
    assert not home.tip.isVisible()
    home.offer.leave.click()
    window.until(lambda: not home.offer.isVisible())
    assert home.tip.isVisible()
    window.core.settings.tour_done = False
    window.until(lambda: home.offer.isVisible())
