"""Starting, switching off and on, stopping: nothing is left, not even after a violent end."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
import requests

from demo import calendars
from demo.intranet import Intranet, ServerName
from demo.ports import listens
from tests.conftest import ROOT
from tests.demo import asking
from tests.support.waiting import wait_until


def _ports(intranet: Intranet) -> list[int]:
    return [int(intranet.address.rpartition(":")[2]), intranet.documents.server.port, intranet.calendars.port]


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is the place for temporary files during the test."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def _read(intranet: Intranet) -> list[int]:
    """Return the status of a request to each server."""
    hrefs = [
        intranet.address + "/.well-known/prikbord.json",
        intranet.documents.root,
        intranet.calendars.base,
    ]
    methods = ["GET", "PROPFIND", "PROPFIND"]
    return [
        requests.request(m, h, auth=asking.login(intranet), headers={"Depth": "0"}, timeout=10).status_code
        for m, h in zip(methods, hrefs, strict=True)
    ]


def test_up_in_three_seconds() -> None:
    """All three servers answer within three seconds (the best of three starts: the machine is shared)."""
    seconds = []
    for _ in range(3):
        begin = time.perf_counter()
        with Intranet() as intranet:
            assert _read(intranet) == [200, 207, 207]
            seconds.append(time.perf_counter() - begin)
        if seconds[-1] < 3:
            break
    assert min(seconds) < 3


def test_off_refuses_and_on_is_the_same_again(intranet: Intranet) -> None:
    """Off: connections are refused, kept ones too. On: same ports, same login, same state."""
    session = requests.Session()
    session.auth = asking.login(intranet)
    assert session.get(intranet.address, timeout=10).status_code == 200
    intranet.change_document("Handleidingen/Nieuw.md", b"# Nieuw")
    title = intranet.happen("announcement").title
    ports = _ports(intranet)
    for _ in range(2):
        intranet.power(False)
        assert [listens(port) for port in ports] == [False, False, False]
        for client in (session, requests):
            with pytest.raises(requests.ConnectionError):
                client.get(intranet.address, timeout=10)
        intranet.power(True)
        assert _ports(intranet) == ports
        assert _read(intranet) == [200, 207, 207]
    assert asking.get(intranet, intranet.documents.href("Handleidingen/Nieuw.md")).content == b"# Nieuw"
    assert title in asking.get(intranet, "/feeds/mededelingen.rss").text
    session.close()


def test_says_whether_it_is_on(intranet: Intranet) -> None:
    """The switch's state, for whoever shows it; switching twice changes nothing."""
    seen = [intranet.is_on]
    for on in (False, False, True, True):
        intranet.power(on)
        seen.append(intranet.is_on)
    assert seen == [True, False, False, True, True]


def test_things_may_happen_while_off(intranet: Intranet) -> None:
    """The server's people do not stop working because it cannot be reached."""
    intranet.power(False)
    happened = [intranet.happen(kind) for kind in ("news", "document_added", "meeting_moved")]
    intranet.power(True)
    assert happened[0].title in asking.get(intranet, "/feeds/nieuws.atom").text
    assert asking.get(intranet, intranet.documents.href(happened[1].where)).status_code == 200
    assert asking.get(intranet, intranet.calendars.base + happened[2].where).status_code == 200


def test_stop_leaves_nothing(temp: Path) -> None:
    """No thread, no process, no folder, no port; a second stop does nothing, and a new start works."""
    threads = set(threading.enumerate())
    intranet = Intranet()
    intranet.start()
    intranet.start_life(60)
    child = intranet.calendars._child
    assert child is not None
    folder, ports = intranet.folder, _ports(intranet)
    assert folder in list(temp.iterdir())
    asking.get(intranet, "/")
    intranet.stop()
    intranet.stop()
    assert child.poll() is not None
    assert set(threading.enumerate()) <= threads
    assert list(temp.iterdir()) == []
    assert [listens(port) for port in ports] == [False, False, False]
    with pytest.raises(RuntimeError, match="not running"):
        intranet.power(True)
    intranet.start()
    assert _read(intranet) == [200, 207, 207]
    intranet.stop()


def test_an_error_inside_leaves_nothing() -> None:
    """``with`` cleans up when its body fails."""
    threads = set(threading.enumerate())
    with pytest.raises(ZeroDivisionError), Intranet() as intranet:
        folder = intranet.folder
        _ = 1 // 0
    assert not folder.exists()
    assert set(threading.enumerate()) <= threads


def test_a_server_that_does_not_start_leaves_nothing(temp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Radicale fails: start() says so with its last words, and the other two are gone as well."""
    failing = [sys.executable, "-c", "import sys; sys.stderr.write('no luck'); sys.exit(1)"]
    monkeypatch.setattr(calendars, "command", lambda configuration: failing)
    threads = set(threading.enumerate())
    intranet = Intranet()
    with pytest.raises(OSError, match="no luck"):
        intranet.start()
    assert set(threading.enumerate()) <= threads
    assert list(temp.iterdir()) == []


def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    """However the parent ends: the pipe ends, and so does Radicale."""
    code = (
        "import sys, threading\nfrom demo.intranet import Intranet\n"
        "i = Intranet()\ni.start()\nprint(i.calendars.port, flush=True)\nthreading.Event().wait()\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, cwd=tmp_path
    ) as parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline())
        assert listens(port)
        parent.kill()
        parent.wait(10)
        wait_until(lambda: not listens(port), what="the end of Radicale")


def test_requests_are_logged_by_server(intranet: Intranet) -> None:
    """Method, decoded path and status, in order, complete as soon as the answer is there."""
    intranet.clear_requests()
    asking.get(intranet, "/nieuws/geen")
    asking.propfind(intranet, intranet.documents.href("Café De Sluis/"), "0")
    asking.propfind(intranet, intranet.calendars.base + "mijn-team/", "0")
    told = {name: [(r.method, r.path, r.status) for r in log] for name, log in intranet.requests.items()}
    assert told == {
        ServerName.NEWS: [("GET", "/nieuws/geen", 404)],
        ServerName.DOCUMENTS: [("PROPFIND", "/documenten/Café De Sluis/", 207)],
        ServerName.CALENDAR: [("PROPFIND", "/sanne/mijn-team/", 207)],
    }


def test_two_at_once() -> None:
    """Two intranets have ports and passwords of their own."""
    with Intranet() as one, Intranet() as two:
        assert not set(_ports(one)) & set(_ports(two))
        assert one.password != two.password
        answer = requests.get(two.address + "/.well-known/prikbord.json", auth=asking.login(one), timeout=10)
        assert answer.status_code == 401


def test_the_password_file_is_the_owners_alone(shared_intranet: Intranet) -> None:
    """Others on the machine cannot read it, nor anything beside it."""
    users = shared_intranet.folder / "calendars" / "users"
    assert users.read_text(encoding="utf-8").startswith("sanne:")
    if sys.platform != "win32":
        assert users.stat().st_mode & 0o077 == 0
        assert shared_intranet.folder.stat().st_mode & 0o077 == 0


def test_the_frozen_program_starts_radicale_through_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """There is no "-m" in a frozen program: it dispatches on a flag of its own."""
    assert calendars.command(tmp_path)[1:3] == ["-m", "demo.radicale_child"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert calendars.command(tmp_path) == [sys.executable, "--demo-radicale", str(tmp_path)]
