"""Killed at any moment: what was committed is there, what was not is not there in part."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from sync.model.errors import DiskFull
from sync.model.items import CollectionKind, ItemKind
from sync.store import accounts, blobs, outbox, queries, settings
from tests.support.clock import FakeClock
from tests.unit.store import crash_child, samples
from tests.unit.store.samples import SITE, open_store

KILLS = int(os.environ.get("PRIKBORD_KILLS", "25"))


def run_and_kill(folder: Path, first: int, chance: random.Random) -> int:
    """Run the child, kill it after a random while; return the last number it said was committed."""
    child = subprocess.Popen(
        [sys.executable, str(Path(crash_child.__file__)), str(folder), str(first)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"open\n"
    timer = threading.Timer(chance.uniform(0.0, 0.15), child.kill)
    timer.start()
    output, _ = child.communicate()
    timer.join()
    said = [int(line) for line in output.split() if line.strip()]
    return max(said, default=first)


@pytest.mark.timeout(300)
def test_kill_9_again_and_again(data_dir: Path, clock: FakeClock) -> None:
    chance = random.Random(20261124)
    with open_store(data_dir, clock) as store:
        samples.add_account(store, samples.found(CollectionKind.FEED, "feed"))
    last = 0
    for _ in range(KILLS):
        said = run_and_kill(data_dir, last, chance)
        if chance.random() < 0.3:  # a reader looks first, with nobody writing
            with open_store(data_dir, clock, read_only=True) as reader:
                assert len(outbox.all_intents(reader)) >= said
        with open_store(data_dir, clock) as store:
            assert store.recovery is None
            intents = outbox.all_intents(store)
            last = int(accounts.collections(store)[0].cursor.etag or 0)
            # All that was said to be committed is there, and at most the one after it, whole.
            assert last in (said, said + 1)
            assert [intent.key for intent in intents] == [f"k{n}" for n in range(1, last + 1)]
            assert queries.total(store, ItemKind.NEWS) == (last + 1 if last else 0)
            if last:
                held = blobs.lookup(store, f"{SITE}/{last}.png")
                assert held is not None
                assert store.blobs.read(held.hash) == b"%d" % last * 50_000
            with store.read() as connection:
                assert connection.execute(text("PRAGMA quick_check")).scalar() == "ok"
            assert not list(store.blobs.folder.glob("*.part"))
    assert last > KILLS  # it did get somewhere


def test_killed_in_the_very_first_start(tmp_path: Path, clock: FakeClock) -> None:
    chance = random.Random(7)
    code = (
        "import sys; from pathlib import Path; from tests.unit.store.samples import open_store;"
        "import alembic.command; print('go', flush=True); open_store(Path(sys.argv[1])).close()"
    )
    for turn in range(12):
        folder = tmp_path / str(turn)
        child = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"go\n"
        timer = threading.Timer(chance.uniform(0.0, 0.12), child.kill)
        timer.start()
        child.communicate()
        timer.join()
        with open_store(folder, clock) as store:
            assert store.recovery is None
            samples.add_account(store)


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("mount"),
    reason="needs root to make a small disk",
)
def test_a_disk_that_really_fills_up(tmp_path: Path, clock: FakeClock) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("no mounting here")
    try:
        with open_store(disk / "data", clock) as store:
            stored = 0
            with pytest.raises(DiskFull):
                for number in range(100):
                    store.write(partial(settings.put, key=f"k{number}", value="x" * 100_000))
                    stored = number + 1
            assert stored > 3
            assert len(settings.all_settings(store)) == stored
            with pytest.raises(DiskFull), store.blobs.writer() as writer:
                for _ in range(100):
                    writer.write(os.urandom(100_000))
                writer.commit()
            (disk / "full").write_bytes(b"x" * disk_room(disk))
        (disk / "full").unlink()
        with open_store(disk / "data", clock) as store:
            assert store.recovery is None
            assert len(settings.all_settings(store)) == stored
            with store.read() as connection:
                assert connection.execute(text("PRAGMA quick_check")).scalar() == "ok"
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def disk_room(disk: Path) -> int:
    room = os.statvfs(disk)
    return room.f_bavail * room.f_frsize


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_no_room_for_the_very_first_start(tmp_path: Path, clock: FakeClock) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], check=False
        ).returncode
    ):
        pytest.skip("no mounting here")
    try:
        with pytest.raises(DiskFull):
            open_store(disk, clock)
        subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
        with open_store(disk, clock) as store:
            assert store.recovery is None
            samples.add_account(store)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
