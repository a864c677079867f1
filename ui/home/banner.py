"""The campaign's banner on Home: picture, words, a link, and a way to put it away.

Never enters here: which campaign, remembering that it was put away.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.text import _
from sync.model.items import CampaignDetail, Item
from ui.links import safe_url
from ui.paint import draw_picture
from ui.widgets import Card, IconButton, Wrapped
from ui.words import one_line

PICTURE_WIDTH = 260
_PICTURE = QSize(PICTURE_WIDTH, 124)
_PICTURE_FROM = 640  # width of the banner


class Picture(QWidget):
    """A picture that fills its rounded box; hidden until it is here."""

    def __init__(self, size: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._room = True
        self.setFixedWidth(size.width())
        self.setMinimumHeight(size.height())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.hide()

    def set_image(self, image: QImage | None) -> None:
        """Show a picture; None or a null one hides the box."""
        self._image = image if image is not None else QImage()
        self._show()
        self.update()

    def give_room(self, room: bool) -> None:
        """Leave the words alone where there is no room for both."""
        self._room = room
        self._show()

    def _show(self) -> None:
        self.setVisible(self._room and not self._image.isNull())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        draw_picture(painter, QRect(0, 0, self.width(), self.height()), self._image, 10)
        painter.end()


class Banner(Card):
    """``link_wanted`` carries the campaign's address, ``dismissed`` its id."""

    link_wanted = Signal(str)
    dismissed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, soft=True, margin=0)
        self.setObjectName("banner")
        self._item: Item | None = None
        self._href = ""
        self.picture = Picture(_PICTURE, self)
        self._title = Wrapped("", "page", parent=self)
        self._text = Wrapped("", parent=self)
        self.link = QPushButton(self)
        self.link.setProperty("primary", True)
        self.close_button = IconButton("close", _("Put this away"), parent=self)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(8)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addSpacing(4)
        words.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(24, 16, 10, 16)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.picture)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.link.clicked.connect(lambda: self.link_wanted.emit(self._href))
        self.close_button.clicked.connect(self._put_away)
        self.hide()

    def show_campaign(self, item: Item | None) -> None:
        """Show a campaign; None hides the banner."""
        self._item = item
        self.setVisible(item is not None)
        if item is None or not isinstance(item.detail, CampaignDetail):
            return
        self._title.set_text(one_line(item.title))
        self._text.set_text(item.summary)
        link = item.detail.link
        self._href = link.href if link is not None and safe_url(link.href) is not None else ""
        self.link.setVisible(bool(self._href))
        words = one_line(link.title) if link is not None else ""
        self.link.setText(words.replace("&", "&&") or _("Read more"))
        self.setAccessibleName(one_line(item.title))
        self.setAccessibleDescription(item.summary)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words come before the picture."""
        super().resizeEvent(event)
        self.picture.give_room(self.width() >= _PICTURE_FROM)

    def _put_away(self) -> None:
        if self._item is not None:
            self.dismissed.emit(self._item.id)
