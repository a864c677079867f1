"""What ``python3 run.py test`` runs: style, types, imports, dependencies, dead code, then the tests.

Never enters here: a check's own settings (``pyproject.toml`` has them, so that an editor sees the same).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import run

ROOT = Path(__file__).resolve().parent.parent
# Programs that the desktop, contract and frozen tests start: program -> Debian package.
PROGRAMS = {
    "Xvfb": "xvfb",
    "apache2": "apache2-bin",  # with mod_dav: a judge of WebDAV in the contract suite
    "dbus-daemon": "dbus",
    "dunst": "dunst",
    "gnome-keyring-daemon": "gnome-keyring",
    "objdump": "binutils",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "xfce4-panel": "xfce4-panel",
    "xsetroot": "x11-xserver-utils",
}


PLATFORMS = (("Linux", "linux"), ("Windows", "win32"), ("macOS", "darwin"))
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])  # servers stand there


@dataclass(frozen=True, slots=True)
class Step:
    """One check: its name and its Python arguments."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step. ``output`` is shown only when it failed."""

    step: Step
    seconds: float
    code: int
    output: str


def steps(caches: Path) -> list[Step]:
    """Return the static checks, the long ones first. ``caches`` keeps one mypy cache a platform."""
    import_linter = "from importlinter.cli import lint_imports_command as main; main()"
    return [
        *(Step(f"mypy {name}", ("-m", "mypy", *_platform(caches, platform))) for name, platform in PLATFORMS),
        Step("import contracts", ("-c", import_linter)),
        Step("dependencies", ("-m", "deptry", ".")),
        Step("dead code", ("-m", "vulture")),
        Step("ruff check", ("-m", "ruff", "check", "--cache-dir", str(caches / "ruff"))),
        Step("ruff format", ("-m", "ruff", "format", "--check", "--cache-dir", str(caches / "ruff"))),
    ]


def _platform(caches: Path, platform: str) -> list[str]:
    """Return mypy's arguments. What is shipped must fit every platform; the tests, this project's own."""
    targets = [] if platform == "linux" else ["app", "ui", "sync", "demo", "run.py", "build_installer.py"]
    return ["--platform", platform, "--cache-dir", str(caches / f"mypy-{platform}"), *targets]


def carry_out(step: Step) -> Outcome:
    """Run one static check."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, *step.arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return Outcome(step, time.monotonic() - start, done.returncode, done.stdout)


def check_statically(caches: Path) -> bool:
    """Run all static checks, two at a time; print a line each; tell whether all are well."""
    well = True
    with ThreadPoolExecutor(2) as pool:
        for outcome in pool.map(carry_out, steps(caches)):
            verdict = "FAILED" if outcome.code else "ok    "
            print(f"{verdict}  {outcome.step.name:<18}{outcome.seconds:6.1f} s", flush=True)
            if outcome.code:
                print(outcome.output, flush=True)
                well = False
    return well


def programs() -> None:
    """Install what some tests start, where we may; without it those are skipped."""
    if sys.platform != "linux":
        return
    packages = sorted(
        {package for program, package in PROGRAMS.items() if not shutil.which(program, path=_PATH)}
    )
    packages += run.missing_libraries(run.SCREEN_LIBRARIES)
    if sys.base_prefix == "/usr":  # the system's Python: its library, which the bundle carries, stands apart
        python = "libpython{}.{}".format(*sys.version_info)
        packages += run.missing_libraries(f"{python}.so.1.0={python}")
    if packages:
        try:
            run.system_packages(packages, "Some tests need programs and libraries that are not there")
        except run.Trouble as trouble:
            print(f"Those tests will be skipped. {trouble}", flush=True)


def run_tests(arguments: list[str], caches: Path) -> int:
    """Run pytest; its closing line is the last that is printed."""
    command = [sys.executable, "-m", "pytest", "-o", f"cache_dir={caches / 'pytest'}"]
    if not any(word.startswith(("-n", "--numprocesses", "--pdb", "-s")) for word in arguments):
        command += ["-n", "2", "--dist", "loadgroup"]
    env = os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run([*command, *arguments], cwd=ROOT, env=env, stdin=subprocess.DEVNULL).returncode


def main(arguments: list[str]) -> int:
    """Run everything; with arguments other than ``--servers`` only pytest, with those."""
    caches = Path(sys.prefix) / "caches"
    programs()
    everything = all(
        word.startswith("--servers") or before == "--servers" for before, word in _pairs(arguments)
    )
    well = check_statically(caches) if everything else True
    code = run_tests(arguments, caches)
    if not well:
        print("A check before the tests failed; see above.", file=sys.stderr)
    return code or (0 if well else 1)


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    return list(zip(["", *words], words, strict=False))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
