"""Home: "What did I miss?", gathered in one go.

Never enters here: wording, widgets, layout.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.calendar import Calendar
from app.campaigns import Campaigns, PollView
from app.settings import Settings
from sync.model.items import Item, Lane, NewsDetail
from sync.store import queries
from sync.store.queries import Counts, EventOccurrence
from sync.store.store import Store

_MOST_UNREAD = 8
_MOST_EVENTS = 6
_MOST_DOCUMENTS = 6


@dataclass(frozen=True, slots=True)
class HomeSummary:
    """All that Home shows, from one moment. Lists are short; ``counts`` has the totals."""

    since: dt.datetime | None  # when the person was here last
    must_reads: tuple[Item, ...]  # not yet confirmed
    announcements: tuple[Item, ...]  # unread, must-reads left out
    unread: tuple[Item, ...]
    unread_total: int
    next_events: tuple[EventOccurrence, ...]
    recent_documents: tuple[Item, ...]
    next_training: EventOccurrence | None
    signed_up: bool  # for that training
    banner: Item | None
    contest: PollView | None
    poll: PollView | None
    counts: Counts


class Home:
    """Gathers what a person wants to know first."""

    def __init__(self, store: Store, calendar: Calendar, campaigns: Campaigns, settings: Settings) -> None:
        self._store = store
        self._calendar = calendar
        self._campaigns = campaigns
        self._settings = settings

    def counts(self) -> Counts:
        """Return the numbers that the window's badges show. One query."""
        return queries.counts(self._store)

    def summary(self) -> HomeSummary:
        """Return what to show now. A few queries; some milliseconds."""
        now = self._store.clock.now()
        counts = queries.counts(self._store)
        must_reads = queries.must_reads_open(self._store)
        shown = {item.id for item in must_reads}
        announcements = [
            item
            for item in queries.news(self._store, lane=Lane.ANNOUNCEMENT, unread=True, limit=10)
            if item.id not in shown
        ]
        shown.update(item.id for item in announcements)
        unread = [
            item
            for item in queries.news(self._store, unread=True, limit=_MOST_UNREAD + len(shown))
            if item.id not in shown and isinstance(item.detail, NewsDetail)
        ]
        events = [
            one
            for one in self._calendar.between(now, now + dt.timedelta(days=60))
            if not one.occurrence.cancelled
        ]
        training = next(iter(self._calendar.trainings(1)), None)
        polls = self._campaigns.polls()
        return HomeSummary(
            since=self._settings.last_seen,
            must_reads=tuple(must_reads),
            announcements=tuple(announcements),
            unread=tuple(unread[:_MOST_UNREAD]),
            unread_total=counts.unread_news,
            next_events=tuple(events[:_MOST_EVENTS]),
            recent_documents=tuple(queries.recent_documents(self._store, _MOST_DOCUMENTS)),
            next_training=training,
            signed_up=training is not None and self._calendar.is_signed_up(training),
            banner=self._campaigns.banner(),
            contest=next((view for view in polls if view.detail.contest), None),
            poll=next((view for view in polls if not view.detail.contest), None),
            counts=counts,
        )
