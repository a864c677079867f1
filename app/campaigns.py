"""Campaigns inside: the banner, polls and contests, and a person's vote.

Never enters here: wording, widgets, counting (the project group counts what lies in the inbox).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import msgspec

from sync.model.intents import InboxPayload, IntentKind
from sync.model.items import CampaignDetail, Item, PollDetail
from sync.store import accounts, answers, outbox, queries, settings
from sync.store.store import Store
from sync.store.transaction import Transaction

_DISMISSED = "campaigns.dismissed"


@dataclass(frozen=True, slots=True)
class PollView:
    """A poll or contest as it stands for this person. ``my_choice``: a choice's id, "" before a vote."""

    item: Item
    detail: PollDetail
    my_choice: str
    pending: bool  # the vote still waits to be sent
    open: bool  # votes are taken now


class Campaigns:
    """The campaigns, polls and contests of all accounts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def banner(self) -> Item | None:
        """Return the campaign to show now: running, not put away; a launch before any other."""
        now = self._store.clock.now()
        away = set(self._away())
        running = [
            item
            for item in queries.campaigns(self._store)
            if item.id not in away
            and isinstance(item.detail, CampaignDetail)
            and _within(now, item.detail.starts, item.detail.ends)
        ]
        running.sort(key=lambda item: not (isinstance(item.detail, CampaignDetail) and item.detail.launch))
        return running[0] if running else None

    def dismiss(self, campaign_id: str) -> None:
        """Put a banner away for good on this computer."""
        away = self._away()
        if campaign_id not in away:
            self._store.write(lambda tx: settings.put(tx, _DISMISSED, [*away, campaign_id]))

    def _away(self) -> list[str]:
        none: list[str] = []
        return settings.get(self._store, _DISMISSED, none)

    def polls(self) -> list[PollView]:
        """Return all polls and contests: open ones first, then the closed ones with a winner."""
        now = self._store.clock.now()
        mine = answers.of_kind(self._store, IntentKind.VOTE)
        waiting = {i.item_id for i in outbox.all_intents(self._store) if i.kind is IntentKind.VOTE}
        views = [
            PollView(
                item=item,
                detail=item.detail,
                my_choice=mine.get(item.id, ""),
                pending=item.id in waiting,
                open=_within(now, item.detail.starts, item.detail.ends) and not item.detail.winner,
            )
            for item in queries.polls(self._store)
            if isinstance(item.detail, PollDetail)
        ]
        shown = [view for view in views if view.open or view.detail.winner]
        return sorted(shown, key=lambda view: not view.open)

    def vote(self, poll_id: str, choice_id: str) -> None:
        """Vote, or vote anew: each vote is a file of its own in the inbox, a person's latest counts.

        Raises KeyError for an unknown poll or choice, ValueError when there is no inbox to vote in.
        """
        item = queries.item(self._store, poll_id)
        if item is None or not isinstance(item.detail, PollDetail):
            raise KeyError(poll_id)
        if choice_id not in {choice.id for choice in item.detail.choices}:
            raise KeyError(choice_id)
        account = accounts.get(self._store, item.account_id)
        if account is None or not account.inbox:
            raise ValueError("no inbox")
        payload = msgspec.json.encode(
            InboxPayload(
                subject=item.uid,
                choice=choice_id,
                person=account.username,
                at=self._store.clock.now().isoformat(),
            )
        )

        def work(tx: Transaction) -> None:
            outbox.enqueue(tx, item.account_id, poll_id, IntentKind.VOTE, payload, key=None)
            answers.remember(tx, poll_id, IntentKind.VOTE, choice_id)

        self._store.write(work)


def _within(now: dt.datetime, starts: dt.datetime | None, ends: dt.datetime | None) -> bool:
    return (starts is None or _aware(starts) <= now) and (ends is None or now < _aware(ends))


def _aware(moment: dt.datetime) -> dt.datetime:
    """A profile's time without an offset is meant in UTC: better than no campaign at all."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
