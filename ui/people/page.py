"""The People page: colleagues with ambassadors first, a filter, and one person in full.

Never enters here: painting.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSplitter,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.text import _, ngettext
from sync.model.changes import ChangeSet
from sync.model.items import Item, ItemKind, PersonDetail
from ui.links import open_link
from ui.notice import Notice
from ui.page import LookingPage
from ui.people.card import PersonCard
from ui.people.grid import PeopleGrid, PersonDelegate, spoken
from ui.pictures import PictureCache
from ui.rows import RowsModel
from ui.scroll import scrolling
from ui.widgets import EmptyState, FilterField
from ui.words import one_line


class PeoplePage(LookingPage):
    """Colleagues and ambassadors."""

    def __init__(self, core: Any, bridge: Any, navigator: Any) -> None:
        super().__init__(core, bridge, navigator)
        self._open = ""
        self._pictures = PictureCache(core, bridge, self)
        self.model: RowsModel[Item] = RowsModel(
            lambda item: item.id, spoken, self, typed=lambda item: item.title
        )
        self.grid = PeopleGrid(self.model, PersonDelegate(self._pictures, self), self)
        self.card = PersonCard(self._pictures, self)
        self.filter = FilterField(_("Filter by name, department or topic"), self)
        self._pictures.ready.connect(lambda _href: self.grid.viewport().update())
        self._build()
        self._connect()

    # --- the page protocol ---

    def title(self) -> str:
        """Return the page's name."""
        return _("People")

    def activate(self) -> None:
        """Show who there is now, and put the keyboard into the grid."""
        if self._stale:
            self._load()
        self.grid.setFocus()

    def open_item(self, item_id: str) -> None:
        """Show one person."""
        self._open = item_id
        self.filter.clear()
        self._load()

    def changed(self, changes: ChangeSet) -> None:
        """Follow a commit when it concerns people or their photos."""
        if changes.blobs:
            self._pictures.changed(changes)
        if ItemKind.PERSON in changes.kinds or changes.profile or changes.accounts:
            self._load()

    # --- inside ---

    def _build(self) -> None:
        self._count = QLabel(self)
        self._count.setProperty("role", "muted")
        self.filter.setMinimumWidth(280)
        self.filter.setMaximumWidth(420)
        bar = QHBoxLayout()
        bar.setContentsMargins(24, 12, 24, 12)
        bar.setSpacing(16)
        bar.addWidget(self.filter, 1)
        bar.addWidget(self._count)
        bar.addStretch(1)
        self._empty = EmptyState("people", "", parent=self)
        self._left = QStackedWidget(self)
        self._left.addWidget(self.grid)
        self._left.addWidget(self._empty)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._left, 1)
        self.notice = Notice(left)
        left.setMinimumWidth(340)
        right = self._panel = QWidget(self)
        right.setProperty("panel", True)
        right.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        right.setMinimumWidth(260)
        self._right = QStackedLayout(right)
        self._right.addWidget(
            EmptyState("person", _("Choose a colleague to see how to reach them."), parent=self)
        )
        self._right.addWidget(scrolling(self.card, self))
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 1)
        split.setSizes([800, 320])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(split, 1)

    def _connect(self) -> None:
        self._empty.acted.connect(self._empty_acted)
        self.filter.textChanged.connect(lambda _text: self._load())
        self.grid.chosen.connect(self._show_person)
        self.grid.opened.connect(self._into_card)
        self.grid.customContextMenuRequested.connect(self._context_menu)
        self.card.ask_wanted.connect(self._ask)
        self.card.said.connect(lambda sentence: self.notice.offer(sentence, None))
        self.card.left.connect(self.grid.setFocus)
        action = QAction(self)
        action.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: self.filter.setFocus())
        self.addAction(action)

    def _look(self) -> None:
        people, text = self._core.people, self.filter.text()
        self._looks.ask(lambda: people.people(text), self._show, self._failed, about=text)

    def _show(self, found: list[Item]) -> None:
        self.model.show(found)
        self._left.setCurrentIndex(0 if found else 1)
        words = ngettext("{n} person", "{n} people", len(found)).format(n=len(found))
        self._count.setText(words if found else "")
        if not found:
            typed = self.filter.text()
            if typed:
                sentence, action = _("Nobody matches “{text}”.").format(text=typed), _("Show everybody")
            else:
                sentence = _("There are no people yet. The intranet's profile names them.")
                action = _("Fetch now")
            self._empty.show_as("people", sentence, action)
        self._panel.setVisible(bool(found) or bool(self._open))
        if self._open:
            index = self.model.find(self._open)
            if index.isValid() and index != self.grid.currentIndex():
                self.grid.setCurrentIndex(index)
                self.grid.scrollTo(index)
            self._show_person(self._open)

    def _show_person(self, item_id: str) -> None:
        self._open = item_id
        item = self.model.row(self.model.find(item_id))
        self.card.show_person(item, askable=item is not None and bool(self._core.people.ask_link(item, None)))
        self._right.setCurrentIndex(0 if item is None else 1)

    def _empty_acted(self) -> None:
        if self.filter.text():
            self.filter.clear()
        else:
            self._navigator.sync()

    def _into_card(self, _item_id: str) -> None:
        (self.card.ask if self.card.ask.isVisible() else self.card).setFocus()

    def _context_menu(self, at: QPoint) -> None:
        item = self.model.row(self.grid.indexAt(at))
        if item is None or not isinstance(item.detail, PersonDetail):
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._core.people.ask_link(item, None):
            menu.addAction(_("Ask a question")).triggered.connect(lambda: self._ask(item.id))
        for text, value in (
            (_("Copy the mail address"), item.detail.mail),
            (_("Copy the phone number"), item.detail.phone),
        ):
            if value:
                action = menu.addAction(text)
                action.triggered.connect(lambda _checked=False, value=value: self._copy(value))
        if menu.isEmpty():
            menu.deleteLater()
        else:
            menu.popup(self.grid.viewport().mapToGlobal(at))

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.notice.offer(_("“{text}” was copied.").format(text=one_line(text)), None)

    def _ask(self, item_id: str) -> None:
        item = self.model.row(self.model.find(item_id))
        if item is None:
            return
        link = self._core.people.ask_link(item, None, subject=_("A question about the intranet"))
        if not (link and open_link(link, self)):
            self.notice.offer(_("This computer has no mail program set up."), None)

    def _failed(self, _error: BaseException) -> None:
        self.notice.offer(_("The people could not be read. Please try again."), None)
