"""The Documents page: folders, the list of one folder, and a preview.

Never enters here: what a preview shows of bytes, painting.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.text import _
from sync.model.changes import ChangeSet
from sync.model.errors import SyncError
from sync.model.items import Collection, Item, ItemKind
from ui.documents.breadcrumb import Breadcrumb
from ui.documents.folder_tree import FolderTree, Place
from ui.documents.kinds import is_folder, is_here, path_of
from ui.documents.list_model import DocumentsModel
from ui.documents.list_view import DocumentsList
from ui.documents.preview import PreviewPanel
from ui.documents.preview_content import Preview, prepare
from ui.links import open_path
from ui.notice import Notice
from ui.page import Page
from ui.people.ask import ask_menu
from ui.people.feedback import FeedbackPopover
from ui.widgets import EmptyState
from ui.words import error_sentence

_FOR_TREE = 860  # pixels; below that list and preview need the room
_SETTLE = 80  # ms: an arrow key held down previews only the document it stops at


@dataclass(frozen=True, slots=True)
class _Shown:
    """The tree and one folder, gathered on a worker."""

    roots: tuple[Collection, ...]
    folders: dict[str, list[Item]]
    place: Place | None
    items: list[Item]


class DocumentsPage(Page):
    """The documents of all accounts."""

    def __init__(self, core: Any, bridge: Any, navigator: Any) -> None:
        super().__init__()
        self._core, self._bridge, self._navigator = core, bridge, navigator
        self._place: Place | None = None
        self._shown_place: Place | None = None
        self._wanted = ""  # to choose as soon as its folder is shown
        self._current = ""
        self._loads = 0
        self._stale = True
        self.tree = FolderTree(self)
        self.model = DocumentsModel(self)
        self.list = DocumentsList(self.model, self)
        self.preview = PreviewPanel(self)
        self.path = Breadcrumb(self)
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

    def minimumSizeHint(self) -> QSize:
        """Return the least a window may give; what does not fit then gives way by itself."""
        return QSize(640, 400)

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
        preview = self.preview
        preview.open_wanted.connect(self._open)
        preview.save_wanted.connect(self._save)
        preview.pin_wanted.connect(self._pin)
        preview.copy_wanted.connect(self._copy_link)
        preview.fetch_wanted.connect(self._fetch)
        preview.ask_wanted.connect(self._ask)
        preview.feedback_wanted.connect(self._feedback)
        for keys, call in (
            ("Ctrl+S", self._save),
            ("Ctrl+Shift+C", self._copy_link),
            ("Ctrl+Return", self._open),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, call=call: self._current and call(self._current))
            self.addAction(action)

    # --- showing ---

    def go_to(self, place: Place) -> None:
        """Show a folder."""
        if place != self._place:
            self._place = place
            self._load()

    def _load(self) -> None:
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        self._loads += 1
        number, documents, wanted = self._loads, self._core.documents, self._place

        def work() -> _Shown:
            roots = tuple(documents.roots())
            folders = {root.id: documents.folders(root.id) for root in roots}
            place = _nearest(wanted, folders) or ((roots[0].id, "") if roots else None)
            return _Shown(roots, folders, place, documents.children(*place) if place else [])

        self._bridge.run(work, lambda shown: self._show(number, shown), self._failed, self)

    def _show(self, number: int, shown: _Shown) -> None:
        if number != self._loads:
            return
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
        self._bridge.run(
            lambda: prepare(documents, item_id),
            lambda found: self._previewed(item_id, found),
            self._failed,
            self,
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
            self._open(item_id)

    def _item(self, item_id: str) -> Item | None:
        return self.model.item(self.model.find(item_id))

    # --- doing ---

    def _open(self, item_id: str) -> None:
        documents = self._core.documents
        self._bridge.run(lambda: documents.open_copy(item_id), self._opened_copy, self._failed, self)

    def _opened_copy(self, path: Path) -> None:
        if not open_path(path):
            self.notice.offer(_("This computer has no program for this kind of file."), None)

    def _save(self, item_id: str) -> None:
        item = self._item(item_id)
        if item is None or is_folder(item):
            return
        dialog = QFileDialog(
            self, _("Save a copy"), str(Path.home() / self._core.documents.safe_name(item.title))
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(self._core.documents.safe_name(item.title))
        dialog.fileSelected.connect(lambda name: self.save_to(item_id, Path(name)))
        dialog.open()

    def save_to(self, item_id: str, target: Path) -> None:
        """Save a copy where the person chose."""
        documents = self._core.documents
        done = _("A copy was saved as {name}.").format(name=target.name)
        self._bridge.run(
            lambda: documents.save_copy(item_id, target),
            lambda _result: self.notice.offer(done, None),
            self._failed,
            self,
        )

    def _pin(self, item_id: str, on: bool) -> None:
        documents = self._core.documents
        self._bridge.run(
            lambda: documents.pin([item_id], on), lambda _result: self._pinned(), self._failed, self
        )

    def _pinned(self) -> None:
        self._load()
        if self._current:
            self._show_preview(self._current)

    def _copy_link(self, item_id: str) -> None:
        item = self._item(item_id)
        if item is not None:
            QGuiApplication.clipboard().setText(item.href)
            self.notice.offer(_("The link was copied."), None)

    def _fetch(self, item_id: str) -> None:
        self.preview.say_fetching()
        documents = self._core.documents
        self._bridge.run(
            lambda: documents.fetch(item_id),
            lambda _data: self._fetched(item_id),
            lambda error: self._not_fetched(item_id, error),
            self,
        )

    def _fetched(self, item_id: str) -> None:
        self._load()
        if item_id == self._current:
            self._show_preview(item_id)

    def _not_fetched(self, item_id: str, error: BaseException) -> None:
        if item_id == self._current:
            self.preview.say_away(error_sentence(error.code if isinstance(error, SyncError) else None))

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, OSError):
            self.notice.offer(_("The file could not be written there. Choose another place."), None)
        else:
            self.notice.offer(error_sentence(error.code if isinstance(error, SyncError) else None), None)

    def _ask(self, anchor: QWidget) -> None:
        preview = self.preview.preview
        if preview is not None:
            at = anchor.mapToGlobal(QPoint(0, anchor.height()))
            ask_menu(self._core, self._bridge, preview.item, self, at)

    def _feedback(self, anchor: QWidget) -> None:
        preview = self.preview.preview
        if preview is not None:
            popover = FeedbackPopover(self._core, self._bridge, preview.item, self)
            popover.said.connect(lambda sentence: self.notice.offer(sentence, None))
            popover.open_at(anchor)

    def _menu(self, at: QPoint) -> None:
        item = self.model.item(self.list.indexAt(at))
        if item is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entries: list[tuple[str, str, Any]] = [(_("Open"), "Return", lambda: self._opened(item.id))]
        if not is_folder(item):
            pinned = item.state.pinned
            entries += [
                (_("Save a copy…"), "Ctrl+S", lambda: self._save(item.id)),
                (
                    _("No longer keep on this computer") if pinned else _("Keep on this computer"),
                    "",
                    lambda: self._pin(item.id, not pinned),
                ),
            ]
            if not is_here(item):
                entries.append((_("Get it now"), "", lambda: self._fetch(item.id)))
        entries.append((_("Copy the link"), "Ctrl+Shift+C", lambda: self._copy_link(item.id)))
        for text, keys, call in entries:
            action = menu.addAction(text)
            if keys:
                action.setShortcut(QKeySequence(keys))
                action.setShortcutVisibleInContextMenu(True)
            action.triggered.connect(lambda _checked=False, call=call: call())
        menu.popup(self.list.viewport().mapToGlobal(at))


def _nearest(place: Place | None, folders: dict[str, list[Item]]) -> Place | None:
    """Return a folder that still exists: the place itself, or the nearest one above it."""
    if place is None or place[0] not in folders:
        return None
    paths = {path_of(folder) for folder in folders[place[0]]}
    path = place[1]
    while path and path not in paths:
        path = path.rpartition("/")[0]
    return place[0], path
