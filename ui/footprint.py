"""How much the program takes of a computer: imports that read no sources, few heaps, memory handed back.

Each step is one of the measures of docs/decisions/0050-memory-and-start.md. None changes what the program
does, and each gives way where the interpreter, the C library or PySide6 is another one.
Never enters here: what is kept in caches (each cache bounds itself).
"""

from __future__ import annotations

import gc
import logging
import sys
from importlib import import_module
from typing import Any

log = logging.getLogger(__name__)

_M_ARENA_MAX = -8  # <malloc.h> of glibc
_ARENAS = 2


def skip_source_scan() -> None:
    """Keep PySide6 from reading the source of every module that is imported after it.

    It looks for "PySide6" in them, to know which may use its ``__feature__`` switches, and the lines stay
    in ``linecache``: 17 MB and a tenth of the start. Nothing here uses those switches. To be called before
    anything else of ``ui`` is imported.
    """
    import PySide6.QtCore  # noqa: F401 - it brings the hook

    try:
        feature: Any = import_module("PySide6.support.feature")
    except ImportError:
        log.debug("this PySide6 has no switches")
        return
    if hasattr(feature, "feature_imported"):
        feature.feature_imported = _skip


def _skip(_module: object) -> None:
    """Stand in for PySide6's look at a module that was imported."""


def hold_collector() -> None:
    """Let the garbage collector rest: while libraries load there is next to nothing to collect."""
    gc.disable()


def release_collector() -> None:
    """Let it work again, and never again walk over what start-up made: that lives as long as the program."""
    gc.freeze()
    gc.enable()


def share_heaps() -> None:
    """Let all threads allocate from two heaps: else glibc keeps one a thread, each with holes."""
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_M_ARENA_MAX, _ARENAS)


def hand_back() -> None:
    """Give the system the pages that are free inside the heaps, as after a first sync. Some milliseconds."""
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


def _glibc() -> Any:
    """Return the C library when it is glibc, else None."""
    if sys.platform == "linux":
        import ctypes  # here, because nothing else needs it before the window paints

        libc = ctypes.CDLL(None)
        if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt"):
            return libc
    return None
