"""Lists that choose nothing by themselves: coming to a list with the keyboard must not open or read anything.

Never enters here: what a choice does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QTreeView

from ui import theme

_CORNER = 8.0


_BY_KEYBOARD = frozenset(
    (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
)


def _show_keyboard(view: QAbstractItemView, reason: Qt.FocusReason) -> None:
    """Draw a ring around a view that was come to with the keyboard and has no row to show that on."""
    if not view.hasFocus() or view.currentIndex().isValid() or reason not in _BY_KEYBOARD:
        return
    painter = QPainter(view.viewport())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.tokens().focus, 2))
    painter.drawRoundedRect(QRectF(view.viewport().rect()).adjusted(1, 1, -1, -1), _CORNER, _CORNER)


if TYPE_CHECKING:
    _View = QAbstractItemView
else:
    _View = object  # a second Qt base is not allowed; the view itself comes from the class below


class _Calm(_View):
    """Qt makes the first row current when a view gets the keyboard; this leaves that to the person."""

    calm = False  # a current row that changes now is not the person's choice
    reason = Qt.FocusReason.OtherFocusReason  # of the last time that the keyboard came here

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Keep "nothing chosen" as it is; the first arrow key goes to the first row."""
        self.reason = event.reason()
        had = self.currentIndex().isValid()
        self.calm = not had
        super().focusInEvent(event)
        if not had:
            self.setCurrentIndex(QModelIndex())
            self.viewport().update()
        self.calm = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show where the keyboard is, also while nothing is chosen."""
        super().paintEvent(event)
        _show_keyboard(self, self.reason)


class CalmListView(_Calm, QListView):
    """A list that chooses nothing by itself."""


class CalmTreeView(_Calm, QTreeView):
    """A tree that chooses nothing by itself."""
