"""ODT documents in the house style (odfpy).

Never enters here: what they say.
"""

from __future__ import annotations

import io

from odf import dc, meta
from odf.opendocument import OpenDocumentText
from odf.style import ParagraphProperties, Style, TableCellProperties, TextProperties
from odf.table import Table as OdfTable
from odf.table import TableCell, TableColumn, TableRow
from odf.text import H, List, ListItem, P

from demo.press.house_style import BLUE, MIST, ORGANISATION
from demo.press.manuscript import Bullets, Heading, Manuscript, Paragraph
from demo.press.office import settled


def write(manuscript: Manuscript) -> bytes:
    """Return the document."""
    document = OpenDocumentText()
    document.meta.addElement(dc.Title(text=manuscript.title))
    document.meta.addElement(meta.InitialCreator(text=ORGANISATION))
    title = _style(document, "Titel", size="22pt", color=BLUE, bold=True, after="0.5cm")
    heading = _style(document, "Kop", size="14pt", color=BLUE, bold=True, after="0.2cm")
    text = _style(document, "Tekst", size="11pt", color="#1d2b30", bold=False, after="0.2cm")
    cell = Style(name="Cel", family="table-cell")
    cell.addElement(TableCellProperties(padding="0.12cm", backgroundcolor=MIST, border="0.5pt solid #cdd9dc"))
    document.automaticstyles.addElement(cell)
    document.text.addElement(H(outlinelevel=1, stylename=title, text=manuscript.title))
    for number, block in enumerate(manuscript.blocks):
        if isinstance(block, Heading):
            document.text.addElement(H(outlinelevel=2, stylename=heading, text=block.text))
        elif isinstance(block, Paragraph):
            document.text.addElement(P(stylename=text, text=block.text))
        elif isinstance(block, Bullets):
            items = List()
            for position, item in enumerate(block.items, 1):
                entry = ListItem()
                mark = f"{position}. " if block.numbered else "• "
                entry.addElement(P(stylename=text, text=mark + item))
                items.addElement(entry)
            document.text.addElement(items)
        else:
            table = OdfTable(name=f"Tabel{number}")
            table.addElement(TableColumn(numbercolumnsrepeated=len(block.rows[0])))
            for row in block.rows:
                line = TableRow()
                for value in row:
                    field = TableCell(stylename=cell)
                    field.addElement(P(stylename=text, text=value))
                    line.addElement(field)
                table.addElement(line)
            document.text.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return settled(out.getvalue())


def _style(document: OpenDocumentText, name: str, *, size: str, color: str, bold: bool, after: str) -> Style:
    style = Style(name=name, family="paragraph")
    style.addElement(ParagraphProperties(marginbottom=after))
    weight = "bold" if bold else "normal"
    style.addElement(TextProperties(fontsize=size, color=color, fontweight=weight, fontfamily="Calibri"))
    document.styles.addElement(style)
    return style
