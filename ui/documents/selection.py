"""Tree views whose delegate paints what is chosen, so that nothing else does.

Never enters here: a colour.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QStyleOptionViewItem, QTreeView

_SHEET = """
QTreeView::item:selected, QTreeView::item:hover, QTreeView::item:selected:focus {
    background: transparent; border: none; }
"""


def own_selection(view: QTreeView) -> None:
    """Take the style sheet's selection away from a view."""
    view.setStyleSheet(_SHEET)


def without_highlight(option: QStyleOptionViewItem) -> QStyleOptionViewItem:
    """Return an option for ``drawRow`` whose selected ground cannot be seen."""
    made = QStyleOptionViewItem(option)
    palette: QPalette = made.palette
    palette.setBrush(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
    made.palette = palette
    return made
