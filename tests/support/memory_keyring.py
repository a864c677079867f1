"""A credential store in this process's memory, so that no test touches a person's own.

Never enters here: anything that outlives the process (``file_keyring`` is for several processes).
"""

from __future__ import annotations

from typing import Any

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Secrets by (service, user name). Every instance shares one store, as a real backend would."""

    priority: Any = 1  # keyring declares a class property here; any positive number means "usable"
    _secrets: dict[tuple[str, str], str] = {}  # noqa: RUF012 - shared on purpose

    def get_password(self, service: str, username: str) -> str | None:
        """Return the secret, None when there is none."""
        return self._secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store a secret."""
        self._secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret; ``PasswordDeleteError`` when there is none."""
        try:
            del self._secrets[service, username]
        except KeyError:
            raise PasswordDeleteError("no such secret") from None

    @classmethod
    def clear(cls) -> None:
        """Forget all (each test starts with an empty store)."""
        cls._secrets.clear()
