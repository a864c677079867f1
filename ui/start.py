"""From a command line to a window: paints first, opens the store beside it, and cleans up at the end.

Never enters here: what the window does once it is open (``ui.session``), the command line's words.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal

from app import text
from ui import footprint, theme, window_state
from ui.application import Application, log_qt, make_application, soften_failures, speak
from ui.main_window import MainWindow
from ui.tray.badge import app_icon

if TYPE_CHECKING:
    from app.core import Core

log = logging.getLogger(__name__)

_LAST_WORK = 2.0  # seconds for what the person had begun, such as saving a copy
_FRAME = 40  # pixels that a window manager may put above a window


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to start. ``language``: "" for the person's own. ``demo``: a running demo intranet, or None."""

    data_dir: Path
    language: str = ""
    log_level: str = "info"
    offline: bool = False
    demo: Any = None
    throw_away: bool = False  # secrets in memory: nothing outlives the process


class _Opened(QObject):
    """Carries the outcome of opening into the GUI thread."""

    done = Signal(object)
    failed = Signal(object)


def open_store(wanted: Wanted) -> Core:
    """Open the data folder. Blocks; called on a thread. Raises StoreUnusable (CredentialsUnavailable...)."""
    from app import logs
    from app.core import Core
    from app.credentials import KeyringCredentials, SecretStore, SessionCredentials
    from app.extract import ChildExtractor
    from app.paths import Paths
    from ui.system_proxy import SystemProxies

    paths = Paths(wanted.data_dir)
    paths.make()
    logs.start(paths.logs, wanted.log_level)
    credentials: SecretStore = SessionCredentials() if wanted.throw_away else KeyringCredentials(paths)
    core = Core.open(
        paths,
        credentials=credentials,
        key=credentials.master_key(),
        offline=wanted.offline,
        proxies=None if wanted.demo is not None else SystemProxies(),
        extract=ChildExtractor(),
    )
    if wanted.demo is not None:
        connect_demo(core, wanted.demo)
    return core


def connect_demo(core: Core, intranet: Any) -> None:
    """Connect a throw-away profile to the demo intranet, as a person would."""
    from sync.model.ports import Login

    login = Login(intranet.username, intranet.password)
    core.accounts.add(core.accounts.discover(intranet.address, login), login)


class Program:
    """One run of the window. ``run`` returns the exit code."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._session: Any = None
        self._core: Core | None = None
        self._instance: Any = None
        self._thread: threading.Thread | None = None
        self._temporary: list[Path] = []
        self._undo_log: Callable[[], None] = lambda: None

    def run(self) -> int:
        """Show the window until the person quits."""
        wanted = self.wanted
        state = window_state.load(wanted.data_dir)
        text.use(wanted.language or state.language)
        application = make_application()
        theme.apply(application, state.theme, state.accent)
        if self._is_running_already():
            return 0
        self.window = MainWindow()
        if state.geometry:
            self.window.restoreGeometry(state.geometry)
        self._fit_screen(bool(state.geometry))
        if isinstance(application, Application):
            application.leaving.connect(self._leave)
        self.window.show()
        # The window paints before the store's libraries are loaded: they keep the interpreter busy.
        QTimer.singleShot(0, self._after_first_paint)
        try:
            return application.exec()
        finally:
            self._clean_up()

    def _is_running_already(self) -> bool:
        if self.wanted.throw_away:
            return False
        from ui.single_instance import SingleInstance, wake_other

        if wake_other(self.wanted.data_dir):
            return True
        self._instance = SingleInstance(self.wanted.data_dir)
        self._instance.asked.connect(self._show)
        return False

    def _show(self) -> None:
        if self._session is not None:
            self._session.show_window()
        else:
            self.window.show()
            self.window.raise_()

    def _after_first_paint(self) -> None:
        application = make_application()
        application.setWindowIcon(app_icon())
        speak(application)
        self._undo_log = log_qt()
        self.window.close_wanted.connect(self._closed_early)
        self._open()

    def _closed_early(self) -> None:
        if self._session is None:
            self._quit()

    def _open(self) -> None:
        opened = _Opened(self.window)
        opened.done.connect(self._opened, Qt.ConnectionType.QueuedConnection)
        opened.failed.connect(self._not_opened, Qt.ConnectionType.QueuedConnection)
        wanted = self.wanted

        def work() -> None:
            footprint.share_heaps()
            try:
                core = open_store(wanted)
            except Exception as error:  # noqa: BLE001 - handed on whole
                opened.failed.emit(error)
            else:
                self._core = core  # here: a window closed by now takes no signal, and the end closes it
                opened.done.emit(core)

        self._thread = threading.Thread(target=work, name="open", daemon=True)
        self._thread.start()

    def _opened(self, core: Core) -> None:
        if self.window.ending:
            return  # closed in the meantime; the end closes the core
        from ui.session import Session

        soften_failures(lambda: self.window)
        wanted = self.wanted
        self._session = Session(
            self.window,
            core,
            wanted.data_dir,
            language=wanted.language,
            to_tray=wanted.demo is None and not wanted.throw_away,
            demo=wanted.demo,
        )
        self._session.ended.connect(self._quit)
        self.window.uncover()
        footprint.release_collector()
        self._session.bridge.run(core.engine.start, None, None, self._session)
        if core.recovery is not None:
            self.window.say(
                text._(
                    "The files on this computer were damaged. They were set aside, "
                    "and everything is fetched again."
                )
            )

    def _not_opened(self, error: Exception) -> None:
        from ui.setup.cannot_open import CannotOpen

        footprint.release_collector()
        log.error("the store could not be opened: %s", type(error).__name__)
        page = CannotOpen(error, self.window)
        page.again.clicked.connect(lambda: self._retry(self.wanted))
        page.session_only.clicked.connect(lambda: self._retry(self._throw_away()))
        page.quit.clicked.connect(self._quit)
        self.window.cover(page)
        page.begin()

    def _retry(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.window.uncover()
        self._open()

    def _throw_away(self) -> Wanted:
        """Return a start with a cache that ends with the process."""
        folder = Path(tempfile.mkdtemp(prefix="prikbord-session-"))
        self._temporary.append(folder)
        wanted = self.wanted
        return Wanted(folder, wanted.language, wanted.log_level, wanted.offline, None, True)

    def _fit_screen(self, placed: bool) -> None:
        """Keep a new window within the screen, beside panels and docks."""
        screen = self.window.screen()
        if placed or screen is None:
            return
        room = screen.availableGeometry()
        self.window.resize(self.window.size().boundedTo(QSize(room.width(), room.height() - _FRAME)))

    def _leave(self) -> None:
        """Object to nothing any more."""
        self.window.ending = True

    def _quit(self) -> None:
        self._leave()
        self.window.hide()
        make_application().quit()

    def _clean_up(self) -> None:
        from app import logs

        if self._thread is not None:
            self._thread.join(5.0)
        if self._session is not None:
            self._session.close()
        if self._core is not None:
            self._core.close()
        if self._session is not None:
            self._session.bridge.wait(_LAST_WORK)
        if self._instance is not None:
            self._instance.close()
        self._undo_log()  # a message of Qt's at the very end finds no Python to take it
        logs.stop()
        for folder in self._temporary:
            shutil.rmtree(folder, ignore_errors=True)


def run_demo(wanted: Callable[[Path, Any], Wanted], intranet: Any) -> int:
    """Show the window on a running demo intranet, in a profile that is thrown away."""
    folder = Path(tempfile.mkdtemp(prefix="prikbord-demo-profile-"))
    try:
        intranet.start_life()
        return Program(wanted(folder, intranet)).run()
    finally:
        intranet.stop_life()
        shutil.rmtree(folder, ignore_errors=True)
