"""One person in full: face, role, how to reach them, what they know about, and "Ask".

Never enters here: data access.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.text import _
from sync.model.items import Item, PersonDetail
from ui import theme
from ui.pictures import PictureCache
from ui.widgets import IconButton, avatar_pixmap
from ui.words import one_line

FACE = 96


class PersonCard(QWidget):
    """Shows a person; ``said`` carries a short sentence for the page."""

    ask_wanted = Signal(str)
    said = Signal(str)
    left = Signal()

    def __init__(self, pictures: PictureCache, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("personCard")
        self._pictures = pictures
        self._item: Item | None = None
        self.face = QLabel(self)
        self.face.setFixedSize(FACE, FACE)
        self._name = _label("page")
        self._role = _label("")
        self._department = _label("muted")
        self._topics = _label("")
        self._topics_head = _label("heading")
        self._topics_head.setText(_("Ask me about"))
        self.phone = _Line("phone", _("Copy the phone number"), self)
        self.mail = _Line("mail", _("Copy the mail address"), self)
        for line in (self.phone, self.mail):
            line.copied.connect(self.said)
        self.ask = QPushButton(_("Ask a question"), self)
        self.ask.setProperty("primary", True)
        self.ask.clicked.connect(self._ask)
        self._build()
        theme.notifier().changed.connect(self.restyle)
        pictures.ready.connect(self._picture_ready)

    def show_person(self, item: Item | None, *, askable: bool) -> None:
        """Show a person. ``askable``: there is a mail address to write to."""
        self._item = item
        if item is None or not isinstance(item.detail, PersonDetail):
            return
        detail = item.detail
        for label, text in (
            (self._name, item.title),
            (self._role, detail.role),
            (self._department, detail.department),
            (self._topics, "\n".join(one_line(topic) for topic in detail.topics)),
        ):
            label.setText(text if label is self._topics else one_line(text))
            label.setVisible(bool(text))
        self._topics_head.setVisible(bool(detail.topics))
        self.phone.show_text(one_line(detail.phone))
        self.mail.show_text(one_line(detail.mail))
        self.ask.setVisible(askable)
        self._show_face()

    def restyle(self) -> None:
        """Take over a new theme."""
        self.phone.restyle()
        self.mail.restyle()
        self._show_face()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the grid."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addWidget(self.face)
        layout.addSpacing(8)
        for part in (self._name, self._role, self._department):
            layout.addWidget(part)
        layout.addSpacing(8)
        layout.addWidget(self.phone)
        layout.addWidget(self.mail)
        layout.addSpacing(8)
        layout.addWidget(self._topics_head)
        layout.addWidget(self._topics)
        layout.addSpacing(8)
        layout.addWidget(self.ask)
        layout.addStretch(1)

    def _ask(self) -> None:
        if self._item is not None:
            self.ask_wanted.emit(self._item.id)

    def _show_face(self) -> None:
        item = self._item
        if item is None or not isinstance(item.detail, PersonDetail):
            return
        ratio = self.devicePixelRatioF()
        photo = (
            self._pictures.image(item.detail.photo, round(FACE * 2 * ratio)) if item.detail.photo else None
        )
        self.face.setPixmap(avatar_pixmap(item.title, FACE, photo))

    def _picture_ready(self, href: str) -> None:
        item = self._item
        if item is not None and isinstance(item.detail, PersonDetail) and item.detail.photo == href:
            self._show_face()


class _Line(QFrame):
    """A number or address with a button that copies it."""

    copied = Signal(str)

    def __init__(self, icon: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        self._sign = QLabel(self)
        self._sign.setFixedSize(20, 20)
        self.text = QLabel(self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy = IconButton("copy", name, "")
        self.copy.clicked.connect(self._copy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self.text, 1)
        row.addWidget(self.copy)
        self.restyle()

    def show_text(self, text: str) -> None:
        self.text.setText(text)
        self.setVisible(bool(text))

    def restyle(self) -> None:
        self._sign.setPixmap(theme.pixmap(self._icon, 20, theme.tokens().muted))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.text())
        self.copied.emit(_("“{text}” was copied.").format(text=self.text.text()))


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label
