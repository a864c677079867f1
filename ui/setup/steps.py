"""The screens of set-up, one widget each. Never enters here: what happens between them, data access."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.text import _, ngettext
from sync.model.changes import Discovery, FoundCollection
from sync.model.items import CollectionKind
from ui import theme
from ui.said import Said
from ui.tooltip import plain_tip
from ui.tray.badge import app_icon
from ui.widgets import IconButton, Wrapped, quiet_button
from ui.words import one_line

_MOST_ADDRESS = 2000
_MOST_LIST = 360  # pixels of found sources before they scroll
_KINDS = (CollectionKind.FEED, CollectionKind.FOLDER, CollectionKind.CALENDAR)


class Trouble(QFrame):
    """One sentence in a quiet red box; hidden while there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("trouble")
        self._sign = QLabel(self)
        self._sentence = Wrapped("", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(10)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._sentence, 1)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said, "" for nothing."""
        return "" if self.isHidden() else self._sentence.accessibleName()

    def show_said(self, said: Said | None) -> None:
        """Say what is wrong; None hides the box."""
        self.setVisible(said is not None)
        if said is not None:
            self._sentence.set_text(said.sentence)
            self.setAccessibleName(said.sentence)
            self._sign.setPixmap(theme.pixmap(said.icon, 20, theme.tokens().danger))


class Step(QWidget):
    """A column with a title and a text; what follows is the step's own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.heading = Wrapped("", "title", parent=self)
        self.about = Wrapped("", "muted", parent=self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.about)
        self.column.addSpacing(8)

    def say(self, heading: str, about: str) -> None:
        """Set the words at the top."""
        self.heading.set_text(heading)
        self.about.set_text(about)
        self.about.setVisible(bool(about))

    def begin(self) -> None:
        """Take the keyboard."""


class AddressStep(Step):
    """One field: the intranet's address."""

    given = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget, *, first: bool) -> None:
        super().__init__(parent)
        if first:
            sign = QLabel(self)
            sign.setPixmap(app_icon().pixmap(64, 64))
            self.column.insertWidget(0, sign)
            self.say(
                _("Welcome to Prikbord"),
                _("Your intranet on your desk: news, documents and calendar, also without a connection."),
            )
        else:
            self.say(_("Connect an intranet"), _("Prikbord finds out by itself what the intranet offers."))
        label = QLabel(_("Address of your intranet"), self)
        label.setProperty("role", "strong")
        self.field = QLineEdit(self)
        self.field.setMaxLength(_MOST_ADDRESS)
        self.field.setPlaceholderText("intranet.example.org")
        self.field.setAccessibleName(_("Address of your intranet"))
        label.setBuddy(self.field)
        self.trouble = Trouble(self)
        self.go = QPushButton(_("Continue"), self)
        self.go.setProperty("primary", True)
        self.go.setEnabled(False)
        self.leave = quiet_button(_("Cancel"), self)
        self.leave.setVisible(not first)
        for widget in (label, self.field, self.trouble):
            self.column.addWidget(widget)
        self.column.addLayout(_buttons(self.go, self.leave))
        self.field.textChanged.connect(lambda text: self.go.setEnabled(bool(text.strip())))
        self.field.returnPressed.connect(self.go.click)
        self.go.clicked.connect(lambda: self.given.emit(self.field.text().strip()))
        self.leave.clicked.connect(self.left)

    def begin(self) -> None:
        """Take the keyboard."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)


class LoginStep(Step):
    """User name and password. ``given`` carries both; the password leaves the field at once."""

    given = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.user = QLineEdit(self)
        self.user.setAccessibleName(_("User name"))
        self.secret = QLineEdit(self)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setAccessibleName(_("Password"))
        self.reveal = IconButton("visibility", _("Show the password"), checkable=True, parent=self)
        self.trouble = Trouble(self)
        self.go = QPushButton(_("Log in"), self)
        self.go.setProperty("primary", True)
        self.leave = quiet_button(_("Back"), self)
        for text, field in ((_("User name"), self.user), (_("Password"), self.secret)):
            label = QLabel(text, self)
            label.setProperty("role", "strong")
            label.setBuddy(field)
            self.column.addWidget(label)
            if field is self.secret:
                row = QHBoxLayout()
                row.setSpacing(8)
                row.addWidget(field, 1)
                row.addWidget(self.reveal)
                self.column.addLayout(row)
            else:
                self.column.addWidget(field)
        self.column.addWidget(self.trouble)
        self.column.addLayout(_buttons(self.go, self.leave))
        self.reveal.toggled.connect(self._reveal)
        self.user.textChanged.connect(self._complete)
        self.secret.textChanged.connect(self._complete)
        self.user.returnPressed.connect(self.secret.setFocus)
        self.secret.returnPressed.connect(self.go.click)
        self.go.clicked.connect(self._give)
        self.leave.clicked.connect(self.left)
        self._complete()

    def begin(self) -> None:
        """Take the keyboard: where something is still to be typed."""
        (self.secret if self.user.text() else self.user).setFocus(Qt.FocusReason.OtherFocusReason)

    def _complete(self) -> None:
        self.go.setEnabled(bool(self.user.text().strip() and self.secret.text()))

    def _reveal(self, on: bool) -> None:
        self.secret.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        self.reveal.show_as(
            "visibility-off" if on else "visibility", _("Hide the password") if on else _("Show the password")
        )

    def _give(self) -> None:
        secret = self.secret.text()
        self.reveal.setChecked(False)
        self.secret.clear()
        self.given.emit(self.user.text().strip(), secret)


class WaitStep(Step):
    """Something is under way. ``left``: the person does not want to wait."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.now = Wrapped("", "muted", parent=self)
        self.trouble = Trouble(self)
        self.again = QPushButton(_("Try again"), self)
        self.leave = quiet_button(_("Cancel"), self)
        self.again.hide()
        for widget in (self.progress, self.now, self.trouble):
            self.column.addWidget(widget)
        self.column.addLayout(_buttons(self.again, self.leave))
        self.leave.clicked.connect(self.left)

    def begin(self) -> None:
        """Take the keyboard."""
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_progress(self, sentence: str, done: int = 0, total: int = 0) -> None:
        """Tell how far it is; without a total the bar only shows that something moves."""
        self.now.set_text(sentence)
        self.progress.setAccessibleName(sentence)
        self.progress.setRange(0, total)
        self.progress.setValue(min(done, total))


class FoundStep(Step):
    """What stands at the address, each with a check box. ``given`` carries the chosen addresses."""

    given = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.boxes: list[tuple[QCheckBox, str]] = []
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.trouble = Trouble(self)
        self.go = QPushButton(_("Connect"), self)
        self.go.setProperty("primary", True)
        self.leave = quiet_button(_("Back"), self)
        self.column.addWidget(self._area, 1)
        self.column.addWidget(self.trouble)
        self.column.addLayout(_buttons(self.go, self.leave))
        self.go.clicked.connect(self._give)
        self.leave.clicked.connect(self.left)

    def begin(self) -> None:
        """Take the keyboard."""
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_found(self, found: Discovery) -> None:
        """List what was found."""
        number = sum(collection.kind in _KINDS for collection in found.collections)
        self.say(
            one_line(found.title) or found.address,
            ngettext("{n} source was found here.", "{n} sources were found here.", number).format(n=number),
        )
        self.boxes = []
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(4)
        for kind, icon, title in (
            (CollectionKind.FEED, "news", _("News")),
            (CollectionKind.FOLDER, "folder", _("Documents")),
            (CollectionKind.CALENDAR, "calendar", _("Calendars")),
        ):
            self._add_kind(column, inner, icon, title, (c for c in found.collections if c.kind is kind))
        column.addStretch(1)
        old = self._area.takeWidget()
        if old is not None:
            old.deleteLater()
        self._area.setWidget(inner)
        for ground in (inner, self._area.viewport()):
            ground.setAutoFillBackground(False)  # the sheet's own colour
        for child in inner.findChildren(QWidget):
            child.ensurePolished()  # a row's height is only known once it wears its style
        column.invalidate()
        self._area.setMinimumHeight(min(column.sizeHint().height(), _MOST_LIST))
        self._any()

    def _add_kind(
        self,
        column: QVBoxLayout,
        parent: QWidget,
        icon: str,
        title: str,
        found: Iterable[FoundCollection],
    ) -> None:
        collections = list(found)
        if not collections:
            return
        head = QHBoxLayout()
        head.setContentsMargins(0, 10, 0, 2)
        head.setSpacing(8)
        sign = QLabel(parent)
        sign.setPixmap(theme.pixmap(icon, 18, theme.tokens().accent))
        label = QLabel(title, parent)
        label.setProperty("role", "strong")
        head.addWidget(sign)
        head.addWidget(label)
        head.addStretch(1)
        column.addLayout(head)
        for collection in collections:
            name = one_line(collection.title) or collection.href
            box = QCheckBox(name.replace("&", "&&"), parent)
            box.setChecked(True)
            box.setToolTip(plain_tip(collection.href))
            box.toggled.connect(self._any)
            row = QHBoxLayout()
            row.setContentsMargins(24, 0, 0, 0)
            row.addWidget(box)
            row.addStretch(1)
            column.addLayout(row)
            self.boxes.append((box, collection.href))

    def _any(self) -> None:
        self.go.setEnabled(any(box.isChecked() for box, _href in self.boxes) or not self.boxes)

    def _give(self) -> None:
        self.given.emit(tuple(href for box, href in self.boxes if box.isChecked()))


def _buttons(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 12, 0, 0)
    row.setSpacing(8)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
