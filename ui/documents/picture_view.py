"""One picture, as large as there is room for and never larger than it is.

Never enters here: decoding, data access.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_MARGIN = 16


class PictureView(QWidget):
    """Draws an image in the middle."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_image(self, image: QImage, name: str) -> None:
        """Show an image; its name is what a screen reader says."""
        self._image = image
        self.setAccessibleName(name)
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Return the least that makes sense."""
        return QSize(120, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture."""
        if self._image.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        own = self._image.size() / ratio
        size = own.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if size.width() > own.width():
            size = own
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(QRectF(room).center())
        if target.top() > _MARGIN:
            target.moveTop(_MARGIN)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, self._image)
        painter.end()
