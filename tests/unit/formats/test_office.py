"""The text of documents, made by the libraries that offices use, damaged, and built to explode."""

# ruff: noqa: E501 (data is as long as it is)

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.formats.office import (
    DOCX,
    ODS,
    ODT,
    PPTX,
    TEXT_LIMIT,
    XLSX,
    guess_media_type,
    office_text,
    sniff_image,
    sniff_pdf,
)
from sync.model.errors import BadData


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def zipped(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def word(inner: bytes) -> bytes:
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return zipped(
        {
            "word/document.xml": b'<w:document xmlns:w="'
            + space
            + b'"><w:body>'
            + inner
            + b"</w:body></w:document>"
        }
    )


def a_docx() -> bytes:
    document = docx.Document()
    document.add_heading("Verlof aanvragen", 1)
    paragraph = document.add_paragraph("Vraag ")
    paragraph.add_run("verlof").bold = True
    paragraph.add_run(" aan bij café\tBureau")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Naam", "Dagen"
    document.sections[0].header.paragraphs[0].text = "Kop boven"
    return saved(document)


def test_docx() -> None:
    text = office_text(a_docx(), DOCX)
    assert "Verlof aanvragen\nVraag verlof aan bij café Bureau\n" in text
    assert "Naam\nDagen" in text
    assert "Kop boven" in text


def test_xlsx() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Begroting"
    sheet.append(["Post", "Bedrag", 12.5, True])
    sheet.append(["Post", "=1+1"])
    book.create_sheet("Tweede")["B2"] = "diep <&>"
    text = office_text(saved(book), "application/octet-stream", "Begroting.XLSX")
    assert text.startswith("Begroting\nTweede\n")
    assert text.count("Post") == 2
    for words in ("Bedrag", "12.5", "diep <&>"):
        assert words in text


def test_pptx_in_the_order_of_its_slides() -> None:
    show = pptx.Presentation()
    for number in range(1, 12):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = f"Dia {number}"
        slide.notes_slide.notes_text_frame.text = f"notitie {number}"
    text = office_text(saved(show), PPTX)
    assert text.index("Dia 2") < text.index("Dia 10")
    assert "notitie 11" in text


def odf(body: str) -> bytes:
    spaces = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "text", "table", "draw")
    )
    content = f"<office:document-content{spaces}><office:body>{body}</office:body></office:document-content>"
    return zipped({"mimetype": b"x", "content.xml": content.encode()})


def test_odt_and_ods() -> None:
    text = odf(
        "<text:h>Huisregels</text:h><text:p>Een <text:span>vet</text:span> woord<text:line-break/>regel<text:s/>"
        "twee<draw:frame><draw:text-box><text:p>kader</text:p></draw:text-box></draw:frame> slot</text:p>"
    )
    assert office_text(text, ODT) == "Huisregels\nEen vet woord\nregel tweekader\nslot"
    cells = "<table:table-cell><text:p>cel</text:p></table:table-cell>" * 2
    sheet = odf(f"<table:table><table:table-row>{cells}</table:table-row></table:table>")
    assert office_text(sheet, ODS) == "cel\ncel"
    many = odf("<text:p>woord</text:p>" * 5_000)
    assert office_text(many, ODT).count("woord") == 5_000


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"# Kop\n\n\n  tekst", "a.md", "# Kop\ntekst"),
        ("één".encode("cp1252"), "a.txt", "één"),
        (b"a;b\r\n1;2", "a.csv", "a;b\n1;2"),
        (b"<h1>Kop</h1><script>x</script><p>tekst", "a.html", "Kop\ntekst"),
        (b"\xff\xd8\xff", "a.jpg", ""),
        (b"\x00\x01", "a.exe", ""),
        (b"", "a.txt", ""),
    ],
)
def test_plain_kinds(data: bytes, name: str, expected: str) -> None:
    assert office_text(data, "", name) == expected


@pytest.mark.parametrize("media_type", [DOCX, XLSX, PPTX, ODT])
@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"geen zip", a_docx()[:-500], a_docx()[:2000], zipped({}), zipped({"x": b"y"}),
     zipped({"word/document.xml": b"<a>", "xl/workbook.xml": b"<a", "ppt/presentation.xml": b"", "content.xml": b"<a",
             "ppt/slides/slide1.xml": b"<a"})],
)  # fmt: skip
def test_damaged_files_are_an_error(media_type: str, data: bytes) -> None:
    with pytest.raises(BadData):
        office_text(data, media_type)


def test_a_password_is_an_error() -> None:
    data = bytearray(word(b"<w:p/>"))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + offset] |= 1
    with pytest.raises(BadData, match="password"):
        office_text(bytes(data), DOCX)


BOMBS = {
    "ratio": word(b"<w:p/>" + b" " * 40_000_000),
    "entities": zipped({"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
    "entity far away": zipped({"word/document.xml": b"<!--" + b" " * 9_000 + b'--><!DOCTYPE x [<!ENTITY a "bcdefgh">'
        + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (str(n - 1).encode() if n else b"") * 10) for n in range(9))
        + b"]><x><t>&a8;</t></x>"}),
    "deep": word(b"<w:p>" * 100_000),
    "many parts": zipped({f"word/header{n}.xml": b"" for n in range(12_000)}),
    "many text": word(b"<w:p><w:t>woord</w:t></w:p>" * 600_000),
    "stored": zipped({"word/document.xml": b"<x>" + b"y" * 60_000_000}, zipfile.ZIP_STORED),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_files_built_to_explode(name: str, survives: Callable[[Callable[[], object]], object]) -> None:
    result = survives(lambda: office_text(BOMBS[name], DOCX))
    if isinstance(result, str):
        assert len(result) <= TEXT_LIMIT
        assert name == "many text"


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_damage_is_an_error_or_text(data: st.DataObject) -> None:
    whole = bytearray(
        zipped({"word/document.xml": b"<a><p><t>x</t></p></a>"}, data.draw(st.sampled_from([0, 8])))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(BadData):
        office_text(bytes(whole), DOCX)


@pytest.mark.parametrize(
    ("name", "declared", "expected"),
    [
        ("a.docx", "", DOCX), ("a.docx", "application/zip", DOCX), ("a.PDF", "application/octet-stream", "application/pdf"),
        ("a.md", "text/plain; charset=utf-8", "text/markdown"), ("a", "text/plain", "text/plain"),
        ("a", "", "application/octet-stream"), ("a.docx", "image/png", "image/png"), ("a.qqq", "nonsense", "application/octet-stream"),
        ("archive.tar", "", "application/x-tar"), ("..", "", "application/octet-stream"), ("", "Text/HTML", "text/html"),
    ],
)  # fmt: skip
def test_what_kind_of_file_it_is(name: str, declared: str, expected: str) -> None:
    assert guess_media_type(name, declared) == expected


def test_first_bytes() -> None:
    assert sniff_image(b"\x89PNG\r\n\x1a\n...") == "image/png"
    assert sniff_image(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert sniff_image(b"RIFF\x00\x00\x00\x00WEBPVP8 ") == "image/webp"
    assert sniff_image(b"<?xml version='1.0'?>\n<svg xmlns='x'/>") == "image/svg+xml"
    assert sniff_image(b"<html><svg/></html>") == ""
    assert sniff_image(b"") == ""
    assert sniff_pdf(b"\n\n%PDF-1.7 ...") == "application/pdf"
    assert sniff_pdf(b"<html>") == ""
