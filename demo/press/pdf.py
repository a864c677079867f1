"""PDF documents in the house style (fpdf2).

Never enters here: what they say.
"""

from __future__ import annotations

import logging

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from demo.press.house_style import BLUE, INK, MIST, ORGANISATION, STAMP, font, rgb
from demo.press.manuscript import Bullets, Heading, Manuscript, Paragraph, Table

# It reports each table of the font that a subset leaves out.
logging.getLogger("fontTools").setLevel(logging.ERROR)


class _Sheet(FPDF):
    """An A4 page with a band above and the organisation's name below."""

    def header(self) -> None:
        """Draw the band."""
        self.set_fill_color(*rgb(BLUE))
        self.rect(0, 0, self.w, 16, style="F")
        self.set_draw_color(255, 255, 255)
        self.set_line_width(0.7)
        for row in range(3):
            y = 5.6 + row * 2.4
            for step in range(3):
                x = 20 + step * 3.4
                self.bezier([(x, y), (x + 1.1, y - 1.5), (x + 2.3, y + 1.5), (x + 3.4, y)])
        self.set_text_color(255, 255, 255)
        self.set_font("noto", "B", 10)
        self.set_xy(33, 4.5)
        self.cell(0, 7, ORGANISATION)
        self.set_y(30)

    def footer(self) -> None:
        """Draw the line with the page number."""
        self.set_y(-16)
        self.set_font("noto", "", 8)
        self.set_text_color(110, 125, 130)
        self.cell(0, 6, f"{ORGANISATION} · Zuiderkade 1, Aalwijk", new_x=XPos.LMARGIN)
        self.cell(0, 6, f"{self.page_no()}", align="R")


def write(manuscript: Manuscript) -> bytes:
    """Return the document."""
    sheet = _Sheet(format="A4")
    sheet.set_creation_date(STAMP)
    sheet.set_title(manuscript.title)
    sheet.set_author(ORGANISATION)
    sheet.set_lang("en" if "nglish" in manuscript.name else "nl")
    for style, bold, italic in (("", False, False), ("B", True, False)):
        sheet.add_font("noto", style, str(font(bold=bold, italic=italic)))
    sheet.set_margins(20, 30, 20)
    sheet.set_auto_page_break(True, 24)
    sheet.add_page()
    sheet.set_text_color(*rgb(BLUE))
    sheet.set_font("noto", "B", 22)
    sheet.multi_cell(0, 10, manuscript.title, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
    sheet.ln(4)
    first = True
    for block in manuscript.blocks:
        _draw(sheet, block, lead=first)
        first = False
    return bytes(sheet.output())


def _draw(sheet: FPDF, block: Heading | Paragraph | Bullets | Table, *, lead: bool) -> None:
    if isinstance(block, Heading):
        sheet.ln(3)
        sheet.set_text_color(*rgb(BLUE))
        sheet.set_font("noto", "B", 13.5)
        sheet.multi_cell(0, 8, block.text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        return
    sheet.set_text_color(*rgb(INK))
    sheet.set_font("noto", "", 12.5 if lead else 11)
    if isinstance(block, Paragraph):
        sheet.multi_cell(0, 6.6 if lead else 6, block.text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        sheet.ln(3 if lead else 2)
    elif isinstance(block, Bullets):
        for number, item in enumerate(block.items, 1):
            sheet.set_x(23)
            sheet.cell(7, 6, f"{number}." if block.numbered else "•")
            sheet.multi_cell(0, 6, item, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
            sheet.ln(0.8)
        sheet.ln(2)
    else:
        sheet.set_font("noto", "", 10)
        sheet.set_draw_color(205, 217, 220)
        sheet.set_line_width(0.2)
        head = FontFace(emphasis="BOLD", color=255, fill_color=rgb(BLUE))
        with sheet.table(
            borders_layout="HORIZONTAL_LINES",
            headings_style=head,
            cell_fill_color=rgb(MIST),
            cell_fill_mode="ROWS",
            line_height=6.4,
            padding=1.2,
            text_align="LEFT",
            width=sheet.w - 40,
        ) as table:
            for row in block.rows:
                table.row(row)
        sheet.ln(4)
