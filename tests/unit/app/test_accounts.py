"""Accounts: added once, their login renewed, left-out collections stay out."""

from __future__ import annotations

import pytest

from app.accounts import Accounts
from app.core import Core
from app.credentials import SessionCredentials
from app.paths import Paths
from sync.model.changes import Discovery, FoundCollection
from sync.model.items import AccountState, CollectionKind
from sync.model.ports import Login
from sync.store import accounts

FEED = FoundCollection("feed", CollectionKind.FEED, "https://news.example/feed", "Nieuws")
FILES = FoundCollection("webdav", CollectionKind.FOLDER, "https://files.example/dav/", "Stukken")


@pytest.fixture
def core(data_dir):
    credentials = SessionCredentials()
    with Core.open(Paths(data_dir), credentials=credentials, key=credentials.master_key()) as opened:
        yield opened


def found(**changes) -> Discovery:
    values = {
        "address": "https://news.example/",
        "title": "Intranet",
        "kind": "mixed",
        "collections": (FEED, FILES),
    }
    return Discovery(**(values | changes))


def test_an_account_has_its_collections_and_trusts_their_servers(core):
    account = core.accounts.add(found(), Login("sanne", "geheim"), title="Ons net")
    assert (account.id, account.title, account.username) == ("a1", "Ons net", "sanne")
    assert set(account.origins) == {"https://news.example", "https://files.example"}
    assert [c.title for c in core.accounts.collections(account.id)] == ["Nieuws", "Stukken"]
    assert core.credentials.login("a1") == Login("sanne", "geheim")


def test_only_what_is_chosen_is_mirrored_and_trusted(core):
    account = core.accounts.add(found(), Login("sanne", "geheim"), only={FEED.href})
    assert account.origins == ("https://news.example",)
    assert [c.href for c in core.accounts.collections()] == [FEED.href]


def test_the_same_address_again_is_a_new_login(core):
    core.accounts.add(found(), Login("sanne", "oud"))
    core.store.write(lambda tx: accounts.set_state(tx, "a1", AccountState.LOGIN_NEEDED))
    again = core.accounts.add(found(), Login("sanne", "nieuw"))
    assert again.id == "a1" and len(core.accounts.list()) == 1
    assert again.state is AccountState.OK
    assert core.credentials.login("a1") == Login("sanne", "nieuw")


def test_a_removed_account_leaves_no_secret(core):
    core.accounts.add(found(), Login("sanne", "geheim"))
    assert core.accounts.remove("a1") and not core.accounts.remove("a1")
    assert core.accounts.list() == [] and core.credentials.login("a1") is None


def test_who_this_person_is_in_invitations(core):
    """What the person typed outranks what discovery found out."""
    seen = found(mail="found@x.example")
    assert core.accounts.add(seen, Login("sanne", ""), mail="typed@x.example").mail == "typed@x.example"
    assert core.accounts.remove("a1")
    assert core.accounts.add(seen, Login("sanne", "")).mail == "found@x.example"


def test_services_are_wired(core):
    assert isinstance(core.accounts, Accounts)
    assert core.status().mood == "no-account"
    assert core.home.summary().unread == ()
    assert core.profile.brand().name == ""
    assert core.recovery is None
