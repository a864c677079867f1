"""The window joined to an open core: status, numbers, brand, language and theme, tray, tour, set-up.

Never enters here: opening the store (``ui.start``), what pages show.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from app import text
from app.profile import Brand
from app.status import Mood, Status
from app.text import _
from sync.model.changes import ChangeSet
from sync.model.items import Account
from ui import NAME, footprint, theme, window_state
from ui.application import speak
from ui.bridge import Bridge
from ui.links import open_link
from ui.main_window import MainWindow
from ui.pictures import decode
from ui.quick_open.palette import QuickOpen
from ui.said import Act
from ui.text import status_said
from ui.tour.overlay import TourOverlay
from ui.tray.announcer import Announcer
from ui.tray.notifier import Notifier, without_markup
from ui.tray.tray import Tray
from ui.window_state import WindowState
from ui.words import now

_LOGO = 128  # real pixels


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the window wears, gathered on a worker."""

    language: str
    theme: str
    brand: Brand
    logo: QImage
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class _Standing:
    status: Status
    unread: int
    outbox: int


class Session(QObject):
    """One core in one window. ``ended``: the person wants to quit. ``ready``: the window wears its brand."""

    ended = Signal()
    ready = Signal()

    def __init__(
        self,
        window: MainWindow,
        core: Any,
        data_dir: Path,
        *,
        language: str = "",
        scheme: str = "",
        tray: bool = True,
        to_tray: bool = True,
        demo: Any = None,
    ) -> None:
        """``language``/``scheme``: forced, "" for the person's own. ``to_tray``: closing only hides."""
        super().__init__(window)
        self.window, self.core, self.bridge = window, core, Bridge(core, self)
        self._data_dir, self._forced, self._scheme = data_dir, language, scheme
        self._state = window_state.load(data_dir)
        self._facts: _Facts | None = None
        self._status = Status(mood=Mood.FRESH)
        self._asking = self._ask_again = False
        self._tour: TourOverlay | None = None
        self._to_tray = to_tray
        self._closed = False
        self._first_sync = False  # one runs, or ran and its memory was not handed back yet
        self.tray = Tray(self)
        self.notifier = Notifier(NAME, self.tray.icon if tray else None, self)
        self.announcer = Announcer(core, self.bridge, self.notifier, self)
        window.attach(core, self.bridge)
        self.quick = QuickOpen(core, self.bridge, window, window)
        if demo is not None:
            from ui.demo_bar import DemoBar

            self.demo_bar = DemoBar(demo, self.bridge, window)
            window.add_strip(self.demo_bar)
        self._connect()
        if tray:
            self.tray.show()
        self.refresh()

    def _connect(self) -> None:
        window, tray, notifier = self.window, self.tray, self.notifier
        self.bridge.changed.connect(self._changed)
        self.bridge.status_changed.connect(self.look)
        window.quick_wanted.connect(self.quick.open)
        window.setup_wanted.connect(lambda: self.open_setup(first=False))
        window.tour_wanted.connect(self.start_tour)
        window.login_wanted.connect(self.ask_login)
        window.acted.connect(self._act)
        window.close_wanted.connect(self._close_wanted)
        tray.wanted.connect(self.show_window)
        tray.item_wanted.connect(self.open_item)
        tray.sync_wanted.connect(window.sync)
        tray.pause_wanted.connect(self.core.notifications.pause)
        tray.quit_wanted.connect(self._quit_wanted)
        self.announcer.told.connect(tray.tell)
        notifier.opened.connect(self.open_item)
        notifier.read.connect(self._mark_read)
        window.installEventFilter(self)

    # --- what the window wears ---

    def refresh(self) -> None:
        """Look up language, theme and brand, and wear them."""
        core, forced = self.core, self._forced

        def work() -> _Facts:
            settings = core.settings
            chosen = forced or settings.language
            spoken = chosen if chosen in text.LANGUAGES else text.system_language()
            brand = core.profile.brand(spoken)
            data = core.pictures.data(brand.logo) if brand.logo else None
            logo = decode(data, _LOGO) if data is not None else QImage()
            accounts = tuple(core.accounts.list())
            return _Facts(chosen, settings.theme, brand, logo, accounts)

        self.bridge.run(work, self._wear, None, self)
        self.look()

    def _wear(self, facts: _Facts) -> None:
        first, self._facts = self._facts is None, facts
        spoken = text.language()
        text.use(facts.language)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.apply(application, self._scheme or facts.theme, facts.brand.accent)
        self.window.show_brand(facts.brand.name, facts.logo)
        self.tray.set_name(facts.brand.name)
        self.notifier.set_app_name(facts.brand.name or NAME)
        if first or spoken != text.language():
            speak(application)
        if spoken != text.language():
            self._retranslate()
        self._keep(language=facts.language, theme=facts.theme, accent=facts.brand.accent)
        if first:
            self._begin(facts)

    def _begin(self, facts: _Facts) -> None:
        if not facts.accounts:
            self.open_setup(first=True)
        else:
            self.window.open_page("home")
        self.ready.emit()

    def _retranslate(self) -> None:
        self.window.retranslate()
        self.tray.reword()
        if hasattr(self, "demo_bar"):
            self.demo_bar.retranslate()
        self.look()

    def _changed(self, changes: ChangeSet) -> None:
        self._first_sync |= changes.first_sync
        logo = self._facts.brand.logo if self._facts is not None else ""
        if changes.settings or changes.profile or changes.accounts or (logo and logo in changes.blobs):
            self.refresh()
        else:
            self.look()

    # --- how things stand ---

    def look(self) -> None:
        """Ask how things stand; asked again while the answer is on its way, it is asked once more."""
        if self._asking:
            self._ask_again = True
            return
        self._asking = True
        core = self.core

        def work() -> _Standing:
            counts = core.home.counts()
            return _Standing(core.status(), counts.unread_news, counts.outbox_waiting + counts.parked)

        self.bridge.run(work, self._stand, lambda _error: self._stood(), self)

    def _stand(self, standing: _Standing) -> None:
        status = self._status = standing.status
        self.window.status_line.show_said(status_said(status, now()), status.done, status.total)
        self.window.sidebar.show_numbers(standing.unread, standing.outbox)
        if self._first_sync and status.mood is not Mood.SYNCING:
            self._first_sync = False
            self.bridge.run(footprint.hand_back, None, None, self)
        self._stood()

    def _stood(self) -> None:
        self._asking = False
        if self._ask_again:
            self._ask_again = False
            self.look()

    def _act(self, act: Act) -> None:
        if act is Act.LOGIN:
            self.ask_login(self._status.account_id)
        elif act is Act.CONNECT:
            self.open_setup(first=False)
        elif act is Act.GO_ON:
            self.bridge.run(self.core.engine.resume, None, None, self)
        elif act is Act.WIFI and self._facts is not None and self._facts.accounts:
            open_link(self._facts.accounts[0].address, self.window)

    # --- set-up, login, tour ---

    def open_setup(self, *, first: bool) -> QWidget:
        """Connect an intranet. ``first``: there is none yet, so there is nothing to go back to."""
        from ui.setup.page import SetupPage

        page = SetupPage(self.core, self.bridge, self.window, first=first)
        page.finished.connect(self._set_up)
        page.cancelled.connect(self.window.uncover)
        self.window.cover(page)
        page.begin()
        return page

    def _set_up(self) -> None:
        self.window.uncover()
        self.window.open_page("home")

    def ask_login(self, account_id: str) -> None:
        """Ask for an account's user name and password."""
        from ui.setup.login import LoginDialog

        account = next((a for a in self._facts.accounts if a.id == account_id), None) if self._facts else None
        if account is not None:
            LoginDialog(self.core, self.bridge, account, self.window).open()

    def start_tour(self) -> None:
        """Walk along the window's controls."""
        self.bridge.run(self.core.tour.steps, self._show_tour, None, self)

    def _show_tour(self, steps: Any) -> None:
        if self._tour is not None or self.window.covered:
            return
        self._tour = TourOverlay(steps, self.target, self.window)
        self._tour.ended.connect(self._toured)
        self._tour.start()

    def _toured(self) -> None:
        self._tour = None
        self.bridge.run(self.core.tour.mark_done, None, None, self)

    @property
    def tour(self) -> TourOverlay | None:
        """The tour while it runs."""
        return self._tour

    def target(self, name: str) -> QWidget | None:
        """Return the control that a tour's step names."""
        kind, _dot, page = name.partition(".")
        if kind == "nav":
            return self.window.sidebar.button(page)
        bar = self.window.top_bar
        return {
            "search": bar.search,
            "quick": bar.quick,
            "sync": bar.sync,
            "status": self.window.status_line,
        }.get(name)

    # --- in front, in the tray, away ---

    def show_window(self) -> None:
        """Bring the window to the front."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def open_item(self, item_id: str) -> None:
        """Bring the window to the front with an item in it."""
        self.show_window()
        if not self.window.covered:
            self.window.open_item(item_id)

    def _mark_read(self, item_id: str) -> None:
        news = self.core.news
        self.bridge.run(lambda: news.mark_read([item_id]), None, None, self)

    def _close_wanted(self) -> None:
        self._seen()
        if not (self._to_tray and self.tray.icon.isVisible()):
            self.ended.emit()
            return
        self.window.hide()
        if not self._state.explained_tray:
            self._keep(explained_tray=True)
            name = self.window.windowTitle()
            sentence = without_markup(
                _("{name} stays in the tray and tells you about new announcements.").format(name=name)
            )
            self.tray.icon.showMessage(name, sentence, self.tray.icon.icon())

    def _quit_wanted(self) -> None:
        if self.window.isVisible():
            self._seen()
        self.ended.emit()

    def _seen(self) -> None:
        """Remember when the person last had the window before them."""
        settings = self.core.settings

        def work() -> None:
            settings.last_seen = now()

        self.bridge.run(work, None, None, self)

    def _keep(self, **changes: object) -> None:
        state: WindowState = self._state.but(**changes)
        if state != self._state:
            self._state = state
            window_state.save(self._data_dir, state)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say it anew when the person comes back: "today" may be another day by now."""
        if watched is self.window and event.type() == QEvent.Type.WindowActivate and not self._closed:
            self.look()
        return False

    def close(self) -> None:
        """End it: nothing runs afterwards but what the core still does. Safe to repeat."""
        if self._closed:
            return
        self._closed = True
        self._keep(geometry=bytes(self.window.saveGeometry().data()))
        self.announcer.close()
        self.notifier.close()
        self.tray.close()
        self.bridge.close()
