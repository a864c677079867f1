"""Fixtures for the app's services."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.clock import FakeClock
from tests.unit.app.world import World


@pytest.fixture
def world(data_dir: Path, clock: FakeClock) -> Iterator[World]:
    """Return a store with one account."""
    made = World(data_dir, clock)
    yield made
    made.store.close()
