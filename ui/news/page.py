"""The News page: lanes, list and reader, and how they follow each other.

Never enters here: painting, HTML, what a lane contains.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.text import _, ngettext
from sync.model.changes import ChangeSet
from sync.model.items import Item, ItemKind
from ui.links import open_link
from ui.news.delegate import NewsDelegate, spoken
from ui.news.lanes import LANES, NewsLane, lane_named
from ui.news.list_view import NewsList
from ui.news.reader import Article, Reader, gather
from ui.notice import Notice
from ui.page import LookingPage
from ui.people.ask import ask_menu
from ui.people.feedback import FeedbackPopover
from ui.pictures import PictureCache
from ui.rows import RowsModel
from ui.widgets import EmptyState, IconButton, Segmented

_BETWEEN = 76  # pixels beside and between lanes and button


class NewsPage(LookingPage):
    """News, announcements and the management lane."""

    def __init__(self, core: Any, bridge: Any, navigator: Any) -> None:
        super().__init__(core, bridge, navigator)
        self._lane: NewsLane = LANES[0]
        self._kept: list[str] = []  # read while in "Unread": they stay until the lane changes
        self._left_unread: str = ""  # marked unread by hand: not to be marked read again at once
        self._wanted = ""  # to select as soon as the list has it
        self._pictures = PictureCache(core, bridge, self)
        self.model: RowsModel[Item] = RowsModel(lambda item: item.id, spoken, self)
        self.list = NewsList(self.model, NewsDelegate(self._pictures, self), self)
        self.reader = Reader(self._pictures, self)
        self._pictures.ready.connect(lambda _href: self.list.viewport().update())
        self._build()
        self._connect()

    # --- the page protocol ---

    def title(self) -> str:
        """Return the page's name."""
        return _("News")

    def activate(self) -> None:
        """Show what there is now, and put the keyboard into the list."""
        if self._stale:
            self._load()
        self.list.setFocus()
        self.reader.look_later()

    def open_item(self, item_id: str) -> None:
        """Show one item; the list goes to "All" when the lane does not hold it."""
        index = self.model.find(item_id)
        if index.isValid():
            self.list.setCurrentIndex(index)
        else:
            self._wanted = item_id
            if self._lane is not LANES[0]:
                self.lanes.set_current("all")
            else:
                self._load()
        self._read(item_id)

    def changed(self, changes: ChangeSet) -> None:
        """Follow a commit when it concerns news, its pictures, or a confirmation on its way."""
        if changes.blobs:
            self._pictures.changed(changes)
        if ItemKind.NEWS in changes.kinds or changes.collections or changes.accounts:
            self._load()
        elif not changes.outbox:
            return
        article = self.reader.article
        if article is not None:
            self._read(article.item.id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the lanes need the room of a button's words."""
        super().resizeEvent(event)
        wide = self.width() >= self.lanes.sizeHint().width() + self.all_read.sizeHint().width() + _BETWEEN
        self.all_read.setVisible(wide)
        self.all_read_short.setVisible(not wide)

    # --- building ---

    def _build(self) -> None:
        self.lanes = Segmented([(lane.name, lane.label()) for lane in LANES], self)
        self.lanes.setAccessibleName(_("Lane"))
        self.all_read = QPushButton(_("Mark all as read"), self)
        self.all_read.setProperty("quiet", True)
        self.all_read.setToolTip(_("Mark everything in this lane as read"))
        self.all_read_short = IconButton("check", _("Mark all as read"), "Ctrl+Shift+A")
        bar = QHBoxLayout()
        bar.setContentsMargins(24, 12, 16, 12)
        bar.setSpacing(12)
        bar.addWidget(self.lanes)
        bar.addStretch(1)
        bar.addWidget(self.all_read)
        bar.addWidget(self.all_read_short)
        self._empty = EmptyState("news", "", parent=self)
        self._left = QStackedWidget(self)
        self._left.addWidget(self.list)
        self._left.addWidget(self._empty)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._left, 1)
        self.undo = Notice(left)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(left)
        self._split.addWidget(self.reader)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([380, 760])
        left.setMinimumWidth(280)
        self.reader.setMinimumWidth(360)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self._split, 1)

    def _connect(self) -> None:
        self.lanes.changed.connect(self._lane_chosen)
        self._empty.acted.connect(self._empty_acted)
        self.all_read.clicked.connect(self._mark_all_read)
        self.all_read_short.clicked.connect(self._mark_all_read)
        self.list.chosen.connect(self._read)
        self.list.opened.connect(self.reader.view.setFocus)
        self.list.paged.connect(self.reader.page_or_next)
        self.list.customContextMenuRequested.connect(self._menu)
        reader = self.reader
        reader.seen.connect(self._seen)
        reader.star_wanted.connect(self._star)
        reader.unread_wanted.connect(lambda one: self._mark(one, read=False))
        reader.confirm_wanted.connect(self._confirm)
        reader.ask_wanted.connect(self._ask)
        reader.feedback_wanted.connect(self._feedback)
        reader.next_wanted.connect(self.next_unread)
        reader.left.connect(self.list.setFocus)
        for keys, call in (
            ("S", reader.star.click),
            ("U", self._toggle_read),
            ("Ctrl+Return", reader.open_in_browser),
            ("Ctrl+Shift+A", self._mark_all_read),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, call=call: call())
            self.addAction(action)

    # --- showing ---

    def _look(self) -> None:
        lane, news, kept = self._lane, self._core.news, list(self._kept)
        self._looks.ask(lambda: lane.items(news, kept), self._show, about=lane)

    def _show(self, items: list[Item]) -> None:
        self.list.show_rows(items)
        if not items:
            icon, sentence = self._lane.empty()
            self._empty.show_as(icon, sentence, self._lane.empty_action())
        self._left.setCurrentIndex(0 if items else 1)
        self.reader.setVisible(bool(items) or self.reader.article is not None)
        unread = any(item.state.read_at is None for item in items)
        self.all_read.setEnabled(unread)
        self.all_read_short.setEnabled(unread)
        if self._wanted:
            index = self.model.find(self._wanted)
            if index.isValid():
                self._wanted = ""
                self.list.setCurrentIndex(index)

    def _lane_chosen(self, name: str) -> None:
        self._lane = lane_named(name)
        self._kept.clear()
        self._load()

    def _read(self, item_id: str) -> None:
        if item_id != self._left_unread:
            self._left_unread = ""
        core = self._core
        self._reading = item_id
        self._details.ask(
            lambda: gather(core, item_id), lambda found: self._show_article(item_id, found), about=item_id
        )

    def _show_article(self, item_id: str, article: Article | None) -> None:
        if item_id == self._reading:
            self.reader.show_article(article)

    def _empty_acted(self) -> None:
        if self._lane is LANES[0]:
            self._navigator.sync()
        else:
            self.lanes.set_current(LANES[0].name)

    # --- doing ---

    def _seen(self, item_id: str) -> None:
        article = self.reader.article
        if article is None or item_id == self._left_unread:
            return
        if article.item.state.read_at is None or article.trust.changed_since_read:
            self._mark(item_id, read=True)

    def _mark(self, item_id: str, *, read: bool) -> None:
        self._left_unread = "" if read else item_id
        if read and self._lane.unread:
            self._kept.append(item_id)
        news = self._core.news
        self._do(lambda: news.mark_read([item_id], read))

    def _toggle_read(self) -> None:
        item = self.model.row(self.list.currentIndex())
        if item is not None:
            self._mark(item.id, read=item.state.read_at is None)

    def _star(self, item_id: str, on: bool) -> None:
        if not on and self._lane.starred:
            self._kept.append(item_id)
        news = self._core.news
        self._do(lambda: news.star([item_id], on))

    def _confirm(self, item_id: str) -> None:
        news = self._core.news
        self._do(lambda: news.confirm(item_id))

    def _mark_all_read(self) -> None:
        news, lane = self._core.news, self._lane
        if self._lane.starred:
            ids = [item.id for item in self.model.rows if item.state.read_at is None]

            def work() -> list[str]:
                news.mark_read(ids)
                return ids
        else:

            def work() -> list[str]:
                marked: list[str] = news.mark_all_read(lane.lane)
                return marked

        self._bridge.run(work, self._all_marked, self._failed, self)

    def _all_marked(self, ids: list[str]) -> None:
        if not ids:
            return
        news = self._core.news
        words = ngettext("{n} item was marked as read.", "{n} items were marked as read.", len(ids))
        self.undo.offer(words.format(n=len(ids)), lambda: self._do(lambda: news.mark_read(ids, False)))

    def _do(self, work: Any) -> None:
        """Change something; the ChangeSet that follows brings it to the screen."""
        self._bridge.run(work, lambda _result: None, self._failed, self)

    def _failed(self, _error: BaseException) -> None:
        self.undo.offer(_("That could not be kept on this computer. Please try again."), None)

    def next_unread(self) -> None:
        """Go to the next unread item below, or from the top when there is none."""
        rows = self.model.rows
        here = self.list.currentIndex().row()
        order = [*range(here + 1, len(rows)), *range(max(here, 0))]
        for number in order:
            if rows[number].state.read_at is None:
                self.list.setCurrentIndex(self.model.index(number))
                return

    def _ask(self, anchor: QWidget) -> None:
        article = self.reader.article
        if article is not None:
            ask_menu(
                self._core, self._bridge, article.item, self, anchor.mapToGlobal(anchor.rect().bottomLeft())
            )

    def _feedback(self, anchor: QWidget) -> None:
        article = self.reader.article
        if article is not None:
            popover = FeedbackPopover(self._core, self._bridge, article.item, self)
            popover.said.connect(lambda sentence: self.undo.offer(sentence, None))
            popover.open_at(anchor)

    def _menu(self, at: Any) -> None:
        index: QModelIndex = self.list.indexAt(at)
        item = self.model.row(index)
        if item is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        unread, starred = item.state.read_at is None, item.state.starred_at is not None
        entries = (
            (_("Mark read") if unread else _("Mark unread"), "U", lambda: self._mark(item.id, read=unread)),
            (
                _("Take the star away") if starred else _("Star"),
                "S",
                lambda: self._star(item.id, not starred),
            ),
            (_("Open in the browser"), "Ctrl+Return", lambda: open_link(item.href, self)),
        )
        for text, keys, call in entries:
            action = menu.addAction(text)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutVisibleInContextMenu(True)
            action.triggered.connect(lambda _checked=False, call=call: call())
        menu.popup(self.list.viewport().mapToGlobal(at))
