"""Shared by the tests of formats: corpora of other people, and a clock against hangs.

Never enters here: parsing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.model.errors import BadData

SLOWEST = 5.0  # seconds on a busy machine; what hangs takes minutes


@pytest.fixture
def corpora() -> Path:
    """Return the folder of third-party input, or skip."""
    folder = os.environ.get("PRIKBORD_CORPORA", "")
    if not folder:
        pytest.skip("PRIKBORD_CORPORA does not point at third-party input")
    return Path(folder)


@pytest.fixture
def survives() -> Callable[[Callable[[], object]], object]:
    """Return a function that calls a parser: it gives a result or raises BadData, soon."""

    def call(parse: Callable[[], object]) -> object:
        began = time.monotonic()
        try:
            result = parse()
        except BadData as error:
            result = error
        assert time.monotonic() - began < SLOWEST
        return result

    return call
