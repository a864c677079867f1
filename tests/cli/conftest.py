"""The program as an administrator's script starts it: on a data folder, with a credential store.

``prikbord(...)`` runs a command line in this process, ``prikbord.process(...)`` as a process of its own; both
see the same folder and the same secrets.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keyring
import pytest

from app import cli, text
from tests.support import file_keyring


@dataclass(frozen=True)
class Result:
    """How a command line ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as its one JSON document."""
        return json.loads(self.out)


class Prikbord:
    """Runs command lines on one data folder."""

    def __init__(self, data_dir: Path, env: dict[str, str], patch: pytest.MonkeyPatch) -> None:
        self.data_dir = data_dir
        self.env = env
        self.secrets = Path(env[file_keyring.VARIABLE])
        self._patch = patch

    def __call__(self, *arguments: str, typed: str = "") -> Result:
        """Run a command line in this process."""
        out, err = io.StringIO(), io.StringIO()
        with self._patch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            patch.setattr(sys, "stdin", io.StringIO(typed))
            code = cli.main(
                ["--data-dir", str(self.data_dir), "--lang", "en", *arguments],
                open_window=lambda _options: 99,
                open_demo=lambda _options, _check, _shots: 99,
            )
        return Result(code, out.getvalue(), err.getvalue())

    def process(self, *arguments: str, typed: str = "", **env: str) -> Result:
        """Run a command line as a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "ui", "--data-dir", self.data_dir, "--lang", "en", *arguments],
            input=typed,
            capture_output=True,
            encoding="utf-8",
            env=self.env | env,
            timeout=60,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Result(done.returncode, done.stdout, done.stderr)

    def add(self, intranet: Any, *, password: str = "") -> Result:
        """Add the demo's account."""
        return self(
            "--json", "account", "add", intranet.address, "--user", intranet.username, "--password-stdin",
            "--mail", intranet.mail, typed=(password or intranet.password) + "\n",
        )  # fmt: skip


@pytest.fixture
def prikbord(
    data_dir: Path, child_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Prikbord]:
    """Return the program on an empty data folder."""
    monkeypatch.setenv(file_keyring.VARIABLE, child_env[file_keyring.VARIABLE])
    monkeypatch.setattr(keyring.core, "_keyring_backend", file_keyring.FileKeyring())
    language = text.language()
    yield Prikbord(data_dir, child_env, monkeypatch)
    text.use(language)
