"""A page's part that scrolls up and down and keeps the ground it stands on.

Never enters here: what is in it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scrolling(inner: QWidget, parent: QWidget) -> QScrollArea:
    """Return a scroll area with ``inner`` in it, as wide as there is room and without a ground of its own."""
    area = QScrollArea(parent)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    # Qt paints both with the window's colour unless told not to.
    area.viewport().setAutoFillBackground(False)
    inner.setAutoFillBackground(False)
    return area
