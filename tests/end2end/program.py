"""The real program as a process on a private desktop: its command line and its window.

Never enters here: anything of the program's inside.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.end2end.desktop import Desktop


class Program:
    """``prikbord --data-dir DIR`` with the desktop's own credential store."""

    def __init__(self, desktop: Desktop, data_dir: Path, *, language: str = "en") -> None:
        self.desktop = desktop
        self.data_dir = data_dir
        self._command = [sys.executable, "-P", "-m", "ui", "--data-dir", str(data_dir), "--lang", language]
        self._env = desktop.env | {
            "PYTHONPATH": str(ROOT),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring",
        }

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a verb to its end."""
        return subprocess.run(
            [*self._command, *words],
            env=self._env,
            cwd=self.desktop.home,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def json(self, *words: str, stdin: str = "") -> Any:
        """Run a verb and return what it prints as JSON; AssertionError when it fails."""
        done = self.run("--json", *words, stdin=stdin)
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout)

    def open(self) -> subprocess.Popen[bytes]:
        """Start the window; ``desktop.log("prikbord")`` has what it prints."""
        return self.desktop.start(*self._command, name="prikbord", env=self._env)
