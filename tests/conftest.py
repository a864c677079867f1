"""Fixtures and guards for every test. Never enters here: anything one folder of tests alone needs.

Guards (always on): a log record of WARNING or above or a Qt warning fails the test unless expected with
``@pytest.mark.allow_logs(r"pattern", ...)`` or the fixture ``allow_logs(r"pattern")``; a thread left
running fails it unless ``@pytest.mark.allow_threads`` says why.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

# Before anything imports Qt or keyring: no screen, and never a person's own credential store.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "tests.support.memory_keyring.MemoryKeyring"

import pytest
from hypothesis import settings

from tests.support import file_keyring
from tests.support.clock import FakeClock
from tests.support.guards import LogGuard, left_behind, own_threads, watching_logs
from tests.support.waiting import free_port as _free_port

if TYPE_CHECKING:
    from demo.intranet import Intranet
    from tests.support.fault_proxy import FaultProxy

ROOT = Path(__file__).resolve().parent.parent

# No deadlines: a busy machine is no failure. "nightly" looks much longer (HYPOTHESIS_PROFILE=nightly).
settings.register_profile("prikbord", deadline=None, print_blob=True)
settings.register_profile("nightly", deadline=None, print_blob=True, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "prikbord"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--servers apache,radicale``: of the contract suite only what runs against these."""
    parser.addoption("--servers", default="", metavar="NAMES", help="servers of the contract suite, by name")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out contract tests of servers that were not asked for. A name that fits none is an error."""
    names = {name.strip() for name in config.getoption("--servers").split(",") if name.strip()}
    if not names:
        return
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    met: set[str] = set()
    for item in items:
        words = (
            set(item.callspec.id.split("-"))
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
            else set()
        )
        met |= names & words
        (left_out if "contract" in item.path.parts and not names & words else kept).append(item)
    if names - met:
        raise pytest.UsageError(f"no contract test knows the server {', '.join(sorted(names - met))}")
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture(autouse=True)
def thread_guard(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread running."""
    before = own_threads()
    yield
    if request.node.get_closest_marker("allow_threads"):
        return
    names = left_behind(before)
    if names:
        pytest.fail(f"threads left running: {', '.join(names)}", pytrace=False)


@pytest.fixture(autouse=True)
def log_guard(request: pytest.FixtureRequest, thread_guard: None) -> Iterator[LogGuard]:
    """Fail a test during which an unexpected warning was logged, by Python or by Qt."""
    with watching_logs() as guard:
        for marker in request.node.iter_markers("allow_logs"):
            guard.allow(*marker.args)
        yield guard
        lines = guard.unexpected()
    if lines:
        pytest.fail("unexpected in the log:\n  " + "\n  ".join(lines), pytrace=False)


@pytest.fixture
def allow_logs(log_guard: LogGuard) -> Callable[..., None]:
    """Return ``allow_logs(pattern, ...)``: these records are expected in this test."""
    return log_guard.allow


@pytest.fixture(autouse=True)
def empty_keyring() -> Iterator[None]:
    """Give each test an empty credential store of its own."""
    yield
    module = sys.modules.get("tests.support.memory_keyring")
    if module is not None:
        module.MemoryKeyring.clear()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Return an empty folder for the program's data; its name has a space and a letter outside ASCII."""
    folder = tmp_path / "Prikbord gegevens é"
    folder.mkdir()
    return folder


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock that stands still at 2026-11-24 09:00 UTC until the test moves it."""
    return FakeClock()


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Return a function that gives a free loopback port."""
    return _free_port


@pytest.fixture
def child_env(tmp_path: Path) -> dict[str, str]:
    """Return an environment for the program as a process: own home, file credential store, no display."""
    home = tmp_path / "home"
    home.mkdir()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "PYTHONPATH", "DBUS_"))}
    env |= {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "APPDATA": str(home / "AppData" / "Roaming"),
        "LOCALAPPDATA": str(home / "AppData" / "Local"),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "PYTHON_KEYRING_BACKEND": file_keyring.BACKEND,
        file_keyring.VARIABLE: str(tmp_path / "secrets.json"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    return env


@pytest.fixture(scope="session")
def shared_intranet() -> Iterator[Intranet]:
    """Return one demo intranet for tests that only read from it."""
    from demo.intranet import Intranet

    with Intranet() as intranet:
        yield intranet


@pytest.fixture
def intranet() -> Iterator[Intranet]:
    """Return a demo intranet of this test's own, to change and to switch off."""
    from demo.intranet import Intranet

    with Intranet() as intranet:
        yield intranet


@pytest.fixture
def fault_proxy() -> Iterator[Callable[..., FaultProxy]]:
    """Return ``fault_proxy(upstream="", rule=None)``; the proxies are closed when the test ends."""
    from tests.support.fault_proxy import FaultProxy

    made: list[FaultProxy] = []

    def make(*args: object, **kwargs: object) -> FaultProxy:
        proxy = FaultProxy(*args, **kwargs)  # type: ignore[arg-type]
        made.append(proxy)
        return proxy

    yield make
    for proxy in made:
        proxy.close()
