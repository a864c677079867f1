#!/usr/bin/env python3
"""Set up this checkout and start it; needs Python 3.11 or newer and nothing else.

    python3 run.py demo [...]     the app on a living demo intranet
    python3 run.py test [...]     all tests (arguments go to pytest; --servers plone,apache picks servers)
    python3 run.py app [...]      the program itself, with its own command line
    python3 run.py lock           make the lock files anew from pyproject.toml (for maintainers)

It makes ``.venv`` from the hashed lock and, where it may (Debian and Ubuntu as root), installs the system
libraries that Qt needs; elsewhere it prints the one command that does. Never enters here: a package from
outside the standard library, or syntax that keeps an older Python from reaching the sentence about its age.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time

if sys.version_info < (3, 11):
    sys.exit(
        "Prikbord needs Python 3.11 or newer; this is Python {}.{}. Install a newer one and start it with "
        "that, for example: python3.12 run.py demo".format(*sys.version_info[:2])
    )

ROOT = os.path.dirname(os.path.abspath(__file__))
WINDOWS = sys.platform == "win32"
LINUX = sys.platform == "linux"
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
NO_WHEEL = ("odfpy", "wsgidav")  # built from their locked source, with the locked setuptools
VERBS = ("demo", "test", "app", "lock")

# What PySide6 links to and does not bring itself (ldd over the libraries and platform plugins that we use,
# on a minimal Debian 12): soname=Debian package.
QT_LIBRARIES = (
    "libEGL.so.1=libegl1 libGL.so.1=libgl1 libX11.so.6=libx11-6 libbrotlidec.so.1=libbrotli1 "
    "libdbus-1.so.3=libdbus-1-3 libfontconfig.so.1=libfontconfig1 libfreetype.so.6=libfreetype6 "
    "libgthread-2.0.so.0=libglib2.0-0 libxkbcommon.so.0=libxkbcommon0"
)
SCREEN_LIBRARIES = (  # for a window on X11; offscreen does without
    "libX11-xcb.so.1=libx11-xcb1 libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4 "
    "libxcb-image.so.0=libxcb-image0 libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-randr.so.0=libxcb-randr0 "
    "libxcb-render-util.so.0=libxcb-render-util0 libxcb-shape.so.0=libxcb-shape0 libxcb-xkb.so.1=libxcb-xkb1 "
    "libxkbcommon-x11.so.0=libxkbcommon-x11-0"
)
FONTS = "fonts-dejavu-core"


class Trouble(Exception):
    """Something that a person has to do; the text says what."""


def say(text: str) -> None:
    """Tell a person what goes on; on stderr, since stdout belongs to the program that is started."""
    print(text, file=sys.stderr, flush=True)


# --- the virtual environment -------------------------------------------------------------------------------


def venv_folder() -> str:
    """Return where the virtual environment lives: ``.venv``, or the user's cache for a read-only checkout."""
    if "PRIKBORD_VENV" in os.environ:
        return os.path.abspath(os.environ["PRIKBORD_VENV"])
    beside = os.path.join(ROOT, ".venv")
    if os.access(beside if os.path.isdir(beside) else ROOT, os.W_OK) or current(beside, "runtime"):
        return beside
    home = os.path.expanduser("~")
    if WINDOWS:
        cache = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        cache = os.path.join(home, "Library", "Caches")
    else:
        cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return os.path.join(cache, "prikbord", "venv-" + hashlib.sha256(ROOT.encode()).hexdigest()[:8])


def venv_python(venv: str) -> str:
    """Return the environment's interpreter."""
    return os.path.join(venv, "Scripts", "python.exe") if WINDOWS else os.path.join(venv, "bin", "python")


def stamp_file(venv: str) -> str:
    """Return the file that is written last, when all that it names is installed."""
    return os.path.join(venv, "prikbord-setup")


def wanted(level: str, venv: str) -> str:
    """Return the stamp line for a level of the lock on the Python that the environment was made with.

    Which Python starts this file does not matter once there is an environment that works.
    """
    with open(os.path.join(ROOT, LOCKS[level]), "rb") as lock:
        digest = hashlib.sha256(lock.read()).hexdigest()
    return f"{level} {digest} {base_python(venv)}"


def base_python(venv: str) -> str:
    """Return the real interpreter behind the environment, "" when it is gone: no stamp has that."""
    path = os.path.realpath(venv_python(venv))
    if WINDOWS:  # python.exe is a launcher there
        try:
            with open(os.path.join(venv, "pyvenv.cfg"), encoding="utf-8") as config:
                home = next(line for line in config if line.startswith("home"))
        except (OSError, StopIteration):
            return ""
        path = os.path.join(home.partition("=")[2].strip(), "python.exe")
    return path if os.path.exists(path) else ""


def stamped(venv: str) -> list[str]:
    """Return the stamp's lines; none when the environment is missing or half made."""
    try:
        with open(stamp_file(venv), encoding="utf-8") as stamp:
            return stamp.read().splitlines()
    except OSError:
        return []


def current(venv: str, level: str) -> bool:
    """Tell whether the environment works and holds this level of the lock as it is, for this checkout."""
    lines = stamped(venv)
    return wanted(level, venv) in lines and here() in lines


def here() -> str:
    """Return the stamp line for the checkout's place."""
    return f"checkout {ROOT}"


def set_up(venv: str, level: str) -> None:
    """Make the environment, or bring it up to the level. The stamp comes last, so a cut repeats the work."""
    if current(venv, level):
        return
    os.makedirs(os.path.dirname(venv), exist_ok=True)
    with OnlyOne(venv + ".lock"):
        lines = stamped(venv)  # another start may have done it meanwhile
        if wanted(level, venv) not in lines:
            older = level == "dev" and any(line.startswith("dev ") for line in lines)
            if older or wanted("runtime", venv) not in lines:
                make_venv(venv)
            install(venv, LOCKS[level])  # the dev lock holds the runtime lock
            lines = [wanted("runtime", venv), wanted(level, venv)]
        place(venv)
        fresh = stamp_file(venv) + ".new"
        with open(fresh, "w", encoding="utf-8") as stamp:
            kept = [line for line in lines if not line.startswith("checkout ")]
            stamp.write("\n".join(dict.fromkeys([*kept, here()])) + "\n")
        os.replace(fresh, stamp_file(venv))


class OnlyOne:
    """Let one start at a time set up; the system frees the lock when a process dies."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> None:
        self.file = open(self.path, "a+b")
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(self.file.fileno(), msvcrt.LK_LOCK, 1)
                    return
                except OSError:  # it gives up after ten seconds: go on waiting
                    self.file.seek(0)
        else:
            import fcntl

            fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def make_venv(venv: str) -> None:
    """Make an empty environment, in place of what stood there."""
    import importlib.util
    import shutil
    import venv as venv_module

    if importlib.util.find_spec("ensurepip") is None:
        system_packages(
            ["python{}.{}-venv".format(*sys.version_info[:2])],
            "Python's own installer (ensurepip) is missing",
        )
    say(f"Setting up Prikbord in {venv}, once.")
    shutil.rmtree(venv, ignore_errors=True)
    try:
        venv_module.EnvBuilder(clear=True, symlinks=not WINDOWS, with_pip=True).create(venv)
    except Exception as error:
        raise Trouble(f"Python could not make a virtual environment in {venv}: {error}") from error


def install(venv: str, lock: str) -> None:
    """Install a lock, hashes checked; wheels only, but for the few that have none."""
    import tempfile

    path = os.path.join(ROOT, lock)
    start = time.monotonic()
    with open(path, encoding="utf-8") as text:
        parts = text.read().split("\n")
    entries = [i for i, line in enumerate(parts) if line[:1].isalnum()] + [len(parts)]
    first = next(n for n, i in enumerate(entries) if parts[i].startswith("setuptools=="))
    with tempfile.TemporaryDirectory() as folder:  # what builds comes from the lock too, so it goes first
        builder = os.path.join(folder, "builder.txt")
        with open(builder, "w", encoding="utf-8") as out:
            out.write("\n".join(parts[entries[first] : entries[first + 1]]) + "\n")
        pip_install(venv, builder, 1)
    total = len(entries) - 1
    pip_install(venv, path, total)
    say(f"  {total} packages in {time.monotonic() - start:.0f} s")


def pip_install(venv: str, path: str, total: int) -> None:
    """Run pip on a requirements file of ``total`` packages; Trouble with its last lines when it fails."""
    import subprocess

    command = [venv_python(venv), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
    command += ["--no-binary", ",".join(NO_WHEEL), "--no-build-isolation", "--no-input", "--retries", "2"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "-r", path]
    seen, tail = 0, [""]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace"
    ) as pip:
        for line in pip.stdout or ():
            tail = [*tail[-14:], line.rstrip()]
            if line.startswith(("Collecting ", "Requirement already")) and sys.stderr.isatty() and total > 1:
                seen += 1
                sys.stderr.write(f"\r  fetching packages: {min(seen, total)} of {total} ")
                sys.stderr.flush()
    if seen:
        say("")
    if pip.returncode:
        shown = [line for line in tail if not line.startswith(("WARNING: ", "Looking in"))]
        raise Trouble("\n".join(shown) + "\n\n" + why_pip_failed("\n".join(tail)))


def why_pip_failed(output: str) -> str:
    """Return one sentence with one thing to do for pip's last lines."""
    low = output.lower()
    again = "then run the same command again."
    if "no space left" in low or "errno 28" in low:
        return "The disk is full: make some room (about 1 GB), " + again
    if "certificate" in low:
        return (
            "The package index could not be trusted. If your organisation inspects traffic, set PIP_CERT to "
            "the file with its certificates, " + again
        )
    if "do not match the hashes" in low:
        return "A package is not the one that was locked: nothing was installed. Tell Prikbord's makers."
    if (
        "no matching distribution" in low
        or "connection" in low
        or "timed out" in low
        or "name resolution" in low
    ):
        return (
            "The packages could not be fetched. Connect this computer to the internet (set HTTPS_PROXY if it "
            "needs a proxy, PIP_INDEX_URL for your organisation's own package index), " + again
        )
    return "The packages could not be installed; the lines above say why."


def place(venv: str) -> None:
    """Tell the environment where the checkout is, and give it the command ``prikbord``."""
    import glob
    import shlex

    site = (
        [os.path.join(venv, "Lib", "site-packages")]
        if WINDOWS
        else glob.glob(os.path.join(glob.escape(venv), "lib", "python3*", "site-packages"))
    )
    for folder in site:
        with open(os.path.join(folder, "prikbord.pth"), "w", encoding="utf-8") as pth:
            pth.write(f"import sys; sys.path.append({ROOT!a})\n")  # ASCII: read in the system's encoding
    if WINDOWS:
        with open(os.path.join(venv, "Scripts", "prikbord.cmd"), "w", encoding="utf-8") as script:
            script.write('@"%~dp0python.exe" -P -m ui %*\n')
    else:
        name = os.path.join(venv, "bin", "prikbord")
        with open(name, "w", encoding="utf-8") as script:
            script.write(f'#!/bin/sh\nexec {shlex.quote(venv_python(venv))} -P -m ui "$@"\n')
        os.chmod(name, 0o755)


# --- the system --------------------------------------------------------------------------------------------


def missing_libraries(libraries: str) -> list[str]:
    """Return the Debian packages of shared libraries that the loader does not know."""
    try:
        with open("/etc/ld.so.cache", "rb") as cache:  # a look into the loader's own list takes no time
            known = cache.read()
    except OSError:
        known = b""
    pairs = [word.split("=") for word in libraries.split()]
    return [package for name, package in pairs if b"\0%s\0" % name.encode() not in known and not loads(name)]


def loads(name: str) -> bool:
    """Tell whether the loader finds a library that its cache does not list (other paths, other systems)."""
    import ctypes

    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_fonts() -> bool:
    """Tell whether there is any font; without one Qt draws empty windows."""
    roots = ("/usr/share/fonts", "/usr/local/share/fonts", os.path.expanduser("~/.local/share/fonts"))
    names = (name for root in roots for _, _, files in os.walk(root) for name in files)
    return any(name.lower().endswith((".ttf", ".otf", ".ttc", ".pfb")) for name in names)


def system_packages(packages: list[str], why: str) -> None:
    """Install Debian packages where we may; else raise Trouble with the one command that does."""
    import shutil
    import subprocess

    apt = shutil.which("apt-get")
    if not apt:
        raise Trouble(
            f"{why}. On Debian and Ubuntu these packages have it: {' '.join(packages)}; install their like."
        )
    command = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if getattr(os, "geteuid", lambda: 1)() != 0:
        raise Trouble(f"{why}. Run this once, then start again:\n\n    sudo {command}\n")
    say(f"{why}; installing {' '.join(packages)}")
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for words in (["install"], ["update"], ["install"]):
        line = [apt, *words, "-y", "-q", "-o", "DPkg::Lock::Timeout=120"]
        if words == ["install"]:
            line += ["--no-install-recommends", *packages]
        done = subprocess.run(
            line, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
        )
        if words == ["install"] and done.returncode == 0:
            return
    raise Trouble(f"{done.stdout[-1500:]}\n{done.stderr[-1500:]}\n{why}, and this did not work: {command}")


def check_system(*, screen: bool) -> None:
    """See to it that Qt finds what it needs."""
    if not LINUX:
        return
    packages = missing_libraries(QT_LIBRARIES)
    if screen or packages:
        packages += missing_libraries(SCREEN_LIBRARIES)
    if not has_fonts():
        packages.append(FONTS)
    if packages:
        system_packages(packages, "The window needs system libraries that are not there")


# --- the verbs ---------------------------------------------------------------------------------------------


def start(venv: str, arguments: list[str]) -> int:
    """Become the program (POSIX), or run it and return its exit code (Windows)."""
    command = [venv_python(venv), "-P", *arguments]  # -P: a folder "app" where we are called is none of ours
    if not WINDOWS:
        os.execv(command[0], command)
    import subprocess

    return subprocess.run(command).returncode


def main(arguments: list[str]) -> int:
    """Set up what the verb needs, then do it."""
    if not arguments or arguments[0] not in VERBS:
        print((__doc__ or "").split("\n\nIt makes")[0])
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    verb, rest = arguments[0], arguments[1:]
    venv = venv_folder()
    try:
        if verb in ("demo", "app", "test"):
            check_system(screen=verb != "test" and "--check" not in rest)
        set_up(venv, "dev" if verb in ("test", "lock") else "runtime")
    except (Trouble, OSError) as trouble:
        say(f"\n{trouble}")
        return 1
    if verb in ("test", "lock"):
        return start(venv, ["-m", "tests.checks" if verb == "test" else "tests.lock", *rest])
    return start(venv, ["-m", "ui", *(["demo"] if verb == "demo" else []), *rest])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
