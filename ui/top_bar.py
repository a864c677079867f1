"""Above a page: its title, the search field, the hint to quick-open, and the sync button.

Never enters here: searching, syncing.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.text import _
from ui import theme
from ui.widgets import FilterField, IconButton


class TopBar(QWidget):
    """``searched`` carries the words as they are typed, ``search_entered`` when Enter or Down is pressed."""

    searched = Signal(str)
    search_entered = Signal(str)
    back_wanted = Signal()
    quick_wanted = Signal()
    sync_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.back = IconButton("back", _("Back"), "Alt+Left", parent=self)
        self.back.setEnabled(False)
        self.title = QLabel(self)
        self.title.setProperty("role", "page")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.search = FilterField("", self)
        self.search.setObjectName("search")
        self.quick = QPushButton(self)
        self.quick.setProperty("hintButton", True)
        self.quick.setIconSize(QSize(18, 18))
        self.sync = IconButton("sync", _("Sync now"), "F5", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addWidget(self.quick)
        row.addWidget(self.sync)
        self.search.setMinimumWidth(220)
        self.search.setMaximumWidth(340)
        self.search.textEdited.connect(self.searched)
        self.search.returnPressed.connect(self._enter)
        down = QShortcut(QKeySequence(Qt.Key.Key_Down), self.search)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        down.activated.connect(self._enter)
        self.quick.clicked.connect(self.quick_wanted)
        self.sync.clicked.connect(self.sync_wanted)
        self.back.clicked.connect(self.back_wanted)
        theme.notifier().changed.connect(self._draw)
        self.retranslate()

    def show_title(self, title: str) -> None:
        """Name the page on view."""
        self.title.setText(title)

    def retranslate(self) -> None:
        """Write everything in the present language."""
        self.back.set_name(_("Back"))
        self.sync.set_name(_("Sync now"))
        self.search.setPlaceholderText(_("Search everything"))
        self.search.setAccessibleName(_("Search everything"))
        self.search.setToolTip(_("Search news, documents, events and people, also offline."))
        keys = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)
        self.quick.setText(keys)
        self.quick.setAccessibleName(_("Go to anything"))
        self.quick.setToolTip(_("Type what you want to do, and press Enter."))
        self._draw()

    def _enter(self) -> None:
        self.search_entered.emit(self.search.text())

    def _draw(self) -> None:
        self.quick.setIcon(theme.icon("bolt"))
