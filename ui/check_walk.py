"""The walk of ``demo --check``: which pages, opened on what, and what must stand on each.

Never enters here: how pictures are taken and judged (``ui.check_pictures``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app import text
from sync.model.items import Item, NewsDetail
from ui.application import speak
from ui.check_pictures import SIZE, CheckFailed, Shooter, settle, wait_until
from ui.main_window import MainWindow
from ui.session import Session
from ui.setup.page import SetupPage


class _Walk:
    """One window in one language and theme."""

    def __init__(self, core: Any, data_dir: Path, language: str, scheme: str, demo: Any = None) -> None:
        text.use(language)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        speak(application)
        self.window = MainWindow()
        self.window.resize(*SIZE)
        self.session = Session(
            self.window, core, data_dir, language=language, scheme=scheme, tray=False, demo=demo
        )
        self.bridge = self.session.bridge
        self.core = core
        self.window.show()
        settle(self.bridge)

    def open(self, name: str) -> Any:
        """Open a page and wait until it is filled. Raises CheckFailed without its title."""
        self.window.open_page(name)
        settle(self.bridge)
        assert self.window.pages is not None
        page = self.window.pages.page(name)
        if self.window.top_bar.title.text() != page.title() or not page.isVisible():
            raise CheckFailed(f"the page {name} does not stand in the window")
        return page

    def show_item(self, item: Item) -> None:
        """Open an item and wait until it is shown."""
        self.window.open_item(item.id)
        settle(self.bridge)

    def close(self) -> None:
        """End."""
        settle(self.bridge)
        self.session.close()
        self.window.deleteLater()
        QApplication.processEvents()


def walk_all(core: Any, demo: Any, data_dir: Path, language: str, scheme: str, shooter: Shooter) -> None:
    """Walk all pages of a full intranet."""
    text.use(language)
    core.engine.run()  # the profile is read in the language of the window
    walk = _Walk(core, data_dir, language, scheme, demo)
    try:
        _pages(walk, shooter)
        _overlays(walk, demo, shooter)
    finally:
        walk.close()


def _pages(walk: _Walk, shooter: Shooter) -> None:
    window, core = walk.window, walk.core
    walk.open("home")
    shooter.take("home", window)
    walk.open("news")
    items = core.news.items()
    article = next(i for i in items if isinstance(i.detail, NewsDetail) and i.detail.picture)
    walk.show_item(article)
    shooter.take("news", window)
    walk.open("documents")
    found = [hit.item for hit in core.search.search("intranet", limit=200)]
    pdf = next(item for item in found if item.title.endswith(".pdf"))
    walk.show_item(pdf)
    shooter.take("documents", window)
    calendar = walk.open("calendar")
    first = core.home.summary().next_events[0]
    window.open_item(first.id)
    settle(walk.bridge)
    shooter.take("calendar-agenda", window)
    calendar.views.set_current("month")
    settle(walk.bridge)
    shooter.take("calendar-month", window)
    walk.open("people")
    shooter.take("people", window)
    walk.open("processes")
    walk.show_item(core.processes.cards()[0])
    shooter.take("processes", window)
    window.search("intranet")
    settle(walk.bridge)
    shooter.take("search", window)
    walk.open("settings")
    shooter.take("settings", window)


def _overlays(walk: _Walk, demo: Any, shooter: Shooter) -> None:
    window, session = walk.window, walk.session
    walk.open("home")
    session.quick.open()
    session.quick.type("ziek" if text.language() == "nl" else "sick")
    settle(walk.bridge)
    shooter.take("quick-open", window)
    session.quick.close_palette()
    session.start_tour()
    wait_until(lambda: session.tour is not None, "the tour")
    tour = session.tour
    assert tour is not None
    for _step in range(5):
        tour.next.click()
    shooter.take("tour", window)
    tour.skip.click()
    settle(walk.bridge)
    _outbox(walk, demo, shooter)
    page = session.open_setup(first=False)
    assert isinstance(page, SetupPage)
    page.address.field.setText(demo.address)
    settle(walk.bridge)
    shooter.take("setup-address", window)
    page.look_at(demo.address)
    wait_until(lambda: page.step in (page.login, page.found, page.address), "the demo to be found")
    settle(walk.bridge)
    if page.step is page.login:
        page.login.user.setText(demo.username)
        shooter.take("setup-login", window)
        page.login.given.emit(demo.username, demo.password)
        wait_until(lambda: page.step in (page.found, page.address), "the demo to be found")
    if page.step is not page.found:
        raise CheckFailed(f"set-up did not find the demo: {page.address.trouble.sentence}")
    shooter.take("setup-found", window)
    window.uncover()


def _outbox(walk: _Walk, demo: Any, shooter: Shooter) -> None:
    """Do some things while the servers are off, and send them afterwards."""
    core = walk.core
    switch = walk.session.demo_bar.switch
    switch.setChecked(False)
    settle(walk.bridge)
    try:
        dutch = text.language() == "nl"
        core.people.feedback("Zoeken vindt nu ook cafés. Fijn!" if dutch else "Search finds cafés now. Nice!")
        poll = core.campaigns.polls()[0]
        core.campaigns.vote(poll.item.id, poll.detail.choices[0].id)
        core.engine.run()
        settle(walk.bridge)
        walk.open("outbox")
        shooter.take("outbox", walk.window)
        walk.open("home")
        shooter.take("home-offline", walk.window)
    finally:
        switch.setChecked(True)
        wait_until(lambda: bool(demo.is_on), "the demo's servers to be on")
    core.engine.run()


def walk_empty(core: Any, data_dir: Path, language: str, scheme: str, shooter: Shooter) -> None:
    """Look at the welcome of a fresh profile, and at an empty page."""
    walk = _Walk(core, data_dir, language, scheme)
    try:
        shooter.take("setup", walk.window)
        walk.window.uncover()
        walk.open("news")
        shooter.take("news-empty", walk.window)
        walk.open("home")
        shooter.take("home-empty", walk.window)
    finally:
        walk.close()
