"""The calendar: what takes place when, and the person's answers.

Never enters here: wording, widgets, iCalendar syntax. An all-day event is a DATE and never shifts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection as AnyOf

import msgspec

from app.outbox import own_key
from sync.model import ids
from sync.model.intents import InboxPayload, IntentKind, RespondPayload
from sync.model.items import Collection, CollectionKind, EventDetail, Item, PartStat
from sync.store import accounts, answers, outbox, queries
from sync.store.queries import EventOccurrence
from sync.store.store import Store
from sync.store.transaction import Transaction

_MOST_DAYS = 62  # one event spans at most this many cells: two months of a grid


class Calendar:
    """The person's view of all calendars at once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def calendars(self) -> list[Collection]:
        """Return the calendars of all accounts, in their order."""
        return [c for c in accounts.collections(self._store) if c.kind is CollectionKind.CALENDAR]

    def between(
        self, start: dt.datetime, end: dt.datetime, *, collection_ids: AnyOf[str] | None = None
    ) -> list[EventOccurrence]:
        """Return the occurrences that overlap [start, end), both aware, by start."""
        found = queries.events(self._store, start, end)
        if collection_ids is None:
            return found
        return [one for one in found if one.item.collection_id in collection_ids]

    def occurrence(self, any_id: str) -> EventOccurrence | None:
        """Return one occurrence by its id (or an event's next or only one)."""
        return queries.occurrence(self._store, any_id)

    def whole(self, any_id: str) -> Item | None:
        """Return the event itself with its description and attendees."""
        return queries.item(self._store, ids.split_occurrence(any_id)[0])

    def month(self, year: int, month: int, zone: dt.tzinfo) -> dict[dt.date, list[EventOccurrence]]:
        """Return a month's grid (whole weeks, Monday first): every day of it -> its occurrences."""
        first = dt.date(year, month, 1)
        grid_start = first - dt.timedelta(days=first.weekday())
        after = dt.date(year + month // 12, month % 12 + 1, 1)
        grid_end = after + dt.timedelta(days=-after.weekday() % 7)
        grid: dict[dt.date, list[EventOccurrence]] = {
            grid_start + dt.timedelta(days=n): [] for n in range((grid_end - grid_start).days)
        }
        # A day wider on both sides: an all-day label is UTC midnight, a zone may be half a day off.
        found = self.between(
            dt.datetime.combine(grid_start, dt.time(), zone) - dt.timedelta(days=1),
            dt.datetime.combine(grid_end, dt.time(), zone) + dt.timedelta(days=1),
        )
        for one in found:
            for day in self.days(one, zone):
                if day in grid:
                    grid[day].append(one)
        for day_list in grid.values():
            day_list.sort(key=_all_day_first)
        return grid

    @staticmethod
    def days(one: EventOccurrence, zone: dt.tzinfo) -> list[dt.date]:
        """Return the days an occurrence stands on, as seen in ``zone``; an all-day one in none."""
        occurrence = one.occurrence
        if occurrence.all_day:
            first, last = occurrence.start.date(), (occurrence.end - dt.timedelta(days=1)).date()
        else:
            first = occurrence.start.astimezone(zone).date()
            # The end is exclusive: a party until midnight is not on the next day.
            end = max(occurrence.start, occurrence.end - dt.timedelta(microseconds=1))
            last = end.astimezone(zone).date()
        count = min(max((last - first).days, 0), _MOST_DAYS) + 1
        return [first + dt.timedelta(days=n) for n in range(count)]

    def respond(self, any_id: str, response: PartStat, comment: str = "") -> None:
        """Answer an invitation: an intent in the outbox, shown at once as waiting.

        The same answer again, without a comment, does nothing: it is there, or on its way.
        Raises KeyError when there is no such event, ValueError when the person was not invited.
        """
        # Here and not above: only an answer needs iCalendar, and its parser is slow to load.
        from sync.formats import rsvp

        event_id, recurrence = ids.split_occurrence(any_id)
        item = queries.item(self._store, event_id)
        if item is None or not isinstance(item.detail, EventDetail):
            raise KeyError(any_id)
        one = queries.occurrence(self._store, any_id) if recurrence else None
        now = item.detail.response if one is None else one.occurrence.response
        if now is PartStat.NONE:
            raise ValueError("not invited")
        if now is response and not comment:
            return
        payload = RespondPayload(
            response=response,
            uid=item.detail.uid,
            recurrence_id=recurrence,
            seen=rsvp.meeting_fingerprint(item.source, recurrence),
            comment=comment,
        )
        self._store.write(
            lambda tx: outbox.enqueue(
                tx, item.account_id, any_id, IntentKind.RESPOND, msgspec.json.encode(payload), key=None
            )
        )

    def trainings(self, limit: int = 5) -> list[EventOccurrence]:
        """Return the next trainings, soonest first."""
        now = self._store.clock.now()
        found = queries.events(self._store, now, now + dt.timedelta(days=120))
        return [one for one in found if _is_training(one.item) and one.occurrence.start >= now][:limit]

    def sign_up(self, any_id: str, question: str = "") -> None:
        """Sign up for a training, with a question in advance if there is one.

        Where the person is invited the answer goes to the calendar, and the question (if any) to the
        profile's inbox; otherwise all of it goes to the inbox. Raises KeyError, and ValueError when
        the organisation has no place for it.
        """
        item = self.whole(any_id)
        if item is None or not isinstance(item.detail, EventDetail):
            raise KeyError(any_id)
        account = accounts.get(self._store, item.account_id)
        invited = item.detail.response is not PartStat.NONE
        if not invited and not (account and account.inbox):
            raise ValueError("no inbox")
        if invited:
            self.respond(any_id, PartStat.ACCEPTED)
        if account and account.inbox and (question or not invited):
            payload = InboxPayload(
                subject=f"{item.detail.uid}@{ids.split_occurrence(any_id)[1]}".rstrip("@"),
                choice="yes",
                text=question,
                person=account.username,
                at=self._store.clock.now().isoformat(),
            )
            # A question of its own is a message of its own; the same one twice is one.
            key = own_key(self._store, IntentKind.SIGN_UP, any_id, question)

            def work(tx: Transaction) -> None:
                outbox.enqueue(
                    tx, item.account_id, any_id, IntentKind.SIGN_UP, msgspec.json.encode(payload), key=key
                )
                answers.remember(tx, any_id, IntentKind.SIGN_UP, "yes")

            self._store.write(work)

    def signed_up(self) -> frozenset[str]:
        """Return the ids of occurrences the person signed up for, delivered or waiting."""
        return frozenset(answers.of_kind(self._store, IntentKind.SIGN_UP))

    def is_signed_up(self, one: EventOccurrence) -> bool:
        """Return whether the person comes: by their answer where they are invited, else as they signed up."""
        response = one.occurrence.response
        if response is None:
            response = getattr(one.item.detail, "response", PartStat.NONE)
        if response in (PartStat.NONE, PartStat.NEEDS_ACTION):
            return one.id in self.signed_up()
        return response is PartStat.ACCEPTED


def _is_training(item: Item) -> bool:
    return isinstance(item.detail, EventDetail) and item.detail.training


def _all_day_first(one: EventOccurrence) -> tuple[bool, dt.datetime, str]:
    return (not one.occurrence.all_day, one.occurrence.start, one.item.title)
