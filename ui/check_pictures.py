"""Waiting until a window is quiet, and taking a picture of it that is judged: for ``demo --check``.

Never enters here: what is walked through (``ui.check_walk``), the demo.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

SIZE = (1280, 800)
_LONGEST = 90.0  # seconds for anything to settle
_ROUNDS = 6
_QUIET = 150  # ms without work before a picture is taken


class CheckFailed(Exception):
    """Something does not look as it should; the text says what."""


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Let the event loop run until a condition holds. Raises CheckFailed when it takes too long."""
    end = time.monotonic() + _LONGEST
    while not condition():
        if time.monotonic() > end:
            raise CheckFailed(f"waited in vain for {what}")
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()


def settle(bridge: Any) -> None:
    """Wait until no work is under way and none begins for a moment."""
    quiet_since = time.monotonic()

    def quiet() -> bool:
        nonlocal quiet_since
        if bridge.busy:
            quiet_since = time.monotonic()
        return (time.monotonic() - quiet_since) * 1000 >= _QUIET

    wait_until(quiet, "the window to be quiet")


def colours_in(image: QImage, most: int = 64) -> int:
    """Return how many colours a picture has, counted on a grid; a blank one has one or two."""
    seen: set[int] = set()
    for x in range(0, image.width(), max(1, image.width() // 64)):
        for y in range(0, image.height(), max(1, image.height() // 64)):
            seen.add(image.pixel(x, y))
            if len(seen) >= most:
                return len(seen)
    return len(seen)


class Shooter:
    """Takes the pictures of one language and theme."""

    def __init__(self, folder: Path | None, language: str, scheme: str) -> None:
        self._folder = folder
        self._end = f"{language}-{scheme}"
        self.names: list[str] = []

    def take(self, name: str, widget: QWidget) -> None:
        """Take a picture. Raises CheckFailed when there is nothing on it."""
        for _ in range(_ROUNDS):  # a layout inside a layout needs a turn for each
            QApplication.processEvents()
        image = widget.grab().toImage()
        if colours_in(image) < 8:
            raise CheckFailed(f"{name}-{self._end} is blank")
        self.names.append(name)
        if self._folder is not None and not image.save(str(self._folder / f"{name}-{self._end}.png")):
            raise CheckFailed(f"{name}-{self._end} could not be written")
