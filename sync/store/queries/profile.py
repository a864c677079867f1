"""What comes from the profile: people, processes, campaigns, polls, tips, in the order it was published.

Never enters here: who is asked, what is shown today.
"""

from __future__ import annotations

from sync.model.items import Item, ItemKind
from sync.store.queries.reading import Reading, listed
from sync.store.store import Store
from sync.store.tables import item


def _all(store: Store, kind: ItemKind) -> list[Item]:
    query = listed().where(item.c.kind == kind.value).order_by(item.c.pk)
    with store.read() as connection:
        return Reading(store, connection).items(query)


def people(store: Store) -> list[Item]:
    """Return all people, by name."""
    return sorted(_all(store, ItemKind.PERSON), key=lambda person: person.title.casefold())


def processes(store: Store) -> list[Item]:
    """Return all process cards."""
    return _all(store, ItemKind.PROCESS)


def campaigns(store: Store) -> list[Item]:
    """Return all campaigns, past and future too."""
    return _all(store, ItemKind.CAMPAIGN)


def polls(store: Store) -> list[Item]:
    """Return all polls and contests, open and closed."""
    return _all(store, ItemKind.POLL)


def tips(store: Store) -> list[Item]:
    """Return all tips."""
    return _all(store, ItemKind.TIP)
