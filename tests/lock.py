"""Make both lock files anew from pyproject.toml, for every platform, with hashes.

Never enters here: the name of a package index (the locks must install from any mirror).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Resolve dev first, then runtime within dev's choices, so that the one holds the other.

    ``--upgrade`` takes newer versions; without it versions stay as they are where they can.
    """
    env = os.environ | {"UV_CUSTOM_COMPILE_COMMAND": "python3 run.py lock"}
    common = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "pyproject.toml",
        "--universal",
        "--python-version",
    ]
    common += ["3.11", "--generate-hashes", "--no-emit-index-url", "--quiet"]
    for extra in (
        ["--extra", "demo", "--extra", "dev", *arguments, "-o", "requirements-dev.lock"],
        ["--extra", "demo", "--upgrade", "-c", "requirements-dev.lock", "-o", "requirements.lock"],
    ):
        code = subprocess.run([*common, *extra], cwd=ROOT, env=env).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
