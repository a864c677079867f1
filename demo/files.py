"""Changing a file so that a server never shows half of it.

Never enters here: which files.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path


def replace_bytes(path: Path, content: bytes, scratch: Path, *, modified: float | None = None) -> None:
    """Write a file whole: first in ``scratch`` (same disk, not served), then by rename.

    ``modified`` is the file's time in Unix seconds; None is now.
    """
    handle, name = tempfile.mkstemp(dir=scratch)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if modified is not None:
            os.utime(temporary, (modified, modified))
        _rename(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _rename(source: Path, target: Path) -> None:
    """Rename over an existing file. On Windows a reader may hold it open for a moment: try again."""
    for _ in range(50):
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(0.02)
        else:
            return
    source.replace(target)
