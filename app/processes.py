"""Processes: the cards for what people have to do, and where each card leads.

Never enters here: wording, widgets, opening a browser (the window does that, with an address from here).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from sync.model.items import Item, ItemKind, ProcessDetail
from sync.store import queries
from sync.store.store import Store


class Processes:
    """The process cards of all accounts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def cards(self) -> list[Item]:
        """Return the cards in the order that the organisation gave them."""
        return queries.processes(self._store)

    def card(self, item_id: str) -> Item | None:
        """Return one card."""
        item = queries.item(self._store, item_id)
        return item if item is not None and item.kind is ItemKind.PROCESS else None

    @staticmethod
    def form_href(card: Item) -> str:
        """Return the form's address, "" when there is none that is safe to open."""
        detail = card.detail
        if not isinstance(detail, ProcessDetail) or detail.form is None:
            return ""
        return detail.form.href if is_web(detail.form.href) else ""

    def document_item(self, card: Item) -> Item | None:
        """Return the card's document when it is in the cache."""
        detail = card.detail
        if not isinstance(detail, ProcessDetail) or detail.document is None:
            return None
        return queries.item_by_href(self._store, detail.document.href)

    def contact(self, card: Item) -> Item | None:
        """Return the person a card names."""
        detail = card.detail
        if not isinstance(detail, ProcessDetail) or not detail.contact:
            return None
        for person in queries.people(self._store):
            if person.account_id == card.account_id and person.uid == detail.contact:
                return person
        return None


def is_web(href: str) -> bool:
    """Return whether an address from a server may be handed to a browser."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
