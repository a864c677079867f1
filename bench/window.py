"""First paint and memory of the window, beside a bare PySide6 window with a list, in one run.

    .venv/bin/python bench/window.py [--runs N]

The app opens the demo's cache (synced once, servers off). Both run on the same Qt platform plugin: offscreen
unless QT_QPA_PLATFORM says otherwise. Times are from the start of the process. Never enters here: a limit
that fails a test; goals stand beside the figures.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

GOAL_PAINT = 2.5  # times the bare window
GOAL_MEMORY = 150.0  # MB after the tour


def rss() -> float:
    """Return resident memory in MB (Linux), 0 elsewhere."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def say(name: str, value: float) -> None:
    """Hand a figure to the parent."""
    print(f"{name}={value:.4f}", flush=True)


# --- the two windows, each a process of its own ---


def bare() -> None:
    """Show a window with a list of forty rows; tell when it has painted."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QListWidget, QMainWindow

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                window.removeEventFilter(self)
                say("painted", time.monotonic())
                QTimer.singleShot(200, end)
            return False

    def end() -> None:
        say("rss", rss())
        app.quit()

    app = QApplication([])
    window = QMainWindow()
    rows = QListWidget()
    rows.addItems([f"Row {number}" for number in range(40)])
    window.setCentralWidget(rows)
    window.resize(1280, 800)
    watch = Watch()
    window.installEventFilter(watch)
    window.show()
    app.exec()


def prikbord(data: Path, tour: bool) -> None:
    """Open the window as the program does; tell when it paints, when Home is filled, and what it takes."""
    from ui.__main__ import start_lean

    start_lean()
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    start: Any = import_module("ui.start")

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                say("painted", time.monotonic())
            return False

    watch = Watch()
    real_window = start.MainWindow

    class Watched(real_window):  # type: ignore[misc, valid-type]
        def __init__(self) -> None:
            super().__init__()
            self.installEventFilter(watch)

    start.MainWindow = Watched
    program = start.Program(start.Wanted(data, offline=True))

    def when(ready: Callable[[], Any], then: Callable[[], None]) -> None:
        if ready():
            then()
        else:
            QTimer.singleShot(5, lambda: when(ready, then))

    def session() -> Any:
        return program._session

    def filled() -> bool:
        pages = session() and session().window.pages
        return bool(pages) and not session().bridge.busy and pages.page("home").isVisible()

    def home_is_filled() -> None:
        QApplication.processEvents()
        say("filled", time.monotonic())
        if tour:
            session().start_tour()
            when(lambda: session().tour is not None, tour_on)
        else:
            end()

    def walk(pages: list[str]) -> None:
        if not pages:
            end()
            return
        session().window.open_page(pages[0])
        QTimer.singleShot(150, lambda: when(lambda: not session().bridge.busy, lambda: walk(pages[1:])))

    def tour_on() -> None:
        running = session().tour
        if running is None:
            QTimer.singleShot(500, toured)
            return
        running._go(running.number + 1) if running.number + 1 < len(running) else running._end()
        QTimer.singleShot(100, tour_on)

    def toured() -> None:
        say("rss_toured", rss())
        walk(["news", "documents", "calendar", "people", "processes", "search", "outbox", "settings", "home"])

    def end() -> None:
        say("rss", rss())
        session().ended.emit()

    QTimer.singleShot(0, lambda: when(filled, home_is_filled))
    program.run()


# --- the parent ---


def measured(arguments: list[str], env: dict[str, str]) -> dict[str, float]:
    """Run a child; return its figures, times in seconds from its start."""
    began = time.monotonic()
    run = subprocess.run(
        [sys.executable, __file__, *arguments], env=env, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    figures = dict(line.split("=") for line in run.stdout.splitlines() if "=" in line)
    if "painted" not in figures:
        raise SystemExit(f"{arguments[0]} did not paint:\n{run.stdout}{run.stderr}")
    found = {name: float(value) for name, value in figures.items()}
    return {name: value if name.startswith("rss") else value - began for name, value in found.items()}


def prepare(data: Path) -> None:
    """Sync the demo into a data folder, once, and stop its servers."""
    from app.core import Core
    from app.credentials import KeyringCredentials
    from app.extract import ChildExtractor
    from app.paths import Paths
    from demo.intranet import Intranet
    from sync.model.ports import Login

    paths = Paths(data)
    paths.make()
    credentials = KeyringCredentials(paths)
    with (
        Intranet() as intranet,
        Core.open(
            paths, credentials=credentials, key=credentials.master_key(), extract=ChildExtractor()
        ) as core,
    ):
        login = Login(intranet.username, intranet.password)
        core.accounts.add(core.accounts.discover(intranet.address, login), login)
        core.engine.run()
        core.settings.tour_done = True


def table(runs: int) -> None:
    """Measure both in turn and print the table."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["PYTHON_KEYRING_BACKEND"] = "tests.support.file_keyring.FileKeyring"
    with tempfile.TemporaryDirectory() as folder:
        from tests.support import file_keyring

        os.environ[file_keyring.VARIABLE] = str(Path(folder) / "secrets.json")
        os.environ["PYTHONPATH"] = str(ROOT)
        data = Path(folder) / "data"
        prepare(data)
        env = dict(os.environ)
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once, as on everybody's computer
        plain, ours = [], []
        measured(["bare"], env)
        measured(["app", str(data)], env)  # both once to warm the disk's cache
        for _ in range(runs):
            plain.append(measured(["bare"], env))
            ours.append(measured(["app", str(data)], env))
        toured = [measured(["app", str(data), "tour"], env) for _ in range(min(runs, 3))]

    def median(figures: list[dict[str, float]], name: str) -> float:
        return statistics.median(one[name] for one in figures)

    floor, first, full = median(plain, "painted"), median(ours, "painted"), median(ours, "filled")
    print(f"platform {os.environ['QT_QPA_PLATFORM']}, {runs} runs in turn, medians")
    print(f"{'':34}{'bare window':>14}{'Prikbord':>12}{'ratio':>8}   goal")
    print(f"{'first paint, s':34}{floor:14.3f}{first:12.3f}{first / floor:8.2f}   <= {GOAL_PAINT}")
    print(f"{'Home filled from the cache, s':34}{'':14}{full:12.3f}{full / floor:8.2f}")
    print(f"{'memory with Home, MB':34}{median(plain, 'rss'):14.0f}{median(ours, 'rss'):12.0f}")
    tour, pages = median(toured, "rss_toured"), median(toured, "rss")
    print(f"{'memory after the tour, MB':34}{'':14}{tour:12.0f}{'':8}   <= {GOAL_MEMORY:.0f}")
    print(f"{'memory after all pages, MB':34}{'':14}{pages:12.0f}")


def main() -> None:
    """Be the parent or one of the children."""
    if sys.argv[1:2] == ["bare"]:
        bare()
    elif sys.argv[1:2] == ["app"]:
        prikbord(Path(sys.argv[2]), tour=sys.argv[3:] == ["tour"])
    else:
        parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
        parser.add_argument("--runs", type=int, default=7)
        table(parser.parse_args().runs)


if __name__ == "__main__":
    main()
