"""Fixtures of the end-to-end tests. Never enters here: what several kinds of tests need."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.desktop import Desktop, missing


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    """Return a running private desktop; the test is skipped, with the reason, where none can be made."""
    lacking = missing()
    if lacking:
        reason = f"a desktop needs {', '.join(lacking)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with Desktop(tmp_path / "desktop") as made:
        yield made
