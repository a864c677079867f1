"""One program at a time on one data folder: an exclusive lock on a file, given back by the system when the
program ends in any way. Never enters here: what is done under the lock.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from sync.model.errors import StoreUnusable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "prikbord.lock"
_PAUSE = 0.05  # seconds between two tries


class FolderInUse(StoreUnusable):
    """Another program has this data folder open."""


class FolderLock:
    """An exclusive lock on a data folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._descriptor: int | None = None

    def acquire(self, wait: float = 0.0) -> None:
        """Take the lock, trying for ``wait`` seconds. Raises FolderInUse, or OSError of the file itself."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        deadline = time.monotonic() + wait
        while not _try_lock(descriptor):
            if time.monotonic() >= deadline:
                os.close(descriptor)
                raise FolderInUse("the data folder is in use by another program")
            time.sleep(_PAUSE)
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; harmless when it is not held. The file stays: deleting it would race."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            _unlock(descriptor)
            os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _unlock(descriptor: int) -> None:
    if sys.platform == "win32":
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
