"""Documents' text by the child process: real files, damaged ones, and a child that dies or hangs."""

from __future__ import annotations

import io
import sys
import time
import zipfile

import pytest
from docx import Document
from fpdf import FPDF

from app import extract_child
from app.extract import LARGEST, ChildExtractor, kind_of
from sync.engine.texts import TextSource


def source(name: str, data: bytes, *, size: int | None = None) -> TextSource:
    return TextSource(name, name, "", len(data) if size is None else size, lambda: iter([data]))


def pdf(*pages: str) -> bytes:
    made = FPDF()
    made.set_font("helvetica", size=12)
    for page in pages:
        made.add_page()
        made.cell(text=page)
    return bytes(made.output())


def docx(text: str) -> bytes:
    made = Document()
    made.add_paragraph(text)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


@pytest.fixture
def extractor():
    made = ChildExtractor()
    yield made
    made.close()


def test_every_kind_and_no_damage_spreads(extractor):
    files = [
        source("a.pdf", pdf("Verlof aanvragen", "Tweede bladzijde")),
        source("geen.pdf", b"<html>not found</html>"),
        source("half.pdf", pdf("x")[:200]),
        source("b.docx", docx("Verzuimprotocol")),
        source("geen.docx", b"PK\x03\x04 and then nothing"),
        source("c.txt", "café".encode("cp1252")),
        source("d.html", b"<p>Kop</p><script>alert(1)</script><p>Voet</p>"),
        source("leeg.md", b""),
    ]
    results = {result.item_id: result for result in extractor.texts(files)}
    assert list(results) == [file.item_id for file in files]
    assert "Verlof aanvragen" in results["a.pdf"].text and "Tweede bladzijde" in results["a.pdf"].text
    assert results["b.docx"].text == "Verzuimprotocol"
    assert results["c.txt"].text == "café"
    assert "Kop" in results["d.html"].text and "alert" not in results["d.html"].text
    damaged = {name for name, result in results.items() if result.problem}
    assert damaged == {"geen.pdf", "half.pdf", "geen.docx"}


def test_one_child_serves_many_and_a_closed_one_is_replaced(extractor):
    list(extractor.texts([source("a.txt", b"a")]))
    first = extractor._child.pid
    list(extractor.texts([source("b.txt", b"b")]))
    assert extractor._child.pid == first
    extractor.close()
    assert extractor._child is None
    [result] = extractor.texts([source("c.txt", b"c")])
    assert result.text == "c"


def test_a_child_that_ended_by_itself_costs_nothing(extractor):
    list(extractor.texts([source("a.txt", b"a")]))
    child = extractor._child
    child.kill()
    child.wait()
    [result] = extractor.texts([source("b.txt", b"b")])
    assert result.text == "b" and not result.problem


def test_a_child_that_hangs_is_killed():
    made = ChildExtractor(command=[sys.executable, "-c", "import time; time.sleep(60)"], seconds=0.3)
    started = time.monotonic()
    results = list(made.texts([source("a.txt", b"a"), source("b.txt", b"b")]))
    assert time.monotonic() - started < 10
    assert [bool(result.problem) for result in results] == [True, True]
    made.close()


def test_a_child_that_dies_at_once_is_a_problem_of_the_document_only():
    made = ChildExtractor(command=[sys.executable, "-c", "import sys; sys.exit(3)"])
    [result] = made.texts([source("a.txt", b"a" * 1_000_000)])
    assert result.problem
    made.close()


def test_a_child_that_babbles_is_not_believed():
    talk = "import sys; sys.stdout.buffer.write(b'\\xff' * 100); sys.stdout.flush(); sys.stdin.buffer.read()"
    made = ChildExtractor(command=[sys.executable, "-c", talk])
    [result] = made.texts([source("a.txt", b"a")])
    assert result.problem
    made.close()


def test_closing_in_the_middle_gives_no_verdict_on_a_document():
    made = ChildExtractor(command=[sys.executable, "-c", "import time; time.sleep(60)"])
    import threading

    threading.Timer(0.3, made.close).start()
    assert list(made.texts([source("a.txt", b"a"), source("b.txt", b"b")])) == []


def test_what_is_too_large_is_kept_without_text(extractor):
    [result] = extractor.texts([source("a.txt", b"a", size=LARGEST + 1)])
    assert (result.text, result.problem) == ("", "")
    assert extractor._child is None


def test_a_zip_bomb_is_a_problem_and_no_disaster(extractor):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", b"<a>" + bytes(60_000_000))
    [result] = extractor.texts([source("bom.docx", stream.getvalue())])
    assert result.problem
    [result] = extractor.texts([source("a.txt", b"daarna")])
    assert result.text == "daarna"


@pytest.mark.parametrize(
    ("name", "media_type", "kind"),
    [
        ("a.PDF", "", "pdf"),
        ("a", "application/pdf", "pdf"),
        ("a.docx", "application/octet-stream", "office"),
        ("a.bin", "application/vnd.oasis.opendocument.text", "office"),
        ("notes.md", "", "text"),
        ("a.htm", "", "html"),
        ("a", "text/plain; charset=utf-8", "text"),
        ("foto.jpg", "image/jpeg", ""),
        ("setup.exe", "", ""),
        ("pdf", "", ""),
    ],
)
def test_which_documents_hold_text(name, media_type, kind):
    assert kind_of(name, media_type) == kind
    assert ChildExtractor().wants(name, media_type) is bool(kind)


def test_a_parsers_own_error_is_a_problem_not_a_crash(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setitem(extract_child._READERS, "text", broken)
    assert extract_child.read("text", b"x") == {"problem": "text: ZeroDivisionError"}
