"""With the servers stopped everything synced is still there, as the command line's contract names it; and
nobody without the key can read any of it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demo.content import RESOURCES
from demo.intranet import Intranet
from tests.end2end.command import Command, asked

pytestmark = pytest.mark.xdist_group("offline-reading")

COMMON = {"id", "kind", "account", "collection", "href", "title", "changed", "synced"}
FIELDS: dict[str, set[str]] = {
    "news": {"author", "published", "summary", "unread", "starred", "priority", "must_read", "confirmed"},
    "announcements": {
        "author", "published", "summary", "unread", "starred", "priority", "must_read", "confirmed",
    },
    "documents": {"path", "size", "media_type", "offline"},
    "events": {"start", "end", "all_day", "location", "response", "uid", "recurrence_id"},
    "people": set(), "processes": set(), "campaigns": set(), "polls": set(), "collections": set(),
    "outbox": {"intent", "state", "attempts", "next_try", "error"},
}  # fmt: skip


@dataclass
class Stocked:
    """A folder that was synced twice, with the servers stopped since."""

    prikbord: Command
    intranet: Intranet
    unchanged: dict[str, Any]
    unchanged_requests: int
    rows_before: bytes
    rows_after: bytes


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stocked]:
    prikbord = Command(tmp_path_factory.mktemp("stocked"))
    with Intranet() as intranet:
        refused = prikbord.add(intranet, password="verkeerd-wachtwoord")
        assert refused.code == 3 and asked(intranet) == 1
        assert prikbord.add(intranet).code == 0
        first = prikbord("--log-level", "debug", "sync")
        assert first.code == 0, first.err
        [database] = prikbord.data_dir.rglob("*.db")
        before = database.read_bytes()
        intranet.clear_requests()
        unchanged = prikbord.json("sync")
        requests = asked(intranet)
        after = database.read_bytes()
        assert prikbord("feedback", "Straks versturen, s.v.p.").code == 0
        intranet.power(False)
        assert prikbord("--log-level", "debug", "sync").code == 4
        yield Stocked(prikbord, intranet, unchanged, requests, before, after)


def test_a_second_sync_costs_one_request_a_collection_and_writes_nothing(stocked: Stocked) -> None:
    [account] = stocked.unchanged["accounts"]
    collections = stocked.prikbord.items("collections")
    assert account["requests"] == stocked.unchanged_requests <= len(collections) == 8
    assert (account["added"], account["changed"], account["removed"]) == (0, 0, 0)
    assert stocked.rows_before == stocked.rows_after


@pytest.mark.parametrize("kind", FIELDS)
def test_every_kind_is_listed_and_shown(stocked: Stocked, kind: str) -> None:
    prikbord = stocked.prikbord
    answer = prikbord.json("--offline", "list", kind)
    assert set(answer) == {"items", "total"} and answer["total"] == len(answer["items"]) > 0
    for item in answer["items"]:
        assert item.keys() >= COMMON | FIELDS[kind], kind
        for name in ("changed", "synced", "published"):
            if item.get(name):
                assert dt.datetime.fromisoformat(item[name]).tzinfo is not None
    if kind in ("outbox", "collections"):
        return
    one = answer["items"][0]
    shown = prikbord.json("--offline", "show", one["id"])
    assert shown["id"] == one["id"] and shown["title"] == one["title"]
    if kind in ("news", "announcements"):
        assert shown["text"].strip() and shown["html"].strip()
    if kind == "documents":
        assert "text" in shown
    if kind == "events":
        assert (shown["start"], shown["end"]) == (one["start"], one["end"])
        assert shown.keys() >= {"description", "organizer", "attendees", "status", "timezone"}


def test_one_item_is_told_in_words(stocked: Stocked) -> None:
    prikbord = stocked.prikbord
    some = prikbord.json("--offline", "list", "news", "--limit", "2")
    assert len(some["items"]) == 2 and some["total"] >= 40
    one = some["items"][0]
    told = prikbord("--offline", "show", one["id"])
    assert told.code == 0 and told.out.startswith(one["title"]) and one["summary"] in told.out


def test_since_until_and_limit(stocked: Stocked) -> None:
    prikbord = stocked.prikbord
    news = prikbord.items("news")
    middle = sorted(one["published"] for one in news)[len(news) // 2]
    older = prikbord.items("news", "--until", middle)
    newer = prikbord.items("news", "--since", middle)
    assert {one["id"] for one in older} | {one["id"] for one in newer} == {one["id"] for one in news}
    assert all(one["published"] < middle for one in older)
    assert all(one["published"] >= middle for one in newer)
    now = dt.datetime.now(dt.UTC)
    week = (now + dt.timedelta(days=7)).isoformat()
    soon = prikbord.items("events", "--until", week)
    assert soon and all(moment(one["start"]) < moment(week) for one in soon)
    assert len(soon) < len(prikbord.items("events"))
    whole = prikbord(
        "--offline", "--json", "list", "events", "--since", "0001-01-01", "--until", "9999-12-31"
    )
    assert whole.code == 0 and whole.json["total"] > 60
    assert prikbord.items("events", "--since", "2200-01-01", "--until", "2200-02-01") == []


def moment(text: str) -> dt.datetime:
    value = dt.datetime.fromisoformat(text)
    return value if value.tzinfo else value.astimezone()


def test_every_document_comes_out_whole_and_nothing_is_written_over(stocked: Stocked, tmp_path: Path) -> None:
    prikbord = stocked.prikbord
    documents = prikbord.items("documents")
    assert len(documents) == 100 and all(one["offline"] for one in documents)
    out = tmp_path / "uit"
    done = prikbord.json("--offline", "fetch", *[one["id"] for one in documents], "--to", str(out))
    assert done["failed"] == [] and len(done["items"]) == 100
    paths = {one["id"]: one["path"] for one in documents}
    for one in done["items"]:
        original = (RESOURCES / "documents" / paths[one["id"]]).read_bytes()
        assert Path(one["path"]).read_bytes() == original
        assert Path(one["path"]).parent == out and one["size"] == len(original)
    first = done["items"][0]
    theirs = Path(first["path"])
    theirs.write_bytes(b"something else of this name")
    again = prikbord.json("--offline", "fetch", first["id"], "--to", str(out))["items"][0]
    assert Path(again["path"]) != theirs and theirs.read_bytes() == b"something else of this name"
    assert Path(again["path"]).stat().st_size == first["size"]
    assert not list(out.glob(".*"))
    assert not list(out.glob("*.part"))


PICTURES = """
import sys
from pathlib import Path
from app.core import Core
from app.credentials import KeyringCredentials
from app.paths import Paths
paths = Paths(Path(sys.argv[1]))
credentials = KeyringCredentials(paths)
with Core.open(paths, credentials=credentials, key=credentials.master_key(), read_only=True) as core:
    for href in sys.stdin.read().split():
        print(href, len(core.pictures.data(href) or b""))
"""


def test_pictures_are_there_without_the_servers(stocked: Stocked) -> None:
    prikbord = stocked.prikbord
    hrefs: set[str] = set()
    for one in prikbord.items("news")[:5]:
        hrefs |= set(prikbord.json("show", one["id"])["pictures"])
    assert len(hrefs) >= 3
    done = subprocess.run(
        [sys.executable, "-c", PICTURES, str(prikbord.data_dir)],
        input="\n".join(hrefs), env=prikbord.env, capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    sizes = {href: int(size) for href, size in map(str.split, done.stdout.splitlines())}
    assert sizes.keys() == hrefs
    for href, size in sizes.items():
        assert size == (RESOURCES / "pictures" / href.rsplit("/", 1)[1]).stat().st_size, href


def inner_words(suffix: str) -> tuple[str, list[str]]:
    """Return an office document of the demo and some words that stand together in it."""
    for path in sorted((RESOURCES / "documents").rglob(f"*.{suffix}")):
        with zipfile.ZipFile(path) as archive:
            parts = [n for n in archive.namelist() if re.search(r"document|content|sheet\d|slide\d", n)]
            text = " ".join(archive.read(n).decode() for n in parts if n.endswith(".xml"))
        for run in re.findall(r">([^<>&]{12,60})<", text):
            words = re.findall(r"[^\W\d_]{4,}", run)
            if len(words) >= 3 and not set(words) & set(path.stem.split()):
                return path.name, words[:3]
    raise AssertionError(f"no words in any {suffix}")


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pptx", "odt"])
def test_search_looks_inside_office_documents(stocked: Stocked, suffix: str) -> None:
    name, words = inner_words(suffix)
    hits = stocked.prikbord.json("--offline", "search", *words, "--kind", "documents")["items"]
    assert name in {hit["title"] for hit in hits}, words
    assert all(hit["snippet"] and hit["score"] for hit in hits)


def test_search_looks_inside_pdf_and_folds_diacritics(stocked: Stocked) -> None:
    prikbord = stocked.prikbord
    [pdf] = [one for one in prikbord.items("documents") if one["title"] == "Cao in het kort.pdf"]
    text = prikbord.json("--offline", "show", pdf["id"])["text"]
    words = re.findall(r"\b[a-z]{6,}\b", text)[:3]
    hits = prikbord.json("--offline", "search", *words)["items"]
    assert pdf["id"] in {hit["id"] for hit in hits}
    found = [prikbord.json("--offline", "search", word)["items"] for word in ("cafe", "café", "CAFÉ")]
    assert found[0] == found[1] == found[2] and any("café" in hit["title"] for hit in found[0])
    limited = prikbord.json("--offline", "search", "cafe", "--limit", "2")
    assert len(limited["items"]) == 2
    for odd in ('" a OR ( *', "'; DROP TABLE items; --", ""):
        assert prikbord("--offline", "--json", "search", odd).code == 0


def test_the_data_folder_tells_nothing(stocked: Stocked, tmp_path: Path) -> None:
    """After a refused login, two syncs, searches, a sync without servers and the doctor's bundle."""
    prikbord, intranet = stocked.prikbord, stocked.intranet
    prikbord("search", "verzuimprotocol")
    bundle = tmp_path / "bundle.zip"
    assert prikbord("doctor", "--bundle", str(bundle)).code == 1  # the servers are not reached
    words = {intranet.password, "verkeerd-wachtwoord", "verzuimprotocol", "Straks versturen", "Lage Beemden"}
    for kind in FIELDS:
        words |= {item["title"] for item in prikbord.items(kind) if len(item["title"]) > 7}
    news = prikbord.items("news")
    words |= {item["summary"][:30] for item in news}
    words |= {prikbord.json("--offline", "show", one["id"])["text"][40:70] for one in news[:3]}
    words |= {one["path"].split("/")[0] for one in prikbord.items("documents") if "/" in one["path"]}
    with zipfile.ZipFile(bundle) as packed:
        told = {f"bundle/{name}": packed.read(name) for name in packed.namelist()}
    assert "bundle/doctor.json" in told
    keys = [value.encode() for value in re.findall(r'"([A-Za-z0-9+/]{43}=)"', prikbord.secrets.read_text())]
    assert keys, "the key of the cache stands in the credential store"
    for name, raw in (prikbord.files() | told).items():
        for word in words:
            for encoded in (word.encode(), word.encode("utf-16-le"), word.replace(" ", "%20").encode()):
                assert encoded not in raw, (name, word)
        for key in keys:
            assert key not in raw, name
        assert not any(word.casefold() in name.casefold() for word in words), name


def test_plain_sqlite_cannot_open_it(stocked: Stocked) -> None:
    databases = [p for p in stocked.prikbord.data_dir.rglob("*") if p.suffix in (".db", ".sqlite")]
    assert databases
    for database in databases:
        assert not database.read_bytes().startswith(b"SQLite format 3")
        plain = sqlite3.connect(database)
        with pytest.raises(sqlite3.DatabaseError):
            plain.execute("SELECT count(*) FROM sqlite_master").fetchall()
        plain.close()


def test_the_folder_is_this_persons_alone_and_tidy(stocked: Stocked) -> None:
    folder = stocked.prikbord.data_dir
    if os.name == "posix":
        assert folder.stat().st_mode & 0o777 == 0o700
        for inner in ("store", "logs"):
            assert (folder / inner).stat().st_mode & 0o777 == 0o700
    left = [name for name in stocked.prikbord.files() if re.search(r"\.part|\.tmp|journal|temp/", name)]
    assert left == []


def test_offline_asks_nobody(stocked: Stocked, tmp_path: Path) -> None:
    """With the servers back, ``--offline`` still leaves them alone."""
    prikbord, intranet = stocked.prikbord, stocked.intranet
    intranet.power(True)
    try:
        intranet.clear_requests()
        document = prikbord.items("documents")[0]["id"]
        for words in (["list", "news"], ["search", "dijk"], ["show", document], ["fetch", document]):
            assert prikbord("--offline", *words).code == 0
        assert prikbord("--offline", "doctor").code in (0, 1)
        assert prikbord("--offline", "sync").code == 4
        added = prikbord("--offline", "--json", "account", "add", intranet.address)
        assert added.code == 4 and added.json["error"]["code"] == "offline"
        assert asked(intranet) == 0
    finally:
        intranet.power(False)


def test_answers_are_in_the_language_asked_for(stocked: Stocked) -> None:
    prikbord = stocked.prikbord
    words = [*prikbord.words[: prikbord.words.index("--lang")], "--lang"]
    for language, expected in (("nl", "niet bereikbaar"), ("en", "cannot be reached")):
        prikbord.words, kept = [*words, language], prikbord.words
        try:
            assert expected in prikbord("sync").err
        finally:
            prikbord.words = kept
    wrong = prikbord("--lang", "nl", "list", "nieuws")
    assert wrong.code == 2 and wrong.err.startswith("gebruik:") and wrong.out == ""


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors and pipes of POSIX")
def test_a_reader_that_leaves_and_a_stdout_that_is_full(stocked: Stocked) -> None:
    prikbord = stocked.prikbord
    process = prikbord.start("--offline", "list", "documents")
    assert process.stdout and process.stderr and process.stdin
    process.stdin.close()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), said) == (0, "")
    if Path("/dev/full").exists():
        for words in (["list", "polls"], ["--json", "list", "news"]):
            with Path("/dev/full").open("w") as full:
                process = prikbord.start("--offline", *words, stdout=full)
                _, said = process.communicate("", timeout=60)
            assert process.returncode == 1
            assert "could not be written" in said and "Traceback" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
def test_progress_is_for_a_terminal_only(stocked: Stocked) -> None:
    import pty

    prikbord, intranet = stocked.prikbord, stocked.intranet
    intranet.power(True)
    try:
        assert prikbord("sync").err == ""  # no terminal: not a word of it
        ours, theirs = pty.openpty()
        with prikbord.start("--json", "sync", stderr=theirs) as process:
            os.close(theirs)
            shown = bytearray()
            with contextlib.suppress(OSError):  # Linux says EIO when the other side has gone
                while piece := os.read(ours, 4096):
                    shown += piece
            out, _ = process.communicate()
        os.close(ours)
    finally:
        intranet.power(False)
    assert json.loads(out)["accounts"][0]["outcome"] == "ok"
    assert b"Asking the intranet" in shown and b"8" not in shown.rsplit(b"\x1b[K", 1)[1]


def test_the_doctor_where_its_bundle_cannot_be_written(stocked: Stocked, tmp_path: Path) -> None:
    ended = stocked.prikbord("--json", "--offline", "doctor", "--bundle", str(tmp_path / "no" / "b.zip"))
    assert ended.code == 1 and ended.json["store"]["usable"] is True
    assert "could not be written" in ended.err


def test_wrong_use_is_one_json_document_too(stocked: Stocked) -> None:
    for words in (["list", "nothing"], ["nonsense"], ["--nonsense"]):
        ended = stocked.prikbord("--json", *words)
        assert ended.code == 2 and ended.json["error"]["code"] == "usage", words
    later = stocked.prikbord("--json", "profile", "check", "prikbord.json", "--strict")
    assert later.code == 2 and later.json["error"]["code"] == "not-yet"
    later = stocked.prikbord("comment", "n-x", "Mooi")
    assert later.code == 2 and "not there yet" in later.err and later.out == ""


def test_no_such_thing_is_seven(stocked: Stocked) -> None:
    for words in (
        ["show", "n-no"], ["fetch", "d-no"], ["respond", "e-no", "yes"], ["sync", "--account", "a9"],
    ):  # fmt: skip
        ended = stocked.prikbord("--json", *words)
        assert ended.code == 7 and ended.json["error"]["code"].startswith("no-such"), words
