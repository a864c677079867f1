"""The Documents page: folders, the list of one folder, and a preview.

Never enters here: what a preview shows of bytes, painting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.text import _
from sync.model.changes import ChangeSet
from sync.model.items import Collection, Item, ItemKind
from ui.documents.acts import DocumentActs
from ui.documents.breadcrumb import Breadcrumb
from ui.documents.folder_tree import FolderTree, Place
from ui.documents.kinds import is_folder, path_of
from ui.documents.list_model import DocumentsModel
from ui.documents.list_view import DocumentsList
from ui.documents.preview import PreviewPanel
from ui.documents.preview_content import Preview, prepare
from ui.notice import Notice
from ui.page import LookingPage
from ui.text import error_sentence
from ui.widgets import EmptyState

_FOR_TREE = 860  # pixels; below that list and preview need the room
_SETTLE = 80  # ms: an arrow key held down previews only the document it stops at


@dataclass(frozen=True, slots=True)
class _Shown:
    """The tree and one folder, gathered on a worker."""

    roots: tuple[Collection, ...]
    folders: dict[str, list[Item]]
    place: Place | None
    items: list[Item]


class DocumentsPage(LookingPage):
    """The documents of all accounts."""

    def __init__(self, core: Any, bridge: Any, navigator: Any) -> None:
        super().__init__(core, bridge, navigator)
        self._place: Place | None = None
        self._shown_place: Place | None = None
        self._wanted = ""  # to choose as soon as its folder is shown
        self._current = ""
        self.tree = FolderTree(self)
        self.model = DocumentsModel(self)
        self.list = DocumentsList(self.model, self)
        self.preview = PreviewPanel(self)
        self.path = Breadcrumb(self, self.tree)
        self.acts = DocumentActs(core, bridge, self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE)
        self._settle.timeout.connect(lambda: self._show_preview(self._current))
        self._build()
        self._connect()

    # --- the page protocol ---

    def title(self) -> str:
        """Return the page's name."""
        return _("Documents")

    def activate(self) -> None:
        """Show what there is now, and put the keyboard into the list."""
        if self._stale:
            self._load()
        self.list.setFocus()

    def open_item(self, item_id: str) -> None:
        """Show a document in its folder, or a folder."""
        documents = self._core.documents
        self._bridge.run(lambda: documents.item(item_id), self._jump, self._failed, self)

    def changed(self, changes: ChangeSet) -> None:
        """Follow a commit when it concerns documents or what is on this computer."""
        documents = ItemKind.DOCUMENT in changes.kinds
        if not (documents or changes.collections or changes.accounts or changes.blobs):
            return
        self._load()
        if self._current and (documents or changes.blobs):
            self._settle.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the path above the list stands in for the tree."""
        super().resizeEvent(event)
        self.tree.setVisible(self.width() >= _FOR_TREE)

    # --- building ---

    def _build(self) -> None:
        self._empty_folder = EmptyState("folder", _("This folder is empty."), parent=self)
        self._lists = QStackedWidget(self)
        self._lists.addWidget(self.list)
        self._lists.addWidget(self._empty_folder)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.path)
        column.addWidget(self._lists, 1)
        self.notice = Notice(middle)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        for part, least in ((self.tree, 160), (middle, 280), (self.preview, 320)):
            part.setMinimumWidth(least)
            split.addWidget(part)
        split.setStretchFactor(1, 1)
        split.setStretchFactor(2, 1)
        split.setSizes([210, 480, 420])
        sentence = _("There are no documents yet. They appear here as soon as they have been synced.")
        nothing = EmptyState("folder", sentence, action=_("Fetch now"), parent=self)
        nothing.acted.connect(lambda: self._navigator.sync())
        self._whole = QStackedWidget(self)
        self._whole.addWidget(split)
        self._whole.addWidget(nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._whole)

    def _connect(self) -> None:
        self.tree.chosen.connect(lambda collection, path: self.go_to((collection, path)))
        self.path.chosen.connect(self._crumb)
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._opened)
        self.list.up.connect(self._up)
        self.list.customContextMenuRequested.connect(self._menu)
        preview, acts = self.preview, self.acts
        preview.open_wanted.connect(lambda _id: self._with(acts.open))
        preview.save_wanted.connect(lambda _id: self._with(acts.ask_where))
        preview.pin_wanted.connect(lambda _id, on: self._with(lambda item: acts.pin(item, on)))
        preview.copy_wanted.connect(lambda _id: self._with(acts.copy_link))
        preview.fetch_wanted.connect(lambda _id: self._with(acts.fetch))
        preview.ask_wanted.connect(lambda anchor: self._with(lambda item: acts.ask(item, anchor)))
        preview.feedback_wanted.connect(lambda anchor: self._with(lambda item: acts.feedback(item, anchor)))
        acts.said.connect(lambda sentence: self.notice.offer(sentence, None))
        acts.changed.connect(self._renewed)
        acts.fetch_began.connect(self._fetch_began)
        acts.fetch_failed.connect(self._fetch_failed)
        for keys, act in (
            ("Ctrl+S", acts.ask_where),
            ("Ctrl+Shift+C", acts.copy_link),
            ("Ctrl+Return", acts.open),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, act=act: self._with(act))
            self.addAction(action)

    # --- showing ---

    def go_to(self, place: Place) -> None:
        """Show a folder."""
        if place != self._place:
            self._place = place
            self._load()

    def _look(self) -> None:
        documents, wanted = self._core.documents, self._place

        def work() -> _Shown:
            roots = tuple(documents.roots())
            folders = {root.id: documents.folders(root.id) for root in roots}
            place = _nearest(wanted, folders) or ((roots[0].id, "") if roots else None)
            return _Shown(roots, folders, place, documents.children(*place) if place else [])

        self._looks.ask(work, self._show, self._failed, about=wanted)

    def _show(self, shown: _Shown) -> None:
        self._whole.setCurrentIndex(0 if shown.roots else 1)
        self.tree.show_folders(shown.roots, shown.folders)
        self._place = shown.place
        if shown.place is None:
            self._clear_preview()
            return
        if self.tree.place() != shown.place:
            self.tree.blockSignals(True)
            self.tree.go_to(shown.place)
            self.tree.blockSignals(False)
        same = shown.place == self._shown_place
        self._shown_place = shown.place
        self.list.show_items(shown.items, same=same)
        self._lists.setCurrentIndex(0 if shown.items else 1)
        self.path.show_path(self.tree.title_of((shown.place[0], "")), shown.place[1])
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""
        elif not same:
            self._clear_preview()

    def _clear_preview(self) -> None:
        self._current = ""
        self._settle.stop()
        self.preview.show_preview(None)

    def _chosen(self, item_id: str) -> None:
        self._current = item_id
        self._settle.start()

    def _show_preview(self, item_id: str) -> None:
        documents = self._core.documents
        self._details.ask(
            lambda: prepare(documents, item_id),
            lambda found: self._previewed(item_id, found),
            self._failed,
            about=item_id,
        )

    def _previewed(self, item_id: str, preview: Preview | None) -> None:
        if item_id == self._current:
            self.preview.show_preview(preview)

    def _jump(self, item: Item | None) -> None:
        if item is None:
            self.notice.offer(_("This document is no longer on the intranet."), None)
            return
        if is_folder(item):
            self.go_to((item.collection_id, path_of(item)))
            return
        self._wanted = item.id
        self._place = (item.collection_id, path_of(item).rpartition("/")[0])
        self._load()

    def _choose_folder(self, place: Place) -> None:
        if not self.tree.go_to(place):
            self.go_to(place)

    def _crumb(self, path: str) -> None:
        if self._place is not None:
            self._choose_folder((self._place[0], path))

    def _up(self) -> None:
        if self._place and self._place[1]:
            self._choose_folder((self._place[0], self._place[1].rpartition("/")[0]))

    def _opened(self, item_id: str) -> None:
        item = self._item(item_id)
        if item is not None and is_folder(item):
            self._choose_folder((item.collection_id, path_of(item)))
        elif item is not None:
            self.acts.open(item)

    def _item(self, item_id: str) -> Item | None:
        return self.model.item(self.model.find(item_id))

    # --- doing ---

    def _with(self, act: Callable[[Item], None]) -> None:
        """Do something with the document in the preview, else with the current one of the list."""
        shown = self.preview.preview
        item = shown.item if shown is not None else self._item(self._current)
        if item is not None:
            act(item)

    def _renewed(self, item_id: str) -> None:
        self._load()
        if item_id == self._current:
            self._show_preview(item_id)

    def _fetch_began(self, item_id: str) -> None:
        if item_id == self._current:
            self.preview.say_fetching()

    def _fetch_failed(self, item_id: str, why: str) -> None:
        if item_id == self._current:
            self.preview.say_away(why)
        else:
            self.notice.offer(why, None)

    def _failed(self, _error: BaseException) -> None:
        self.notice.offer(error_sentence(None), None)

    def _menu(self, at: QPoint) -> None:
        item = self.model.item(self.list.indexAt(at))
        if item is not None:
            place = self.list.viewport().mapToGlobal(at)
            self.acts.context_menu(item, place, lambda: self._opened(item.id))


def _nearest(place: Place | None, folders: dict[str, list[Item]]) -> Place | None:
    """Return a folder that still exists: the place itself, or the nearest one above it."""
    if place is None or place[0] not in folders:
        return None
    paths = {path_of(folder) for folder in folders[place[0]]}
    path = place[1]
    while path and path not in paths:
        path = path.rpartition("/")[0]
    return place[0], path
