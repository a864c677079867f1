"""The organisation's own face: name, colour, logo, welcome, as its profile publishes them.

Never enters here: drawing, correcting the colour's contrast (``ui.theme`` does).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from sync.model import ids
from sync.model.items import Account, CollectionKind
from sync.model.profile import Profile as ProfileFile
from sync.model.profile import Text
from sync.store import accounts
from sync.store.store import Store

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_MOST_NAME = 60


@dataclass(frozen=True, slots=True)
class Brand:
    """``accent``: "#rrggbb" or "". ``logo``: an absolute address or ""."""

    name: str = ""
    accent: str = ""
    logo: str = ""
    welcome: str = ""


def in_language(text: Text, language: str) -> str:
    """Return a profile's text in a language, else in whatever language it has."""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get("nl") or next(iter(text.values()), "")


class OrganisationProfile:
    """What the first account with a profile says about its organisation."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def brand(self, language: str = "nl") -> Brand:
        """Return the organisation's face; empty fields where nothing usable is published."""
        for account in accounts.accounts(self._store):
            raw = accounts.profile(self._store, account.id)
            if not raw:
                continue
            try:
                profile = msgspec.json.decode(raw, type=ProfileFile)
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue  # the connector has reported it; the last good one may stand in another account
            return Brand(
                name=" ".join(in_language(profile.name, language).split())[:_MOST_NAME],
                accent=profile.accent if _COLOUR.match(profile.accent) else "",
                logo=ids.joined(self._place(account), profile.logo),
                welcome=in_language(profile.welcome, language),
            )
        first = next(iter(accounts.accounts(self._store)), None)
        return Brand(name=first.title if first else "")

    def _place(self, account: Account) -> str:
        """Return where an account's profile lies: what it names is meant from there."""
        for collection in accounts.collections(self._store, account.id):
            if collection.kind is CollectionKind.PROFILE:
                return collection.href
        return account.address
