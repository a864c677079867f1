"""Killed in the middle, damaged, locked, without its key, on a full disk: nothing a person did is lost."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.intranet import Intranet, ServerName
from tests.end2end.command import Command, asked
from tests.support.fault_proxy import FaultProxy
from tests.support.faults import Hang
from tests.support.waiting import wait_until

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def prikbord(tmp_path: Path, intranet: Intranet) -> Command:
    """Return the program with one account that was synced, and something in the outbox."""
    made = Command(tmp_path)
    assert made.add(intranet).code == 0
    assert made("sync").code == 0
    assert made("feedback", "Dit mag nooit verloren gaan").code == 0
    return made


def inbox(intranet: Intranet) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in intranet.inbox_files()]


@pytest.mark.parametrize("after", [12, 110])
def test_killed_in_the_middle_of_the_first_sync(tmp_path: Path, intranet: Intranet, after: int) -> None:
    prikbord = Command(tmp_path)
    assert prikbord.add(intranet).code == 0
    intranet.clear_requests()
    with prikbord.start("sync") as process:
        try:
            wait_until(lambda: asked(intranet) >= after or process.poll() is not None, seconds=60)
        finally:
            process.kill()
        process.communicate()
    again = prikbord("--json", "sync")
    assert again.code == 0, again.out + again.err
    assert prikbord.json("sync")["accounts"][0]["added"] == 0
    assert len(prikbord.items("documents")) == 100 and len(prikbord.items("people")) == 8
    assert all(one["offline"] for one in prikbord.items("documents"))
    titles = [one["href"] for one in prikbord.items("news")]
    assert len(titles) == len(set(titles)) >= 40
    left = [name for name in prikbord.files() if re.search(r"\.part|\.tmp|^temp/", name)]
    assert left == []


def test_killed_between_the_answer_and_the_receipt(prikbord: Command, intranet: Intranet) -> None:
    """The server has the feedback, the program may not know it: it is there once, and nothing waits."""
    with prikbord.start("sync") as process:
        wait_until(lambda: inbox(intranet) or process.poll() is not None, seconds=60)
        process.kill()
        process.communicate()
    assert prikbord("sync").code == 0
    assert prikbord.items("outbox") == []
    assert [json.loads(text)["text"] for text in inbox(intranet)] == ["Dit mag nooit verloren gaan"]


def test_a_damaged_database_is_set_aside_and_built_anew(prikbord: Command, intranet: Intranet) -> None:
    [news, *_] = prikbord.items("news")
    assert prikbord("star", news["id"]).code == 0
    [database] = prikbord.data_dir.rglob("*.db")
    raw = bytearray(database.read_bytes())
    for start in range(len(raw) // 2, len(raw) // 2 + 60 * 4096, 4096):
        raw[start + 100] ^= 0xFF
    database.write_bytes(raw)
    (database.parent / "prikbord.clean").unlink(missing_ok=True)
    mended = prikbord("--json", "sync")
    assert mended.code == 0, mended.out + mended.err
    assert "set aside" in mended.err
    [aside] = [p for p in database.parent.iterdir() if "damaged" in p.name and p.suffix != ".json"][:1]
    assert re.search(r"\d{4}-?\d{2}-?\d{2}", aside.name), aside.name
    assert mended.json["accounts"][0]["pushed"] == 1
    assert "Dit mag nooit verloren gaan" in inbox(intranet)[0]
    assert len(prikbord.items("documents")) == 100
    assert next(one for one in prikbord.items("news") if one["id"] == news["id"])["starred"]


def test_a_database_of_which_nothing_can_be_read(prikbord: Command, intranet: Intranet) -> None:
    """It is set aside and said so; no rescue is claimed, and adding the account again fills the cache."""
    [database] = prikbord.data_dir.rglob("*.db")
    database.write_bytes(os.urandom(database.stat().st_size))
    ended = prikbord("--json", "list", "news")
    assert ended.code == 0 and ended.json["total"] == 0
    assert "set aside" in ended.err and "add your account again" in ended.err
    assert [p for p in database.parent.iterdir() if "damaged" in p.name]
    assert prikbord.add(intranet).code == 0 and prikbord("sync").code == 0
    assert len(prikbord.items("documents")) == 100


def test_damaged_contents_are_fetched_again(prikbord: Command, tmp_path: Path) -> None:
    [document, *_] = [one for one in prikbord.items("documents") if one["size"] > 20_000]
    blobs = [p for p in prikbord.data_dir.rglob("blobs/*/*") if p.is_file()]
    for blob in blobs:
        raw = bytearray(blob.read_bytes())
        raw[len(raw) // 2] ^= 1
        blob.write_bytes(raw)
    refused = prikbord("--offline", "--json", "fetch", document["id"], "--to", str(tmp_path / "uit"))
    assert refused.code in (1, 4) and refused.json["items"] == []
    assert not list((tmp_path / "uit").glob("*"))
    fetched = prikbord.json("fetch", document["id"], "--to", str(tmp_path / "uit"))
    assert fetched["items"][0]["size"] == document["size"]


def test_without_the_key_or_with_another_nothing_is_touched(prikbord: Command) -> None:
    kept = prikbord.secrets.read_text()
    other = re.sub(r'"[A-Za-z0-9+/]{43}="', '"' + "A" * 43 + '="', kept)
    assert other != kept
    before = {name: raw for name, raw in prikbord.files().items() if not name.startswith("logs/")}
    for secrets in ("{}", other):
        prikbord.secrets.write_text(secrets)
        for words in (["list", "news"], ["sync"], ["doctor"]):
            ended = prikbord("--json", *words)
            assert ended.code == 6, (words, ended)
            json.loads(ended.out)
        assert prikbord.secrets.read_text() == secrets
        after = {name: raw for name, raw in prikbord.files().items() if not name.startswith("logs/")}
        changed = {name for name in before | after if before.get(name) != after.get(name)}
        assert not {name for name in changed if not name.endswith((".db-shm", ".db-wal", ".lock"))}
    prikbord.secrets.write_text(kept)
    assert prikbord("sync").code == 0 and prikbord.items("outbox") == []


def test_two_programs_on_one_folder(prikbord: Command, intranet: Intranet) -> None:
    """While one syncs the other may look; what would write is told to wait, and the first is not hurt."""
    [news, *_] = prikbord.items("news")
    with FaultProxy(intranet.address, rule=lambda _request: Hang()) as proxy:
        slow = Command(prikbord.data_dir.parent)
        hanging = slow.start("account", "add", proxy.url)
        try:
            wait_until(lambda: proxy.exchanges or hanging.poll() is not None, seconds=60)
            wait_until(lambda: proxy.number() > 1, seconds=10)
            assert prikbord.items("news")[0]["id"] == news["id"]
            for words in (["star", news["id"]], ["sync"]):
                busy = prikbord("--json", *words)
                assert busy.code == 6 and "already open" in busy.json["error"]["message"]
        finally:
            hanging.kill()
            hanging.communicate()
    assert prikbord("star", news["id"]).code == 0
    assert prikbord("sync").code == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of its own with room for little; skips where none can be made."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small disk needs Linux and root")
    place = tmp_path / "klein"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "prikbord-test", str(place)],
        capture_output=True,
        check=False,
    )
    if made.returncode != 0:
        pytest.skip("this container may not mount")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk(small_disk: Path, intranet: Intranet) -> None:
    prikbord = Command(small_disk)
    assert prikbord.add(intranet).code == 0
    full = prikbord("--json", "sync")
    assert full.code == 6, full.out + full.err
    assert full.json["accounts"][0]["outcome"] == "disk-full"
    assert "disk is full" in full.err
    # With room it goes on.
    subprocess.run(["mount", "-o", "remount,size=60m", str(small_disk)], check=True)
    more = prikbord("--json", "sync")
    assert more.code == 0, more.out + more.err
    assert len(prikbord.items("documents")) == 100
    assert all(one["offline"] for one in prikbord.items("documents"))


def test_where_the_folder_cannot_be_made(tmp_path: Path) -> None:
    prikbord = Command(tmp_path)
    prikbord.data_dir.write_text("a file stands in the way")
    for words in (["list", "news"], ["sync"], ["doctor"], ["account", "add", "http://127.0.0.1:9/"]):
        ended = prikbord("--json", *words)
        assert ended.code == 6, (words, ended)
        json.loads(ended.out)
    assert prikbord.data_dir.read_text() == "a file stands in the way"


def test_two_servers_of_three_are_away(prikbord: Command, intranet: Intranet) -> None:
    """A part that cannot be reached is named; the rest is synced; what waits for it keeps waiting."""
    intranet.documents.server.stop()
    try:
        partly = prikbord("--json", "sync")
        assert partly.code == 1
        [account] = partly.json["accounts"]
        assert account["outcome"] == "partly"
        assert {one["code"] for one in account["failed"]} == {"offline"}
        assert [one["intent"] for one in prikbord.items("outbox")] == ["feedback"]
        assert len(prikbord.items("documents")) == 100
    finally:
        intranet.documents.server.start()
    assert prikbord("sync").code == 0 and prikbord.items("outbox") == []
    assert any(r.method == "PUT" for r in intranet.requests[ServerName.DOCUMENTS])
