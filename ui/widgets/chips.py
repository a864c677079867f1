"""Small choices and marks: a segmented control, filter chips, pills. Never enters here: what they filter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


class Segmented(QFrame):
    """One of a few. ``options``: (name, label). Left and right move between them; Tab leaves."""

    changed = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segmented")
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._names = [name for name, _label in options]
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        for number, (_name, label) in enumerate(options):
            button = QPushButton(label, self)
            button.setCheckable(True)
            button.setAccessibleName(label)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if number == 0 else Qt.FocusPolicy.ClickFocus)
            self._group.addButton(button, number)
            row.addWidget(button)
        if options:
            self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._toggled)

    def current(self) -> str:
        """Return the chosen option's name."""
        number = self._group.checkedId()
        return self._names[number] if number >= 0 else ""

    def set_current(self, name: str) -> None:
        """Choose an option; ``changed`` tells when that is another one. Unknown names do nothing."""
        if name in self._names:
            self._group.button(self._names.index(name)).setChecked(True)

    def set_label(self, name: str, label: str) -> None:
        """Change an option's words (a counter in it, say)."""
        button = self._group.button(self._names.index(name))
        button.setText(label)
        button.setAccessibleName(label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._names:
            super().keyPressEvent(event)
            return
        button = self._group.button((self._group.checkedId() + step) % len(self._names))
        button.setChecked(True)
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggled(self, number: int, on: bool) -> None:
        button = self._group.button(number)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus if on else Qt.FocusPolicy.ClickFocus)
        if on:
            self.changed.emit(self._names[number])


class Chip(QPushButton):
    """A filter that is on or off."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(label, parent)
        self.setCheckable(True)
        self.setProperty("chip", True)
        self.setAccessibleName(label)


class Pill(QLabel):
    """A word in a rounded box. ``kind``: plain, accent, danger, warning, ok."""

    def __init__(self, text: str, kind: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("pill", kind)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
