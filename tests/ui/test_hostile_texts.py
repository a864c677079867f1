"""Words from servers are words: no HTML of theirs is drawn, no file opened, no letter underlined."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QColor, QImage, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from sync.model.items import CampaignDetail, Link
from tests.ui.page_content import png
from tests.ui.page_stage import Stage
from ui.documents.text_view import TextView
from ui.home.banner import Banner
from ui.links import safe_url
from ui.pictures import decode
from ui.tooltip import plain_tip

HTML = '<img src="file://elsewhere/share/x.png"> <b>bold</b> '


def has_red(image: QImage) -> bool:
    red = QColor("red").rgb()
    return any(
        image.pixel(x, y) == red for x in range(0, image.width(), 4) for y in range(0, image.height(), 4)
    )


@pytest.fixture
def red(tmp_path: Path, qapp: Any) -> Path:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    assert image.save(str(tmp_path / "red.png"))
    return tmp_path / "red.png"


def tips_of(page: QWidget) -> list[str]:
    """Return the tooltips of all controls and rows."""
    tips = [widget.toolTip() for widget in page.findChildren(QWidget)]
    for view in page.findChildren(QAbstractItemView):
        model = view.model()
        todo = [QModelIndex()]
        while todo:
            above = todo.pop()
            for row in range(model.rowCount(above)):
                tips += [
                    str(model.index(row, column, above).data(Qt.ItemDataRole.ToolTipRole) or "")
                    for column in range(model.columnCount(above))
                ]
                todo.append(model.index(row, 0, above))
    return [tip for tip in tips if tip]


def test_tooltips_show_markup_as_it_is(on_stage: Callable[..., Stage]) -> None:
    stage = on_stage("documents")
    documents = stage.core.documents
    for item_id, item in documents.items_.items():
        documents.items_[item_id] = msgspec.structs.replace(item, title=HTML + item.title)
    stage.page._load()
    stage.settle()
    tips = tips_of(stage.page)
    assert any("elsewhere" in tip for tip in tips)
    drawn = [tip for tip in tips if Qt.mightBeRichText(tip)]
    assert drawn and not [tip for tip in drawn if "<img" in tip or "<b>" in tip]


def test_a_tooltip_of_ordinary_words_stays_as_it_is(qapp: Any) -> None:
    assert plain_tip("R&D: a < b") == "R&D: a < b"
    assert plain_tip("<b>x</b>") == "<span>&lt;b&gt;x&lt;/b&gt;</span>"


@pytest.mark.parametrize("form", ["![x]({path})", "![x](file://{path})"])
def test_markdown_opens_no_file(qtbot: Any, red: Path, form: str) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    view = TextView(holder)
    view.resize(500, 400)
    view.show_markdown(form.format(path=red), "https://intranet.example/a.md")
    assert not has_red(view.grab().toImage())


def svg(inner: str, head: str = "") -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'{head}<svg {names} width="100" height="100">{inner}</svg>'.encode()


def test_a_drawing_opens_no_file(red: Path) -> None:
    assert decode(svg(f'<image xlink:href="{red}" width="100" height="100"/>'), 100).isNull()
    hidden = f"<!DOCTYPE svg [<!ENTITY a \"&#60;image xlink:hr&#101;f='{red}' width='9' height='9'/>\">]>"
    assert decode(svg("&a;", hidden), 100).isNull()
    assert decode(svg(f'<image xlink:href="{red}"/>').decode().encode("utf-16"), 100).isNull()
    own = decode(svg('<rect id="a" width="9" height="9"/><use xlink:href="#a" x="20"/>'), 100)
    assert not own.isNull()


def test_a_picture_is_a_picture(qapp: Any) -> None:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    assert decode(bytes(pdf.output()), 100).isNull()
    assert not decode(png(40, 20, (255, 0, 0)), 100).isNull()


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("https://intranet.example@elsewhere.example/", None),
        ("https://anna:secret@intranet.example/", None),
        ("mailto:a@b.example?subject=Hi&attach=/etc/passwd", "mailto:a@b.example?subject=Hi"),
        ("mailto:a@b.example?Attachment=x&bcc=c@d.example", "mailto:a@b.example"),
        (
            "mailto:a@b.example?subject=a%26b%3Dc&body=x%0D%0Ay",
            "mailto:a@b.example?subject=a%26b%3Dc&body=x%0D%0Ay",
        ),
    ],
)
def test_addresses_that_say_more_than_they_should(address: str, left: str | None) -> None:
    url = safe_url(address)
    assert (None if url is None else bytes(url.toEncoded().data()).decode().rstrip("?")) == left


def test_a_button_shows_an_ampersand(qtbot: Any) -> None:
    from tests.ui.page_content import full_news

    holder = QWidget()
    qtbot.addWidget(holder)
    banner = Banner(holder)
    item = next(iter(full_news()))
    detail = CampaignDetail(link=Link(href="https://intranet.example/x", title="R&D opens"))
    banner.show_campaign(msgspec.structs.replace(item, detail=detail))
    assert banner.link.text() == "R&&D opens"
