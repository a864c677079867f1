"""DOCX, XLSX and PPTX documents in the house style.

Never enters here: what they say; the OpenDocument format.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import docx
import openpyxl
import pptx
from docx.shared import Pt, RGBColor
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from pptx.dml.color import RGBColor as SlideColor
from pptx.util import Emu
from pptx.util import Pt as SlidePt

from demo.press.house_style import BLUE, INK, MIST, ORGANISATION, STAMP, rgb
from demo.press.manuscript import Bullets, Heading, Manuscript, Paragraph, Table

_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_DATE = re.compile(rb"(<(dcterms:(?:created|modified)|meta:creation-date|dc:date)[^>]*>)[^<]*(</)")


def settled(package: bytes) -> bytes:
    """Return a zip package with fixed times, in itself and in its properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename in ("docProps/core.xml", "meta.xml"):
                stamp = STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = _DATE.sub(rb"\g<1>" + stamp + rb"\g<3>", content)
            fixed = zipfile.ZipInfo(info.filename, date_time=(2024, 1, 1, 12, 0, 0))
            fixed.compress_type = info.compress_type
            fixed.external_attr = 0o644 << 16
            new.writestr(fixed, content, compresslevel=9)
    return out.getvalue()


def write_docx(manuscript: Manuscript) -> bytes:
    """Return a text document."""
    document = docx.Document()
    document.core_properties.title = manuscript.title
    document.core_properties.author = ORGANISATION
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    for name, size in (("Title", 24), ("Heading 2", 14)):
        style = document.styles[name]
        style.font.name, style.font.size = "Calibri", Pt(size)
        style.font.color.rgb = RGBColor(*rgb(BLUE))
    document.add_heading(manuscript.title, 0)
    for block in manuscript.blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text, 2)
        elif isinstance(block, Paragraph):
            document.add_paragraph(block.text)
        elif isinstance(block, Bullets):
            for item in block.items:
                document.add_paragraph(item, style="List Number" if block.numbered else "List Bullet")
        else:
            table = document.add_table(rows=0, cols=len(block.rows[0]), style="Light Grid Accent 1")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
            document.add_paragraph()
    document.sections[0].footer.paragraphs[0].text = f"{ORGANISATION} · Zuiderkade 1, Aalwijk"
    return _saved(document)


def write_xlsx(manuscript: Manuscript) -> bytes:
    """Return a workbook: each heading names a sheet, each table fills one."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = manuscript.title, ORGANISATION
    name = manuscript.title
    for block in manuscript.blocks:
        if isinstance(block, Heading):
            name = block.text
        elif isinstance(block, Table):
            _fill_sheet(book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", name)[:31]), block)
    return _saved(book)


def _fill_sheet(sheet: Any, table: Table) -> None:
    for row in table.rows:
        sheet.append([_value(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=BLUE[1:].upper())
    for number, line in enumerate(sheet.iter_rows(min_row=2), 2):
        for cell in line:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if number % 2:
                cell.fill = PatternFill("solid", start_color=MIST[1:].upper())
    for column in range(1, len(table.rows[0]) + 1):
        width = max(len(row[column - 1]) for row in table.rows)
        sheet.column_dimensions[get_column_letter(column)].width = min(60, max(10, width + 3))
    sheet.freeze_panes = "A2"


def _value(text: str) -> str | int | float:
    """Return a cell's number where it is one ("4,0" and "38.4" both are)."""
    if not _NUMBER.fullmatch(text):
        return text
    return float(text.replace(",", ".")) if re.search("[.,]", text) else int(text)


def write_pptx(manuscript: Manuscript) -> bytes:
    """Return slides: each heading of level 1 starts one; the first is the title slide."""
    show = pptx.Presentation()
    show.slide_width, show.slide_height = Emu(12192000), Emu(6858000)
    show.core_properties.title, show.core_properties.author = manuscript.title, ORGANISATION
    body: Any = None
    for block in manuscript.blocks:
        if isinstance(block, Heading):
            body = _slide(show, block.text, first=not len(show.slides))
        elif isinstance(block, Paragraph):
            _line(body, block.text)
        elif isinstance(block, Bullets):
            for item in block.items:
                _line(body, f"•  {item}")
    return _saved(show)


def _color(color: str) -> SlideColor:
    made: SlideColor = SlideColor.from_string(color[1:].upper())  # type: ignore[no-untyped-call]
    return made


def _slide(show: Any, title: str, *, first: bool) -> Any:
    """Add a slide and return the text frame of its body."""
    slide = show.slides.add_slide(show.slide_layouts[6])
    band = slide.shapes.add_shape(1, 0, 0, show.slide_width, Emu(6858000 if first else 1250000))
    band.fill.solid()
    band.fill.fore_color.rgb = _color(BLUE)
    band.line.fill.background()
    top = 2300000 if first else 300000
    head = slide.shapes.add_textbox(Emu(700000), Emu(top), Emu(10800000), Emu(800000)).text_frame
    head.word_wrap = True
    _line(head, title, size=44 if first else 30, bold=True, white=True)
    box = slide.shapes.add_textbox(Emu(700000), Emu(top + 1250000), Emu(10800000), Emu(4000000))
    box.text_frame.word_wrap = True
    box.name = "white" if first else "body"
    return box.text_frame


def _line(frame: Any, text: str, *, size: int = 22, bold: bool = False, white: bool = False) -> None:
    empty = not frame.paragraphs[0].runs
    paragraph = frame.paragraphs[0] if empty else frame.add_paragraph()
    paragraph.space_after = SlidePt(10)
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = SlidePt(size), bold, "Calibri"
    on_blue = white or frame._parent.name == "white"
    run.font.color.rgb = _color("#ffffff" if on_blue else INK)


def _saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue())
