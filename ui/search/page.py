"""The Search page: everything that matches the words in the window's search field, by kind.

Never enters here: painting, the index, a field of its own.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.text import _, pgettext
from sync.model.changes import ChangeSet
from sync.model.items import ItemKind
from ui.calm_focus import CalmListView
from ui.page import Page
from ui.rows import RowsModel
from ui.search.delegate import ResultsDelegate
from ui.search.rows import KINDS, ResultRow, ResultsModel, find, kind_label, spoken
from ui.widgets import Chip, EmptyState

_TYPING = 120  # ms without a key before the index is asked


class SearchPage(Page):
    """Search over news, documents' text, events, people and processes at once."""

    def __init__(self, core: Any, bridge: Any, navigator: Any) -> None:
        super().__init__()
        self._core, self._bridge, self._navigator = core, bridge, navigator
        self._kind: ItemKind | None = None
        self._asked = 0
        self._entering = False  # the keyboard is to go into the results when they are there
        self._words = ""
        self._shown = ""  # the words whose results are on view
        self.model = ResultsModel(lambda row: row.key, spoken, self)
        self.list = _ResultsList(self.model, self)
        self.chips: dict[ItemKind | None, Chip] = {}
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING)
        self._typing.timeout.connect(self._ask)
        self._build()
        self._show([])

    # --- the page protocol ---

    def title(self) -> str:
        """Return the page's name."""
        return _("Search")

    def minimumSizeHint(self) -> QSize:
        """Return the least a window may give; what does not fit then gives way by itself."""
        return QSize(640, 400)

    def activate(self) -> None:
        """Show what there is now; the keyboard goes into the results when there are any."""
        self._ask()
        if self.model.rowCount():
            self.list.setFocus()

    def search(self, words: str) -> None:
        """Search for words as they are typed in the window's field."""
        if words.strip() != self._words:
            self._words = words.strip()
            self._typing.start()

    def enter(self) -> None:
        """Go into the results (Enter or Down in the window's field), as soon as they are there."""
        self._entering = True
        self._typing.stop()
        self._ask()

    def changed(self, changes: ChangeSet) -> None:
        """Search again when what can be found has changed."""
        if self.isVisible() and self._words and (changes.kinds or changes.blobs):
            self._typing.start()

    # --- inside ---

    def _build(self) -> None:
        self._count = QLabel(self)
        self._count.setProperty("role", "muted")
        chips = QHBoxLayout()
        chips.setSpacing(8)
        group = QButtonGroup(self)
        group.setExclusive(True)
        for kind in (None, *KINDS):
            chip = Chip(pgettext("all kinds of results", "All") if kind is None else kind_label(kind), self)
            chip.clicked.connect(lambda _checked=False, kind=kind: self._choose(kind))
            group.addButton(chip)
            chips.addWidget(chip)
            self.chips[kind] = chip
        self.chips[None].setChecked(True)
        chips.addStretch(1)
        chips.addWidget(self._count)
        chips.setContentsMargins(24, 12, 24, 12)
        self._empty = EmptyState("search", "", parent=self)
        self._empty.acted.connect(lambda: self._navigator.open_page("people"))
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(chips)
        layout.addWidget(self._stack, 1)
        self.list.opened.connect(self._open)

    def _choose(self, kind: ItemKind | None) -> None:
        self._kind = kind
        self.chips[kind].setChecked(True)
        self._ask()

    def _ask(self) -> None:
        self._asked += 1
        number, words, kind, search = self._asked, self._words, self._kind, self._core.search
        if not words:
            self._show([])
            return
        self._bridge.run(
            lambda: find(search, words, kind),
            lambda rows: self._show(rows) if number == self._asked else None,
            lambda _error: self._failed(),
            self,
        )

    def _show(self, rows: list[ResultRow]) -> None:
        words = self._words
        if words != self._shown:  # what was chosen among other results is no choice among these
            self.list.setCurrentIndex(QModelIndex())
            self._shown = words
        self.model.show(rows)
        self._stack.setCurrentIndex(0 if rows else 1)
        if self._entering:
            self._entering = False
            self._into_list()
        hits = sum(row.hit is not None for row in rows)
        more = any(row.more for row in rows)
        self._count.setText((f"{hits}+" if more else str(hits)) if rows else "")
        self._count.setAccessibleName(_("Number of results: {n}").format(n=hits) if rows else "")
        if not rows and words:
            where = _("in {kind}").format(kind=kind_label(self._kind)) if self._kind else ""
            sentence = _("Nothing was found for “{words}”. Try fewer or other words, or ask an ambassador.")
            if where:
                sentence = _("Nothing was found for “{words}” here. Look in everything, or try other words.")
            self._empty.show_as(
                "search", sentence.format(words=words), "" if where else _("Ask an ambassador")
            )
        elif not rows:
            self._empty.show_as(
                "search",
                _(
                    "Type a few words above. Everything is searched at once, also the text inside documents,"
                    " and also without a connection."
                ),
            )

    def _failed(self) -> None:
        self.model.show([])
        self._stack.setCurrentIndex(1)
        self._empty.show_as("warning", _("The search did not work. Please try again."))

    def _into_list(self) -> None:
        first = next((n for n, row in enumerate(self.model.rows) if row.hit is not None), None)
        if first is not None:
            here = self.model.row(self.list.currentIndex())
            if here is None or here.hit is None:  # none chosen yet, or a heading that took its place
                self.list.setCurrentIndex(self.model.index(first))
            self.list.setFocus()

    def _open(self, row: ResultRow) -> None:
        if row.more:
            self._choose(row.kind)
        elif row.hit is not None:
            self._navigator.open_item(row.hit.item.id)


class _ResultsList(CalmListView):
    """``opened`` is Enter or a click."""

    opened = Signal(object)

    def __init__(self, model: RowsModel[ResultRow], parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setObjectName("results")
        self.setAccessibleName(_("Results"))
        self.setModel(model)
        self.setItemDelegate(ResultsDelegate(self))
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        row = self._model.row(index)
        if row is not None and (row.hit is not None or row.more):
            self.opened.emit(row)
