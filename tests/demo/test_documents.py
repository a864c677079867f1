"""The document server: the tree, the drop folder, changes on the server's side."""

from __future__ import annotations

import io
import zipfile

import pytest
import requests

from demo.content import RESOURCES
from demo.intranet import Intranet
from tests.demo import asking

_FOLDER = "{DAV:}propstat/{DAV:}prop/{DAV:}resourcetype/{DAV:}collection"
PROTOCOL = "Personeel/Verlof en verzuim/Verzuimprotocol (versie 4).pdf"


def test_a_hundred_documents_in_twelve_folders(shared_intranet: Intranet) -> None:
    """One PROPFIND shows the whole tree, with accents, spaces and parentheses in its names."""
    responses = asking.propfind(shared_intranet, asking.source(shared_intranet, "webdav"), "infinity")
    folders = [asking.href_of(r) for r in responses if r.find(_FOLDER) is not None]
    files = [asking.href_of(r) for r in responses if r.find(_FOLDER) is None]
    assert len(files) == 100
    assert len(folders) == 12 + 1  # and the root
    assert any("é" in name for name in files)
    assert any("(" in name and " " in name for name in files)
    endings = {name.rpartition(".")[2] for name in files}
    assert endings == {"pdf", "docx", "xlsx", "pptx", "odt", "md", "png", "jpg"}


def test_documents_have_ages(shared_intranet: Intranet) -> None:
    """Documents were changed at different times, none of them in the future of the server."""
    responses = asking.propfind(shared_intranet, asking.source(shared_intranet, "webdav"), "infinity")
    times = {r.findtext("{DAV:}propstat/{DAV:}prop/{DAV:}getlastmodified") for r in responses}
    assert len(times) > 40


def test_the_documents_are_what_their_names_say(shared_intranet: Intranet) -> None:
    """Each format opens; a document's words are really in it."""
    starts = {"pdf": b"%PDF-", "png": b"\x89PNG", "jpg": b"\xff\xd8", "md": b"# "}
    for path in shared_intranet.documents.paths():
        content = asking.get(shared_intranet, shared_intranet.documents.href(path)).content
        ending = path.rpartition(".")[2]
        if ending in starts:
            assert content.startswith(starts[ending]), path
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                assert package.testzip() is None, path
    words = {"Checklist eerste week.docx": "onboarding", "Reiskosten en declaraties.docx": "declareren"}
    for path in shared_intranet.documents.paths():
        name = path.rpartition("/")[2]
        if name in words:
            with zipfile.ZipFile(io.BytesIO(shared_intranet.documents.read(path))) as package:
                assert words[name] in package.read("word/document.xml").decode()


def test_wants_the_login(shared_intranet: Intranet) -> None:
    """No login, no list: 401 with a Basic challenge."""
    root = asking.source(shared_intranet, "webdav")
    answer = requests.request("PROPFIND", root, headers={"Depth": "0"}, timeout=10)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    wrong = requests.request("PROPFIND", root, auth=(shared_intranet.username, "x"), timeout=10)
    assert wrong.status_code == 401


def test_dropping_into_the_inbox(intranet: Intranet) -> None:
    """A file is dropped once; the same name again is refused when the sender asks for that."""
    inbox = intranet.profile()["inbox"]
    first = requests.put(
        inbox + "stem-1.json",
        data=b"{}",
        auth=asking.login(intranet),
        headers={"If-None-Match": "*"},
        timeout=10,
    )
    assert first.status_code == 201
    again = requests.put(
        inbox + "stem-1.json",
        data=b"!",
        auth=asking.login(intranet),
        headers={"If-None-Match": "*"},
        timeout=10,
    )
    assert again.status_code == 412
    (dropped,) = intranet.inbox_files()
    assert (dropped.name, dropped.read_bytes()) == ("stem-1.json", b"{}")


def test_a_change_of_equal_size_is_seen_by_its_etag(intranet: Intranet) -> None:
    """WsgiDAV's ETag has whole seconds: our own changes move on by at least one."""
    href = intranet.documents.href(PROTOCOL)
    etags = [asking.get(intranet, href).headers["ETag"]]
    size = len(intranet.documents.read(PROTOCOL))
    for filler in (b"a", b"b", b"c"):
        intranet.change_document(PROTOCOL, filler * size)
        answer = asking.get(intranet, href)
        assert answer.content == filler * size
        etags.append(answer.headers["ETag"])
    assert len(set(etags)) == 4


def test_rename_and_remove(intranet: Intranet) -> None:
    """Edits on the server's side are seen at once, the content unharmed."""
    content = intranet.documents.read(PROTOCOL)
    intranet.rename_document(PROTOCOL, "Personeel/Nieuw/Verzuim.pdf")
    assert asking.get(intranet, intranet.documents.href(PROTOCOL)).status_code == 404
    assert asking.get(intranet, intranet.documents.href("Personeel/Nieuw/Verzuim.pdf")).content == content
    intranet.remove_document("Personeel/Nieuw/Verzuim.pdf")
    assert asking.get(intranet, intranet.documents.href("Personeel/Nieuw/Verzuim.pdf")).status_code == 404
    with pytest.raises(FileNotFoundError):
        intranet.remove_document("Personeel/Nieuw/Verzuim.pdf")


@pytest.mark.parametrize("path", ["../x", "/etc/x", "", "a/../../x"])
def test_edits_stay_inside(intranet: Intranet, path: str) -> None:
    """A path out of the tree is refused."""
    with pytest.raises(ValueError, match="not a path"):
        intranet.change_document(path, b"x")


def test_the_resources_are_small() -> None:
    """The whole content stays below 4 MB."""
    assert sum(path.stat().st_size for path in RESOURCES.rglob("*") if path.is_file()) < 4_000_000
