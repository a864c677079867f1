"""The pages of the window: made when first wanted, told about changes, left and come back to.

Never enters here: what a page shows, the sidebar.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from ui.page import Navigator, Page

if TYPE_CHECKING:
    from sync.model.changes import ChangeSet

NAMES = ("home", "news", "documents", "calendar", "people", "processes", "search", "outbox", "settings")
# The first letter of an item's id tells its kind (sync.model.ids).
_PAGE_OF = {"n": "news", "d": "documents", "e": "calendar", "p": "people", "c": "processes"}
_MOST_HISTORY = 50


def page_of(item_id: str) -> str:
    """Return the page that shows an item: Home for campaigns, polls and tips."""
    return _PAGE_OF.get(item_id.partition("-")[0], "home")


class PageStack(QStackedWidget):
    """``shown`` tells which page came on view."""

    shown = Signal(str)

    def __init__(self, core: Any, bridge: Any, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._core, self._bridge, self._navigator = core, bridge, navigator
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._history: list[str] = []
        bridge.changed.connect(self._changed)

    @property
    def current(self) -> str:
        """The name of the page on view."""
        return self._current

    @property
    def can_go_back(self) -> bool:
        """Whether there is a page to go back to."""
        return bool(self._history)

    def page(self, name: str) -> Page:
        """Return a page; its module is imported and the page made when this is the first time."""
        if name not in self._pages:
            module = import_module(f"ui.{name}")
            made = cast(Page, module.create(self._core, self._bridge, self._navigator))
            made.setObjectName(f"page-{name}")
            self._pages[name] = made
            self.addWidget(made)
        return self._pages[name]

    def open(self, name: str, *, remember: bool = True) -> Page:
        """Show a page. Unknown names raise KeyError: a mistake of ours."""
        if name not in NAMES:
            raise KeyError(name)
        page = self.page(name)
        if name != self._current:
            if remember and self._current:
                self._history.append(self._current)
                del self._history[:-_MOST_HISTORY]
            self._current = name
            self.setCurrentWidget(page)
            self.shown.emit(name)
        page.activate()
        return page

    def back(self) -> None:
        """Show the page before this one."""
        if self._history:
            self.open(self._history.pop(), remember=False)

    def renew(self) -> None:
        """Make all pages anew, in another language; the one on view stays the one on view."""
        name, self._current = self._current, ""
        focus = QApplication.focusWidget()
        held = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        for page in self._pages.values():
            self.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self.open(name or "home")
        again = self._pages[self._current].findChild(QWidget, held) if held else None
        if again is not None:
            again.setFocus()  # the keyboard stays where the person was

    def _changed(self, changes: ChangeSet) -> None:
        for page in self._pages.values():
            page.changed(changes)
