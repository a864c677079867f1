"""The bundle that people install: built, started by itself, synced with the demo intranet, pages drawn."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import run
from tests.conftest import ROOT


@pytest.fixture
def builder() -> None:
    """Skip, with the reason, where PyInstaller lacks something of the system. In CI that is a failure."""
    if platform.system() != "Linux":
        return
    library = "libpython{}.{}.so.1.0".format(*sys.version_info)
    place = Path(sysconfig.get_config_var("LIBDIR") or "/", library)
    lacking = [] if shutil.which("objdump") else ["objdump (binutils)"]
    if not place.exists() and run.missing_libraries(f"{library}=?"):
        lacking.append(library)
    if lacking:
        reason = f"PyInstaller needs {', '.join(lacking)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.mark.frozen
@pytest.mark.timeout(900)
@pytest.mark.xdist_group("frozen")
def test_the_bundle_is_built_and_runs(builder: None, tmp_path: Path) -> None:
    dist, shots = tmp_path / "dist", tmp_path / "shots"
    done = subprocess.run(
        [sys.executable, str(ROOT / "build_installer.py"), "--dist", str(dist), "--shots", str(shots)],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=850,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]
    assert "demo --check" in done.stdout
    assert list(shots.rglob("*.png"))
    # Nothing of the checkout is needed: the command line answers from the bundle alone.
    program = next((dist / "Prikbord").glob("Prikbord*"))
    answer = subprocess.run(
        [str(program), "--help"],
        cwd=tmp_path,
        env={"PATH": "", "HOME": str(tmp_path)},
        capture_output=True,
        timeout=60,
    )
    assert answer.returncode == 0
    assert b"prikbord" in answer.stdout.lower()
