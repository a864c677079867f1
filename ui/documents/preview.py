"""The preview: a document's name, what can be done with it, and what it looks like.

Never enters here: data access; the page does what changes anything.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.text import _
from sync.model.items import DocumentDetail, Item
from ui import theme
from ui.documents.kinds import icon_of, type_name
from ui.documents.pdf_view import PdfView
from ui.documents.picture_view import PictureView
from ui.documents.preview_content import Preview
from ui.documents.text_view import TextView
from ui.widgets import EmptyState, IconButton, Wrapped
from ui.words import ago, now, shown_name, size_text


class PreviewPanel(QWidget):
    """Shows a ``Preview``."""

    open_wanted = Signal(str)
    save_wanted = Signal(str)
    pin_wanted = Signal(str, bool)
    copy_wanted = Signal(str)
    fetch_wanted = Signal(str)
    ask_wanted = Signal(QWidget)
    feedback_wanted = Signal(QWidget)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._preview: Preview | None = None
        self._icon = QLabel(self)
        self._icon.setFixedSize(32, 32)
        self._name = Wrapped(role="heading", lines=3, parent=self)
        self._facts = Wrapped(role="muted", parent=self)
        self._note = Wrapped(role="muted", parent=self)
        self._note.setObjectName("previewNote")
        self.open = QPushButton(_("Open"), self)
        self.open.setProperty("primary", True)
        self.open.setToolTip(_("Open a copy in the program that this computer uses for it"))
        self.save = IconButton("save", _("Save a copy…"), "Ctrl+S")
        self.pin = IconButton("pin", _("Keep on this computer"), "", checkable=True)
        self.copy = IconButton("link", _("Copy the link"), "Ctrl+Shift+C")
        self.ask = IconButton("ask", _("Ask an ambassador"), "")
        self.feedback = IconButton("feedback", _("Give feedback"), "")
        self.pdf = PdfView(self)
        self.picture = PictureView(self)
        self.text = TextView(self)
        self.message = EmptyState("file", "", action=_("Get it now"), parent=self)
        self._nothing = EmptyState("file", _("Choose a document to see it here."), parent=self)
        self._build()
        self._connect()
        theme.notifier().changed.connect(self.restyle)

    @property
    def preview(self) -> Preview | None:
        """What is on show."""
        return self._preview

    def show_preview(self, preview: Preview | None) -> None:
        """Show a document, or that none is chosen."""
        same = (
            preview is not None
            and self._preview is not None
            and preview.item.id == self._preview.item.id
            and preview.item.fingerprint == self._preview.item.fingerprint
            and preview.shape == self._preview.shape
        )
        self._preview = preview
        self._head.setVisible(preview is not None and preview.shape != "folder")
        self._note.hide()
        if preview is None or preview.shape == "folder":
            self._stack.setCurrentWidget(self._nothing)
            return
        self._show_head(preview.item)
        if not same:
            self._show_body(preview)
        self._note.setVisible(preview.shape == "words")

    def say_away(self, sentence: str) -> None:
        """Say why a document could not be fetched, with another try."""
        self.message.show_as("offline", sentence, _("Try again"))
        self._stack.setCurrentWidget(self.message)

    def say_fetching(self) -> None:
        """Say that the document is on its way."""
        self.message.show_as("download", _("Getting the document…"), "")
        self._stack.setCurrentWidget(self.message)

    def restyle(self) -> None:
        """Take over a new theme."""
        if self._preview is not None:
            self._show_head(self._preview.item)
            self.text.restyle()

    # --- inside ---

    def _build(self) -> None:
        self._head = QWidget(self)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._facts)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(names, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        buttons.addWidget(self.open)
        buttons.addStretch(1)
        for button in (self.save, self.pin, self.copy, self.ask, self.feedback):
            buttons.addWidget(button)
        head = QVBoxLayout(self._head)
        head.setContentsMargins(16, 16, 16, 12)
        head.setSpacing(12)
        head.addLayout(top)
        head.addLayout(buttons)
        self._note.set_text(_("This shows the words only. Open the document to see its layout."))
        self._note.setContentsMargins(16, 0, 16, 8)
        self._stack = QStackedWidget(self)
        for part in (self._nothing, self.pdf, self.picture, self.text, self.message):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self._note)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        for button, signal in (
            (self.open, self.open_wanted),
            (self.save, self.save_wanted),
            (self.copy, self.copy_wanted),
        ):
            button.clicked.connect(lambda _checked=False, signal=signal: self._tell(signal))
        self.message.acted.connect(self._act)
        self.pin.clicked.connect(self._pin)
        self.ask.clicked.connect(lambda: self.ask_wanted.emit(self.ask))
        self.feedback.clicked.connect(lambda: self.feedback_wanted.emit(self.feedback))

    def _pin(self, on: bool) -> None:
        if self._preview is not None:
            self.pin_wanted.emit(self._preview.item.id, on)

    def _tell(self, signal: object) -> None:
        if self._preview is not None:
            signal.emit(self._preview.item.id)  # type: ignore[attr-defined]

    def _act(self) -> None:
        if self._preview is not None:
            away = self._preview.shape == "away"
            (self.fetch_wanted if away else self.open_wanted).emit(self._preview.item.id)

    def _show_head(self, item: Item) -> None:
        tokens = theme.tokens()
        self._icon.setPixmap(theme.pixmap(icon_of(item), 32, tokens.accent))
        self._name.set_text(shown_name(item.title))
        size = item.detail.size if isinstance(item.detail, DocumentDetail) else None
        facts = [type_name(item), size_text(size)]
        if item.changed:
            facts.append(_("changed {when}").format(when=ago(item.changed, now())))
        if item.synced:
            facts.append(_("synced {when}").format(when=ago(item.synced, now())))
        self._facts.set_text(" · ".join(fact for fact in facts if fact))
        pinned = item.state.pinned
        self.pin.setChecked(pinned)
        words = _("No longer keep on this computer") if pinned else _("Keep on this computer")
        self.pin.show_as("pin-filled" if pinned else "pin", words)

    def _show_body(self, preview: Preview) -> None:
        shape, icon = preview.shape, icon_of(preview.item)
        if shape == "pdf":
            if self.pdf.show_pdf(preview.data):
                self._stack.setCurrentWidget(self.pdf)
                return
            shape = "broken"
        self.pdf.close_pdf()
        if shape == "picture" and preview.image is not None:
            self.picture.show_image(preview.image, shown_name(preview.item.title))
            self._stack.setCurrentWidget(self.picture)
        elif shape in ("text", "words"):
            self.text.show_text(preview.text)
            self._stack.setCurrentWidget(self.text)
        elif shape == "markdown":
            self.text.show_markdown(preview.text, preview.item.href)
            self._stack.setCurrentWidget(self.text)
        else:
            sentence, action = {
                "away": (_("This document is not on this computer yet."), _("Get it now")),
                "broken": (_("This file cannot be shown: it is damaged, or not what its name says."), ""),
            }.get(shape, (_("There is no preview of this kind of file. Open it to see it."), ""))
            self.message.show_as("download" if shape == "away" else icon, sentence, action)
            self._stack.setCurrentWidget(self.message)
