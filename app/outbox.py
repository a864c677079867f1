"""The outbox as a person sees it: what still waits, what is parked, and what to do about it.

Never enters here: delivery (``sync.engine``), wording.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass

from sync.model import ids
from sync.model.intents import Intent, IntentKind, IntentState
from sync.model.items import Item
from sync.store import answers, item_state, outbox, queries, settings
from sync.store.store import Store
from sync.store.transaction import Transaction

_INSTALLATION = "installation"


def own_key(store: Store, kind: str, *parts: str) -> str:
    """Return an intent's key: the same for the same deed on this computer, another for anybody else's.

    Item ids are the same on all computers of an organisation, and all its people share one inbox: a key
    made of the item alone would let the first answer stand for everybody's.
    """
    installation = settings.get(store, _INSTALLATION, "")
    if not installation:
        made = uuid.uuid4().hex
        store.write(lambda tx: settings.put(tx, _INSTALLATION, made))
        installation = made
    joined = "\x1f".join((installation, *parts))
    return f"{kind}-{hashlib.sha256(joined.encode()).hexdigest()[:32]}"


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One thing the person did, and what it was about (None when that item is gone)."""

    intent: Intent
    item: Item | None


class Outbox:
    """What people did and servers do not know yet."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def entries(self) -> list[OutboxEntry]:
        """Return all entries, oldest first."""
        return [OutboxEntry(intent, self._about(intent)) for intent in outbox.all_intents(self._store)]

    def retry(self, intent_id: int) -> None:
        """Let a parked or waiting entry be sent with the next round."""
        self._store.write(lambda tx: outbox.retry(tx, intent_id))

    def discard(self, intent_id: int) -> bool:
        """Give an entry up. What the person chose is forgotten too; the server never heard of it.

        False when that cannot be promised any more: it is being sent at this moment, or has been.
        """

        def work(tx: Transaction) -> bool:
            found = next((i for i in outbox.all_intents(self._store) if i.id == intent_id), None)
            if found is None or found.state is IntentState.SENDING:
                return False
            outbox.discard(tx, intent_id)
            answers.forget(tx, found.item_id, found.kind)
            if found.kind is IntentKind.CONFIRM:
                item_state.confirm(tx, found.item_id, on=False)
            return True

        return self._store.write(work)

    def _about(self, intent: Intent) -> Item | None:
        if not intent.item_id:
            return None
        return queries.item(self._store, ids.split_occurrence(intent.item_id)[0])
