"""The lock files: every package with hashes, the runtime lock inside the dev lock, nothing unwanted."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.architecture.source import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
# Licences, overwritten modules or sheer size speak against these.
NEVER = {
    "niquests",
    "urllib3-future",
    "kreuzberg",
    "bleach",
    "msgraph-sdk",
    "pyside6",
    "passlib",
}
ONLY_TESTS = {"pytest", "mypy", "ruff", "hypothesis", "pyinstaller", "pip-audit", "uv", "babel"}


def entries(lock: str) -> dict[str, str]:
    """Return a lock's packages by name; each with its whole entry."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    parts = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    return {part.split("==", 1)[0]: part for part in parts}


def pin(entry: str) -> str:
    """Return name, version and marker of an entry."""
    return entry.split("\\\n", 1)[0].strip()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes(lock: str) -> None:
    for package, entry in entries(lock).items():
        assert re.match(r"[a-z0-9.-]+==[0-9][^ ]*( ; .+)?$", pin(entry)), package
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), package


@pytest.mark.parametrize("lock", LOCKS)
def test_nothing_that_we_decided_against(lock: str) -> None:
    assert not NEVER & set(entries(lock))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_machine(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(
        r"https?://|--index-url|--extra-index|--find-links|file:|^\s*#.*/home/", text, re.MULTILINE
    )


def test_the_runtime_lock_lies_within_the_dev_lock() -> None:
    runtime, dev = (entries(lock) for lock in LOCKS)
    assert {name: pin(entry) for name, entry in runtime.items()}.items() <= {
        name: pin(entry) for name, entry in dev.items()
    }.items()
    assert not ONLY_TESTS & set(runtime)
    assert set(dev) >= ONLY_TESTS


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]

    def names(wanted: list[str]) -> set[str]:
        return {re.split(r"[<>=;\[ ]", each, maxsplit=1)[0].lower().replace("_", "-") for each in wanted}

    runtime, dev = (set(entries(lock)) for lock in LOCKS)
    assert names(project["dependencies"] + extras["demo"]) <= runtime
    assert names(extras["dev"]) <= dev
