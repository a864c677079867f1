"""What can be done with a document: open, save a copy, keep, fetch, copy its link, ask, give feedback.

Never enters here: what is on show (the page), previews.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.copies import MayRun
from app.text import _
from sync.model.errors import SyncError
from sync.model.items import Item
from ui.documents.kinds import is_folder, is_here
from ui.links import open_path
from ui.people.ask import ask_menu
from ui.people.feedback import FeedbackPopover
from ui.text import error_sentence


class DocumentActs(QObject):
    """``said``: a sentence for the person. ``changed``: the document with this id is to be shown anew."""

    said = Signal(str)
    changed = Signal(str)
    fetch_began = Signal(str)
    fetch_failed = Signal(str, str)  # id, why

    def __init__(self, core: Any, bridge: Any, page: QWidget) -> None:
        super().__init__(page)
        self._core, self._bridge, self._page = core, bridge, page

    def open(self, item: Item) -> None:
        """Open a private copy in the program that the system has for it; a folder is opened by the page."""
        if is_folder(item):
            return
        documents = self._core.documents
        self._bridge.run(lambda: documents.open_copy(item.id), self._open_copy, self._failed, self, slow=True)

    def ask_where(self, item: Item) -> None:
        """Ask where to save a copy, and save it there."""
        if is_folder(item):
            return
        dialog = QFileDialog(self._page, _("Save a copy"), str(Path.home()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(self._core.documents.safe_name(item.title))
        dialog.fileSelected.connect(lambda name: self.save_to(item.id, Path(name)))
        dialog.open()

    def save_to(self, item_id: str, target: Path) -> None:
        """Save a copy where the person chose."""
        documents = self._core.documents
        done = _("A copy was saved as {name}.").format(name=target.name)
        self._bridge.run(
            lambda: documents.save_copy(item_id, target),
            lambda _result: self.said.emit(done),
            self._failed,
            self,
            slow=True,
        )

    def pin(self, item: Item, on: bool) -> None:
        """Keep a document on this computer, or no longer insist on it."""
        documents = self._core.documents
        self._bridge.run(
            lambda: documents.pin([item.id], on),
            lambda _result: self.changed.emit(item.id),
            self._failed,
            self,
        )

    def copy_link(self, item: Item) -> None:
        """Put a document's address on the clipboard."""
        QGuiApplication.clipboard().setText(item.href)
        self.said.emit(_("The link was copied."))

    def fetch(self, item: Item) -> None:
        """Fetch a document onto this computer now."""
        self.fetch_began.emit(item.id)
        documents = self._core.documents
        self._bridge.run(
            lambda: documents.fetch(item.id),
            lambda _data: self.changed.emit(item.id),
            lambda error: self.fetch_failed.emit(item.id, _sentence(error)),
            self,
            slow=True,
        )

    def ask(self, item: Item, anchor: QWidget) -> None:
        """Offer the ambassadors below a button."""
        at = anchor.mapToGlobal(QPoint(0, anchor.height()))
        ask_menu(self._core, self._bridge, item, self._page, at)

    def feedback(self, item: Item, anchor: QWidget) -> None:
        """Take feedback below a button."""
        popover = FeedbackPopover(self._core, self._bridge, item, self._page)
        popover.said.connect(self.said)
        popover.open_at(anchor)

    def context_menu(self, item: Item, at: QPoint, opened: Any) -> None:
        """Offer it all at a point of the screen; ``opened`` opens a folder or document."""
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entries: list[tuple[str, str, Any]] = [(_("Open"), "Return", opened)]
        if not is_folder(item):
            pinned = item.state.pinned
            keep = _("No longer keep on this computer") if pinned else _("Keep on this computer")
            entries.append((_("Save a copy…"), "Ctrl+S", lambda: self.ask_where(item)))
            entries.append((keep, "", lambda: self.pin(item, not pinned)))
            if not is_here(item):
                entries.append((_("Get it now"), "", lambda: self.fetch(item)))
        entries.append((_("Copy the link"), "Ctrl+Shift+C", lambda: self.copy_link(item)))
        for text, keys, call in entries:
            action = menu.addAction(text)
            if keys:
                action.setShortcut(QKeySequence(keys))
                action.setShortcutVisibleInContextMenu(True)
            action.triggered.connect(lambda _checked=False, call=call: call())
        menu.popup(at)

    def _open_copy(self, path: Path) -> None:
        if not open_path(path):
            self.said.emit(_("This computer has no program for this kind of file."))

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, MayRun):
            self.said.emit(_("Opening this could run a program. Save a copy if you trust it."))
        elif isinstance(error, OSError):
            self.said.emit(_("The file could not be written there. Choose another place."))
        else:
            self.said.emit(_sentence(error))


def _sentence(error: BaseException) -> str:
    return error_sentence(error.code if isinstance(error, SyncError) else None)
