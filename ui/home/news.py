"""News on Home: what must be read as cards, what is new as rows, the first one large.

Never enters here: data access, confirming (one confirms below the article, having read it).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.text import _
from sync.model.items import Item, Lane, NewsDetail
from ui import theme
from ui.home.banner import Picture
from ui.pictures import PictureCache
from ui.widgets import Card, Divider, RowButton, Wrapped, icon_sign
from ui.words import now, one_line, short_time

_THUMB = QSize(64, 48)
_LARGE = QSize(232, 148)


def source_text(item: Item) -> str:
    """Return who wrote it and when, as one line."""
    when = short_time(item.sort_at, now())
    author = one_line(item.author)
    return _("{author} · {when}").format(author=author, when=when) if author and when else author or when


def picture_of(item: Item) -> str:
    """Return the address of an item's lead picture, "" when it has none."""
    return item.detail.picture if isinstance(item.detail, NewsDetail) else ""


class MustReadCard(Card):
    """One must-read. ``opened`` carries its id."""

    opened = Signal(str)

    def __init__(self, item: Item, parent: QWidget) -> None:
        super().__init__(parent, margin=20)
        self.setObjectName("mustRead")
        self._sign = QLabel(self)
        self._sign.setFixedSize(40, 40)
        self._sign.setProperty("tile", "danger")
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = Wrapped(one_line(item.title), "heading", lines=2, parent=self)
        source = QLabel(source_text(item), self)
        source.setProperty("role", "small")
        source.setTextFormat(Qt.TextFormat.PlainText)
        summary = Wrapped(item.summary, "muted", lines=2, parent=self)
        self.button = QPushButton(_("Read now"), self)
        self.button.setProperty("primary", True)
        self.button.setAccessibleDescription(one_line(item.title))
        self.button.clicked.connect(lambda: self.opened.emit(item.id))
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(title)
        words.addWidget(source)
        if item.summary:
            words.addWidget(summary)
        else:
            summary.hide()
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)
        theme.notifier().changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self._sign.setPixmap(theme.pixmap("must-read", 22, theme.tokens().danger))


class LargeNews(QFrame):
    """The newest item with its picture. Pressed as a whole."""

    opened = Signal(str)

    def __init__(self, item: Item, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("largeNews")
        self._item = item
        self.picture = Picture(_LARGE, self)
        title = Wrapped(one_line(item.title), "lead", lines=3, parent=self)
        summary = Wrapped(item.summary, "muted", lines=3, parent=self)
        source = QLabel(source_text(item), self)
        source.setProperty("role", "small")
        source.setTextFormat(Qt.TextFormat.PlainText)
        words = QVBoxLayout()
        words.setContentsMargins(0, 4, 0, 4)
        words.setSpacing(6)
        words.addStretch(1)
        words.addWidget(title)
        words.addWidget(summary)
        words.addWidget(source)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 16, 12)
        row.setSpacing(16)
        row.addWidget(self.picture)
        row.addLayout(words, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(one_line(item.title))
        self.setAccessibleDescription(source_text(item))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._item.id)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens it."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self._item.id)


class NewsCard(Card):
    """What is new: announcements first. ``opened`` carries an item's id."""

    opened = Signal(str)

    def __init__(self, pictures: PictureCache, parent: QWidget) -> None:
        super().__init__(parent, margin=8)
        self._pictures = pictures
        self._items: tuple[Item, ...] = ()
        self._waiting: dict[str, list[tuple[Picture | RowButton, int]]] = {}
        self.body.setSpacing(0)
        pictures.ready.connect(self._arrived)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show items; none hides the card."""
        self.setVisible(bool(items))
        if tuple(items) == self._items:
            return
        self._items = tuple(items)
        self._waiting.clear()
        while (entry := self.body.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.deleteLater()
        large = next((item for item in items if picture_of(item)), None)
        loud = [item for item in items if _is_loud(item) and item is not large]
        rest = [item for item in items if item is not large and item not in loud]
        for item in loud:
            self._add_row(item)
        if large is not None:
            self._add_large(large)
        for item in rest:
            self._add_row(item)

    def _add_large(self, item: Item) -> None:
        if self.body.count():
            self.body.addWidget(Divider(self))
        widget = LargeNews(item, self)
        widget.opened.connect(self.opened)
        self.body.addWidget(widget)
        self.body.addWidget(Divider(self))
        self._want(picture_of(item), widget.picture, _LARGE.width())

    def _add_row(self, item: Item) -> None:
        icon = "announcement" if _is_loud(item) else "management" if _is_management(item) else "news"
        sign = icon_sign(icon, lambda: theme.tokens().accent, lambda: theme.tokens().accent_soft)
        mark = _("Announcement") if _is_loud(item) else _("Management") if _is_management(item) else ""
        row = RowButton(
            one_line(item.title), source_text(item), sign=sign, sign_size=_THUMB, mark=mark, parent=self
        )
        row.clicked.connect(lambda: self.opened.emit(item.id))
        self.body.addWidget(row)
        self._want(picture_of(item), row, _THUMB.width())

    def _want(self, href: str, widget: Picture | RowButton, width: int) -> None:
        if href:
            pixels = round(width * 2 * max(1.0, self.devicePixelRatioF()))  # room to cut the sides off
            self._waiting.setdefault(href, []).append((widget, pixels))
            widget.set_image(self._pictures.image(href, pixels))

    def _arrived(self, href: str) -> None:
        for widget, pixels in self._waiting.get(href, []):
            widget.set_image(self._pictures.image(href, pixels))


def _is_loud(item: Item) -> bool:
    return isinstance(item.detail, NewsDetail) and item.detail.lane is Lane.ANNOUNCEMENT


def _is_management(item: Item) -> bool:
    return isinstance(item.detail, NewsDetail) and item.detail.lane is Lane.MANAGEMENT
