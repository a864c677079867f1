"""The reader: one article with its trust line, what a person can do with it, and the must-read bar.

Never enters here: which article is next (the page), HTML's look (``article``).
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.news import Trust
from app.text import _
from sync.model.intents import IntentKind
from sync.model.items import Item, Lane, NewsDetail
from ui import theme
from ui.links import open_link
from ui.news.article import ArticleView
from ui.news.confirm_bar import ConfirmBar
from ui.pictures import PictureCache
from ui.widgets import EmptyState, IconButton
from ui.words import ago, capital, long_time, now, one_line

_READ_AFTER = 2000  # ms: long enough to pass by with the arrow keys


@dataclass(frozen=True, slots=True)
class Article:
    """All that the reader shows of one item, gathered on a worker."""

    item: Item
    trust: Trust
    countable: bool  # a confirmation reaches the organisation
    waiting: bool  # a confirmation waits to be sent


def gather(core: Any, item_id: str) -> Article | None:
    """Return an article, None when the item is gone. Blocks for milliseconds: for a worker."""
    item: Item | None = core.news.item(item_id)
    if item is None or not isinstance(item.detail, NewsDetail):
        return None
    waiting = item.detail.must_read and any(
        entry.intent.kind is IntentKind.CONFIRM and entry.intent.item_id == item_id
        for entry in core.outbox.entries()
    )
    return Article(item, core.news.trust(item), core.news.can_be_counted(item), waiting)


class Reader(QWidget):
    """Shows an ``Article``; asks the page to do what changes anything."""

    seen = Signal(str)  # the person has had a proper look
    star_wanted = Signal(str, bool)
    unread_wanted = Signal(str)
    confirm_wanted = Signal(str)
    ask_wanted = Signal(QWidget)
    feedback_wanted = Signal(QWidget)
    next_wanted = Signal()
    left = Signal()  # back to the list

    def __init__(self, pictures: PictureCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reader")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._article: Article | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_READ_AFTER)
        self._timer.timeout.connect(self._look)
        self.view = ArticleView(pictures, self)
        self.view.setAccessibleName(_("Article"))
        self.view.scrolled.connect(self._look)
        self.confirm_bar = ConfirmBar(self)
        self.confirm_bar.wanted.connect(lambda: self._with_id(self.confirm_wanted.emit))
        self.star = IconButton("star", _("Star"), "S", checkable=True)
        self.unread = IconButton("mark-unread", _("Mark unread"), "U")
        self.browser = IconButton("open-external", _("Open in the browser"), "Ctrl+Return")
        self.ask = IconButton("ask", _("Ask an ambassador"), "")
        self.feedback = IconButton("feedback", _("Give feedback"), "")
        self._build()
        theme.notifier().changed.connect(self.restyle)
        self.star.clicked.connect(lambda on: self._with_id(lambda one: self.star_wanted.emit(one, on)))
        self.unread.clicked.connect(self._unread)
        self.browser.clicked.connect(self.open_in_browser)
        self.ask.clicked.connect(lambda: self.ask_wanted.emit(self.ask))
        self.feedback.clicked.connect(lambda: self.feedback_wanted.emit(self.feedback))

    @property
    def article(self) -> Article | None:
        """The article on show."""
        return self._article

    def show_article(self, article: Article | None) -> None:
        """Show an article; the same one again keeps the place and only renews its state."""
        old, self._article = self._article, article
        if article is None:
            self._timer.stop()
            self._stack.setCurrentIndex(0)
            return
        self._stack.setCurrentIndex(1)
        item = article.item
        same = old is not None and old.item.id == item.id
        if not same or (old is not None and old.item.fingerprint != item.fingerprint):
            self.view.show_html(_page(article), item.href)
        if not same:
            self._timer.start()
        self._renew(article)

    def look_later(self) -> None:
        """Count the time anew, for instance when the window comes back."""
        if self._article is not None:
            self._timer.start()

    def pause(self) -> None:
        """Nobody is looking."""
        self._timer.stop()

    def restyle(self) -> None:
        """Take over a new theme or language."""
        if self._article is not None:
            self.view.restyle()
            self._renew(self._article)

    def open_in_browser(self) -> None:
        """Open the item where it stands on the intranet."""
        if self._article is not None:
            open_link(self._article.item.href, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space pages down and goes on to the next unread item at the end; Esc returns to the list."""
        if event.key() == Qt.Key.Key_Space:
            self.page_or_next()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def page_or_next(self) -> None:
        """Go a page on, or to the next unread item when the end has been seen."""
        if self._article is None or self.view.at_end():
            self._look()
            self.next_wanted.emit()
        else:
            self.view.page_down()

    # --- inside ---

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 8, 16, 8)
        bar.setSpacing(4)
        bar.addStretch(1)
        for button in (self.star, self.unread, self.browser, self.ask, self.feedback):
            bar.addWidget(button)
        shown = QWidget(self)
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.view, 1)
        column.addWidget(self.confirm_bar)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(EmptyState("article", _("Choose an item to read it here."), parent=self))
        self._stack.addWidget(shown)

    def _renew(self, article: Article) -> None:
        item = article.item
        on = item.state.starred_at is not None
        self.star.setChecked(on)
        self.star.show_as("star-filled" if on else "star", _("Take the star away") if on else _("Star"))
        self.unread.setEnabled(item.state.read_at is not None)
        self.confirm_bar.show_state(article.item, countable=article.countable, waiting=article.waiting)

    def _with_id(self, call: Any) -> None:
        if self._article is not None:
            call(self._article.item.id)

    def _look(self) -> None:
        self._timer.stop()
        if self._article is not None and self.isVisible():
            self.seen.emit(self._article.item.id)

    def _unread(self) -> None:
        self._timer.stop()
        self._with_id(self.unread_wanted.emit)


def _page(article: Article) -> str:
    """Return the article with its head as one document, so that the head scrolls away with the text."""
    item, detail = article.item, article.item.detail
    lane = detail.lane if isinstance(detail, NewsDetail) else Lane.NEWS
    above = [long_time(item.sort_at)]
    if lane is Lane.ANNOUNCEMENT:
        above.insert(0, _("Announcement"))
    elif lane is Lane.MANAGEMENT:
        above.insert(0, _("From management"))
    by = escape(capital(" · ".join(part for part in above if part)))
    body = item.html or f"<p>{escape(item.summary)}</p>"
    lead = ""
    if isinstance(detail, NewsDetail) and detail.picture and detail.picture not in body.replace("&amp;", "&"):
        lead = f'<p><img src="{escape(detail.picture)}"></p>'
    return (
        f'<p class="by">{by}</p><h1>{escape(one_line(item.title))}</h1>'
        f'<p class="trust">{trust_html(article.trust)}</p>{lead}{body}'
    )


def trust_html(trust: Trust) -> str:
    """Return the trust line: where it comes from, whose it is, and how fresh it is."""
    moment = now()
    parts = []
    if trust.source:
        parts.append(_("From {source}").format(source=escape(one_line(trust.source))))
    if trust.owner:
        parts.append(_("by {name}").format(name=escape(one_line(trust.owner))))
    if trust.changed:
        parts.append(_("changed {when}").format(when=ago(trust.changed, moment)))
    if trust.synced:
        parts.append(_("synced {when}").format(when=ago(trust.synced, moment)))
    line = " · ".join(parts)
    if trust.changed_since_read:
        line += f' · <span class="changed">{_("changed since you read it")}</span>'
    return line
