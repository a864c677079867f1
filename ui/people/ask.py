"""Asking a colleague about an item: a menu of ambassadors that starts a mail with the item's link in it.

Never enters here: sending mail; the system's own mail program does, and the person sees it first.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.text import _
from sync.model.items import Item, PersonDetail
from ui.links import open_link
from ui.words import one_line

_MOST = 12


def ask_menu(core: Any, bridge: Any, about: Item, parent: QWidget, at: QPoint) -> QMenu:
    """Open a menu of ambassadors at a point of the screen; choosing one starts a mail about the item."""
    menu = QMenu(parent)
    menu.setObjectName("askMenu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(_("Ask an ambassador"))
    people = core.people

    def fill(found: list[Item]) -> None:
        for person in found[:_MOST]:
            link = people.ask_link(
                person, about, subject=_("Question about “{title}”").format(title=about.title)
            )
            if link:
                action = menu.addAction(_label(person))
                action.triggered.connect(lambda _checked=False, link=link: open_link(link, parent))
        if menu.isEmpty():
            nobody = menu.addAction(_("This organisation has not named its ambassadors yet."))
            nobody.setEnabled(False)
        menu.popup(at)

    bridge.run(people.ambassadors, fill, lambda _error: fill([]), menu)
    return menu


def _label(person: Item) -> str:
    """Return a name with topics; "&" would make a shortcut of the letter after it."""
    detail = person.detail
    topics = ", ".join(detail.topics[:3]) if isinstance(detail, PersonDetail) else ""
    name = one_line(person.title)
    label = _("{name}: {topics}").format(name=name, topics=one_line(topics)) if topics else name
    return label.replace("&", "&&")
