"""What only trees of documents have: names, moves, content, servers that list in their own way."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable

import msgspec
import pytest

from sync.connectors.webdav import WebDavConnector
from sync.model.errors import BadData, Gone, LoginNeeded, Offline
from sync.model.items import Cursor, DocumentDetail
from sync.model.ports import Login
from tests.contract.servers import USER
from tests.contract.worlds import World
from tests.contract.worlds_of_files import DavWorld
from tests.support import faults
from tests.support.faults import Answer

MakeWorld = Callable[[str], World]


@pytest.fixture(params=["webdav-wsgidav", "webdav-apache", "webdav-apache-infinity"])
def tree(request: pytest.FixtureRequest, make_world: MakeWorld) -> DavWorld:
    world = make_world(request.param)
    assert isinstance(world, DavWorld)
    return world


@pytest.fixture
def wsgidav(make_world: MakeWorld) -> DavWorld:
    world = make_world("webdav-wsgidav")
    assert isinstance(world, DavWorld)
    return world


def detail_of(world: World, title: str) -> DocumentDetail:
    detail = world.mirror.titled(title).detail
    assert isinstance(detail, DocumentDetail)
    return detail


ODD_NAMES = [
    "Verslag é ü.txt",
    "verslag.txt", "Verslag.txt", "VERSLAG.TXT", "VERSLAG.txt", "verslag.TXT", "Verslag.TXT", "vERSLAG.txt",
    "een\\twee.txt", "kwart:over.txt", "wat?.txt", "ster*.txt", 'zeg"ja".txt', "<klein>.txt", "a|b.txt",
    " voor.txt", "na.txt ", "punt.", "..twee", "CON", "aux.txt", "100%.txt", "%41.txt", "a%2Fb.txt",
    "a#b.txt", "a;b&c=d+e.txt", "cafe\u0301.txt", "caf\u00e9.txt", "\U0001f600.txt", "~kladje$.txt",
    "a'b.txt", "x" * 200 + ".txt",
]  # fmt: skip


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these names cannot be made on that disk")
def test_oddly_named_files_are_all_there_under_their_real_names(tree: DavWorld) -> None:
    for number, name in enumerate(ODD_NAMES):
        tree.put(name, "x" * (number + 1))
    tree.pull()
    assert not tree.result.failures
    shown = sorted(detail_of_path(draft.detail) for draft in tree.mirror.drafts.values())
    assert shown == sorted(unicodedata.normalize("NFC", name) for name in ODD_NAMES)
    for draft in list(tree.mirror.drafts.values()):
        assert isinstance(draft.detail, DocumentDetail)
        content = tree.connector.fetch(draft.href)
        assert len(b"".join(content.chunks)) == draft.detail.size
        assert content.etag == draft.etag
    tree.pull()
    assert tree.result.unchanged


def detail_of_path(detail: object) -> str:
    assert isinstance(detail, DocumentDetail)
    return detail.path


def test_a_name_that_deceives_is_shown_plain_and_kept_as_it_is(wsgidav: DavWorld) -> None:
    wsgidav.put("foto\u202egpj.exe", "x")
    wsgidav.pull()
    draft = next(iter(wsgidav.mirror.drafts.values()))
    assert draft.title == "fotogpj.exe"
    assert b"".join(wsgidav.connector.fetch(draft.href).chunks) == b"x"


def test_deep_folders_have_their_paths(tree: DavWorld) -> None:
    folder = tree.folder
    for number in range(12):
        folder = folder / f"een map met een lange naam {number:02d}"
        folder.mkdir()
        folder.chmod(0o777)
    (folder / "onderin.txt").write_text("x", encoding="utf-8")
    tree.pull()
    path = detail_of(tree, "onderin.txt").path
    assert len(path) > 260 and path.count("/") == 12
    assert sum(detail.is_folder for detail in map(document, tree.mirror.drafts.values())) == 12
    tree.pull()
    assert tree.result.unchanged


def document(draft: object) -> DocumentDetail:
    detail = getattr(draft, "detail", None)
    assert isinstance(detail, DocumentDetail)
    return detail


def test_details_are_the_servers(tree: DavWorld) -> None:
    tree.put("map/verslag.docx", "inhoud")
    tree.pull()
    draft = tree.mirror.titled("verslag.docx")
    detail = document(draft)
    assert (detail.path, detail.size, detail.is_folder) == ("map/verslag.docx", 6, False)
    assert detail.media_type.endswith("wordprocessingml.document")
    assert draft.changed is not None and draft.sort_at == draft.changed
    assert document(tree.mirror.titled("map")).is_folder
    assert tree.mirror.titled("map").href.endswith("/map/")


def test_a_file_becomes_a_folder_and_back(tree: DavWorld) -> None:
    tree.put("iets", "x")
    tree.pull()
    tree.remove("iets")
    tree.put("iets/binnen.txt", "y")
    tree.pull()
    assert tree.mirror.titles == {"iets", "binnen.txt"}
    assert document(tree.mirror.titled("iets")).is_folder
    tree.remove("iets/binnen.txt")
    (tree.folder / "iets").rmdir()
    tree.put("iets", "weer een bestand")
    tree.pull()
    assert tree.mirror.titles == {"iets"}
    assert not document(tree.mirror.titled("iets")).is_folder


def test_a_folder_moves_with_all_below(tree: DavWorld) -> None:
    tree.put("oud/a.txt", "inhoud van a")
    tree.put("oud/b.txt", "andere inhoud van b")
    tree.pull()
    uids = {title: tree.mirror.titled(title).uid for title in ("a.txt", "b.txt")}
    tree.move("oud", "nieuw")
    tree.pull()
    assert {title: tree.mirror.titled(title).uid for title in uids} == uids
    assert detail_of(tree, "a.txt").path == "nieuw/a.txt"
    assert "oud" not in tree.mirror.titles


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="that disk folds case")
def test_a_case_only_rename_and_a_move_with_a_change(tree: DavWorld) -> None:
    tree.put("verslag.txt", "een")
    tree.put("blijft.txt", "twee twee")
    tree.pull()
    uid = tree.mirror.titled("verslag.txt").uid
    tree.move("verslag.txt", "Verslag.txt")
    tree.pull()
    assert tree.mirror.titled("Verslag.txt").uid == uid
    tree.move("Verslag.txt", "anders.txt")
    tree.put("anders.txt", "en ook veranderd")
    tree.pull()
    assert tree.mirror.titles == {"anders.txt", "blijft.txt"}


def test_twins_are_not_taken_for_a_move(wsgidav: DavWorld) -> None:
    """Two files with the same ETag vanish and one comes: nobody can tell which it was."""

    def same_etags(answer: Answer) -> Answer:
        body = re.sub(rb"(getetag>)[^<]*(<)", rb"\1telwerk-1\2", answer.body)
        return Answer(answer.status, answer.headers, body)

    wsgidav.fault = lambda _request: faults.Change(same_etags)
    wsgidav.put("a.txt", "x")
    wsgidav.put("b.txt", "x")
    wsgidav.pull()
    wsgidav.remove("a.txt")
    wsgidav.remove("b.txt")
    wsgidav.put("c.txt", "x")
    wsgidav.pull()
    assert wsgidav.mirror.titled("c.txt").uid.endswith("/c.txt")
    assert not wsgidav.result.moved


def test_only_the_time_changed_is_told_and_keeps_the_item(tree: DavWorld) -> None:
    tree.put("a.txt", "x")
    os.utime(tree.folder / "a.txt", (1_700_000_000, 1_700_000_000))
    tree.pull()
    before = tree.mirror.titled("a.txt")
    os.utime(tree.folder / "a.txt", (1_700_009_999, 1_700_009_999))
    tree.pull()
    after = tree.mirror.titled("a.txt")
    assert after.uid == before.uid and after.etag != before.etag and after.changed != before.changed


def test_a_server_without_etags_is_read_by_size_and_time(wsgidav: DavWorld) -> None:
    def strip(answer: Answer) -> Answer:
        headers = tuple((n, v) for n, v in answer.headers if n.lower() != "etag")
        body = re.sub(rb"<[^<>]*getetag>[^<]*</[^<>]*getetag>", b"", answer.body)
        return Answer(answer.status, headers, body)

    wsgidav.fault = lambda _request: faults.Change(strip)
    wsgidav.put("a.txt", "x")
    wsgidav.pull()
    draft = wsgidav.mirror.titled("a.txt")
    assert draft.etag.startswith("~1-")
    content = wsgidav.connector.fetch(draft.href)
    assert content.etag == draft.etag and b"".join(content.chunks) == b"x"
    wsgidav.pull()
    assert wsgidav.result.unchanged
    wsgidav.put("a.txt", "langer")
    wsgidav.pull()
    assert wsgidav.shows(wsgidav.mirror.titled("a.txt"), "langer")


# -- content ------------------------------------------------------------------------------------------------


def test_content_comes_whole_or_not_at_all_and_not_twice(tree: DavWorld) -> None:
    tree.put("groot.txt", "0123456789" * 30_000)
    # Apache's ETag is weak in the second after a change; here an older file is meant.
    os.utime(tree.folder / "groot.txt", (1_700_000_000, 1_700_000_000))
    tree.pull()
    draft = tree.mirror.titled("groot.txt")
    content = tree.connector.fetch(draft.href)
    assert (content.size, content.media_type) == (300_000, "text/plain")
    assert len(b"".join(content.chunks)) == 300_000
    again = tree.connector.fetch(draft.href, etag=draft.etag)
    assert again.not_modified and again.etag == draft.etag
    tree.fault = lambda _request: faults.Cut(after=100_000)
    cut = tree.connector.fetch(draft.href)
    with pytest.raises(Offline):
        b"".join(cut.chunks)
    tree.fault = None
    tree.remove("groot.txt")
    with pytest.raises(Gone):
        tree.connector.fetch(draft.href)


def test_a_page_in_place_of_a_document_is_refused(wsgidav: DavWorld) -> None:
    wsgidav.put("a.pdf", "%PDF-")
    wsgidav.put("b.html", "<html>echt een pagina</html>")
    wsgidav.pull()
    pdf, page = wsgidav.mirror.titled("a.pdf"), wsgidav.mirror.titled("b.html")
    assert b"".join(wsgidav.connector.fetch(page.href).chunks).startswith(b"<html>")
    wsgidav.fault = lambda _request: faults.html_page()
    with pytest.raises(BadData):
        wsgidav.connector.fetch(pdf.href)


# -- servers of their own mind ------------------------------------------------------------------------------


def test_a_refused_depth_is_remembered(make_world: MakeWorld) -> None:
    world = make_world("webdav-apache")
    world.put("map/a.txt", "x")
    assert world.pull() == 4  # no token, the whole tree refused, then two folders
    assert set(world.mirror.collection.cursor.refused) == {"depth-infinity", "sync-collection"}
    capabilities = world.connector.capabilities(world.mirror.collection)
    assert not capabilities.depth_infinity
    assert world.pull() == 2


def test_a_server_that_quietly_lists_one_level_is_seen_through(wsgidav: DavWorld) -> None:
    """Some servers answer Depth infinity as if it were 1."""
    (wsgidav.folder / "map" / "diep").mkdir(parents=True)
    (wsgidav.folder / "map" / "diep" / "dieper.txt").write_text("x", encoding="utf-8")

    original = wsgidav.sessions[0].request

    def coerced(method: str, url: str, **options: object) -> object:
        headers = dict(options.get("headers") or {})  # type: ignore[call-overload]
        if headers.get("Depth") == "infinity":
            headers["Depth"] = "1"
        return original(method, url, **{**options, "headers": headers})

    wsgidav.sessions[0].request = coerced  # type: ignore[method-assign,assignment]
    wsgidav.pull()
    assert wsgidav.mirror.titles == {"map", "diep", "dieper.txt"}
    assert "depth-infinity" in wsgidav.mirror.collection.cursor.refused
    wsgidav.pull()
    assert wsgidav.result.unchanged


def test_a_token_that_is_none_leads_to_the_whole_listing(tree: DavWorld) -> None:
    tree.put("a.txt", "x")
    tree.pull()
    stale = msgspec.structs.replace(tree.mirror.collection.cursor, sync_token="http://weg/42")
    tree.mirror.collection = msgspec.structs.replace(tree.mirror.collection, cursor=stale)
    tree.put("b.txt", "yy")
    tree.remove("a.txt")
    tree.pull()
    assert tree.mirror.titles == {"b.txt"}
    assert tree.mirror.collection.cursor.sync_token == ""
    tree.pull()
    assert tree.result.unchanged


def test_an_older_programs_cursor_is_read_again(tree: DavWorld) -> None:
    tree.put("a.txt", "x")
    tree.pull()
    tree.mirror.collection = msgspec.structs.replace(
        tree.mirror.collection, cursor=Cursor(refused=("depth-infinity",), version=0)
    )
    tree.pull()
    assert tree.mirror.titles == {"a.txt"}


def test_the_root_in_trouble_is_a_named_error(tree: DavWorld) -> None:
    tree.put("a.txt", "x")
    tree.pull()
    shutil.rmtree(tree.folder)
    with pytest.raises(Gone):
        tree.pull()
    tree.start()
    tree.connect(Login(USER, "verkeerd"))
    with pytest.raises(LoginNeeded):
        WebDavConnector(tree.sessions[-1]).pull(tree.account, tree.mirror.collection, tree.mirror.known)


def test_hrefs_outside_of_the_folder_are_not_followed(wsgidav: DavWorld) -> None:
    """A listing that names other places is no licence to mirror (or remove) them."""

    def elsewhere(answer: Answer) -> Answer:
        body = answer.body.replace(b"/b.txt<", b"/../../../etc/passwd<")
        return Answer(answer.status, answer.headers, body)

    wsgidav.put("a.txt", "x")
    wsgidav.put("b.txt", "yy")
    wsgidav.pull()
    wsgidav.fault = lambda _request: faults.Change(elsewhere)
    wsgidav.put("a.txt", "langer")
    wsgidav.pull()
    assert not wsgidav.result.complete and wsgidav.result.failures
    assert wsgidav.mirror.titles == {"a.txt", "b.txt"}
    assert all(draft.href.startswith(wsgidav.address) for draft in wsgidav.mirror.drafts.values())


def test_many_folders_are_walked_four_at_a_time(make_world: MakeWorld) -> None:
    world = make_world("webdav-apache")
    for number in range(25):
        world.put(f"map-{number:02d}/a-{number}.txt", "x")
    assert world.pull() == 28
    assert len(world.mirror.drafts) == 50
    assert world.pull() == 26
    assert world.result.unchanged
