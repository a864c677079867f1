"""Text and Markdown of a document: readable, selectable, and loading nothing from anywhere.

Never enters here: data access, HTML of a server.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from app.text import _
from ui.links import open_link

_NO_PICTURE = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
_NO_PICTURE.fill(0)


class TextView(QTextBrowser):
    """Shows plain text or Markdown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._home = ""
        self._again: tuple[str, bool] = ("", False)
        self.setAccessibleName(_("Text of the document"))
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().setDocumentMargin(16)
        self.anchorClicked.connect(self._follow)

    def show_text(self, text: str) -> None:
        """Show plain text."""
        self._again = (text, False)
        self.setPlainText(text)
        self._space_out()

    def show_markdown(self, text: str, home: str) -> None:
        """Show Markdown without its HTML. ``home``: the document's own address."""
        self._again, self._home = (text, True), home
        self.document().clear()
        self.document().setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownNoHTML)
        self._space_out()

    def restyle(self) -> None:
        """Take over a new theme."""
        text, markdown = self._again
        if markdown:
            self.show_markdown(text, self._home)

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        """Load nothing: a document must not be able to ask for anything by being looked at.

        A picture is an empty one and not none at all: then Qt would try its name as a file's, and a name
        such as ``\\\\server\\share`` would send the person's login there.
        """
        return _NO_PICTURE if kind == QTextDocument.ResourceType.ImageResource.value else None

    def _space_out(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        form = QTextBlockFormat()
        form.setLineHeight(140, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(form)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _follow(self, url: QUrl) -> None:
        target = QUrl(self._home).resolved(url) if url.isRelative() and self._home else url
        own = target.host().lower() == (urlsplit(self._home).hostname or "").lower()
        open_link(target, self, ask=not own)
