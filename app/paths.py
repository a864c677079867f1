"""Where everything of Prikbord lies: one folder, with the cache, settings and logs below it.

Never enters here: reading or writing what lies there.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sync.model.errors import StoreUnusable


@dataclass(frozen=True, slots=True)
class Paths:
    """The places below one data folder."""

    data_dir: Path

    @property
    def store(self) -> Path:
        """The encrypted database and the encrypted contents."""
        return self.data_dir / "store"

    @property
    def identity(self) -> Path:
        """The file that names this folder's entries in the credential store; no secret is in it."""
        return self.data_dir / "store.json"

    @property
    def logs(self) -> Path:
        return self.data_dir / "logs"

    @property
    def temp(self) -> Path:
        """Copies that the system's programs have open; emptied when Prikbord starts and stops."""
        return self.data_dir / "temp"

    def make(self) -> None:
        """Make the folder, for this person alone. Raises StoreUnusable when that cannot be."""
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (self.store, self.logs):
                folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise StoreUnusable(f"the data folder cannot be made: {error.strerror}") from error

    def empty_temp(self) -> None:
        """Remove the copies made for other programs; what a program still holds open stays."""
        shutil.rmtree(self.temp, onerror=_make_writable)


def default_data_dir() -> Path:
    """Return this person's data folder, as the system wants it."""
    from platformdirs import user_data_path

    return user_data_path("Prikbord", appauthor=False)


def _make_writable(remove: Callable[..., Any], path: str, _error: object) -> None:
    """Copies are read-only, which Windows takes as "may not be deleted": try once more, then leave it."""
    try:
        os.chmod(path, stat.S_IRWXU)  # noqa: PTH101 - rmtree hands over a str
        remove(path)
    except OSError:
        return
