"""A credential store in a file, for tests that start the program as a process. Not safe: test-only.

Used through ``PYTHON_KEYRING_BACKEND=tests.support.file_keyring.FileKeyring`` with the file's path in
``PRIKBORD_TEST_KEYRING``. Never enters here: anything a person's secrets could end up in.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

VARIABLE = "PRIKBORD_TEST_KEYRING"
BACKEND = "tests.support.file_keyring.FileKeyring"


class FileKeyring(KeyringBackend):
    """Secrets by service and user name in one JSON file, replaced atomically on each change."""

    priority: Any = 1  # keyring declares a class property here; any positive number means "usable"

    def get_password(self, service: str, username: str) -> str | None:
        """Return the secret, None when there is none."""
        return self._load().get(service, {}).get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store a secret."""
        secrets = self._load()
        secrets.setdefault(service, {})[username] = password
        self._save(secrets)

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret; ``PasswordDeleteError`` when there is none."""
        secrets = self._load()
        if username not in secrets.get(service, {}):
            raise PasswordDeleteError("no such secret")
        del secrets[service][username]
        self._save(secrets)

    @staticmethod
    def _path() -> Path:
        return Path(os.environ[VARIABLE])

    def _load(self) -> dict[str, dict[str, str]]:
        try:
            text = self._path().read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        loaded: dict[str, dict[str, str]] = json.loads(text)
        return loaded

    def _save(self, secrets: dict[str, dict[str, str]]) -> None:
        path = self._path()
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(secrets), encoding="utf-8")
        fresh.replace(path)
