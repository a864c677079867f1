"""Keeps ``None`` alive: PySide6 6.12.0 on CPython 3.11 gives one reference of it away with every call that
returns nothing, until the interpreter dies with "deallocating None". From CPython 3.12 on None is immortal
(PEP 683) and this does nothing.

Never enters here: anything else. To be removed with the first PySide6 that counts right on 3.11:
``tests/ui/test_none_guard.py`` says when.
"""

from __future__ import annotations

import ctypes
import sys

_PLENTY = 1 << 40  # a million calls a second would take twelve days to use it up


def keep_none_alive() -> None:
    """Give None so many references that it cannot run out. Idempotent."""
    if sys.implementation.name != "cpython" or sys.version_info >= (3, 12):
        return
    if sys.getrefcount(None) >= _PLENTY // 2:
        return
    # The count is the first field of every object (Include/object.h of CPython 3.11).
    count = ctypes.c_ssize_t.from_address(id(None))
    count.value += _PLENTY
