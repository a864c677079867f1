"""Accounts: finding what stands at an address, adding it, and its login.

Never enters here: discovery itself, wording. A secret goes to the credential store and nowhere else.
"""

from __future__ import annotations

import builtins
from collections.abc import Collection as AnyOf

import msgspec

from app.credentials import SecretStore
from sync.engine.engine import Engine
from sync.engine.reconcile import left_out_key
from sync.model.changes import Discovery, FoundCollection
from sync.model.ids import normalise_href
from sync.model.items import Account, AccountState, Collection
from sync.model.ports import Login
from sync.net.addresses import host_of, is_near, origin_of, scheme_of
from sync.store import accounts, settings
from sync.store.store import Store
from sync.store.transaction import Transaction


class Accounts:
    """The person's accounts, each one intranet."""

    def __init__(self, store: Store, engine: Engine, credentials: SecretStore) -> None:
        self._store = store
        self._engine = engine
        self._credentials = credentials

    def list(self) -> list[Account]:
        """Return all accounts in the order they were added."""
        return accounts.accounts(self._store)

    def get(self, account_id: str) -> Account | None:
        """Return one account."""
        return accounts.get(self._store, account_id)

    def collections(self, account_id: str | None = None) -> builtins.list[Collection]:
        """Return the collections of an account, or of all."""
        return accounts.collections(self._store, account_id)

    def discover(self, address: str, login: Login | None) -> Discovery:
        """Return what stands at an address. Blocks; raises SyncError (LoginNeeded after one 401)."""
        return self._engine.discover(address, login)

    def existing(self, discovery: Discovery) -> Account | None:
        """Return the account that has this address already."""
        address = normalise_href(discovery.address)
        return next((a for a in self.list() if normalise_href(a.address) == address), None)

    def add(
        self,
        discovery: Discovery,
        login: Login | None,
        *,
        title: str = "",
        mail: str = "",
        only: AnyOf[str] | None = None,
    ) -> Account:
        """Add what was found as an account; an address that is there already only gets the new login.

        ``only``: the addresses of the collections to mirror, None for all. ``mail``: the person's own
        address in invitations, where neither server nor profile tells it. The login may go to the
        servers found here, as the person has seen them. Raises StoreUnusable.
        """
        known = self.existing(discovery)
        if known is not None:
            self.set_login(known.id, login)
            return accounts.get(self._store, known.id) or known
        chosen = [c for c in discovery.collections if only is None or c.href in only]
        left_out = [c.href for c in discovery.collections if only is not None and c.href not in only]
        draft = Account(
            id="",
            title=title or discovery.title or discovery.address,
            address=discovery.address,
            username=login.username if login is not None else "",
            kind=discovery.kind,
            mail=mail or discovery.mail,
            origins=_origins(discovery, chosen),
            state=AccountState.OK,
            inbox=discovery.inbox,
        )

        def work(tx: Transaction) -> Account:
            # The scheduler hears of the account when this commits, so its login has to be there before.
            account = accounts.add(tx, draft, chosen)
            if login is not None:
                self._credentials.set_login(account.id, login)
            if discovery.profile:
                accounts.save_profile(tx, account.id, discovery.profile)
            if left_out:
                settings.put(tx, left_out_key(account.id), left_out)
            tx.changes.first_sync = True
            return account

        return self._store.write(work)

    def remove(self, account_id: str) -> bool:
        """Remove an account with all that belongs to it here; nothing on a server changes.

        False when there is no such account.
        """
        if not self._store.write(lambda tx: accounts.remove(tx, account_id)):
            return False
        self._engine.renew(account_id)
        self._credentials.forget_login(account_id)
        self._engine.tidy()
        return True

    def set_login(self, account_id: str, login: Login | None) -> None:
        """Give an account another login; rounds go on with it. Raises KeyError, StoreUnusable."""
        account = accounts.get(self._store, account_id)
        if account is None:
            raise KeyError(account_id)
        if login is not None:
            self._credentials.set_login(account_id, login)
        self._engine.renew(account_id)
        username = login.username if login is not None else account.username

        def work(tx: Transaction) -> None:
            stored = accounts.get(self._store, account_id)
            if stored is not None:
                accounts.save(tx, _with_username(stored, username))
            accounts.set_state(tx, account_id, AccountState.OK)

        self._store.write(work)


def _with_username(account: Account, username: str) -> Account:

    return msgspec.structs.replace(account, username=username)


# What is made to be shared with whoever may read it is often somebody else's (a weather feed, holidays).
_PUBLISHED = frozenset({"feed", "ics"})


def _origins(discovery: Discovery, chosen: list[FoundCollection]) -> tuple[str, ...]:
    """Return where the login may go: the address itself, and what was found from it and chosen.

    A feed or calendar file on another host is read without it. And a server that is known by https never
    gets it in the clear because a link says http.
    """
    home = discovery.address
    stores = [c.href for c in chosen if c.connector not in _PUBLISHED or host_of(c.href) == host_of(home)]
    places = [place for place in (home, *stores, discovery.inbox) if origin_of(place)]
    secret = {host_of(place) for place in places if scheme_of(place) == "https"}
    in_the_clear = scheme_of(home) != "https"
    return tuple(
        dict.fromkeys(
            origin_of(place)
            for place in places
            if scheme_of(place) == "https"
            or (host_of(place) not in secret and (in_the_clear or is_near(host_of(place))))
        )
    )
