"""The data on this computer cannot be opened: what is the matter, and what one can do.

Never enters here: opening it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.credentials import CredentialsUnavailable, KeyMissing
from app.text import _
from sync.model.errors import ErrorCode, disposition
from ui import theme
from ui.text import error_said
from ui.widgets import Wrapped, quiet_button


def words(error: Exception) -> tuple[str, str]:
    """Return a heading and what it means."""
    if isinstance(error, CredentialsUnavailable):
        return (
            _("There is no safe place for the key"),
            _(
                "Prikbord encrypts everything it keeps, and keeps the key in the password store of this "
                "computer. That store cannot be used now. You can unlock it and try again, or use Prikbord "
                "for this session only: everything is forgotten when you close it."
            ),
        )
    if isinstance(error, KeyMissing):
        return (
            _("The key is gone"),
            _(
                "The password store of this computer no longer has the key to what Prikbord keeps here. "
                "Nothing was changed. If it comes back, everything is readable again. Until then you can use "
                "Prikbord for this session only."
            ),
        )
    code = disposition(error).code
    if code is ErrorCode.DISK_FULL:
        return _("The disk is full"), error_said(code).sentence
    return (
        _("Prikbord cannot open its files"),
        _("Another program may be using them, or they cannot be written. Your intranet itself is fine."),
    )


class CannotOpen(QWidget):
    """Three ways on: try again, this session only, quit."""

    def __init__(self, error: Exception, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("setup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        heading, meaning = words(error)
        sheet = QFrame(self)
        sheet.setProperty("card", True)
        sheet.setFixedWidth(520)
        sign = QLabel(sheet)
        sign.setPixmap(theme.pixmap("lock", 40, theme.tokens().warning))
        self.again = QPushButton(_("Try again"), sheet)
        self.again.setProperty("primary", True)
        self.session_only = QPushButton(_("For this session only"), sheet)
        self.quit = quiet_button(_("Quit"), sheet)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(40, 32, 40, 32)
        column.setSpacing(12)
        column.addWidget(sign)
        column.addWidget(Wrapped(heading, "title", parent=sheet))
        column.addWidget(Wrapped(meaning, "muted", parent=sheet))
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.again, self.session_only, self.quit):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        layout = QVBoxLayout(self)
        middle = QHBoxLayout()  # not an alignment: Qt would ask for the height at the window's width
        middle.addStretch(1)
        middle.addWidget(sheet)
        middle.addStretch(1)
        layout.addStretch(2)
        layout.addLayout(middle)
        layout.addStretch(3)

    def begin(self) -> None:
        """Take the keyboard."""
        self.again.setFocus(Qt.FocusReason.OtherFocusReason)
