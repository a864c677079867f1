"""From a profile to an account's places; what a person changed meanwhile stays."""

from __future__ import annotations

import json

import msgspec
import pytest

from sync.engine import reconcile
from sync.model.changes import FoundCollection, PullResult
from sync.model.items import Account, AccountState, Collection, CollectionKind, Cursor
from sync.store import accounts, mirror
from sync.store.store import Store

BASE = "https://intranet.example"
PROFILE = FoundCollection("profile", CollectionKind.PROFILE, f"{BASE}/prikbord.json", "Net")
CALENDAR = FoundCollection("ics", CollectionKind.CALENDAR, f"{BASE}/agenda.ics", "Agenda")


@pytest.fixture
def store(tmp_path, clock):
    with Store.open(tmp_path / "store", bytes(range(32)), clock=clock) as opened:
        yield opened


def added(store: Store, **changes: object) -> Account:
    draft = Account(id="", title="Net", address=BASE, username="anna", state=AccountState.OK)
    account = store.write(lambda tx: accounts.add(tx, draft, [PROFILE, CALENDAR]))
    raw = json.dumps({"version": 1, "name": "Net", "inbox": "/inbox/", **changes}).encode()
    store.write(lambda tx: accounts.save_profile(tx, account.id, raw))
    return account


def of_kind(store: Store, kind: CollectionKind) -> Collection:
    return next(c for c in accounts.collections(store) if c.kind is kind)


def reconciled(store: Store, account: Account) -> Account:
    assert reconcile.reconcile(store, account, of_kind(store, CollectionKind.PROFILE), None, "nl")
    now = accounts.get(store, account.id)
    assert now is not None
    return now


def test_what_changed_while_the_servers_were_asked_stays(store):
    """The round looked at the account before it asked; the person gave a new login in between."""
    account = added(store)
    changed = msgspec.structs.replace(
        account, username="bea", title="Ons net", state=AccountState.LOGIN_NEEDED
    )
    store.write(lambda tx: accounts.save(tx, changed))
    assert reconciled(store, account) == msgspec.structs.replace(changed, inbox=f"{BASE}/inbox/")


def test_calendars_are_read_again_when_it_is_known_who_the_person_is(store):
    account = added(store, mail="{user}@intranet.example")
    pulled = let_it_be_pulled(store, "abc")
    assert pulled.content_hash == "abc"
    assert reconciled(store, account).mail == "anna@intranet.example"
    assert of_kind(store, CollectionKind.CALENDAR).cursor == Cursor()


def test_an_address_that_was_given_is_not_replaced(store):
    account = added(store, mail="{user}@intranet.example")
    given = msgspec.structs.replace(account, mail="typed@x.example")
    store.write(lambda tx: accounts.save(tx, given))
    let_it_be_pulled(store, "abc")
    assert reconciled(store, given).mail == "typed@x.example"
    assert of_kind(store, CollectionKind.CALENDAR).cursor.content_hash == "abc"


def let_it_be_pulled(store: Store, mark: str) -> Cursor:
    """Let the calendar have been pulled."""
    calendar = of_kind(store, CollectionKind.CALENDAR)
    account = accounts.get(store, calendar.account_id)
    assert account is not None
    result = PullResult(cursor=Cursor(content_hash=mark), complete=True)
    store.write(lambda tx: mirror.apply(tx, account, calendar, result, remove_missing=True))
    return of_kind(store, CollectionKind.CALENDAR).cursor
