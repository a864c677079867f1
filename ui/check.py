"""``demo --check``: the whole window without a display, every page looked at, a picture of each.

Starts the demo intranet, connects a throw-away profile to it, and walks all pages in Dutch and English,
light and dark. Any warning in the log or from Qt, a blank picture or a missing title makes it fail. Never
enters here: what a page is walked through (``ui.check_walk``).
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

SIZE = (1280, 800)
_LANGUAGES = ("nl", "en")
_THEMES = ("light", "dark")
_LONGEST = 90.0  # seconds for anything to settle
_QUIET = 150  # ms without work before a picture is taken


class CheckFailed(Exception):
    """Something does not look as it should; the text says what."""


class _Complaints(logging.Handler):
    """Collects what is logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record as a line."""
        line = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" [{record.exc_info[1]!r}]"
        self.lines.append(line)


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
        image = widget.grab().toImage()
        if colours_in(image) < 8:
            raise CheckFailed(f"{name}-{self._end} is blank")
        self.names.append(name)
        if self._folder is not None and not image.save(str(self._folder / f"{name}-{self._end}.png")):
            raise CheckFailed(f"{name}-{self._end} could not be written")


def check_demo(folder: Path | None, *, language: str = "") -> int:
    """Walk everything; return 0, or 1 when something was wrong (told on stderr)."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _be_in_the_netherlands()
    from ui.application import log_qt, make_application

    application = make_application()
    undo = log_qt()
    complaints = _Complaints()
    root = logging.getLogger()
    root.addHandler(complaints)
    begin = time.monotonic()
    taken = 0
    profile = Path(tempfile.mkdtemp(prefix="prikbord-check-"))
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        taken = _walk(profile, folder, (language,) if language else _LANGUAGES)
    except CheckFailed as error:
        complaints.lines.append(str(error))
    except Exception as error:
        logging.getLogger("ui.check").exception("the check broke off")
        complaints.lines.append(repr(error))
    finally:
        root.removeHandler(complaints)
        undo()
        application.processEvents()
        shutil.rmtree(profile, ignore_errors=True)
    for line in complaints.lines:
        sys.stderr.write(f"check: {line}\n")
    seconds = time.monotonic() - begin
    sys.stderr.write(f"check: {taken} pictures, {len(complaints.lines)} complaints, {seconds:.0f} s\n")
    return 1 if complaints.lines else 0


def _be_in_the_netherlands() -> None:
    """Show the demo organisation's meetings at its own time, whatever the clock of the machine says."""
    if sys.platform != "win32":
        os.environ["TZ"] = "Europe/Amsterdam"
        time.tzset()


def _walk(profile: Path, folder: Path | None, languages: tuple[str, ...]) -> int:
    from app import logs
    from demo.intranet import Intranet
    from ui.check_walk import walk_all, walk_empty
    from ui.start import Wanted, open_store

    with Intranet() as intranet:
        core = open_store(Wanted(profile / "full", demo=intranet, throw_away=True))
        empty = open_store(Wanted(profile / "empty", offline=True, throw_away=True))
        try:
            core.engine.run()
            taken = 0
            for language in languages:
                for scheme in _THEMES:
                    shooter = Shooter(folder, language, scheme)
                    walk_all(core, intranet, profile / "full", language, scheme, shooter)
                    walk_empty(empty, profile / "empty", language, scheme, shooter)
                    taken += len(shooter.names)
            return taken
        finally:
            core.close()
            empty.close()
            logs.stop()
