"""The window: sidebar, top bar, pages and status line, and the way between them.

Never enters here: what pages show, opening the store, words about troubles.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.text import _
from ui import NAME
from ui.pages import PageStack, page_of
from ui.said import Act
from ui.shortcuts import add_shortcuts
from ui.sidebar import PAGES, Sidebar
from ui.status_line import StatusLine
from ui.top_bar import TopBar
from ui.widgets import UndoBar

LEAST = (900, 470)  # what a screen of 1366 × 768 leaves at 150 % beside a panel
FIRST = (1280, 800)


class MainWindow(QMainWindow):
    """One organisation's intranet. It stands empty until ``attach`` brings the core.

    Implements ``ui.page.Navigator``. ``close_wanted``: the person closed it; whoever owns it decides.
    """

    close_wanted = Signal()
    acted = Signal(object)  # the status line's Act, when the window itself cannot do it
    setup_wanted = Signal()
    tour_wanted = Signal()
    login_wanted = Signal(str)
    quick_wanted = Signal()
    page_shown = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(NAME)
        self.setMinimumSize(*LEAST)
        self.resize(*FIRST)
        self.ending = False  # the program or the whole system is going down
        self._core: Any = None
        self._bridge: Any = None
        self.pages: PageStack | None = None
        self.sidebar = Sidebar()
        self.top_bar = TopBar()
        self.status_line = StatusLine()
        self._top = QVBoxLayout()  # the demo's strip, when there is one
        self._cover = QStackedWidget(self)  # the window's body, or set-up over all of it
        self._notice = UndoBar(self)
        self._build()
        self._connect()
        self._add_keys()

    def _build(self) -> None:
        self._content = QWidget(self)
        self._content.setObjectName("content")
        self._content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(1, 0, 0, 0)
        self._column.setSpacing(0)
        self._empty = QWidget(self._content)
        self._column.addWidget(self.top_bar)
        self._column.addWidget(self._empty, 1)
        self._column.addWidget(self.status_line)
        self.body = QWidget(self)
        row = QHBoxLayout(self.body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self._content, 1)
        self._cover.addWidget(self.body)
        whole = QWidget(self)
        whole.setObjectName("window")
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top)
        column.addWidget(self._cover, 1)
        self.setCentralWidget(whole)
        self.sidebar.show_current("home")
        self.top_bar.show_title(_("Home"))

    def _connect(self) -> None:
        self.sidebar.chosen.connect(self.open_page)
        self.status_line.acted.connect(self._act)
        bar = self.top_bar
        bar.searched.connect(self.search)
        bar.search_entered.connect(self._enter_search)
        bar.back_wanted.connect(self.back)
        bar.quick_wanted.connect(self.quick_wanted)
        bar.sync_wanted.connect(self.sync)

    def _add_keys(self) -> None:
        deeds: dict[str, Callable[[], object]] = {
            "Alt+Left": self.back,
            "F5": self.sync,
            "Ctrl+K": self.quick_wanted.emit,
            "Ctrl+F": self.focus_search,
            "Ctrl+,": lambda: self.open_page("settings"),
        }
        for number, name in enumerate(PAGES, 1):
            deeds[f"Ctrl+{number}"] = partial(self.open_page, name)
        add_shortcuts(self, deeds, self.focus_search, lambda: self.covered)

    # --- filling ---

    def attach(self, core: Any, bridge: Any) -> None:
        """Take the core: pages can be made from now on."""
        self._core, self._bridge = core, bridge
        self.pages = PageStack(core, bridge, self, self._content)
        self._column.replaceWidget(self._empty, self.pages)
        self._column.setStretchFactor(self.pages, 1)
        self._empty.deleteLater()
        self.pages.shown.connect(self._page_shown)

    def add_strip(self, strip: QWidget) -> None:
        """Put a strip above everything (the demo's)."""
        self._top.addWidget(strip)

    def cover(self, page: QWidget) -> None:
        """Show something instead of the whole window's body: set-up, or why the store cannot be opened."""
        if self._cover.indexOf(page) < 0:
            self._cover.addWidget(page)
        self._cover.setCurrentWidget(page)

    def uncover(self) -> None:
        """Show the body again; what covered it is gone."""
        page = self._cover.currentWidget()
        if page is not None and page is not self.body:
            self._cover.setCurrentWidget(self.body)
            self._cover.removeWidget(page)
            page.deleteLater()

    @property
    def covered(self) -> bool:
        """Whether something stands over the body."""
        return self._cover.currentWidget() is not self.body

    def show_brand(self, name: str, logo: QImage | None) -> None:
        """Show whose intranet this is."""
        self.setWindowTitle(name or NAME)
        self.sidebar.show_brand(name, logo)

    def retranslate(self) -> None:
        """Show everything in the present language."""
        self.sidebar.retranslate()
        self.top_bar.retranslate()
        if self.pages is not None:
            self.pages.renew()
            self.sync()  # what the intranet says in several languages was kept in the other one

    # --- the navigator ---

    def open_page(self, name: str) -> None:
        """See ``ui.page.Navigator``."""
        if self.pages is None:
            self.sidebar.show_current("home")
            return
        self.sidebar.show_current(name)
        self.pages.open(name)

    def open_item(self, item_id: str) -> None:
        """See ``ui.page.Navigator``."""
        if self.pages is not None:
            self.open_page(page_of(item_id))
            self.pages.page(page_of(item_id)).open_item(item_id)

    def back(self) -> None:
        """See ``ui.page.Navigator``."""
        if self.pages is not None:
            self.pages.back()

    def search(self, words: str) -> None:
        """See ``ui.page.Navigator``. While the person types, the keyboard stays in the field."""
        if self.pages is None or not words.strip():
            return
        field, place = self.top_bar.search, self.top_bar.search.cursorPosition()
        typing = field.hasFocus()
        if field.text() != words:
            field.setText(words)
        if self.pages.current != "search":
            self.open_page("search")
        page: Any = self.pages.page("search")
        page.search(words)
        if typing:
            field.setFocus()
            field.setCursorPosition(place)

    def _enter_search(self, words: str) -> None:
        """Enter in the search field: on into the results."""
        self.search(words)
        if self.pages is not None and words.strip():
            page: Any = self.pages.page("search")
            page.enter()

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.top_bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top_bar.search.selectAll()

    def sync(self) -> None:
        """See ``ui.page.Navigator``."""
        if self._bridge is not None:
            self._bridge.run(self._core.engine.sync_now, None, None, self)

    def say(self, sentence: str, undo: Callable[[], None] | None = None) -> None:
        """See ``ui.page.Navigator``."""
        self._notice.offer(sentence, undo)
        self._notice.raise_()
        self._place_notice()

    def ask_login(self, account_id: str) -> None:
        """See ``ui.page.Navigator``."""
        self.login_wanted.emit(account_id)

    def open_setup(self) -> None:
        """See ``ui.page.Navigator``."""
        self.setup_wanted.emit()

    def start_tour(self) -> None:
        """See ``ui.page.Navigator``."""
        self.tour_wanted.emit()

    # --- inside ---

    def _page_shown(self, name: str) -> None:
        assert self.pages is not None
        self.top_bar.show_title(self.pages.page(name).title())
        self.sidebar.show_current(name)
        self.top_bar.back.setEnabled(self.pages.can_go_back)
        if name != "search":
            self.top_bar.search.clear()
        self.page_shown.emit(name)

    def _act(self, act: Act) -> None:
        if act is Act.SYNC:
            self.sync()
        elif act is Act.OUTBOX:
            self.open_page("outbox")
        else:
            self.acted.emit(act)

    def _place_notice(self) -> None:
        width = min(560, self.width() - 64)
        self._notice.setFixedWidth(width)
        self._notice.adjustSize()
        left = self.sidebar.width() + (self.width() - self.sidebar.width() - width) // 2
        self._notice.move(left, self.height() - self.status_line.height() - self._notice.height() - 16)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sentence in passing in its place."""
        super().resizeEvent(event)
        self._place_notice()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the decision to the owner: to the tray, or the end. Qt quits only when no window objects."""
        if self.ending:
            event.accept()
        else:
            event.ignore()
            self.close_wanted.emit()
