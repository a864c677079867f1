"""The guards see what they are for: run on small test files of their own, in a pytest of their own."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import keyring
import pytest

from tests.conftest import ROOT
from tests.support.clock import FakeClock

CASES = """
import logging, threading
import pytest

def test_quiet():
    logging.getLogger("app").info("fine")

def test_bad_warning():
    logging.getLogger("app").warning("odd")

@pytest.mark.allow_logs("app: odd")
def test_marked():
    logging.getLogger("app").warning("odd")

def test_allowed(allow_logs):
    allow_logs("od+")
    logging.getLogger("app").warning("odd")

@pytest.mark.allow_logs("something else")
def test_bad_other():
    logging.getLogger("app").warning("odd")

def test_bad_qt(qapp):
    from PySide6.QtCore import qWarning
    qWarning("a layout is wrong")

STOP = threading.Event()

def test_bad_thread():
    threading.Thread(target=STOP.wait, args=(60,), name="stray", daemon=True).start()

@pytest.mark.allow_threads
def test_known_thread():
    threading.Thread(target=STOP.wait, args=(60,), daemon=True).start()
"""


def test_guards_fail_exactly_the_bad_tests(tmp_path: Path) -> None:
    (tmp_path / "test_cases.py").write_text(CASES, encoding="utf-8")
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n", encoding="utf-8")
    where = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), str(tmp_path)]
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-rE",
            "--override-ini=timeout=60",
            *where,
        ],
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
    )
    errors = sorted(
        line.split("::")[1].split()[0] for line in run.stdout.splitlines() if line.startswith("ERROR test_")
    )
    assert errors == ["test_bad_other", "test_bad_qt", "test_bad_thread", "test_bad_warning"], run.stdout
    assert "8 passed, 4 errors" in run.stdout
    assert "stray" in run.stdout and "a layout is wrong" in run.stdout


def test_the_credential_store_is_the_tests_own() -> None:
    keyring.set_password("prikbord", "someone", "secret")
    assert keyring.get_password("prikbord", "someone") == "secret"
    keyring.delete_password("prikbord", "someone")
    assert keyring.get_password("prikbord", "someone") is None
    assert type(keyring.get_keyring()).__name__ == "MemoryKeyring"


def test_a_process_keeps_its_secrets_in_a_file(child_env: dict[str, str], tmp_path: Path) -> None:
    script = (
        "import keyring; keyring.set_password('prikbord', 'k', 'v');"
        " print(keyring.get_password('prikbord', 'k'))"
    )
    for _ in range(2):
        run = subprocess.run(
            [sys.executable, "-c", script],
            env=child_env,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert run.stdout == "v\n"
    assert '"k": "v"' in (tmp_path / "secrets.json").read_text(encoding="utf-8")


def test_the_clock_stands_still(clock: FakeClock) -> None:
    start, monotonic = clock.now(), clock.monotonic()
    assert clock.now() == start and start.tzinfo is dt.UTC
    clock.advance(90)
    assert clock.now() - start == dt.timedelta(seconds=90)
    assert clock.monotonic() - monotonic == 90
    clock.set(start - dt.timedelta(days=1))
    assert clock.now() < start and clock.monotonic() - monotonic == 90
    with pytest.raises(ValueError):
        clock.advance(-1)
