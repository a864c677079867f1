"""The tips-and-tricks tour over the window's real controls, and at most one tip a day.

Never enters here: drawing, widgets: a step names its target, the window knows where that stands.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.settings import Settings
from app.text import _
from sync.model.items import Item, TipDetail
from sync.store import queries, settings
from sync.store.store import Store
from sync.store.transaction import Transaction

_SEEN = "tips.seen"  # ids, oldest first
_LAST_DAY = "tips.last-day"


@dataclass(frozen=True, slots=True)
class TourStep:
    """One stop: ``target`` is a name the window registers ("nav.news", "search", "status", ...)."""

    target: str
    title: str
    text: str


class Tour:
    """Steps of the tour, and the tip of the day."""

    def __init__(self, store: Store, own: Settings) -> None:
        self._store = store
        self._settings = own

    def steps(self) -> list[TourStep]:
        """Return the stops in order, in the present language, naming the organisation's own content."""
        return [
            TourStep(
                "nav.home",
                _("Start here"),
                _("Home shows what you missed: must-reads first, then your news, events and documents."),
            ),
            TourStep("nav.news", _("News"), self._news_text()),
            TourStep("nav.documents", _("Documents"), self._documents_text()),
            TourStep("nav.calendar", _("Calendar"), self._calendar_text()),
            TourStep(
                "nav.people",
                _("Colleagues"),
                _("Ambassadors know the intranet well. Ask one of them anything."),
            ),
            TourStep("nav.processes", _("Get things done"), self._processes_text()),
            TourStep(
                "search",
                _("Find anything"),
                _("Search reads everything at once, also inside documents, and works offline."),
            ),
            TourStep(
                "status",
                _("Always honest"),
                _("This line tells how fresh everything is. No connection? Just keep reading."),
            ),
        ]

    @property
    def done(self) -> bool:
        """Whether the person has taken or skipped the tour."""
        return self._settings.tour_done

    def mark_done(self) -> None:
        """Remember that the tour need not be offered again."""
        self._settings.tour_done = True

    def tip_of_the_day(self, today: dt.date) -> Item | None:
        """Return a tip when tips are on and none was put away today: one not yet seen, in order."""
        if not self._settings.tips or settings.get(self._store, _LAST_DAY, "") == today.isoformat():
            return None
        seen = set(self._seen())
        tips = [tip for tip in queries.tips(self._store) if isinstance(tip.detail, TipDetail)]
        return next((tip for tip in tips if tip.id not in seen), None)

    def dismiss_tip(self, tip_id: str, today: dt.date) -> None:
        """Put a tip away: the next one comes tomorrow at the earliest."""
        seen = [*self._seen(), tip_id]

        def work(tx: Transaction) -> None:
            settings.put(tx, _SEEN, seen)
            settings.put(tx, _LAST_DAY, today.isoformat())

        self._store.write(work)

    def _seen(self) -> list[str]:
        none: list[str] = []
        return settings.get(self._store, _SEEN, none)

    def _news_text(self) -> str:
        newest = queries.news(self._store, limit=1)
        if not newest:
            return _("All news in one list. A dot marks what you have not read yet.")
        return _("All news in one list, such as “{title}”. A dot marks what you have not read yet.").format(
            title=newest[0].title
        )

    def _documents_text(self) -> str:
        recent = queries.recent_documents(self._store, 1)
        if not recent:
            return _("Every document, kept on this computer, so that it opens without a connection.")
        return _("Every document is kept on this computer. “{title}” was changed last.").format(
            title=recent[0].title
        )

    def _calendar_text(self) -> str:
        now = self._store.clock.now()
        trainings = [
            one
            for one in queries.events(self._store, now, now + dt.timedelta(days=120))
            if getattr(one.item.detail, "training", False) and one.occurrence.start > now
        ]
        if not trainings:
            return _("All calendars together. Answer an invitation here, even on the train.")
        return _(
            "All calendars together. The next training is “{title}”. "
            "Answer invitations here, even on the train."
        ).format(title=trainings[0].item.title)

    def _processes_text(self) -> str:
        cards = queries.processes(self._store)
        if not cards:
            return _("Press Ctrl+K anywhere and type what you want to do.")
        return _("Press Ctrl+K anywhere and type what you want to do, for example “{word}”.").format(
            word=cards[0].title
        )
