"""A tip a day on Home, and before all tips the offer of a tour. Never enters here: which tip, remembering."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.text import _
from sync.model.items import Item
from ui import theme
from ui.widgets import Card, Wrapped, quiet_button
from ui.words import one_line


class TipCard(Card):
    """``put_away`` carries the tip's id; ``tour_wanted`` asks for the whole tour."""

    put_away = Signal(str)
    tour_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, margin=20)
        self.setObjectName("tipCard")
        self._item: Item | None = None
        self._sign = QLabel(self)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._title = Wrapped("", "heading", parent=self)
        self._text = Wrapped("", "muted", parent=self)
        self.seen = quiet_button(_("Got it"), self)
        self.tour = quiet_button(_("Take the tour"), self)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.tour)
        foot.addWidget(self.seen)
        self.body.addLayout(row)
        self.body.addLayout(foot)
        self.body.setContentsMargins(20, 20, 12, 12)
        self.seen.clicked.connect(self._put_away)
        self.tour.clicked.connect(self.tour_wanted)
        theme.notifier().changed.connect(self._draw)
        self._draw()
        self.hide()

    def show_tip(self, item: Item | None) -> None:
        """Show a tip; None hides the card."""
        self._item = item
        self.setVisible(item is not None)
        if item is not None:
            self._title.set_text(one_line(item.title))
            self._text.set_text(item.summary or item.text)
            self.setAccessibleName(_("Tip: {title}").format(title=one_line(item.title)))

    def _put_away(self) -> None:
        if self._item is not None:
            self.put_away.emit(self._item.id)

    def _draw(self) -> None:
        self._sign.setPixmap(theme.pixmap("tip", 22, theme.tokens().star))


class TourOffer(Card):
    """Offered until the person has taken the tour or put it away."""

    wanted = Signal()
    put_away = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, margin=0)
        self.setObjectName("tourOffer")
        self._sign = QLabel(self)
        title = Wrapped(_("New here?"), "heading", parent=self)
        about = Wrapped(
            _("A tour of two minutes shows where everything is, with your own news and documents."),
            "muted",
            parent=self,
        )
        self.go = QPushButton(_("Take the tour"), self)
        self.go.setProperty("primary", True)
        self.leave = quiet_button(_("Not now"), self)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(about)
        row = QHBoxLayout()
        row.setContentsMargins(20, 14, 16, 14)
        row.setSpacing(14)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        row.addWidget(self.leave)
        row.addWidget(self.go)
        self.body.addLayout(row)
        self.go.clicked.connect(self.wanted)
        self.leave.clicked.connect(self.put_away)
        theme.notifier().changed.connect(self._draw)
        self._draw()
        self.hide()

    def _draw(self) -> None:
        self._sign.setPixmap(theme.pixmap("tour", 26, theme.tokens().accent))
