"""The Documents page: folders, hostile names, previews of good and broken files, copies, keeping offline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fpdf import FPDF
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton

from sync.model.changes import ChangeSet
from sync.model.items import DocumentDetail, ItemKind
from tests.ui.page_content import FOLDERS, item, png
from tests.ui.page_stage import Stage
from ui import links
from ui.documents.kinds import type_of

OnStage = Callable[..., Stage]


def pdf(pages: int = 3) -> bytes:
    document = FPDF()
    for number in range(pages):
        document.add_page()
        document.set_font("helvetica", size=20)
        document.cell(0, 20, f"Bladzijde {number + 1}")
    return bytes(document.output())


def names(stage: Stage) -> list[str]:
    return [one.title for one in stage.page.model.rows]


def choose(stage: Stage, item_id: str) -> None:
    assert stage.page.list.choose(item_id)
    stage.until(lambda: stage.page.preview.preview and stage.page.preview.preview.item.id == item_id)
    stage.settle()


def shape(stage: Stage) -> str:
    return str(stage.page.preview.preview.shape)


def test_folders_first_then_down_and_up(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    assert names(stage)[:3] == ["Beleid", "Foto’s", "Handboeken"]
    stage.page.list.choose("d-Handboeken")
    stage.key(stage.page.list, Qt.Key.Key_Return)
    assert names(stage) == ["Personeel", "Techniek"]
    assert stage.page.tree.place() == (FOLDERS, "Handboeken")
    stage.key(stage.page.list, Qt.Key.Key_Backspace)
    assert "Beleid" in names(stage)


def test_the_path_above_the_list_leads_back(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    stage.page.go_to((FOLDERS, "Handboeken/Personeel"))
    stage.settle()
    crumbs = stage.page.path.findChildren(QToolButton)
    shown = [button.text() for button in crumbs if button.isVisibleTo(stage.page)]
    assert shown == ["Documenten", "Handboeken", "Personeel"]
    next(b for b in crumbs if b.text() == "Handboeken").click()
    stage.settle()
    assert names(stage) == ["Personeel", "Techniek"]


def test_an_empty_folder_says_so(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    stage.page.go_to((FOLDERS, "Beleid"))
    stage.settle()
    assert stage.page._empty_folder.isVisible()


def test_a_folder_that_vanishes_leads_to_the_one_above(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    stage.page.go_to((FOLDERS, "Handboeken/Techniek"))
    stage.settle()
    del stage.core.documents.items_["d-Handboeken/Techniek"]
    stage.page.changed(ChangeSet(removed=frozenset({"d-x"}), kinds=frozenset({ItemKind.DOCUMENT})))
    stage.settle()
    assert stage.page.tree.place() == (FOLDERS, "Handboeken")


def test_names_cannot_turn_the_text_around(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    index = stage.page.model.find("d-6")
    roles = Qt.ItemDataRole
    for role in (roles.DisplayRole, roles.AccessibleTextRole, roles.ToolTipRole):
        assert "\u202e" not in str(index.data(role))
    choose(stage, "d-6")
    assert "\u202e" not in stage.page.preview._name.text()
    assert stage.page.model.item(index).title == "factuur\u202egpj.exe"  # known by its real name


def test_pdf_is_shown_and_let_go(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    stage.core.documents.contents["d-2"] = pdf()
    choose(stage, "d-2")
    assert shape(stage) == "pdf" and stage.page.preview.pdf.isVisible()
    assert stage.page.preview.pdf._page.text() == "Page 1 of 3"
    before = stage.page.preview.pdf._factor()
    stage.page.preview.pdf.larger.click()
    assert stage.page.preview.pdf.view.zoomFactor() > before
    stage.core.documents.contents["d-5"] = png(40, 30, (1, 2, 3))
    choose(stage, "d-5")
    assert stage.page.preview.pdf._document.pageCount() == 0


@pytest.mark.parametrize(
    "data",
    [b"niet een pdf", b"%PDF-1.7\nkapot", pdf()[:400], b"", b"\x00" * 5000],
    ids=["text", "head", "cut", "no", "zero"],
)
def test_a_pdf_that_is_none_is_said_kindly(on_stage: OnStage, data: bytes) -> None:
    stage = on_stage("documents")
    stage.core.documents.contents["d-8"] = data
    choose(stage, "d-8")
    assert stage.page.preview.message.isVisible()
    assert "damaged" in stage.page.preview.message._sentence.text()


def test_a_picture_that_is_none_is_said_kindly(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    stage.core.documents.contents["d-5"] = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
    choose(stage, "d-5")
    assert shape(stage) == "broken"


def test_markdown_shows_no_html_and_loads_nothing(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    text = "# Welkom\n\n<script>x</script>\n\n![plaatje](https://elders.example/spion.png)\n\nTekst"
    stage.core.documents.contents["d-1"] = text.encode()
    choose(stage, "d-1")
    view = stage.page.preview.text
    assert view.isVisible() and view.toPlainText().startswith("Welkom")
    asked = view.loadResource(2, QUrl("https://elders.example/spion.png"))
    assert asked.size().width() == 1  # an empty picture: none at all would have Qt look for a file
    assert view.loadResource(3, QUrl("https://elders.example/spion.css")) is None


def test_office_files_show_their_words(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    stage.core.documents.contents["d-4"] = b"PK"
    choose(stage, "d-4")
    assert shape(stage) == "words"
    assert "reactie van de bestuurder" in stage.page.preview.text.toPlainText()
    assert stage.page.preview._note.isVisible()


def test_old_text_is_read_as_windows_wrote_it(on_stage: OnStage) -> None:
    from ui.documents.preview_content import _decoded

    assert _decoded("één café".encode("cp1252")) == "één café"
    assert _decoded("\ufeffMark".encode()) == "Mark"
    assert _decoded("Twee".encode("utf-16")) == "Twee"
    assert _decoded(b"a\r\nb\rc") == "a\nb\nc"


def test_what_is_not_here_can_be_fetched(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    stage.page.go_to((FOLDERS, "Handboeken/Personeel"))
    stage.settle()
    choose(stage, "d-7")
    message = stage.page.preview.message
    assert shape(stage) == "away" and message.button.text() == "Get it now"
    message.button.click()
    stage.settle()
    assert "no connection" in message._sentence.text() and message.button.text() == "Try again"
    stage.core.documents.remote["d-7"] = pdf(1)
    kept = stage.core.documents.items_["d-7"]
    import msgspec

    stage.core.documents.items_["d-7"] = msgspec.structs.replace(kept, blob="b7")
    message.button.click()
    stage.settle()
    stage.until(lambda: shape(stage) == "pdf")


def test_open_gives_the_system_a_copy(on_stage: OnStage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(links, "opener", lambda url: opened.append(url.toLocalFile()) is None)
    stage = on_stage("documents")
    stage.core.documents.contents["d-3"] = b"PK"
    choose(stage, "d-3")
    stage.page.preview.open.click()
    stage.settle()
    assert len(opened) == 1 and Path(opened[0]).read_bytes() == b"PK"


def test_a_system_without_a_program_is_said(on_stage: OnStage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "opener", lambda _url: False)
    stage = on_stage("documents")
    stage.core.documents.contents["d-3"] = b"PK"
    choose(stage, "d-3")
    stage.page.preview.open.click()
    stage.settle()
    assert "no program" in stage.page.notice._label.text()


def test_save_a_copy(on_stage: OnStage, tmp_path: Path) -> None:
    stage = on_stage("documents")
    stage.core.documents.contents["d-3"] = b"PK"
    stage.page.acts.save_to("d-3", tmp_path / "kopie.xlsx")
    stage.settle()
    assert (tmp_path / "kopie.xlsx").read_bytes() == b"PK"
    assert "kopie.xlsx" in stage.page.notice._label.text()
    stage.page.acts.save_to("d-3", tmp_path / "bestaat niet" / "kopie.xlsx")
    stage.settle()
    assert "Choose another place" in stage.page.notice._label.text()


def test_keep_on_this_computer(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    stage.core.documents.contents["d-3"] = b"PK"
    choose(stage, "d-3")
    stage.page.preview.pin.click()
    stage.settle()
    assert stage.core.documents.items_["d-3"].state.pinned
    assert stage.page.preview.pin.isChecked()
    assert "Kept on this computer" in stage.page.model.find("d-3").data(Qt.ItemDataRole.AccessibleTextRole)


def test_copy_the_link(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    choose(stage, "d-3")
    stage.page.preview.copy.click()
    assert QGuiApplication.clipboard().text() == "https://intranet.example/d-3"


def test_open_item_goes_to_its_folder(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    stage.page.open_item("d-7")
    stage.settle()
    stage.until(lambda: stage.page.preview.preview is not None)
    assert stage.page.tree.place() == (FOLDERS, "Handboeken/Personeel")
    assert stage.page.model.item(stage.page.list.currentIndex()).id == "d-7"


def test_sorting_keeps_the_choice_and_folders_first(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    choose(stage, "d-3")
    for column in (1, 2, 3, 0):
        for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
            stage.page.list.sortByColumn(column, order)
            assert [one.detail.is_folder for one in stage.page.model.rows[:3]] == [True] * 3
            assert stage.page.model.item(stage.page.list.currentIndex()).id == "d-3"
    stage.page.list.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert stage.page.model.rows[3].id == "d-2"


def test_typing_finds_a_name(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    stage.page.list.setFocus()
    stage.qtbot.keyClicks(stage.page.list, "plat")
    assert stage.page.model.item(stage.page.list.currentIndex()).id == "d-5"


def test_a_narrow_window_gives_names_the_room(on_stage: OnStage) -> None:
    stage = on_stage("documents")
    stage.page.window_.resize(684, 500)
    stage.settle()
    assert not stage.page.tree.isVisible()
    assert stage.page.list.columnWidth(0) > 120


@pytest.mark.parametrize(
    ("name", "media", "kind"),
    [
        ("a.PDF", "", "pdf"),
        ("a.docx", "application/octet-stream", "text"),
        ("a", "application/pdf", "pdf"),
        ("a", "image/png; q=1", "image"),
        ("a.exe", "text/plain", "plain"),
        (".pdf", "", "pdf"),
        ("", "", "other"),
    ],
)
def test_types(name: str, media: str, kind: str) -> None:
    one = item("d-x", ItemKind.DOCUMENT, name, DocumentDetail(path=name, media_type=media))
    assert type_of(one) == kind
