"""What keeps the program small still works with this PySide6: a private hook that may change its shape."""

from __future__ import annotations

import gc
import subprocess
import sys

from ui import footprint

_CHILD = """
import linecache, sys
if {lean}:
    from ui import footprint
    footprint.skip_source_scan()
import PySide6.QtWidgets
before = set(linecache.cache)
import sqlalchemy
print(len(set(linecache.cache) - before))
"""


def _sources_read(*, lean: bool) -> int:
    code = _CHILD.format(lean=lean)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return int(run.stdout)


def test_no_sources_are_read_for_what_is_imported_after_pyside() -> None:
    assert _sources_read(lean=True) == 0


def test_without_it_they_are_read() -> None:
    """When this fails, PySide6 does it no longer, and ``skip_source_scan`` can go."""
    assert _sources_read(lean=False) > 20


def test_the_collector_works_again_and_leaves_the_start_alone() -> None:
    try:
        footprint.hold_collector()
        assert not gc.isenabled()
        footprint.release_collector()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.enable()


def test_memory_is_handed_back_where_the_c_library_can() -> None:
    footprint.share_heaps()
    footprint.hand_back()
