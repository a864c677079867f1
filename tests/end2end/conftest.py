"""Fixtures of the end-to-end tests. Never enters here: what several kinds of tests need."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.desktop import Desktop, missing


@pytest.fixture
def desktop_programs() -> None:
    """Skip a test, with the reason, where no desktop can be made. In CI that is a failure."""
    lacking = missing()
    if lacking:
        reason = f"a desktop needs {', '.join(lacking)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def desktop(desktop_programs: None, tmp_path: Path) -> Iterator[Desktop]:
    """Return a running private desktop."""
    with Desktop(tmp_path / "desktop") as made:
        yield made
