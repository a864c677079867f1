"""What every page of the window is. Never enters here: anything one page alone needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

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
