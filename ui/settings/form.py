"""Rows of settings: a name, a line about it, and the control at its right.

Never enters here: what a setting does.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.widgets import Card, Wrapped


def section(title: str, parent: QWidget) -> QLabel:
    """Return a heading above a card."""
    label = QLabel(title, parent)
    label.setProperty("role", "heading")
    label.setContentsMargins(4, 12, 0, 0)
    return label


def add_row(card: Card, name: str, about: str, control: QWidget) -> QWidget:
    """Add a setting to a card; a click on its name goes to the control, which bears that name."""
    row = QWidget(card)
    label = QLabel(name.replace("&", "&&"), row)
    label.setProperty("role", "strong")
    label.setBuddy(control)
    if not control.accessibleName():
        control.setAccessibleName(name)
    if about:
        control.setAccessibleDescription(about)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(label)
    if about:
        words.addWidget(Wrapped(about, "muted", parent=row))
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 4, 0, 4)
    layout.setSpacing(24)
    layout.addLayout(words, 1)
    layout.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
    card.body.addWidget(row)
    return row
