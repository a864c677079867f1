"""Secrets: the cache's key and the accounts' logins, in the system's credential store or, for a throw-away
cache, in this process's memory.

``<data>/store.json`` holds a random id that names the entries of its folder, so two folders never share a
key and a copied folder without its credential store gives nothing away. Never enters here: a file with a
secret in it.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from app.paths import Paths
from sync.model.errors import StoreUnusable
from sync.model.ports import Login

SERVICE = "Prikbord"
KEY_BYTES = 32
T = TypeVar("T")


class CredentialsUnavailable(StoreUnusable):
    """The system has no credential store that can be used; ``message`` says why."""


class KeyMissing(StoreUnusable):
    """There is a cache, but not the key to it. Nothing is overwritten: the key may come back."""


class SecretStore(Protocol):
    """Where secrets live. Implements ``sync.model.ports.Credentials``."""

    def login(self, account_id: str) -> Login | None:
        """Return an account's login, None when it has none."""

    def set_login(self, account_id: str, login: Login) -> None:
        """Keep an account's login."""

    def forget_login(self, account_id: str) -> None:
        """Forget an account's login; harmless when there is none."""

    def master_key(self) -> bytes:
        """Return the cache's key, 32 bytes; a new one for a new folder."""


class SessionCredentials:
    """Secrets in memory, gone with the process: for a throw-away cache."""

    def __init__(self) -> None:
        self._logins: dict[str, Login] = {}
        self._key = secrets.token_bytes(KEY_BYTES)

    def login(self, account_id: str) -> Login | None:
        return self._logins.get(account_id)

    def set_login(self, account_id: str, login: Login) -> None:
        self._logins[account_id] = login

    def forget_login(self, account_id: str) -> None:
        self._logins.pop(account_id, None)

    def master_key(self) -> bytes:
        return self._key


class KeyringCredentials:
    """Secrets in the system's credential store. Every call may block while the system asks the person.

    All calls raise CredentialsUnavailable when there is no store, or it is locked or refuses.
    """

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._backend: Any = None
        self._id = ""

    def login(self, account_id: str) -> Login | None:
        text = self._get(f"login:{self._identity()}:{account_id}")
        if not text:
            return None
        try:
            fields = json.loads(text)
            return Login(str(fields["username"]), str(fields["secret"]))
        except (ValueError, KeyError, TypeError):
            return None  # not ours any more: the person is asked again

    def set_login(self, account_id: str, login: Login) -> None:
        text = json.dumps({"username": login.username, "secret": login.secret})
        self._set(f"login:{self._identity()}:{account_id}", text)

    def forget_login(self, account_id: str) -> None:
        name = f"login:{self._identity()}:{account_id}"
        if self._get(name) is not None:
            self._ask(lambda backend: backend.delete_password(SERVICE, name))

    def master_key(self) -> bytes:
        """Return the key of this data folder; make one for a folder that has no cache yet.

        Raises KeyMissing when there is a cache and its key cannot be found.
        """
        if not self._paths.identity.exists():
            if any(self._paths.store.glob("*.db")):
                raise KeyMissing("store.json is missing: the key of the cache is not known")
            return self._new_key()
        name = f"key:{self._identity()}"
        text = self._get(name)
        if text is None:
            raise KeyMissing("the credential store no longer has the key of this cache")
        try:
            key = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise KeyMissing("the credential store has something else in the place of the key")
        return key

    def _new_key(self) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        text = base64.b64encode(key).decode("ascii")
        identity = secrets.token_hex(8)
        name = f"key:{identity}"
        self._set(name, text)
        if self._get(name) != text:
            raise CredentialsUnavailable("the credential store did not keep what it was given")
        # Only now: a cut before this line leaves an entry without a folder, and never the reverse.
        self._write_identity(identity)
        return key

    def _identity(self) -> str:
        if not self._id:
            try:
                stored = json.loads(self._paths.identity.read_text(encoding="utf-8"))
                self._id = str(stored["id"])
            except FileNotFoundError:
                self.master_key()
            except OSError as error:
                raise StoreUnusable(f"store.json cannot be read: {error.strerror}") from error
            except (ValueError, KeyError, TypeError) as error:
                raise KeyMissing(
                    "store.json is damaged: which key belongs to the cache is not known"
                ) from error
        return self._id

    def _write_identity(self, identity: str) -> None:
        path = self._paths.identity
        part = path.with_suffix(".part")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with part.open("w", encoding="utf-8") as file:
                json.dump({"version": 1, "id": identity}, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise StoreUnusable(f"the data folder cannot be written: {error.strerror}") from error
        self._id = identity

    def _get(self, name: str) -> str | None:
        found: str | None = self._ask(lambda backend: backend.get_password(SERVICE, name))
        return found

    def _set(self, name: str, text: str) -> None:
        self._ask(lambda backend: backend.set_password(SERVICE, name, text))

    def _ask(self, question: Callable[[Any], T]) -> T:
        try:
            if self._backend is None:
                self._backend = _usable_backend()
            return question(self._backend)
        except CredentialsUnavailable:
            raise
        except Exception as error:
            # Backends let their own systems' errors through (D-Bus, Win32): each means the same here.
            raise CredentialsUnavailable(f"the credential store refused: {type(error).__name__}") from error


def describe_backend() -> str:
    """Return the name of the credential store in use. Raises CredentialsUnavailable."""
    try:
        kind = type(_usable_backend())
    except CredentialsUnavailable:
        raise
    except Exception as error:
        raise CredentialsUnavailable(f"the credential store refused: {type(error).__name__}") from error
    return f"{kind.__module__}.{kind.__name__}"


def _usable_backend() -> Any:
    """Return keyring's backend. Raises CredentialsUnavailable for one that keeps nothing, or in the open."""
    import keyring  # here: it takes as long to load as all the rest of a short command

    backend = keyring.get_keyring()
    kind = type(backend)
    # The fail and null backends; and a plain file is no place for a secret, whoever chose it.
    if kind.__module__ in ("keyring.backends.fail", "keyring.backends.null") or "Plaintext" in kind.__name__:
        raise CredentialsUnavailable(
            f"no credential store that can be used ({kind.__module__}.{kind.__name__})"
        )
    return backend
