"""What every page of the window is. Never enters here: anything one page alone needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QWidget

from ui.looks import Looks

if TYPE_CHECKING:
    from sync.model.changes import ChangeSet


class Page(QWidget):
    """One page. Made when it is first opened; told about changes as long as it lives."""

    def title(self) -> str:
        """Return the page's name, as the title bar shows it."""
        raise TypeError(f"{type(self).__name__} has no title")

    def activate(self) -> None:
        """The person came here: show what there is now and take the keyboard."""

    def open_item(self, item_id: str) -> None:
        """Show one item (an occurrence's id too)."""

    def changed(self, changes: ChangeSet) -> None:
        """A commit changed something; decide whether it concerns this page."""


class LookingPage(Page):
    """A page that shows what it finds in the core, and looks again when that may have changed.

    While nobody can see it, it only notes that it is ``_stale``. A page says in ``_look`` what it asks.
    """

    def __init__(self, core: Any, bridge: Any, navigator: Navigator) -> None:
        super().__init__()
        self._core, self._bridge, self._navigator = core, bridge, navigator
        self._stale = True
        self._looks = Looks(bridge, self)  # at what the page lists
        self._details = Looks(bridge, self)  # at the one thing that is open beside it

    def minimumSizeHint(self) -> QSize:
        """Return the least a window may give; what does not fit then gives way by itself."""
        return QSize(640, 400)

    def changeEvent(self, event: QEvent) -> None:
        """Look again when the person comes back to the window: "today" may be another day by now."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and not self._stale:
            self._load()

    def _load(self) -> None:
        """Look, when somebody can see it."""
        self._stale = not self.isVisible()
        if not self._stale:
            self._look()

    def _look(self) -> None:
        raise TypeError(f"{type(self).__name__} looks at nothing")


class Navigator(Protocol):
    """How a page sends a person elsewhere."""

    def open_item(self, item_id: str) -> None:
        """Show an item on the page that it belongs to."""

    def open_page(self, name: str) -> None:
        """Show a page: home, news, documents, calendar, people, processes, search, outbox, settings."""

    def say(self, sentence: str, undo: Callable[[], None] | None = None) -> None:
        """Tell something in passing, with a way back where there is one."""

    def back(self) -> None:
        """Go to where the person was before."""

    def search(self, words: str) -> None:
        """Show what a search finds."""

    def sync(self) -> None:
        """Ask for a round now."""

    def ask_login(self, account_id: str) -> None:
        """Ask for the user name and password of an account."""

    def open_setup(self) -> None:
        """Connect another intranet."""

    def start_tour(self) -> None:
        """Walk along the window's own controls."""
