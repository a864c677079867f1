"""Copies of documents on the disk: private and read-only for other programs, or where a person wants one.

Never enters here: where a document's bytes come from.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from pathlib import Path

from app.file_names import runs, safe_name

# "From the internet": office programs open it in a protected view ([MS-FSCC] 2.6, Zone.Identifier).
_ZONE = "[ZoneTransfer]\r\nZoneId=3\r\n"


class MayRun(Exception):
    """Opening this document might run a program; it can be saved, and looked at with care."""


def refuse_programs(name: str) -> None:
    """Raise MayRun for a document of a kind that the system would run."""
    if runs(name):
        raise MayRun(name)


def private_copy(folder: Path, item_id: str, name: str, data: bytes) -> Path:
    """Write a read-only copy below a private folder; return its path. Raises MayRun, OSError.

    Each content has a folder of its own: a program may have the copy of an earlier one open, and Windows
    lets nobody replace that.
    """
    refuse_programs(name)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    own = folder / f"{item_id}-{hashlib.sha256(data).hexdigest()[:12]}"
    own.mkdir(mode=0o700, exist_ok=True)
    target = own / safe_name(name)
    if not target.exists():
        write(target, data)
        target.chmod(stat.S_IRUSR)
    return target


def write(target: Path, data: bytes) -> None:
    """Write a file whole or not at all: a full disk leaves no half file under its name. Raises OSError."""
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _mark(part)
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _mark(path: Path) -> None:
    """Tell Windows that a file came from elsewhere; a disk that has no room for marks does without."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            Path(f"{path}:Zone.Identifier").write_text(_ZONE, encoding="ascii", newline="")
