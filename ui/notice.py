"""A sentence in passing at the foot of a list: it lies over the list, so that nothing moves when it comes.

Never enters here: what is said.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.widgets import UndoBar

_ROOM = 12
_WIDEST = 560


class Notice(UndoBar):
    """An ``UndoBar`` that keeps to the lower edge of ``host``."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        host.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the host's size."""
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Lie on top, at the foot."""
        super().showEvent(event)
        self._place()
        self.raise_()

    def offer(self, sentence: str, undo: object) -> None:
        """Say what happened; see ``UndoBar.offer``."""
        super().offer(sentence, undo)  # type: ignore[arg-type]
        self._place()

    def _place(self) -> None:
        width = min(_WIDEST, self._host.width() - 2 * _ROOM)
        layout = self.layout()
        # The size hint of a label that wraps supposes a narrow one: two lines where one does.
        own = layout.totalHeightForWidth(width) if layout is not None else 0
        height = own if own > 0 else self.sizeHint().height()
        self.setGeometry(_ROOM, self._host.height() - height - _ROOM, width, height)
