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


def test_a_feed_of_somebody_else_is_read_without_the_login(core):
    """A profile may name the weather or a page its holidays: their servers are none of our business."""
    weather = FoundCollection("feed", CollectionKind.FEED, "https://weather.example.com/rss", "Weer")
    holidays = FoundCollection("ics", CollectionKind.CALENDAR, "https://days.example.com/nl.ics", "Vrij")
    account = core.accounts.add(found(collections=(FEED, FILES, weather, holidays)), Login("sanne", "geheim"))
    assert set(account.origins) == {"https://news.example", "https://files.example"}


@pytest.mark.parametrize(
    ("address", "href", "trusted"),
    [
        ("https://news.example/", "http://news.example/dav/", {"https://news.example"}),
        ("https://news.example/", "http://files.example/dav/", {"https://news.example"}),
        ("https://news.example/", "http://nas.local/dav/", {"https://news.example", "http://nas.local"}),
        ("http://news.example/", "http://files.example/dav/", {"http://news.example", "http://files.example"}),
        ("http://127.0.0.1:81/", "http://127.0.0.1:82/dav/", {"http://127.0.0.1:81", "http://127.0.0.1:82"}),
    ],
)  # fmt: skip
def test_no_link_brings_the_login_out_in_the_clear(core, address, href, trusted):
    files = FoundCollection("webdav", CollectionKind.FOLDER, href, "Stukken")
    account = core.accounts.add(found(address=address, collections=(files,)), Login("sanne", "geheim"))
    assert set(account.origins) == trusted


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
