"""The text of documents (OOXML, ODF, plain kinds) for search, and what kind of file something is.

Never enters here: PDF (QtPdf reads it elsewhere), layout, macros, links to outside.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator

from lxml import etree

from sync.formats.encoding import decode
from sync.formats.html import text_of
from sync.formats.office_zip import Parts
from sync.formats.plain import scrub
from sync.model.errors import BadData

TEXT_LIMIT = 2_000_000  # characters
PLAIN_LIMIT = 16 * 1024 * 1024  # bytes read of a plain text

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
DOCX = _OOXML + "wordprocessingml.document"
XLSX = _OOXML + "spreadsheetml.sheet"
PPTX = _OOXML + "presentationml.presentation"
ODT, ODS, ODP = _ODF + "text", _ODF + "spreadsheet", _ODF + "presentation"

# The system's own table differs from machine to machine (on Windows it is the registry).
_BY_ENDING = {
    "docx": DOCX, "dotx": DOCX, "docm": DOCX, "xlsx": XLSX, "xlsm": XLSX, "pptx": PPTX, "ppsx": PPTX,
    "odt": ODT, "ott": ODT, "ods": ODS, "odp": ODP, "pdf": "application/pdf", "md": "text/markdown",
    "markdown": "text/markdown", "txt": "text/plain", "text": "text/plain", "log": "text/plain",
    "csv": "text/csv", "tsv": "text/tab-separated-values", "htm": "text/html", "html": "text/html",
    "ics": "text/calendar", "json": "application/json", "xml": "application/xml", "png": "image/png",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "svg": "image/svg+xml", "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff",
    "doc": "application/msword", "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint", "zip": "application/zip", "mp4": "video/mp4",
    "mp3": "audio/mpeg", "vcf": "text/vcard", "rtf": "application/rtf",
}  # fmt: skip
_SAYS_NOTHING = frozenset({
    "", "application/octet-stream", "binary/octet-stream", "application/zip", "text/plain",
    "application/x-zip-compressed", "application/download", "application/force-download", "unknown/unknown",
})  # fmt: skip
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,120}")

_BREAKING = frozenset({
    "p", "h", "br", "line-break", "tr", "tc", "cr",
})  # fmt: skip
_PARAGRAPHS = frozenset({"p", "h"})
_SLIDE = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)(\d+)\.xml")
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_STORY = re.compile(r"word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml")
_EMPTY_LINES = re.compile(r"[^\S\n]*\n\s*")


def guess_media_type(name: str, declared: str = "") -> str:
    """Return the media type of a file: what the server says if that says something, else by its ending."""
    declared = declared.partition(";")[0].strip().lower()
    if declared not in _SAYS_NOTHING and _MEDIA_TYPE.fullmatch(declared):
        return declared
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    guessed = _BY_ENDING.get(ending) or mimetypes.guess_type(f"x.{ending}" if ending else "x")[0]
    if guessed:
        return guessed
    return declared if _MEDIA_TYPE.fullmatch(declared) else "application/octet-stream"


def sniff_image(data: bytes) -> str:
    """Return the media type of a picture by its first bytes, "" when it is none that we show."""
    for sign, media_type in (
        (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"), (b"BM", "image/bmp"), (b"II*\x00", "image/tiff"),
        (b"MM\x00*", "image/tiff"),
    ):  # fmt: skip
        if data.startswith(sign):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in {b"ftypavif", b"ftypavis"}:
        return "image/avif"
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_svg = head.startswith(b"<svg") or (
        head.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in head
    )
    return "image/svg+xml" if is_svg else ""


def sniff_pdf(data: bytes) -> str:
    """Return "application/pdf" for a PDF (its mark stands within the first 1,024 bytes), else ""."""
    return "application/pdf" if b"%PDF-" in data[:1024] else ""


def office_text(data: bytes, media_type: str, name: str = "") -> str:
    """Return a document's text for search, "" for kinds that have none. Raises BadData on damage.

    At most ``TEXT_LIMIT`` characters. A password, a zip bomb and a declared entity are damage too.
    """
    kind = guess_media_type(name, media_type)
    if kind == DOCX:
        pieces = _ooxml(data, _STORY)
    elif kind == PPTX:
        pieces = _ooxml(data, _SLIDE)
    elif kind == XLSX:
        pieces = _workbook(data)
    elif kind in {ODT, ODS, ODP}:
        pieces = _odf(data)
    elif kind == "text/html":
        return text_of(decode(data[:PLAIN_LIMIT]))[:TEXT_LIMIT]
    elif kind.startswith("text/") or kind in {"application/json", "application/xml"}:
        return _tidy(decode(data[:PLAIN_LIMIT]))
    else:
        return ""
    return _tidy(_bounded(pieces))


def _bounded(pieces: Iterator[str]) -> str:
    kept: list[str] = []
    size = 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > TEXT_LIMIT:
            break
    return "".join(kept)


def _tidy(text: str) -> str:
    return _EMPTY_LINES.sub("\n", scrub(text[: TEXT_LIMIT * 2])).strip()[:TEXT_LIMIT]


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _numbered(parts: Parts, pattern: re.Pattern[str]) -> list[str]:
    """Return the parts of a kind in their own order (slide2 before slide10)."""
    found = [(match, name) for name in parts.names if (match := pattern.fullmatch(name))]
    return [name for _, name in sorted(found, key=lambda pair: (int(pair[0].group(1)), pair[1]))]


def _ooxml(data: bytes, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the text runs of Word's or PowerPoint's parts, with line ends after paragraphs and cells."""
    parts = Parts(data)
    if pattern is _STORY:
        names = sorted(
            (name for name in parts.names if pattern.fullmatch(name)), key=lambda name: "document" not in name
        )
        if "word/document.xml" not in names:
            raise BadData("a text document without a document in it")
    else:
        names = _numbered(parts, pattern)
        if "ppt/presentation.xml" not in parts.names:
            raise BadData("a presentation without a presentation in it")
    for name in names:
        for event, element in parts.elements(name):
            if event == "start":
                continue
            local = _local(element.tag)
            if local == "t":
                yield element.text or ""
            elif local in _BREAKING:
                yield "\n"
            elif local == "tab":
                yield " "


def _workbook(data: bytes) -> Iterator[str]:
    """Yield the sheets' names and the cells of every sheet, a row a line."""
    parts = Parts(data)
    if "xl/workbook.xml" not in parts.names:
        raise BadData("a workbook without a workbook in it")
    for event, element in parts.elements("xl/workbook.xml"):
        if event == "start" and _local(element.tag) == "sheet":
            yield f"{element.get('name', '')}\n"
    shared: list[str] = []
    runs: list[str] = []
    phonetic = 0
    for event, element in parts.elements("xl/sharedStrings.xml"):
        local = _local(element.tag)
        if local == "rPh":
            phonetic += 1 if event == "start" else -1
        elif event == "end" and local == "t" and not phonetic:
            runs.append(element.text or "")
        elif event == "end" and local == "si":
            shared.append("".join(runs))
            runs = []
    for name in _numbered(parts, _SHEET):
        kind = ""
        for event, element in parts.elements(name):
            local = _local(element.tag)
            if event == "start":
                kind = element.get("t", "") if local == "c" else kind
            elif local == "t":
                yield f"{element.text or ''} "
            elif local == "v" and (value := element.text):
                if kind != "s":
                    yield f"{value} "
                elif value.isdecimal() and (index := int(value)) < len(shared):
                    yield f"{shared[index]} "
            elif local == "row":
                yield "\n"


def _odf(data: bytes) -> Iterator[str]:
    """Yield the text of an ODF body. White space is folded as ODF itself does (part 3, section 6.1.2)."""
    parts = Parts(data)
    if "content.xml" not in parts.names:
        raise BadData("an OpenDocument without content")
    depth = 0
    for event, element in parts.elements("content.xml", _PARAGRAPHS):
        if _local(element.tag) not in _PARAGRAPHS:
            continue
        depth += 1 if event == "start" else -1
        if event == "end" and not depth:
            yield from _paragraph(element)


def _paragraph(paragraph: etree._Element) -> Iterator[str]:
    """Yield the text of a paragraph with all that is in it (frames, notes), whole by now."""
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if event == "start":
            yield element.text or ""
            continue
        local = _local(element.tag)
        if local in _BREAKING:
            yield "\n"
        elif local in {"s", "tab"}:
            yield " "
        if element is not paragraph:
            yield element.tail or ""
