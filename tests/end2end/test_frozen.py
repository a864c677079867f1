"""The bundle that people install: built, started by itself, synced with the demo intranet, pages drawn."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.frozen
@pytest.mark.timeout(900)
@pytest.mark.xdist_group("frozen")
@pytest.mark.skipif(
    sys.platform == "linux" and not shutil.which("objdump"), reason="PyInstaller needs objdump (binutils)"
)
def test_the_bundle_is_built_and_runs(tmp_path: Path) -> None:
    dist, shots = tmp_path / "dist", tmp_path / "shots"
    run = subprocess.run(
        [sys.executable, str(ROOT / "build_installer.py"), "--dist", str(dist), "--shots", str(shots)],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=850,
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-6000:]
    assert "demo --check" in run.stdout
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
