"""The Home page: gathers on a worker, lays its cards out in one column or two.

Never enters here: what belongs on Home (``app.home``), painting.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.home import HomeSummary
from app.text import _
from sync.model.changes import ChangeSet
from sync.model.items import CampaignDetail, Item
from ui.home.banner import PICTURE_WIDTH, Banner
from ui.home.greeting import Greeting
from ui.home.lists import DocumentsCard, EventsCard
from ui.home.news import MustReadCard, NewsCard
from ui.home.poll import PollCard
from ui.home.tip import TipCard, TourOffer
from ui.home.training import TrainingCard
from ui.links import open_link
from ui.page import LookingPage, Navigator
from ui.pictures import PictureCache
from ui.widgets import EmptyState, SectionHeader, quiet_button
from ui.words import local_zone, now

_WIDEST = 1120
_TWO_COLUMNS = 780


@dataclass(frozen=True, slots=True)
class _Gathered:
    summary: HomeSummary
    tip: Item | None
    tour_done: bool
    connected: bool


class HomePage(LookingPage):
    """What did I miss?"""

    def __init__(self, core: Any, bridge: Any, navigator: Navigator) -> None:
        super().__init__(core, bridge, navigator)
        self._zone = local_zone()
        self._pictures = PictureCache(core, bridge, self)
        self._banner_picture = ""
        self._connected = True
        self._must_shown: tuple[Item, ...] = ()
        self._build()
        self._connect()

    # --- the page protocol ---

    def title(self) -> str:
        """Return the page's name."""
        return _("Home")

    def activate(self) -> None:
        """Show what there is now."""
        self._load()
        self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_item(self, item_id: str) -> None:
        """Bring the card of a campaign, poll or tip into view."""
        card = {"k": self.banner, "v": self.contest, "t": self.tip}.get(item_id[:1])
        if card is not None:
            self._scroll.ensureWidgetVisible(card)

    def changed(self, changes: ChangeSet) -> None:
        """Follow any commit that may show here; one made while Home is hidden waits."""
        if changes.blobs:
            self._pictures.changed(changes)
        if changes.kinds or changes.accounts or changes.outbox or changes.profile or changes.settings:
            self._load()

    # --- building ---

    def _build(self) -> None:
        self.greeting = Greeting(self)
        self.offer = TourOffer(self)
        self.banner = Banner(self)
        self.news = NewsCard(self._pictures, self)
        self.events = EventsCard(self)
        self.documents = DocumentsCard(self)
        self.training = TrainingCard(self)
        self.contest = PollCard(self)
        self.poll = PollCard(self)
        self.tip = TipCard(self)
        self._must = QWidget(self)
        self._must_rows = QVBoxLayout(self._must)
        self._must_rows.setContentsMargins(0, 0, 0, 0)
        self._must_rows.setSpacing(12)
        self._heads = {
            "must": SectionHeader(_("Read this first"), parent=self),
            "news": SectionHeader(_("New for you"), self._more(_("All news"), "news"), self),
            "events": SectionHeader(_("Coming up"), self._more(_("Calendar"), "calendar"), self),
            "documents": SectionHeader(_("Changed documents"), self._more(_("Documents"), "documents"), self),
        }
        self._nothing = EmptyState("news", "", parent=self)
        wide = self._column((self._heads["must"], self._must, self._heads["news"], self.news, self.documents))
        wide.insertWidget(4, self._heads["documents"])
        wide.addStretch(1)
        side = self._column(
            (self.training, self._heads["events"], self.events, self.contest, self.poll, self.tip)
        )
        side.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(24)
        self._columns.addLayout(wide, 3)
        self._columns.addLayout(side, 2)
        inner = QWidget(self)
        inner.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(32, 28, 32, 32)
        column.setSpacing(20)
        column.addWidget(self.greeting)
        column.addWidget(self.offer)
        column.addWidget(self.banner)
        column.addLayout(self._columns, 1)
        outer = QWidget(self)
        outer.setObjectName("homeGround")
        outer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, outer)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("homeScroll")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(_("Home"))
        self._scroll.setWidget(outer)
        self._whole = QStackedWidget(self)
        self._whole.addWidget(self._scroll)
        self._whole.addWidget(self._nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._whole)
        inner.hide()
        self._inner = inner

    @staticmethod
    def _column(widgets: tuple[QWidget, ...]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        for widget in widgets:
            column.addWidget(widget)
        return column

    def _more(self, label: str, page: str) -> QWidget:
        button = quiet_button(label, self)
        button.clicked.connect(lambda: self._navigator.open_page(page))
        return button

    def _connect(self) -> None:
        open_item = self._navigator.open_item
        for card in (self.news, self.events, self.documents, self.training):
            card.opened.connect(open_item)
        core = self._core
        self.banner.link_wanted.connect(self._open_campaign)
        self.banner.dismissed.connect(lambda item_id: self._do(lambda: core.campaigns.dismiss(item_id)))
        self.training.signed_up.connect(
            lambda item_id, text: self._do(
                lambda: core.calendar.sign_up(item_id, text),
                _("Your question is on its way.") if text else _("You are signed up."),
            )
        )
        for poll_card in (self.contest, self.poll):
            poll_card.voted.connect(
                lambda poll, choice: self._do(
                    lambda: core.campaigns.vote(poll, choice), _("Thank you for your vote.")
                )
            )
        self.tip.put_away.connect(
            lambda item_id: self._do(lambda: core.tour.dismiss_tip(item_id, self._today()))
        )
        self.tip.tour_wanted.connect(self._navigator.start_tour)
        self.offer.wanted.connect(self._navigator.start_tour)
        self.offer.put_away.connect(lambda: self._do(core.tour.mark_done))
        self._nothing.acted.connect(self._fill)
        self._pictures.ready.connect(self._picture_ready)

    # --- showing ---

    def _today(self) -> dt.date:
        return now().astimezone(self._zone).date()

    def _look(self) -> None:
        core, today = self._core, self._today()

        def work() -> _Gathered:
            tip = core.tour.tip_of_the_day(today)
            return _Gathered(core.home.summary(), tip, core.tour.done, bool(core.accounts.list()))

        self._looks.ask(work, self._show)

    def _show(self, found: _Gathered) -> None:
        summary = found.summary
        if _is_empty(summary):
            self._say_nothing_is_here(found.connected)
            self._whole.setCurrentWidget(self._nothing)
            return
        self._whole.setCurrentWidget(self._scroll)
        here = now().astimezone(self._zone)
        self.greeting.show_summary(summary, here)
        self._show_banner(summary.banner)
        self._show_must_reads(summary.must_reads)
        fresh = (*summary.announcements, *summary.unread)[:9]
        self.news.show_items(fresh)
        self._heads["news"].setVisible(bool(fresh))
        self.events.show_events(summary.next_events[:5], self._zone)
        self._heads["events"].setVisible(bool(summary.next_events))
        self.documents.show_documents(summary.recent_documents[:5])
        self._heads["documents"].setVisible(bool(summary.recent_documents))
        self.training.show_training(summary.next_training, signed_up=summary.signed_up, zone=self._zone)
        self.contest.show_poll(summary.contest)
        self.poll.show_poll(summary.poll)
        self.tip.show_tip(found.tip if found.tour_done else None)
        self.offer.setVisible(not found.tour_done)
        self._inner.show()

    def _say_nothing_is_here(self, connected: bool) -> None:
        self._connected = connected
        if connected:
            sentence = _("Nothing is here yet. What your intranet publishes appears here by itself.")
            self._nothing.show_as("news", sentence, _("Look now"))
        else:
            sentence = _("There is no intranet here yet. Connect yours, and its news appears here.")
            self._nothing.show_as("link", sentence, _("Connect"))

    def _fill(self) -> None:
        """Do something about an empty page."""
        if self._connected:
            self._navigator.sync()
        else:
            self._navigator.open_setup()

    def _show_must_reads(self, items: tuple[Item, ...]) -> None:
        self._heads["must"].setVisible(bool(items))
        self._must.setVisible(bool(items))
        if items == self._must_shown:
            return
        self._must_shown = items
        while (entry := self._must_rows.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.deleteLater()
        for item in items:
            card = MustReadCard(item, self._must)
            card.opened.connect(self._navigator.open_item)
            self._must_rows.addWidget(card)

    def _show_banner(self, item: Item | None) -> None:
        self.banner.show_campaign(item)
        detail = item.detail if item is not None else None
        self._banner_picture = detail.picture if isinstance(detail, CampaignDetail) else ""
        self._picture_ready(self._banner_picture)

    def _picture_ready(self, href: str) -> None:
        if href == self._banner_picture:
            pixels = round(PICTURE_WIDTH * 1.4 * self.devicePixelRatioF())
            self.banner.picture.set_image(self._pictures.image(href, pixels))

    # --- doing ---

    def _do(self, work: Any, said: str = "") -> None:
        """Change something; the ChangeSet that follows brings it to the screen."""
        self._bridge.run(
            work,
            lambda _result: self._navigator.say(said) if said else None,
            lambda error: self._navigator.say(_failed_text(error)),
            self,
        )

    def _open_campaign(self, href: str) -> None:
        """Follow a campaign's link: to the document when it is one of ours, else to the browser."""
        documents = self._core.documents

        def go(item: Item | None) -> None:
            if item is not None:
                self._navigator.open_item(item.id)
            else:
                open_link(href, self)

        self._bridge.run(lambda: documents.by_href(href), go, None, self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column when there is no room for two."""
        super().resizeEvent(event)
        wide = self.width() >= _TWO_COLUMNS
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._columns.direction() != direction:
            self._columns.setDirection(direction)


def _failed_text(error: BaseException) -> str:
    if isinstance(error, ValueError):  # there is no inbox to vote or sign up in
        return _("This intranet has no place to send that to.")
    return _("That could not be kept on this computer. Please try again.")


def _is_empty(summary: HomeSummary) -> bool:
    counts = summary.counts
    return not (
        summary.unread_total or summary.must_reads or summary.next_events or summary.recent_documents
        or summary.banner or summary.contest or summary.poll or counts.unread_news
    )  # fmt: skip
