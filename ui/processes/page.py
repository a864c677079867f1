"""The Processes page: find a process by everyday words, and carry it out.

Never enters here: painting.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.text import _
from sync.model.changes import ChangeSet
from sync.model.items import Item, ItemKind, ProcessDetail
from ui.choice_list import ChoiceList
from ui.links import open_link
from ui.notice import Notice
from ui.page import LookingPage
from ui.pictures import PictureCache
from ui.processes.card import ProcessCard, ProcessView
from ui.processes.delegate import ProcessDelegate, spoken
from ui.rows import RowsModel
from ui.scroll import scrolling
from ui.widgets import EmptyState, FilterField


class ProcessesPage(LookingPage):
    """The organisation's key processes as cards."""

    def __init__(self, core: Any, bridge: Any, navigator: Any) -> None:
        super().__init__(core, bridge, navigator)
        self._cards: list[Item] = []
        self._open = ""
        self.model: RowsModel[Item] = RowsModel(
            lambda item: item.id, spoken, self, typed=lambda item: item.title
        )
        self.list = ChoiceList(self.model, _("Processes"), self)
        self.list.setItemDelegate(ProcessDelegate(self.list))
        self.filter = FilterField(_("What do you want to do?"), self)
        self._pictures = PictureCache(core, bridge, self)
        self.card = ProcessCard(self._pictures, self)
        self._build()
        self._connect()

    # --- the page protocol ---

    def title(self) -> str:
        """Return the page's name."""
        return _("Processes")

    def activate(self) -> None:
        """Show what there is now, and put the keyboard into the field."""
        if self._stale:
            self._load()
        self.filter.setFocus()

    def open_item(self, item_id: str) -> None:
        """Show one process."""
        self._open = item_id
        self.filter.clear()
        self._load()

    def changed(self, changes: ChangeSet) -> None:
        """Follow a commit when it concerns processes or whom and what they name."""
        if changes.blobs:
            self._pictures.changed(changes)
        kinds = {ItemKind.PROCESS, ItemKind.PERSON, ItemKind.DOCUMENT}
        if kinds & changes.kinds or changes.profile or changes.accounts:
            self._load()

    # --- inside ---

    def _build(self) -> None:
        self._none = EmptyState("processes", "", parent=self)
        self._lists = QStackedWidget(self)
        self._lists.addWidget(self.list)
        self._lists.addWidget(self._none)
        left = QWidget(self)
        left.setProperty("panel", True)
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        left.setMinimumWidth(280)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(12)
        head = QVBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(self.filter)
        column.addLayout(head)
        column.addWidget(self._lists, 1)
        scroll = scrolling(self.card, self)
        self._right = QStackedWidget(self)
        self._right.addWidget(EmptyState("processes", _("Choose what you want to do."), parent=self))
        self._right.addWidget(scroll)
        self._right.setMinimumWidth(340)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self._right)
        split.setStretchFactor(1, 1)
        split.setSizes([360, 800])
        self.notice = Notice(self._right)
        sentence = _("There are no processes yet. The intranet's profile describes them, step by step.")
        nothing = EmptyState("processes", sentence, action=_("Fetch now"), parent=self)
        nothing.acted.connect(lambda: self._navigator.sync())
        self._whole = QStackedWidget(self)
        self._whole.addWidget(split)
        self._whole.addWidget(nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._whole)

    def _connect(self) -> None:
        self.filter.textChanged.connect(lambda _text: self._show_list())
        self.filter.returnPressed.connect(self._first)
        self.list.chosen.connect(self._show_card)
        self.list.opened.connect(self._into_card)
        card = self.card
        card.form_wanted.connect(self._open_form)
        card.item_wanted.connect(lambda item_id: self._navigator.open_item(item_id))
        card.link_wanted.connect(lambda href: open_link(href, self, ask=True))
        card.ask_wanted.connect(self._ask)
        card.left.connect(self.list.setFocus)
        action = QAction(self)
        action.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: self.filter.setFocus())
        self.addAction(action)

    def _look(self) -> None:
        self._looks.ask(self._core.processes.cards, self._loaded, self._failed)

    def _loaded(self, cards: list[Item]) -> None:
        self._cards = cards
        self._whole.setCurrentIndex(0 if cards else 1)
        self._show_list()
        if self._open:
            index = self.model.find(self._open)
            if index.isValid():
                self.list.setCurrentIndex(index)
            self._show_card(self._open)

    def _show_list(self) -> None:
        text = self.filter.text()
        found = [card for card in self._cards if _fits(card, text)]
        self.model.show(found)
        self._lists.setCurrentIndex(0 if found else 1)
        if not found and self._cards:
            self._none.show_as("search", _("No process matches “{text}”.").format(text=text.strip()))

    def _first(self) -> None:
        """Enter in the field: on to the only or first process that fits."""
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))
            self.list.setFocus()

    def _show_card(self, item_id: str) -> None:
        self._open = item_id
        processes = self._core.processes

        def work() -> ProcessView | None:
            card = processes.card(item_id)
            if card is None:
                return None
            return ProcessView(
                card, processes.form_href(card), processes.document_item(card), processes.contact(card)
            )

        self._details.ask(work, lambda view: self._show(item_id, view), self._failed, about=item_id)

    def _show(self, item_id: str, view: ProcessView | None) -> None:
        if item_id != self._open:
            return
        self._right.setCurrentIndex(0 if view is None else 1)
        if view is not None:
            self.card.show_process(view)

    def _into_card(self) -> None:
        button = next((b for b in (self.card.form, self.card.document, self.card.ask) if b.isVisible()), None)
        if button is not None:
            button.setFocus()

    def _open_form(self, href: str) -> None:
        if not open_link(href, self):
            self.notice.offer(_("This form cannot be opened from here."), None)

    def _ask(self, person_id: str) -> None:
        people, about = self._core.people, self._open
        processes = self._core.processes

        def work() -> str:
            person, card = people.person(person_id), processes.card(about)
            link: str = people.ask_link(person, card) if person is not None else ""
            return link

        self._bridge.run(work, self._mail, self._failed, self)

    def _mail(self, link: str) -> None:
        if not (link and open_link(link, self)):
            self.notice.offer(_("This computer has no mail program set up."), None)

    def _failed(self, _error: BaseException) -> None:
        self.notice.offer(_("That did not work. Please try again."), None)


def _fits(card: Item, text: str) -> bool:
    """Return whether all words of a text begin somewhere in what people call this process."""
    words = card.detail.words if isinstance(card.detail, ProcessDetail) else ()
    heap = _folded(" ".join([card.title, card.summary, *words]))
    return all(word in heap for word in _folded(text).split())


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))
