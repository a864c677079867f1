"""``demo --check``: the whole window without a display, every page looked at, a picture of each.

Starts the demo intranet, connects a throw-away profile to it, and walks all pages in Dutch and English,
light and dark. Any warning in the log or from Qt, a blank picture or a missing title makes it fail. Never
enters here: what a page is walked through (``ui.check_walk``), taking pictures (``ui.check_pictures``).
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from ui.check_pictures import CheckFailed, Shooter

_LANGUAGES = ("nl", "en")
_THEMES = ("light", "dark")


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
