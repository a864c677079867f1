"""People: colleagues, ambassadors, asking one of them, and telling the project group something.

Never enters here: wording other than the person's own, widgets.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

import msgspec

from app.outbox import own_key
from sync.model.intents import InboxPayload, IntentKind
from sync.model.items import Item, PersonDetail
from sync.store import accounts, outbox, queries
from sync.store.store import Store


class People:
    """The person's view of their colleagues."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def people(self, text: str = "") -> list[Item]:
        """Return people by name, ambassadors first; ``text`` filters on all that a card shows."""
        found = queries.people(self._store)
        if text.strip():
            wanted = _fold(text).split()
            found = [item for item in found if all(word in _haystack(item) for word in wanted)]
        return sorted(found, key=lambda item: (not is_ambassador(item), _fold(item.title)))

    def ambassadors(self) -> list[Item]:
        """Return the ambassadors by name."""
        return [item for item in self.people() if is_ambassador(item)]

    def person(self, item_id: str) -> Item | None:
        """Return one person."""
        return queries.item(self._store, item_id)

    def by_uid(self, account_id: str, uid: str) -> Item | None:
        """Return the person that a profile names by its own id."""
        for item in queries.people(self._store):
            if item.account_id == account_id and item.uid == uid:
                return item
        return None

    @staticmethod
    def ask_link(person: Item, about: Item | None, *, subject: str = "") -> str:
        """Return a mailto address (RFC 6068) with the item's link in it, "" without a usable address."""
        if not isinstance(person.detail, PersonDetail) or not _is_mail(person.detail.mail):
            return ""
        fields = {}
        if about is not None:
            fields["subject"] = subject or about.title
            fields["body"] = f"\r\n\r\n{about.title}\r\n{about.href}\r\n"
        elif subject:
            fields["subject"] = subject
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
        address = f"mailto:{quote(person.detail.mail, safe='@')}"
        return f"{address}?{query}" if query else address

    def feedback(self, text: str, about: Item | None = None) -> bool:
        """Send feedback to the project group. Return False when no account has a place for it."""
        able = (
            account
            for account in accounts.accounts(self._store)
            if account.inbox and (about is None or about.account_id == account.id)
        )
        account = next(able, None)
        if account is None:
            return False
        now = self._store.clock.now().isoformat()
        payload = InboxPayload(
            subject=about.href if about else "",
            choice=about.title if about else "",
            text=text.strip(),
            person=account.username,
            at=now,
        )
        key = own_key(self._store, IntentKind.FEEDBACK, text, now)
        account_id, item_id = account.id, about.id if about else ""
        self._store.write(
            lambda tx: outbox.enqueue(
                tx,
                account_id,
                item_id,
                IntentKind.FEEDBACK,
                msgspec.json.encode(payload),
                key=key,
            )
        )
        return True


def is_ambassador(item: Item) -> bool:
    """Return whether a person is an ambassador."""
    return isinstance(item.detail, PersonDetail) and item.detail.ambassador


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _haystack(item: Item) -> str:
    detail = item.detail
    if not isinstance(detail, PersonDetail):
        return _fold(item.title)
    parts = (item.title, detail.role, detail.department, detail.phone, detail.mail, *detail.topics)
    return _fold(" ".join(parts))


def _is_mail(address: str) -> bool:
    name, at, host = address.partition("@")
    return bool(name and at and host) and not any(c.isspace() or c in "?&,;<>" for c in address)
