"""``run.py`` sets up once, notices what changed, and says in words what it cannot do. No network is used."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import run

LEVELS = ("runtime", "dev")


class Checkout:
    """A small checkout whose packages are "installed" by writing down that they were."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = str(root / ".venv")
        self.done: list[str] = []

    def lock(self, level: str, text: str) -> None:
        (self.root / run.LOCKS[level]).write_text(text, encoding="utf-8")

    def make_venv(self, venv: str) -> None:
        self.done.append("venv")
        python = Path(run.venv_python(venv))
        python.parent.mkdir(parents=True, exist_ok=True)
        python.unlink(missing_ok=True)
        python.symlink_to(sys.executable)
        (Path(venv) / "lib" / "python3.11" / "site-packages").mkdir(parents=True, exist_ok=True)
        Path(run.stamp_file(venv)).unlink(missing_ok=True)

    def install(self, venv: str, lock: str) -> None:
        self.done.append(lock)

    def set_up(self, level: str = "runtime") -> list[str]:
        """Return what was done."""
        self.done.clear()
        run.set_up(self.venv, level)
        return list(self.done)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Checkout]:
    if sys.platform == "win32":
        pytest.skip("a venv holds no link to Python on Windows")
    made = Checkout(tmp_path / "een map é")
    made.root.mkdir()
    monkeypatch.setattr(run, "ROOT", str(made.root))
    monkeypatch.setattr(run, "make_venv", made.make_venv)
    monkeypatch.setattr(run, "install", made.install)
    for level in LEVELS:
        made.lock(level, f"{level} 1")
    yield made


RUNTIME, DEV = run.LOCKS["runtime"], run.LOCKS["dev"]


def test_set_up_once(checkout: Checkout) -> None:
    assert checkout.set_up() == ["venv", RUNTIME]
    assert checkout.set_up() == []
    assert checkout.set_up("dev") == [DEV]
    assert checkout.set_up("dev") == []
    assert checkout.set_up() == []


def test_a_changed_lock_makes_it_anew(checkout: Checkout) -> None:
    checkout.set_up("dev")
    checkout.lock("dev", "dev 2")
    assert checkout.set_up() == [], "the program needs none of what changed"
    assert checkout.set_up("dev") == ["venv", DEV]
    checkout.lock("runtime", "runtime 2")
    assert checkout.set_up() == ["venv", RUNTIME]


def test_a_cut_repeats_the_work(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(venv: str, lock: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run, "install", cut)
        with pytest.raises(KeyboardInterrupt):
            checkout.set_up()
    assert checkout.set_up() == ["venv", RUNTIME]


def test_a_cut_while_adding_tools_leaves_the_program(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.set_up()

    def cut(venv: str, lock: str) -> None:
        raise run.Trouble("no network")

    with monkeypatch.context() as patch:
        patch.setattr(run, "install", cut)
        with pytest.raises(run.Trouble):
            checkout.set_up("dev")
    assert checkout.set_up() == []
    assert checkout.set_up("dev") == [DEV]


def test_a_python_that_is_gone_makes_it_anew(checkout: Checkout) -> None:
    checkout.set_up()
    python = Path(run.venv_python(checkout.venv))
    python.unlink()
    python.symlink_to(checkout.root / "gone")
    assert checkout.set_up() == ["venv", RUNTIME]


def test_a_moved_checkout_is_told_its_new_place(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.set_up()
    moved = checkout.root.rename(tmp_path / "elders")
    monkeypatch.setattr(run, "ROOT", str(moved))
    checkout.root, checkout.venv = moved, str(moved / ".venv")
    assert checkout.set_up() == []
    assert run.current(checkout.venv, "runtime")
    (pth,) = moved.rglob("prikbord.pth")
    assert repr(str(moved)) in pth.read_text(encoding="ascii")
    assert str(moved) in (moved / ".venv" / "bin" / "prikbord").read_text(encoding="utf-8")


def test_a_read_only_checkout_uses_the_cache(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run.venv_folder() == checkout.venv
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: False if mode == os.W_OK else real(path, mode))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert Path(run.venv_folder()).parent == tmp_path / "cache" / "prikbord"
    monkeypatch.setenv("PRIKBORD_VENV", str(tmp_path / "chosen"))
    assert run.venv_folder() == str(tmp_path / "chosen")


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("ERROR: No matching distribution found for alembic==1.20.1", "internet"),
        ("Temporary failure in name resolution", "internet"),
        (
            "SSLError(SSLCertVerificationError(1, 'certificate verify failed: unable to get issuer'))",
            "PIP_CERT",
        ),
        ("OSError: [Errno 28] No space left on device", "full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "locked"),
    ],
)
def test_pip_s_trouble_in_words(output: str, word: str) -> None:
    assert word in run.why_pip_failed(output)


def test_missing_libraries_are_named_by_their_package() -> None:
    assert run.missing_libraries("libnot-there-at-all.so.7=libnot7") == ["libnot7"]
    if sys.platform == "linux":
        assert run.missing_libraries("libc.so.6=libc6") == []


def test_without_root_the_one_command_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(run.Trouble, match="sudo apt-get install -y --no-install-recommends libegl1 libgl1"):
        run.system_packages(["libegl1", "libgl1"], "The window needs libraries")
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(run.Trouble, match="libegl1"):
        run.system_packages(["libegl1"], "The window needs libraries")


def test_the_verbs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    started: list[list[str]] = []

    def start(venv: str, arguments: list[str]) -> int:
        started.append(arguments)
        return 0

    levels: list[str] = []
    screens: list[bool] = []
    monkeypatch.setattr(run, "start", start)
    monkeypatch.setattr(run, "set_up", lambda venv, level: levels.append(level))
    monkeypatch.setattr(run, "check_system", lambda *, screen: screens.append(screen))
    for words in (
        ["demo"],
        ["demo", "--check", "--shots", "d"],
        ["app", "list", "news"],
        ["test", "-x"],
        ["lock"],
    ):
        assert run.main(words) == 0
    assert started == [
        ["-m", "ui", "demo"],
        ["-m", "ui", "demo", "--check", "--shots", "d"],
        ["-m", "ui", "list", "news"],
        ["-m", "tests.checks", "-x"],
        ["-m", "tests.lock"],
    ]
    assert levels == ["runtime", "runtime", "runtime", "dev", "dev"]
    assert screens == [True, False, True, False]
    assert run.main([]) == 2
    assert run.main(["--help"]) == 0
    assert "run.py demo" in capsys.readouterr().out


def test_an_older_python_is_told_so() -> None:
    """The sentence comes before any syntax or module that an older Python lacks."""
    source = (Path(run.__file__)).read_text(encoding="utf-8")
    lie = "import sys\nsys.version_info = (3, 8, 10)\n"
    head, rest = source.split("from __future__ import annotations\n", 1)
    told = subprocess.run(
        [sys.executable, "-c", head + "from __future__ import annotations\n" + lie + rest],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert told.returncode == 1
    assert "needs Python 3.11 or newer; this is Python 3.8" in told.stderr
    assert "Traceback" not in told.stderr


def test_only_the_standard_library() -> None:
    from tests.architecture.source import ROOT, imports

    modules: set[Any] = {name.split(".")[0] for name in imports(ROOT / "run.py")}
    assert modules <= set(sys.stdlib_module_names)
