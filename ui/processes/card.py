"""One process in full: steps, deadline, form, document, and whom to ask.

Never enters here: opening any of it; the page does.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.text import _
from sync.model.items import Item, PersonDetail, ProcessDetail
from ui import theme
from ui.pictures import PictureCache
from ui.widgets import Pill, Wrapped, avatar_pixmap
from ui.words import one_line

_WIDEST = 680
_FACE = 40


@dataclass(frozen=True, slots=True)
class ProcessView:
    """A card with what it leads to, gathered on a worker."""

    item: Item
    form: str  # address, "" for none
    document: Item | None
    contact: Item | None


class ProcessCard(QWidget):
    """Shows a ``ProcessView``."""

    form_wanted = Signal(str)
    item_wanted = Signal(str)
    link_wanted = Signal(str)
    ask_wanted = Signal(str)
    left = Signal()

    def __init__(self, pictures: PictureCache, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._view: ProcessView | None = None
        self._title = Wrapped(role="page")
        self._summary = Wrapped(role="muted")
        self._deadline = Pill("", "warning")
        self._steps = QGridLayout()
        self._steps.setHorizontalSpacing(12)
        self._steps.setVerticalSpacing(10)
        self._steps.setColumnStretch(1, 1)
        self.form = QPushButton(self)
        self.form.setProperty("primary", True)
        self.document = QPushButton(self)
        self._face = QLabel(self)
        self._face.setFixedSize(_FACE, _FACE)
        self._name = Wrapped(role="strong")
        self._role = Wrapped(role="muted")
        self.ask = QPushButton(_("Ask"), self)
        self.form.clicked.connect(self._open_form)
        self.document.clicked.connect(self._open_document)
        self.ask.clicked.connect(self._ask)
        self._build()
        pictures.ready.connect(self._picture_ready)
        theme.notifier().changed.connect(self.restyle)

    def show_process(self, view: ProcessView) -> None:
        """Show a process."""
        self._view = view
        detail = view.item.detail
        if not isinstance(detail, ProcessDetail):
            return
        self._title.set_text(one_line(view.item.title))
        self._summary.set_text(view.item.summary.strip())
        self._summary.setVisible(bool(view.item.summary.strip()))
        self._deadline.setText(_("Deadline: {text}").format(text=one_line(detail.deadline)))
        self._deadline.setVisible(bool(detail.deadline))
        self._show_steps(detail.steps)
        self.form.setVisible(bool(view.form))
        self.form.setText(_label(detail.form.title if detail.form else "", _("Open the form")))
        has_document = detail.document is not None and bool(view.document or detail.document.href)
        self.document.setVisible(has_document)
        self.document.setIcon(theme.icon("document"))
        self.document.setText(
            _label(detail.document.title if detail.document else "", _("Open the document"))
        )
        self._show_contact(view.contact)

    def restyle(self) -> None:
        """Take over a new theme."""
        if self._view is not None:
            self.show_process(self._view)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    # --- inside ---

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.form)
        buttons.addWidget(self.document)
        buttons.addStretch(1)
        self._contact = QWidget(self)
        self._contact.setProperty("card", True)
        self._contact.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._role)
        who = QHBoxLayout(self._contact)
        who.setContentsMargins(16, 12, 16, 12)
        who.setSpacing(12)
        who.addWidget(self._face)
        who.addLayout(names, 1)
        who.addWidget(self.ask)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._summary)
        column.addWidget(self._deadline, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(4)
        column.addLayout(self._steps)
        column.addSpacing(4)
        column.addLayout(buttons)
        column.addSpacing(4)
        column.addWidget(self._contact)
        column.addStretch(1)
        inner = QWidget(self)
        inner.setMaximumWidth(_WIDEST)
        inner.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 28, 32, 28)
        row.addWidget(inner, 1)
        row.addStretch(0)

    def _show_steps(self, steps: tuple[str, ...]) -> None:
        while (entry := self._steps.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, step in enumerate(steps, 1):
            sign = Pill(str(number), "accent", self)
            sign.setMinimumWidth(26)
            text = Wrapped(step.strip(), parent=self)
            text.setAccessibleName(_("Step {n}: {text}").format(n=number, text=one_line(step)))
            self._steps.addWidget(sign, number, 0, Qt.AlignmentFlag.AlignTop)
            self._steps.addWidget(text, number, 1)

    def _show_contact(self, person: Item | None) -> None:
        self._contact.setVisible(person is not None)
        if person is None or not isinstance(person.detail, PersonDetail):
            return
        photo = None
        if person.detail.photo:
            photo = self._pictures.image(person.detail.photo, round(_FACE * 2 * self.devicePixelRatioF()))
        self._face.setPixmap(avatar_pixmap(person.title, _FACE, photo))
        self._name.set_text(one_line(person.title))
        role = [part for part in (person.detail.role, person.detail.phone) if part]
        self._role.set_text(one_line(" · ".join(role)))
        self.ask.setVisible(bool(person.detail.mail))
        self.ask.setAccessibleName(_("Ask {name}").format(name=one_line(person.title)))

    def _picture_ready(self, href: str) -> None:
        person = self._view.contact if self._view is not None else None
        if person is not None and isinstance(person.detail, PersonDetail) and person.detail.photo == href:
            self._show_contact(person)

    def _open_form(self) -> None:
        if self._view is not None:
            self.form_wanted.emit(self._view.form)

    def _open_document(self) -> None:
        view = self._view
        if view is None:
            return
        if view.document is not None:
            self.item_wanted.emit(view.document.id)
        elif isinstance(view.item.detail, ProcessDetail) and view.item.detail.document is not None:
            self.link_wanted.emit(view.item.detail.document.href)

    def _ask(self) -> None:
        if self._view is not None and self._view.contact is not None:
            self.ask_wanted.emit(self._view.contact.id)


def _label(own: str, otherwise: str) -> str:
    text = one_line(own) or otherwise
    return (text if len(text) <= 48 else text[:47] + "…").replace("&", "&&")
