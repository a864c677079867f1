"""Secrets: in the credential store or nowhere, and never over another's."""

from __future__ import annotations

import json

import keyring
import pytest
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring

from app.credentials import (
    SERVICE,
    CredentialsUnavailable,
    KeyMissing,
    KeyringCredentials,
    SessionCredentials,
)
from app.paths import Paths
from sync.model.errors import ErrorCode, StoreUnusable
from sync.model.ports import Login
from tests.support.memory_keyring import MemoryKeyring


@pytest.fixture
def paths(data_dir):
    made = Paths(data_dir)
    made.make()
    return made


def test_a_new_folder_gets_a_key_of_its_own_that_lasts(paths, tmp_path):
    key = KeyringCredentials(paths).master_key()
    assert len(key) == 32
    assert KeyringCredentials(paths).master_key() == key
    other = Paths(tmp_path / "other")
    other.make()
    assert KeyringCredentials(other).master_key() != key
    stored = json.loads(paths.identity.read_text())
    assert set(stored) == {"version", "id"}


def test_nothing_secret_lies_in_the_folder(paths):
    credentials = KeyringCredentials(paths)
    key = credentials.master_key()
    credentials.set_login("a1", Login("sanne", "dijk-gemaal-sluis"))
    everything = b"".join(path.read_bytes() for path in paths.data_dir.rglob("*") if path.is_file())
    assert key not in everything and b"gemaal" not in everything and b"sanne" not in everything


def test_a_login_is_kept_given_and_forgotten(paths):
    credentials = KeyringCredentials(paths)
    assert credentials.login("a1") is None
    login = Login("sänne", 'geheim "met" \\ tekens')
    credentials.set_login("a1", login)
    assert KeyringCredentials(paths).login("a1") == login
    credentials.forget_login("a1")
    credentials.forget_login("a1")
    assert credentials.login("a1") is None


def test_a_lost_key_is_told_and_nothing_is_overwritten(paths):
    credentials = KeyringCredentials(paths)
    credentials.master_key()
    identity = paths.identity.read_text()
    MemoryKeyring.clear()
    with pytest.raises(KeyMissing) as caught:
        KeyringCredentials(paths).master_key()
    assert isinstance(caught.value, StoreUnusable) and caught.value.code is ErrorCode.STORE
    assert paths.identity.read_text() == identity
    assert MemoryKeyring._secrets == {}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}'])
def test_a_damaged_identity_is_told_and_left_as_it_is(paths, text):
    KeyringCredentials(paths).master_key()
    paths.identity.write_text(text)
    with pytest.raises(KeyMissing):
        KeyringCredentials(paths).master_key()
    assert paths.identity.read_text() == text


def test_a_cache_without_its_identity_is_not_given_another_key(paths):
    (paths.store / "prikbord.db").write_bytes(b"something")
    with pytest.raises(KeyMissing):
        KeyringCredentials(paths).master_key()
    assert not paths.identity.exists()


def test_something_else_in_the_place_of_the_key(paths):
    KeyringCredentials(paths).master_key()
    [(service, name)] = [pair for pair in MemoryKeyring._secrets if pair[1].startswith("key:")]
    assert service == SERVICE
    MemoryKeyring._secrets[service, name] = "bm90IGEga2V5"
    with pytest.raises(KeyMissing):
        KeyringCredentials(paths).master_key()


class PlaintextKeyring(MemoryKeyring):
    """Stands for keyrings.alt's file."""


class DeafKeyring(MemoryKeyring):
    """Keeps nothing and does not say so."""

    def set_password(self, service, username, password):
        return None


class BrokenKeyring(MemoryKeyring):
    """Fails as a D-Bus backend does: with an error of its own."""

    def get_password(self, service, username):
        raise ConnectionRefusedError("secret-bus-address")

    def set_password(self, service, username, password):
        raise ConnectionRefusedError("secret-bus-address")


@pytest.mark.parametrize("backend", [FailKeyring, NullKeyring, PlaintextKeyring, DeafKeyring, BrokenKeyring])
def test_no_usable_credential_store_is_said_and_nothing_is_written(paths, monkeypatch, backend):
    monkeypatch.setattr(keyring.core, "_keyring_backend", backend())
    with pytest.raises(CredentialsUnavailable) as caught:
        KeyringCredentials(paths).master_key()
    assert "secret" not in caught.value.message
    assert not paths.identity.exists()


def test_a_session_keeps_everything_to_itself(tmp_path):
    credentials = SessionCredentials()
    assert len(credentials.master_key()) == 32
    assert credentials.master_key() == credentials.master_key() != SessionCredentials().master_key()
    credentials.set_login("a1", Login("u", "s"))
    assert credentials.login("a1") == Login("u", "s")
    credentials.forget_login("a1")
    assert credentials.login("a1") is None
    assert MemoryKeyring._secrets == {}
