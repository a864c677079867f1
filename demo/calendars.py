"""The calendar server: Radicale in a process of its own, and its calendars as files to edit.

The process ends with us, however we end: it reads a pipe whose other end is ours (``radicale_child``).
Never enters here: what the events say.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from demo.files import replace_bytes
from demo.journal import RequestLog
from demo.ports import HOST, free_port

_START_SECONDS = 20.0
_ENDED = -1  # the mark of a process that will send none any more
_CHILD_FLAG = "--demo-radicale"  # the frozen program's hidden entry, see ``command``


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """A calendar: ``id`` is its folder name in addresses, ``color`` is "#rrggbb"."""

    id: str
    title: str
    color: str
    description: str


def command(configuration: Path) -> list[str]:
    """Return the command line that starts Radicale with a configuration file."""
    if getattr(sys, "frozen", False):
        # A frozen program has no "-m": its main dispatches on the flag to ``radicale_child.main``.
        return [sys.executable, _CHILD_FLAG, str(configuration)]
    return [sys.executable, "-m", "demo.radicale_child", str(configuration)]


class CalendarServer:
    """Radicale below ``folder``, for one user. Its port is chosen at the first ``start`` and then kept."""

    def __init__(self, folder: Path, username: str, password: str, log: RequestLog) -> None:
        self.port = 0
        self._port_kept = False
        self.log = log
        self._folder = folder
        self._username = username
        self._child: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._marks: queue.Queue[int] = queue.Queue()
        self._marked = 0
        self._decided = threading.Event()  # it listens, or it has ended
        self._listening = False
        self._home = folder / "collections" / "collection-root" / username
        self._home.mkdir(parents=True)
        self._scratch = folder / "scratch"
        self._scratch.mkdir()
        users = folder / "users"
        users.touch(mode=0o600)
        users.write_text(f"{username}:{password}\n", encoding="utf-8")

    @property
    def base(self) -> str:
        """Return the address of the user's calendar home, with a final slash."""
        return f"http://{HOST}:{self.port}/{self._username}/"

    def make_calendar(self, spec: CalendarSpec, events: Mapping[str, bytes]) -> None:
        """Make a calendar with its events (file name -> iCalendar bytes)."""
        folder = self._home / spec.id
        folder.mkdir()
        properties = {
            "tag": "VCALENDAR",
            "D:displayname": spec.title,
            "ICAL:calendar-color": spec.color,
            "C:calendar-description": spec.description,
            "C:supported-calendar-component-set": "VEVENT",
        }
        (folder / ".Radicale.props").write_text(json.dumps(properties), encoding="utf-8")
        for name, content in events.items():
            (folder / name).write_bytes(content)

    def calendars(self) -> list[str]:
        """Return the ids of all calendars."""
        return sorted(path.name for path in self._home.iterdir() if path.is_dir())

    def names(self, calendar: str) -> list[str]:
        """Return the names of a calendar's event files, sorted."""
        return sorted(path.name for path in (self._home / calendar).glob("*.ics"))

    def get(self, calendar: str, name: str) -> bytes:
        """Return an event as it is now on the server; FileNotFoundError when it is not there."""
        return (self._home / calendar / name).read_bytes()

    def put(self, calendar: str, name: str, content: bytes) -> None:
        """Store an event on the server's side, whether it is on or off."""
        if not (self._home / calendar).is_dir():
            raise FileNotFoundError(f"no calendar {calendar}")
        # Radicale reads its files anew for each request; a file appears whole or not at all.
        replace_bytes(self._home / calendar / name, content, self._scratch)

    def delete(self, calendar: str, name: str) -> None:
        """Delete an event on the server's side; FileNotFoundError when it is not there."""
        (self._home / calendar / name).unlink()

    def launch(self) -> None:
        """Start the process without waiting until it answers."""
        if self._child is not None:
            return
        self.port = self.port or free_port()
        configuration = self._folder / "config"
        configuration.write_text("\n".join(self._configuration()), encoding="utf-8")
        self._decided.clear()
        self._marks = queue.Queue()
        self._listening = False
        env = dict(os.environ)
        root = str(Path(__file__).resolve().parent.parent)
        env["PYTHONPATH"] = os.pathsep.join([root, *filter(None, [env.get("PYTHONPATH")])])
        env.pop("RADICALE_CONFIG", None)
        with (self._folder / "log").open("ab") as log:  # the child has its own copy
            self._child = subprocess.Popen(
                command(configuration),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=env,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        self._reader = threading.Thread(
            target=self._listen, args=(self._child,), name="demo-calendar", daemon=True
        )
        self._reader.start()

    def start(self) -> None:
        """Start the process and wait until it answers; OSError, with its last words, when it does not."""
        for attempt in range(5):
            self.launch()
            assert self._child is not None
            in_time = self._decided.wait(_START_SECONDS)
            if self._listening:
                self._port_kept = True
                return
            self.stop()
            if not in_time or attempt == 4:
                break
            if not self._port_kept:
                self.port = 0  # somebody took it between the look and the bind: another one
        words = (self._folder / "log").read_text(encoding="utf-8", errors="replace")[-800:]
        raise OSError(f"Radicale did not start: {words}")

    def stop(self) -> None:
        """End the process and wait for it. The port number and all events are kept."""
        child, reader = self._child, self._reader
        self._child = self._reader = None
        if child is None:
            return
        assert child.stdin is not None and child.stdout is not None
        with contextlib.suppress(OSError):  # it may have ended first
            child.stdin.close()
        try:
            child.wait(3)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(5)
        if reader is not None:
            reader.join(5)
        child.stdout.close()

    def settle_log(self) -> None:
        """Wait until ``log`` holds every request that the process has answered so far."""
        child = self._child
        if child is None or child.stdin is None:
            return
        self._marked += 1
        try:
            child.stdin.write(b"mark %d\n" % self._marked)
            child.stdin.flush()
        except (OSError, ValueError):
            return  # it has ended, and its reader has or will have taken in the rest
        while self._marks.get(timeout=5) not in (self._marked, _ENDED):
            continue

    def _listen(self, child: subprocess.Popen[bytes]) -> None:
        """Take in the process's lines until it ends."""
        for line in _lines(child.stdout):
            word, _, rest = line.partition(" ")
            if word == "request":
                method, status, path = rest.split(" ", 2)
                self.log.record(method, path, int(status))
            elif word == "mark":
                self._marks.put(int(rest))
            elif word == "ready":
                self._listening = True
                self._decided.set()
        self._listening = False
        self._marks.put(_ENDED)
        self._decided.set()  # nobody waits for a process that has ended

    def _configuration(self) -> Iterable[str]:
        """Yield the configuration's lines (Radicale's own INI dialect)."""
        yield from ("[server]", f"hosts = {HOST}:{self.port}", "max_connections = 20")
        yield from ("[auth]", "type = htpasswd", f"htpasswd_filename = {self._folder / 'users'}")
        yield from ("htpasswd_encryption = plain", "delay = 0")
        yield from ("[storage]", f"filesystem_folder = {self._folder / 'collections'}")
        yield from ("[rights]", "type = owner_only", "[web]", "type = none")
        yield from ("[logging]", "level = warning", "")


def _lines(stream: Iterable[bytes] | None) -> Iterable[str]:
    assert stream is not None
    for raw in stream:
        yield raw.decode("utf-8", "surrogateescape").rstrip("\n")
