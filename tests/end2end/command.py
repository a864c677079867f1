"""The program's command line as an administrator's script starts it: a process, a folder, real servers.

Never enters here: anything of the program's inside, a desktop.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.intranet import Intranet
from tests.conftest import ROOT
from tests.support import file_keyring


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said. ``json``: stdout as its one JSON document."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Command:
    """Runs ``prikbord`` on a data folder of its own below ``folder``, with a credential store in a file."""

    def __init__(self, folder: Path, *, language: str = "en") -> None:
        self.data_dir = folder / "gegevens é"
        self.secrets = folder / "secrets.json"
        home = folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        mine = ("XDG_", "DBUS_", "PYTHON", "LANG", "LC_")
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(mine)} | {
            "HOME": str(home),
            "USERPROFILE": str(home),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "PYTHON_KEYRING_BACKEND": file_keyring.BACKEND,
            file_keyring.VARIABLE: str(self.secrets),
        }
        self.words = [sys.executable, "-P", "-m", "ui", "--data-dir", str(self.data_dir)]
        self.words += ["--lang", language] if language else []
        self._home = home

    def start(self, *words: str, **options: Any) -> subprocess.Popen[str]:
        """Start a command and leave it running; its output is taken from pipes."""
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        return subprocess.Popen(
            [*self.words, *words],
            env=self.env,
            cwd=self._home,
            encoding="utf-8",
            **(pipes | options),
        )

    def __call__(self, *words: str, typed: str = "") -> Ended:
        """Run a command to its end. AssertionError when it dies of an exception that nobody caught."""
        with self.start(*words) as process:
            try:
                out, err = process.communicate(typed, timeout=90)
            except BaseException:
                process.kill()
                raise
        assert "Traceback" not in err, err
        return Ended(process.returncode, out, err)

    def json(self, *words: str, typed: str = "") -> Any:
        """Run a command that has to do well; return its JSON."""
        ended = self("--json", *words, typed=typed)
        assert ended.code == 0, f"{words}: {ended.code}\n{ended.out}\n{ended.err}"
        return ended.json

    def items(self, kind: str, *words: str) -> list[dict[str, Any]]:
        """Return what ``list KIND`` gives, whole."""
        found: list[dict[str, Any]] = self.json("--offline", "list", kind, *words)["items"]
        return found

    def add(self, intranet: Intranet, *, address: str = "", password: str = "", kind: str = "") -> Ended:
        """Add an account at the demo intranet."""
        return self(
            "--json", "account", "add", address or intranet.address, "--user", intranet.username,
            "--password-stdin", *(["--kind", kind] if kind else []),
            typed=(password or intranet.password) + "\n",
        )  # fmt: skip

    def files(self) -> dict[str, bytes]:
        """Return what lies in the data folder, by path below it."""
        return {
            path.relative_to(self.data_dir).as_posix(): path.read_bytes()
            for path in sorted(self.data_dir.rglob("*"))
            if path.is_file()
        }


def asked(intranet: Intranet) -> int:
    """Return how many requests the demo's servers answered so far."""
    return sum(len(requests) for requests in intranet.requests.values())
