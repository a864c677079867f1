"""The text of an article: a readable column, pictures from the cache, links that say where they go.

Never enters here: a request to a server; HTML that was not sanitised (``sync.formats.html``).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QLabel, QTextBrowser, QWidget

from app.text import _
from ui import theme
from ui.links import open_link, safe_url
from ui.paint import scaled_font
from ui.pictures import PictureCache
from ui.words import shown_name

_CHARACTERS = 70  # a line longer than this is hard to follow
_MARGIN = 32
_PLACEHOLDER = 0.5  # height of a picture that is not here yet, as a part of the column's width


class ArticleView(QTextBrowser):
    """Shows sanitised HTML. ``scrolled`` fires when the person moves through it."""

    scrolled = Signal()

    def __init__(self, pictures: PictureCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._html = ""
        self._home = ""
        self._sizes: dict[str, QSize] = {}
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.document().setDocumentMargin(0)
        self._hint = QLabel(self)
        self._hint.setObjectName("linkHint")
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.hide()
        self.anchorClicked.connect(self._follow)
        self.highlighted.connect(self._show_address)
        self.verticalScrollBar().actionTriggered.connect(lambda _action: self.scrolled.emit())
        pictures.ready.connect(self._picture_ready)

    @property
    def column(self) -> int:
        """The width of the text in pixels."""
        return self.viewport().width()

    def show_html(self, html: str, home: str) -> None:
        """Show an article from its beginning. ``home``: its own address."""
        self._html, self._home = html, home
        self._hint.hide()
        self._render()
        self.verticalScrollBar().setValue(0)

    def restyle(self) -> None:
        """Take over colours and sizes anew, without losing the place."""
        place = self.verticalScrollBar().value()
        self._render()
        self.verticalScrollBar().setValue(place)

    def at_end(self) -> bool:
        """Return whether the last line can be seen."""
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum()

    def page_down(self) -> None:
        """Go one page on, with a line of overlap."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + max(20, bar.pageStep() - self.fontMetrics().height() * 2))
        self.scrolled.emit()

    # --- Qt ---

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        """Return a picture from the cache and nothing else: no file, no server, no style sheet."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        return self._picture(url if isinstance(url, str) else url.toString())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column in the middle and pictures within it."""
        before = self.column
        self._centre()
        super().resizeEvent(event)
        if self.column != before and self._html:
            self._fit_pictures()
        self._place_hint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._html:
            self._centre()
            self.restyle()

    # --- inside ---

    def _render(self) -> None:
        self._sizes.clear()
        self._centre()
        document = self.document()
        document.clear()
        document.setDefaultFont(scaled_font(self.font(), 1.12))
        document.setDefaultStyleSheet(style_sheet())
        self.setHtml(self._html)
        self._fit_pictures()

    def _centre(self) -> None:
        metrics = self.fontMetrics()
        column = round(metrics.averageCharWidth() * 1.12 * _CHARACTERS)
        bar = self.verticalScrollBar().sizeHint().width()
        side = max(_MARGIN, (self.width() - bar - column) // 2)
        self.setViewportMargins(side, _MARGIN // 4, side, 0)

    def _picture(self, href: str) -> QImage:
        ratio = self.devicePixelRatioF()
        image = self._pictures.image(href, round(self.column * ratio))
        if image is None or image.isNull():
            return _placeholder(QSize(self.column, round(self.column * _PLACEHOLDER)))
        shown = QImage(image)
        shown.setDevicePixelRatio(ratio)
        self._sizes[href] = shown.deviceIndependentSize().toSize()
        return shown

    def _picture_ready(self, href: str) -> None:
        if href and href in self._html.replace("&amp;", "&"):
            self.document().addResource(
                QTextDocument.ResourceType.ImageResource.value, QUrl(href), self._picture(href)
            )
            self._fit_pictures()

    def _fit_pictures(self) -> None:
        """Give every picture its size on the screen; what a page says about sizes was for a browser."""
        document = self.document()
        found: list[tuple[int, str]] = []
        block = document.begin()
        while block.isValid():
            for fragment in block:  # type: ignore[attr-defined]
                piece = fragment.fragment()
                form = piece.charFormat()
                if form.isImageFormat():
                    found += [
                        (piece.position() + n, form.toImageFormat().name()) for n in range(piece.length())
                    ]
            block = block.next()
        for position, name in found:
            size = self._sizes.get(name, QSize(self.column, round(self.column * _PLACEHOLDER)))
            if size.width() > self.column:
                size = size.scaled(self.column, 100_000, Qt.AspectRatioMode.KeepAspectRatio)
            cursor = QTextCursor(document)
            cursor.setPosition(position)
            cursor.setPosition(position + 1, QTextCursor.MoveMode.KeepAnchor)
            form = cursor.charFormat().toImageFormat()
            if (form.width(), form.height()) != (size.width(), size.height()):
                form.setWidth(size.width())
                form.setHeight(size.height())
                cursor.setCharFormat(form)

    def _follow(self, url: QUrl) -> None:
        target = self._absolute(url)
        host = target.host().lower()
        own = bool(host) and host == (urlsplit(self._home).hostname or "").lower()
        open_link(target, self, ask=not own)

    def _absolute(self, url: QUrl) -> QUrl:
        return QUrl(self._home).resolved(url) if url.isRelative() and self._home else url

    def _show_address(self, url: QUrl) -> None:
        if url.isEmpty():
            self._hint.hide()
            return
        target = self._absolute(url)
        if safe_url(target) is None:
            text = _("This link cannot be opened from here.")
        else:
            text = shown_name(bytes(target.toEncoded().data()).decode("ascii", "replace"))
        most = max(80, self.width() - 40)
        self._hint.setText(self._hint.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, most))
        self._hint.adjustSize()
        self._place_hint()
        self._hint.show()

    def _place_hint(self) -> None:
        self._hint.move(8, self.height() - self._hint.height() - 8)


def _placeholder(size: QSize) -> QImage:
    """Return a quiet box with a picture's sign in it, so that the text does not jump later."""
    tokens = theme.tokens()
    image = QImage(size.expandedTo(QSize(1, 1)), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(tokens.sunken)
    sign: QPixmap = theme.pixmap("image", 32, tokens.faint)
    from PySide6.QtGui import QPainter

    painter = QPainter(image)
    painter.drawPixmap((image.width() - 32) // 2, (image.height() - 32) // 2, 32, 32, sign)
    painter.end()
    return image


def style_sheet() -> str:
    """Return the article's style in the present theme, within what QTextDocument knows of CSS."""
    tokens = theme.tokens()
    text, muted, accent = tokens.text.name(), tokens.muted.name(), tokens.link.name()
    return f"""
        body, p, li, td, th {{ color: {text}; line-height: 135%; }}
        p {{ margin-top: 0; margin-bottom: 14px; }}
        h1 {{ font-size: 22pt; font-weight: 700; margin-top: 0; margin-bottom: 8px; color: {text}; }}
        h2 {{ font-size: 15pt; font-weight: 600; margin-top: 22px; margin-bottom: 8px; color: {text}; }}
        h3, h4, h5, h6 {{ font-size: 12pt; font-weight: 600; color: {text};
            margin-top: 18px; margin-bottom: 6px; }}
        a {{ color: {accent}; text-decoration: none; }}
        ul, ol {{ margin-top: 0; margin-bottom: 14px; margin-left: 0; }}
        li {{ margin-bottom: 4px; }}
        blockquote {{ margin-left: 20px; margin-right: 20px; color: {muted}; font-style: italic; }}
        pre, code {{ background-color: {tokens.sunken.name()}; }}
        table {{ margin-bottom: 14px; }}
        td, th {{ padding: 6px; }}
        .by {{ color: {muted}; margin-bottom: 4px; }}
        .trust {{ color: {muted}; font-size: small; margin-bottom: 20px; }}
        .changed {{ color: {tokens.warning.name()}; }}
    """
