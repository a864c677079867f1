"""Lists that choose nothing by themselves: coming to a list with the keyboard must not open or read anything.

Never enters here: what a choice does.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QListView, QTreeView


class CalmListView(QListView):
    """Qt makes the first row current when a view gets the keyboard; this one leaves that to the person."""

    calm = False  # a current row that changes now is not the person's choice

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Keep "nothing chosen" as it is; the first arrow key goes to the first row."""
        had = self.currentIndex().isValid()
        self.calm = not had
        super().focusInEvent(event)
        if not had:
            self.setCurrentIndex(QModelIndex())
        self.calm = False


class CalmTreeView(QTreeView):
    """See ``CalmListView``."""

    calm = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """See ``CalmListView``."""
        had = self.currentIndex().isValid()
        self.calm = not had
        super().focusInEvent(event)
        if not had:
            self.setCurrentIndex(QModelIndex())
        self.calm = False
