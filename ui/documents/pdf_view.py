"""PDF pages, by QtPdf, from bytes in memory.

Never enters here: files, data access. The document must outlive the view's use of it, and its bytes must
outlive the document: both are held here, and let go in that order.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.text import _
from ui import theme
from ui.widgets import IconButton

_STEPS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)


class PdfView(QWidget):
    """All pages below each other, as wide as the view, with zoom and the page's number."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._bytes = QByteArray()
        self._buffer: QBuffer | None = None
        self._document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setAccessibleName(_("Pages of the document"))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setPageSpacing(12)
        self.view.setDocument(self._document)
        self._page = QLabel(self)
        self._page.setProperty("role", "muted")
        self.smaller = IconButton("zoom-out", _("Smaller"), "Ctrl+-")
        self.larger = IconButton("zoom-in", _("Larger"), "Ctrl++")
        self.fit = IconButton("fit-width", _("As wide as the window"), "Ctrl+0")
        self.smaller.clicked.connect(lambda: self._zoom(-1))
        self.larger.clicked.connect(lambda: self._zoom(1))
        self.fit.clicked.connect(lambda: self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth))
        self.view.pageNavigator().currentPageChanged.connect(lambda _page: self._show_page())
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 0, 16, 4)
        bar.setSpacing(4)
        bar.addWidget(self._page)
        bar.addStretch(1)
        for button in (self.smaller, self.larger, self.fit):
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.view, 1)
        self._restyle()
        theme.notifier().changed.connect(self._restyle)

    def show_pdf(self, data: bytes) -> bool:
        """Show a PDF from its first page; False when it cannot be read (damaged, or with a password)."""
        self.close_pdf()
        self._bytes = QByteArray(data)
        self._buffer = QBuffer(self._bytes)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        if self._document.status() != QPdfDocument.Status.Ready or self._document.pageCount() < 1:
            self.close_pdf()
            return False
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.pageNavigator().jump(0, QPointF(), 0)
        self._show_page()
        return True

    def close_pdf(self) -> None:
        """Let go of the document and its bytes."""
        self._document.close()
        if self._buffer is not None:
            self._buffer.close()
            self._buffer = None
        self._bytes = QByteArray()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus zoom."""
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(1)
        elif event.key() == Qt.Key.Key_Minus:
            self._zoom(-1)
        else:
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        """Give the ground around the pages a quiet colour: Qt takes it from the palette."""
        palette = self.view.palette()
        palette.setColor(QPalette.ColorRole.Dark, theme.tokens().sunken)
        self.view.setPalette(palette)

    def _zoom(self, direction: int) -> None:
        now = self._factor()
        steps = [step for step in _STEPS if (step > now + 0.01 if direction > 0 else step < now - 0.01)]
        if steps:
            self.view.setZoomMode(QPdfView.ZoomMode.Custom)
            self.view.setZoomFactor(steps[0] if direction > 0 else steps[-1])

    def _factor(self) -> float:
        if self.view.zoomMode() == QPdfView.ZoomMode.Custom or self._document.pageCount() < 1:
            return self.view.zoomFactor()
        points = self._document.pagePointSize(0).width()
        pixels = points * self.logicalDpiX() / 72
        return self.view.viewport().width() / pixels if pixels else 1.0

    def _show_page(self) -> None:
        page, count = self.view.pageNavigator().currentPage() + 1, self._document.pageCount()
        self._page.setText(_("Page {n} of {count}").format(n=page, count=count) if count else "")
