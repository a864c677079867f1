"""From the profile as published to the account's collections, its inbox, and the rules for its items.

A mark in the settings says which profile the collections are in step with; it is stored in the commit that
brought them there, so a cut repeats the work.
Never enters here: fetching the profile, what a brand looks like.
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

import msgspec

from sync.model.changes import FoundCollection
from sync.model.items import Account, Collection, CollectionKind
from sync.model.profile import Profile, Rules
from sync.store import accounts, settings
from sync.store.store import Store
from sync.store.transaction import Transaction

if TYPE_CHECKING:
    from sync.net.session import Session

log = logging.getLogger(__name__)

_RULED = frozenset({CollectionKind.FEED, CollectionKind.CALENDAR})


class InStep(msgspec.Struct, frozen=True, kw_only=True):
    """What the collections were last made from. Both are hashes."""

    profile: str = ""
    rules: str = ""


def profile_of(store: Store, account: Account) -> Profile | None:
    """Return the account's profile as last published, None when there is none that can be read."""
    raw = accounts.profile(store, account.id)
    if not raw:
        return None
    try:
        return msgspec.json.decode(raw, type=Profile)
    except (msgspec.DecodeError, UnicodeDecodeError):
        log.warning("the stored profile cannot be read")  # its connector had checked it
        return None


def rules_of(profile: Profile | None) -> Rules:
    """Return the rules for items; none without a profile."""
    return profile.categories if profile is not None else Rules()


def left_out_key(account_id: str) -> str:
    """Return the setting that lists the addresses a person did not want of this account."""
    return f"account.{account_id}.left-out"


def reconcile(
    store: Store, account: Account, collection: Collection, session: Session | None, language: str
) -> bool:
    """Bring collections and inbox in step with the stored profile; return whether anything was to do.

    ``collection``: the profile's own. ``session``: to list the calendars behind a calendar home; what
    cannot be listed now is tried again in the next round. ``language``: of the collections' titles.
    Raises LoginNeeded, StoreUnusable.
    """
    from sync.connectors.profile import mail_of

    profile = profile_of(store, account)
    if profile is None:
        return False
    wanted = InStep(
        profile=_hash(language.encode() + b"\0" + accounts.profile(store, account.id)),
        rules=_hash(msgspec.json.encode(profile.categories)),
    )
    before = _in_step(store, account)
    if before == wanted:
        return False
    found, inbox, mail, whole = _look(profile, collection, session, language)
    mail = mail or mail_of(accounts.profile(store, account.id), account.username)
    nothing: list[str] = []
    away = set(settings.get(store, left_out_key(account.id), nothing))
    found = tuple(one for one in found if one.href not in away)

    def work(tx: Transaction) -> None:
        if account.first_synced_at is None:
            tx.changes.first_sync = True
        accounts.reconcile(tx, account, found)
        if accounts.set_places(tx, account.id, inbox=inbox, mail=mail):
            # Which answer is this person's own could not be told before.
            accounts.read_again(tx, account.id, [CollectionKind.CALENDAR])
        if before.rules and before.rules != wanted.rules:
            # A 304 would leave the items under the old rules.
            accounts.read_again(tx, account.id, _RULED)
        mark = wanted if whole else msgspec.structs.replace(wanted, profile="")
        settings.put(tx, _key(account), msgspec.to_builtins(mark))

    store.write(work)
    return True


def _look(
    profile: Profile, collection: Collection, session: Session | None, language: str
) -> tuple[tuple[FoundCollection, ...], str, str, bool]:
    """Return the collections, the inbox, this person's mail address, and whether all could be asked."""
    from sync.connectors.discovery import resolve
    from sync.connectors.profile import inbox_of, sources_of

    sources = sources_of(profile, collection.href, language)
    if session is None:
        return sources, inbox_of(profile, collection.href), "", True
    found, mail = resolve(session, sources)
    # What could not be asked comes back as it went in.
    unasked = {id(source) for source in sources if source.connector == "caldav"}
    whole = not any(id(one) in unasked for one in found)
    asked = tuple(one for one in found if id(one) not in unasked)
    return asked, inbox_of(profile, collection.href), mail, whole


def _key(account: Account) -> str:
    return f"account.{account.id}.in-step"


def _in_step(store: Store, account: Account) -> InStep:
    stored: object = settings.get(store, _key(account), None)
    try:
        return InStep() if stored is None else msgspec.convert(stored, InStep)
    except msgspec.ValidationError:
        return InStep()


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:20]
