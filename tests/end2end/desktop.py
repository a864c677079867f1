"""A private desktop for tests: a screen, a window manager, a panel with a tray, a notification daemon, a bus.

All of it lives in one folder (home, settings, sockets) and ends with the test; nothing of the person's own
desktop is read or touched. Linux with X11 only. Never enters here: what the app does on it.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.end2end.bus import Bus
from tests.support.waiting import wait_until

PROGRAMS = ("Xvfb", "dbus-daemon", "openbox", "xfce4-panel", "dunst", "xdotool")
_OWN = ("XDG_", "DBUS_", "QT_", "GTK_", "GNOME_", "WAYLAND_", "SSH_", "PYTHONPATH")

_PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="30"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
        <value type="int" value="2"/>
        <value type="int" value="3"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist"/>
    <property name="plugin-2" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-3" type="string" value="systray">
      <property name="icon-size" type="int" value="22"/>
    </property>
  </property>
</channel>
"""
_DUNST = """[global]
    origin = top-right
    offset = 20x20
    width = 320
    font = Sans 10
    mouse_left_click = do_action, close_current
    mouse_right_click = close_current
    idle_threshold = 0
    show_age_threshold = -1
    notification_limit = 5
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
[urgency_critical]
    timeout = 0
"""
_SHOT = (
    "import sys; from PySide6.QtGui import QGuiApplication; a = QGuiApplication([]); "
    "sys.exit(0 if a.primaryScreen().grabWindow(0).save(sys.argv[1]) else 1)"
)


def missing() -> list[str]:
    """Return which programs of a desktop this machine lacks."""
    on_linux = platform.system() == "Linux"
    return [program for program in PROGRAMS if not shutil.which(program)] if on_linux else ["Linux with X11"]


@dataclass(frozen=True, slots=True)
class Window:
    """A window on the screen: its number and place in pixels."""

    number: int
    x: int
    y: int
    width: int
    height: int


class Desktop:
    """The desktop. ``env`` is the environment of every program on it; ``bus`` sees its notifications."""

    def __init__(self, folder: Path, *, size: str = "1366x768", keyring: bool = False) -> None:
        """Prepare; ``with`` starts it. ``keyring``: an unlocked Secret Service (gnome-keyring) as well."""
        self.folder = folder
        self.home = folder / "home"
        self._size = size
        self._keyring = keyring
        self._running: list[subprocess.Popen[bytes]] = []
        self.env: dict[str, str] = {}
        self.bus: Bus

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
        config = self.home / ".config"
        runtime = self.folder / "run"
        for each in (config, self.home / ".cache", self.home / ".local" / "share", runtime):
            each.mkdir(parents=True)
        runtime.chmod(0o700)
        panel = config / "xfce4" / "xfconf" / "xfce-perchannel-xml" / "xfce4-panel.xml"
        panel.parent.mkdir(parents=True)
        panel.write_text(_PANEL, encoding="utf-8")
        (config / "dunstrc").write_text(_DUNST, encoding="utf-8")
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(_OWN)}
        self.env |= {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(config),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_DATA_HOME": str(self.home / ".local" / "share"),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CURRENT_DESKTOP": "XFCE",
            "XDG_SESSION_TYPE": "x11",
            "QT_QPA_PLATFORM": "xcb",
            "NO_AT_BRIDGE": "1",  # GTK programs look for a screen reader's bus otherwise, and wait
            "LIBGL_ALWAYS_SOFTWARE": "1",
        }
        self.env.pop("DISPLAY", None)
        self.env["DISPLAY"] = (
            f":{self._server('Xvfb', '-displayfd', '{fd}', '-screen', '0', f'{self._size}x24')}"
        )
        address = f"unix:path={runtime}/bus"
        self._server("dbus-daemon", "--session", "--nofork", f"--address={address}", "--print-address={fd}")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = address
        self.bus = Bus(address)
        self.start("openbox", name="openbox")
        if shutil.which("xsetroot"):
            self.start("xsetroot", "-solid", "#3b5368", name="background")
        if self._keyring:
            self._unlock_keyring()
        self.start("dunst", "-config", str(config / "dunstrc"), name="dunst")
        self.start("xfce4-panel", "--disable-wm-check", name="panel")
        wait_until(
            lambda: self.bus.has("org.freedesktop.Notifications"), seconds=20, what="notification daemon"
        )
        wait_until(
            lambda: self.bus.has("org.kde.StatusNotifierWatcher"), seconds=30, what="panel with a tray"
        )

    def _server(self, program: str, *arguments: str) -> str:
        """Start a server that says on a descriptor (``{fd}``) that it is ready; return what it says."""
        reading, writing = os.pipe()
        words = [each.replace("{fd}", str(writing)) for each in arguments]
        if program == "Xvfb":
            words += ["-nolisten", "tcp", "-noreset"]
        try:
            self.start(program, *words, name=program, keep=[writing])
        finally:
            os.close(writing)
        with os.fdopen(reading, "rb") as said:
            line = said.readline().decode().strip()
        if not line:
            raise RuntimeError(f"{program} did not start: {self.log(program)}")
        return line

    def _unlock_keyring(self) -> None:
        words = ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"]
        process = self.start(*words, name="keyring", stdin=subprocess.PIPE)
        assert process.stdin is not None
        process.stdin.write(b"test")
        process.stdin.close()
        wait_until(lambda: self.bus.has("org.freedesktop.secrets"), seconds=20, what="secret service")

    def start(
        self,
        *command: str,
        name: str,
        env: Mapping[str, str] | None = None,
        keep: Sequence[int] = (),
        stdin: int = subprocess.DEVNULL,
    ) -> subprocess.Popen[bytes]:
        """Start a program on the desktop; ``log(name)`` has what it prints. It ends with the desktop."""
        with (self.folder / f"{name}.log").open("wb") as out:
            process = subprocess.Popen(
                command,
                env=self.env | dict(env or {}),
                cwd=self.home,
                stdin=stdin,
                stdout=out,
                stderr=subprocess.STDOUT,
                pass_fds=keep,
                start_new_session=True,
            )
        self._running.append(process)
        return process

    def log(self, name: str) -> str:
        """Return what a program printed so far."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """End everything on the desktop, the last started first. Safe to repeat."""
        if hasattr(self, "bus"):
            self.bus.close()
            del self.bus
        while self._running:
            process = self._running.pop()
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def screenshot(self, path: Path) -> Path:
        """Save the whole screen as a PNG."""
        subprocess.run([sys.executable, "-c", _SHOT, str(path)], env=self.env, check=True, timeout=60)
        return path

    def windows(self, *search: str) -> list[Window]:
        """Return visible windows that xdotool's search words find, such as ``--class dunst``."""
        numbers = self._xdotool("search", "--onlyvisible", *search).split()
        return [window for number in numbers if (window := self._window(int(number)))]

    def _window(self, number: int) -> Window | None:
        lines = self._xdotool("getwindowgeometry", "--shell", str(number)).splitlines()
        values = dict(line.split("=", 1) for line in lines if "=" in line)
        if "X" not in values:
            return None  # closed meanwhile
        return Window(number, *(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")))

    def click(self, window: Window, *, x: int | None = None, y: int | None = None, button: int = 1) -> None:
        """Click in a window: its middle, or a place within it."""
        left = window.x + (window.width // 2 if x is None else x)
        top = window.y + (window.height // 2 if y is None else y)
        self._xdotool("mousemove", str(left), str(top), "click", str(button))

    def keys(self, *keys: str) -> None:
        """Press keys for the window in front, such as ``ctrl+k``."""
        self._xdotool("key", "--clearmodifiers", *keys)

    def click_notification(self, *, seconds: float = 10) -> None:
        """Click the notification that is shown (its action), as a person would."""
        self.click(
            wait_until(lambda: self.windows("--class", "dunst"), seconds=seconds, what="notification")[0]
        )

    def _xdotool(self, *words: str) -> str:
        run = subprocess.run(["xdotool", *words], env=self.env, capture_output=True, text=True, timeout=30)
        return run.stdout
