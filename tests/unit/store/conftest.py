"""An open store for each test that asks. Never enters here: samples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.store.store import Store
from tests.support.clock import FakeClock
from tests.unit.store.samples import open_store


@pytest.fixture
def store(data_dir: Path, clock: FakeClock) -> Iterator[Store]:
    """Return an open store in an empty folder."""
    with open_store(data_dir, clock) as opened:
        yield opened
