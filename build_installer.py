#!/usr/bin/env python3
"""Build the program as one folder with PyInstaller, run it, and only then call it built.

    .venv/bin/python build_installer.py [--shots DIR] [--dist DIR]

The bundle stands in ``dist/`` once it has synced with the demo intranet and drawn every page by itself, in a
home of its own. Never enters here: what the program does.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
NAME = "Prikbord"
PROGRAM = NAME + (".exe" if sys.platform == "win32" else "")
CHECK_SECONDS = 300

# Found by name at run time, so PyInstaller does not see them.
SUBMODULES = (
    "app",
    "keyring.backends",
    "passlib.handlers",  # libpass: how radicale reads passwords
    "radicale",
    "recurring_ical_events",
    "sqlalchemy.dialects.sqlite",
    "sync",
    "ui",  # pages are loaded when they are opened
    "wsgidav",
    "x_wr_timezone",
)
DATA = ("icalendar", "radicale", "recurring_ical_events", "tzdata", "wsgidav")
METADATA = ("keyring", "radicale")  # they look themselves up
FOLDERS = ("resources", "sync/store/migrations")
# Nothing of ours, or of what ours needs, calls these.
WITHOUT = (
    "_pytest",
    "bcrypt",
    "boto3",
    "demo.press",  # made the demo's documents, with the tools below
    "docx",
    "fpdf",
    "odf",
    "openpyxl",
    "pptx",
    "IPython",
    "ldap3",
    "mypy",
    "numpy",
    "pika",
    "PIL",
    "pip",
    "PyInstaller",
    "pytest",
    "setuptools",
    "tests",
    "tkinter",
    *(
        f"PySide6.Qt{name}"
        for name in ("Designer", "Help", "Qml", "Quick", "QuickWidgets", "Sql", "Test", "UiTools")
    ),
)
# Parts of Qt that its plugins pull in and this program never shows: an on-screen keyboard of Qt's own (with
# all of Qt Quick), screens without a desktop, and remote screens.
UNUSED_QT = (
    "libQt6Qml*",
    "libQt6Quick*",
    "libQt6VirtualKeyboard*",
    "libQt6EglFS*",
    "Qt6Qml*",
    "Qt6Quick*",
    "Qt6VirtualKeyboard*",
    "opengl32sw.dll",
    "*qtvirtualkeyboardplugin*",
    "*qvnc.*",
    "*qlinuxfb.*",
    "*qeglfs*",
    "*qvkkhrdisplay*",
    "*qminimalegl*",
    "egldeviceintegrations",
    "libqgtk3.so",  # would bring the build machine's GTK; the desktop portal tells light from dark
    "libqevdev*",
    "libqtuiotouchplugin.so",
)


def command(work: Path) -> list[str]:
    """Return PyInstaller's command line; everything it makes lies below ``work``."""
    words = [
        sys.executable,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--log-level",
        "WARN",
        "--onedir",
        "--name",
        NAME,
    ]
    words += ["--paths", str(ROOT), "--specpath", str(work), "--workpath", str(work / "work")]
    words += ["--distpath", str(work / "made")]
    if sys.platform == "win32":
        # One program for window and command line: it hides a console that was opened for it alone.
        words += ["--console", "--hide-console", "hide-early"]
    for flag, names in (
        ("--collect-submodules", SUBMODULES),
        ("--collect-data", DATA),
        ("--recursive-copy-metadata", METADATA),
        ("--exclude-module", WITHOUT),
    ):
        for name in names:
            words += [flag, name]
    for folder in FOLDERS:
        words += ["--add-data", f"{ROOT / folder}{os.pathsep}{folder}"]
    return [*words, str(ROOT / "ui" / "__main__.py")]


def slim(bundle: Path) -> None:
    """Remove the parts of Qt that nothing here uses."""
    for pattern in UNUSED_QT:
        for path in sorted(bundle.rglob(pattern)):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def prune(bundle: Path) -> None:
    """On Linux, remove the system libraries that only removed parts asked for (``objdump`` lists needs)."""
    inside = bundle / "_internal"
    while True:
        binaries = [path for path in bundle.rglob("*") if path.is_file() and _is_elf(path)]
        listed = subprocess.run(
            ["objdump", "-p", *binaries], check=True, capture_output=True, text=True
        ).stdout
        needed = {line.split()[1] for line in listed.splitlines() if line.strip().startswith("NEEDED")}
        # Opened by name, so that no binary lists them.
        kept = ("libpython", "libssl", "libcrypto")
        unused = [
            path
            for path in inside.glob("lib*.so*")
            if path.name not in needed and not path.name.startswith(kept)
        ]
        if not unused:
            return
        for path in unused:
            if path.is_symlink():
                path.resolve().unlink(missing_ok=True)
            path.unlink()


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def size(folder: Path) -> int:
    """Return the bytes of all files below a folder, links not followed."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def build(work: Path) -> Path:
    """Make the bundle below ``work``; CalledProcessError when PyInstaller fails."""
    subprocess.run(command(work), cwd=ROOT, check=True)
    bundle = work / "made" / NAME
    slim(bundle)
    if sys.platform == "linux":
        prune(bundle)
    return bundle


def check(bundle: Path, shots: Path) -> str:
    """Run the bundle on its demo intranet; return what is wrong, "" when all is well.

    It gets a home of its own and nothing of this checkout's Python.
    """
    with tempfile.TemporaryDirectory(prefix="prikbord-home-") as home:
        env = {
            k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "XDG_", "QT_"))
        }
        env |= {"HOME": home, "USERPROFILE": home, "APPDATA": home, "LOCALAPPDATA": home}
        words = [str(bundle / PROGRAM), "demo", "--check", "--shots", str(shots)]
        try:
            run = subprocess.run(
                words,
                env=env,
                cwd=home,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=CHECK_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            return f"it did not end within {error.timeout:.0f} s"
    if run.returncode:
        return f"it ended with {run.returncode}:\n{run.stdout[-2000:]}{run.stderr[-4000:]}"
    if not any(path.stat().st_size > 1000 for path in shots.rglob("*.png")):
        return f"it drew no page in {shots}"
    return ""


def main(arguments: list[str]) -> int:
    """Build, check, and move the bundle to ``dist``."""
    parser = argparse.ArgumentParser(description="Build Prikbord as one folder and run it once.")
    parser.add_argument("--shots", type=Path, help="keep the pictures of the check here")
    parser.add_argument(
        "--dist", type=Path, default=ROOT / "dist", help="where the bundle goes (default: dist)"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="prikbord-build-") as temporary:
        work = Path(temporary)
        start = time.monotonic()
        try:
            bundle = build(work)
        except subprocess.CalledProcessError as error:
            print(f"PyInstaller ended with {error.returncode}; see above.", file=sys.stderr)
            return 1
        built = time.monotonic()
        shots = (options.shots or work / "shots").resolve()
        shots.mkdir(parents=True, exist_ok=True)
        wrong = check(bundle, shots)
        if wrong:
            print(f"Not built. The bundle was made, but {wrong}", file=sys.stderr)
            return 1
        checked = time.monotonic()
        target = options.dist.resolve() / NAME
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(bundle, target)
        pages = len(list(shots.rglob("*.png")))
    print(f"{target / PROGRAM}")
    print(f"built in {built - start:.0f} s, ran demo --check ({pages} pictures) in {checked - built:.0f} s, "
          f"{size(target) / 1e6:.0f} MB")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
