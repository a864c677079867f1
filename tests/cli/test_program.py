"""The whole command line against the demo intranet's real servers."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import subprocess
import sys
import zipfile
from typing import Any

import pytest

from app.cli.exits import Exit
from app.paths import Paths
from demo.intranet import ServerName
from sync.store.lock import FolderLock
from tests.support import faults
from tests.support.fault_proxy import FaultProxy


def counted(intranet) -> int:
    return sum(len(requests) for requests in intranet.requests.values())


def strings_of(folder) -> bytes:
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_from_an_address_to_reading_offline(prikbord, intranet, tmp_path):
    added = prikbord.add(intranet)
    assert added.code == Exit.DONE, added.err
    assert {c["connector"] for c in added.json["collections"]} == {"profile", "feed", "webdav", "caldav"}

    first = prikbord.process("--json", "--log-level", "debug", "sync")
    assert first.code == Exit.DONE, first.out
    [account] = first.json["accounts"]
    assert set(account) == {
        "id", "title", "outcome", "seconds", "requests", "bytes_received", "bytes_sent", "added", "changed",
        "removed", "failed", "pushed", "parked",
    }  # fmt: skip
    assert account["outcome"] == "ok" and account["added"] > 100 and account["failed"] == []

    collections = prikbord("--json", "list", "collections").json["items"]
    intranet.clear_requests()
    second = prikbord("--json", "sync")
    [account] = second.json["accounts"]
    assert (account["added"], account["changed"], account["removed"]) == (0, 0, 0)
    assert account["requests"] <= len(collections)
    assert counted(intranet) == account["requests"]

    # With the servers off everything is still there, contents too.
    intranet.power(False)
    news = prikbord.process("--offline", "--json", "list", "news").json
    assert news["total"] >= 40 and len(news["items"]) == news["total"]
    fields = {
        "id", "kind", "account", "collection", "href", "title", "changed", "synced", "author", "published",
        "summary", "unread", "starred", "priority", "must_read", "confirmed",
    }  # fmt: skip
    assert fields <= set(news["items"][0])
    assert dt.datetime.fromisoformat(news["items"][0]["published"]).tzinfo is not None
    announcements = prikbord("--offline", "--json", "list", "announcements", "--limit", "2").json
    assert announcements["total"] == 6 and len(announcements["items"]) == 2

    documents = prikbord("--offline", "--json", "list", "documents").json["items"]
    assert documents and all(one["offline"] for one in documents)
    fetched = prikbord(
        "--offline", "--json", "fetch", *[d["id"] for d in documents], "--to", str(tmp_path / "out")
    )
    assert fetched.code == Exit.DONE, fetched.err
    assert [one["size"] for one in fetched.json["items"]] == [d["size"] for d in documents]
    assert len(list((tmp_path / "out").iterdir())) == len(documents)

    shown = prikbord("--offline", "--json", "show", news["items"][0]["id"]).json
    assert shown["text"].strip() and shown["html"]
    events = prikbord("--offline", "--json", "list", "events").json["items"]
    assert {"start", "end", "all_day", "location", "response", "uid", "recurrence_id"} <= set(events[0])
    day = next((one for one in events if one["all_day"]), None)
    assert day is None or len(day["start"]) == len("2026-11-24")
    people = prikbord("--offline", "--json", "list", "people").json
    assert people["total"] == 8
    hits = prikbord("--offline", "--json", "search", "ziek").json["items"]
    assert "process" in {hit["kind"] for hit in hits}
    assert {"snippet", "score"} <= set(hits[0])

    # What is on the disk tells nobody anything.
    raw = strings_of(prikbord.data_dir)
    secrets_and_words = [intranet.password, intranet.username + ":", *(n["title"] for n in news["items"])]
    secrets_and_words += [d["path"].rpartition("/")[2] for d in documents] + [
        p["title"] for p in people["items"]
    ]
    for word in secrets_and_words:
        assert word.encode() not in raw, word
    [database] = prikbord.data_dir.rglob("*.db")
    with sqlite3.connect(database) as plain, pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT count(*) FROM sqlite_master").fetchall()
    plain.close()


def test_what_people_do_is_delivered(prikbord, intranet):
    prikbord.add(intranet)
    prikbord("sync")
    [must_read, *_] = [n for n in listed(prikbord, "announcements") if n["must_read"]]
    poll = listed(prikbord, "polls")[0]
    intranet.power(False)
    assert prikbord("confirm", must_read["id"]).code == Exit.DONE
    assert prikbord("vote", poll["id"], poll["choices"][0]["id"]).code == Exit.DONE
    assert prikbord("vote", poll["id"], "no such choice").code == Exit.USAGE
    assert prikbord("feedback", "Mooi intranet!", "--about", must_read["id"]).code == Exit.DONE
    invited = [one for one in listed(prikbord, "events") if one["response"] == "needs-action"]
    answered = prikbord("--json", "respond", invited[0]["id"], "maybe")
    assert answered.code == Exit.DONE and answered.json["state"] == "waiting"
    waiting = listed(prikbord, "outbox")
    assert {one["intent"] for one in waiting} == {"confirm", "vote", "feedback", "respond"}
    assert {one["state"] for one in waiting} == {"waiting"}
    offline = prikbord("--json", "sync")
    assert offline.code == Exit.UNREACHABLE
    assert offline.json["accounts"][0]["outcome"] == "offline"
    assert len(listed(prikbord, "outbox")) == 4

    intranet.power(True)
    online = prikbord("--json", "sync")
    assert online.json["accounts"][0]["pushed"] == 4, online.out
    assert listed(prikbord, "outbox") == []
    kinds = {json.loads(path.read_text())["kind"] for path in intranet.inbox_files()}
    assert kinds == {"confirm", "vote", "feedback"}
    shown = prikbord("--json", "show", invited[0]["id"]).json
    assert shown["response"] == "tentative"
    assert prikbord("--json", "sync").json["accounts"][0]["pushed"] == 0


def listed(prikbord, kind: str) -> list[dict[str, Any]]:
    result = prikbord("--json", "list", kind)
    assert result.code == Exit.DONE, result.err
    items: list[dict[str, Any]] = result.json["items"]
    return items


def test_a_wrong_password_is_tried_once(prikbord, intranet):
    refused = prikbord.add(intranet, password="wrong")
    assert refused.code == Exit.LOGIN
    assert refused.json["error"]["code"] == "login-needed"
    assert counted(intranet) == 1
    prikbord.add(intranet)
    assert prikbord("sync").code == Exit.DONE
    # The password is changed on the server's side, as far as this client can tell.
    secrets = json.loads(prikbord.secrets.read_text())
    for name in secrets["Prikbord"]:
        if name.startswith("login:"):
            secrets["Prikbord"][name] = json.dumps({"username": intranet.username, "secret": "old"})
    prikbord.secrets.write_text(json.dumps(secrets))
    intranet.clear_requests()
    refused = prikbord("--json", "sync")
    assert refused.code == Exit.LOGIN and refused.json["accounts"][0]["outcome"] == "login-needed"
    assert [r.status for r in intranet.requests[ServerName.NEWS]] == [401]
    assert counted(intranet) == 1
    intranet.clear_requests()
    assert prikbord("sync").code == Exit.LOGIN
    assert counted(intranet) == 0  # never again without the person
    assert prikbord.add(intranet).json["id"] == "a1"
    assert prikbord("sync").code == Exit.DONE


def test_reading_beside_a_program_that_writes(prikbord, shared_intranet):
    prikbord.add(shared_intranet)
    prikbord("sync")
    lock = FolderLock(Paths(prikbord.data_dir).store)
    lock.acquire()
    try:
        assert listed(prikbord, "news")
        busy = prikbord("star", listed(prikbord, "news")[0]["id"])
        assert busy.code == Exit.STORE and "already open" in busy.err
        assert prikbord("doctor", "--offline").code == Exit.USAGE  # options stand before the verb
        assert prikbord("--offline", "doctor").code == Exit.DONE
    finally:
        lock.release()
    assert prikbord("star", listed(prikbord, "news")[0]["id"]).code == Exit.DONE
    assert listed(prikbord, "news")[0]["starred"]


def test_a_lost_key_changes_nothing(prikbord, shared_intranet):
    prikbord.add(shared_intranet)
    keys = prikbord.secrets
    kept = keys.read_text()
    keys.unlink()
    for verb in (["list", "news"], ["sync"], ["star", "n-x"]):
        locked = prikbord(*verb)
        assert locked.code == Exit.STORE and "no key that fits" in locked.err
    assert not keys.exists()
    keys.write_text(kept)
    assert prikbord("sync").code == Exit.DONE


def test_the_doctor_tells_all_but_secrets(prikbord, intranet, tmp_path):
    prikbord.add(intranet)
    prikbord("sync")
    well = prikbord("--json", "doctor", "--bundle", str(tmp_path / "bundle.zip"))
    assert well.code == Exit.DONE, well.out
    found = well.json
    assert found["store"]["usable"] and found["accounts"][0]["state"] == "ok"
    assert set(found["reached"].values()) == {"ok"}
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        raw = b"".join(bundle.read(name) for name in bundle.namelist())
    for word in (intranet.password, intranet.username, "Waterschap", "nieuws.atom"):
        assert word.encode() not in raw
    intranet.power(False)
    prikbord("sync")
    ill = prikbord("--json", "doctor")
    assert ill.code == Exit.PARTLY and set(ill.json["reached"].values()) == {"offline"}


def test_without_a_credential_store_nothing_is_kept(prikbord, shared_intranet):
    env = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    result = prikbord.process("account", "add", shared_intranet.address, **env)
    assert result.code == Exit.STORE and "credential store" in result.err
    assert not list(prikbord.data_dir.rglob("*.db"))


def test_an_empty_folder_is_said_and_stays_empty(prikbord):
    listed_ = prikbord("--json", "list", "news")
    assert listed_.code == Exit.DONE and listed_.json == {"items": [], "total": 0}
    assert "account add" in listed_.err
    assert prikbord("show", "n-x").code == Exit.NOT_FOUND
    assert prikbord("search", "x").code == Exit.DONE
    assert prikbord("fetch", "d-x").code == Exit.NOT_FOUND
    assert not list(prikbord.data_dir.rglob("*.db"))


def test_an_address_that_is_no_intranet(prikbord, free_port):
    nobody = prikbord("account", "add", f"http://127.0.0.1:{free_port()}/")
    assert nobody.code == Exit.UNREACHABLE
    with FaultProxy("http://127.0.0.1:9", rule=lambda _request: faults.status(404)) as server:
        nothing = prikbord("--json", "account", "add", server.url)
    assert nothing.code == Exit.NOT_FOUND and nothing.json["error"]["code"] == "not-intranet"
    with FaultProxy("http://127.0.0.1:9", rule=lambda _request: faults.status(503)) as server:
        assert prikbord("account", "add", server.url).code == Exit.WAIT


def test_reading_loads_neither_qt_nor_parsers(prikbord, shared_intranet):
    prikbord.add(shared_intranet)
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ui", "--data-dir", prikbord.data_dir, "list", "news"],
        capture_output=True, encoding="utf-8", env=prikbord.env, timeout=60,
    )  # fmt: skip
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    heavy = {"PySide6", "alembic", "feedparser", "icalendar", "lxml", "requests", "urllib3", "nh3", "fpdf"}
    assert not {name.partition(".")[0] for name in loaded} & heavy


@pytest.mark.allow_logs("the database is damaged")
def test_a_damaged_database_is_set_aside_and_what_was_done_is_rescued(prikbord, intranet):
    prikbord.add(intranet)
    prikbord("sync")
    assert prikbord("feedback", "Bewaar dit").code == Exit.DONE
    [database] = prikbord.data_dir.rglob("*.db")
    raw = bytearray(database.read_bytes())
    # A few pages of the mirror are overwritten, as a dying disk does.
    for start in range(len(raw) // 2, len(raw) // 2 + 40 * 4096, 4096):
        raw[start : start + 64] = bytes(64)
    database.write_bytes(raw)
    (database.parent / "prikbord.clean").unlink(missing_ok=True)
    mended = prikbord("--json", "sync")
    assert mended.code == Exit.DONE, mended.err
    assert "set aside" in mended.err
    assert mended.json["accounts"][0]["pushed"] == 1
    assert prikbord("--json", "list", "news").json["total"] >= 40
    assert list(database.parent.glob("*.damaged-*"))
