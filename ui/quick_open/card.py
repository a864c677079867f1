"""A process card inside quick-open: deadline, steps, form. Never enters here: data access."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.text import _
from sync.model.items import Item, ProcessDetail
from ui import theme
from ui.widgets import Wrapped
from ui.words import one_line


class QuickCard(QScrollArea):
    """``form_wanted`` and ``page_wanted`` carry the item."""

    form_wanted = Signal(object)
    page_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("quickCard")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.form = QPushButton(self)
        self.page = QPushButton(self)
        self.form.hide()  # there is nothing to show until show_item
        self.page.hide()

    def show_item(self, item: Item) -> None:
        """Show a card; the keyboard goes to its first button."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 16, 24, 20)
        column.setSpacing(10)
        column.addWidget(Wrapped(one_line(item.title), "page", parent=inner))
        if item.summary:
            column.addWidget(Wrapped(item.summary, "muted", parent=inner))
        detail = item.detail
        self.form = QPushButton(_("Open form"), inner)
        self.form.setProperty("primary", True)
        self.page = QPushButton(_("Show the whole card"), inner)
        has_form = isinstance(detail, ProcessDetail) and detail.form is not None
        if isinstance(detail, ProcessDetail):
            if detail.deadline:
                column.addLayout(_line("deadline", one_line(detail.deadline), inner))
            for number, step in enumerate(detail.steps, 1):
                column.addLayout(_step(number, step, inner))
        self.form.setVisible(has_form)
        buttons = QHBoxLayout()
        buttons.addWidget(self.form)
        buttons.addWidget(self.page)
        buttons.addStretch(1)
        column.addSpacing(4)
        column.addLayout(buttons)
        column.addStretch(1)
        self.form.clicked.connect(lambda: self.form_wanted.emit(item))
        self.page.clicked.connect(lambda: self.page_wanted.emit(item))
        self.form.setAutoDefault(True)
        self.page.setAutoDefault(True)
        old = self.takeWidget()
        if old is not None:
            old.deleteLater()
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        (self.form if has_form else self.page).setFocus(Qt.FocusReason.OtherFocusReason)


def _line(icon: str, text: str, parent: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    sign = QLabel(parent)
    sign.setPixmap(theme.pixmap(icon, 18, theme.tokens().warning))
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Wrapped(text, "strong", parent=parent), 1)
    return row


def _step(number: int, text: str, parent: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    mark = QLabel(str(number), parent)
    mark.setProperty("pill", "plain")
    mark.setMinimumWidth(22)
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Wrapped(text, parent=parent), 1)
    return row
