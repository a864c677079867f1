"""Cards, headings between them, hairlines, and labels that wrap as they should. Never enters here: data."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.tooltip import plain_tip


class Card(QFrame):
    """A raised surface with rounded corners. ``body`` is its layout; ``soft`` tints it with the accent."""

    def __init__(self, parent: QWidget | None = None, *, soft: bool = False, margin: int = 16) -> None:
        super().__init__(parent)
        self.setProperty("soft" if soft else "card", True)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(8)


class Divider(QFrame):
    """A hairline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("divider", True)
        self.setFixedHeight(1)


class SectionHeader(QWidget):
    """A heading with room for one action at its right."""

    def __init__(self, text: str, action: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel(text, self)
        self.label.setProperty("role", "heading")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label)
        row.addStretch(1)
        if action is not None:
            row.addWidget(action)


class Wrapped(QLabel):
    """Plain text that wraps to the width it gets, over at most ``lines`` lines; the rest is in the tooltip.

    A QLabel with word wrap asks for a square; this one asks for what its text needs. Text from a server is
    never taken for HTML.
    """

    def __init__(
        self, text: str = "", role: str = "", *, lines: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._whole = ""
        self._lines = lines
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        if role:
            self.setProperty("role", role)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return a width that lets a layout make it narrow."""
        return QSize(
            40, super().minimumSizeHint().height() if not self._lines else self.fontMetrics().height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text again for the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self._whole if not self._lines else self._cut(self.fontMetrics(), self.width())
        if shown != self.text():
            self.setText(shown)
        self.setToolTip("" if shown == self._whole else plain_tip(self._whole))

    def _cut(self, metrics: QFontMetrics, width: int) -> str:
        """Return as many words as fit in the lines, with an ellipsis when some do not."""
        if width < 60:
            return self._whole
        flags = int(Qt.TextFlag.TextWordWrap.value)
        most = metrics.lineSpacing() * self._lines + 2

        def fits(text: str) -> bool:
            return metrics.boundingRect(0, 0, width, 10_000, flags, text).height() <= most

        if fits(self._whole):
            return self._whole
        words = self._whole.split()
        low, high = 0, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if fits(" ".join(words[:middle]) + "…") else (low, middle - 1)
        return (
            " ".join(words[:low]) + "…"
            if low
            else metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, width * self._lines)
        )
