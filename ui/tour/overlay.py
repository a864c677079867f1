"""The tour: the window dimmed with a hole around one control, and a bubble that tells about it.

Never enters here: which steps there are, remembering that the tour was taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.text import _
from app.tour import TourStep
from ui import theme
from ui.widgets import Wrapped, quiet_button

_MARGIN = 6
_GAP = 14
_WIDTH = 340


class TourOverlay(QWidget):
    """``ended`` tells that the person finished or skipped; steps whose control is hidden are left out."""

    ended = Signal()

    def __init__(
        self, steps: Sequence[TourStep], target: Callable[[str], QWidget | None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("tour")
        self.setAccessibleName(_("Tour"))
        self._target = target
        self._steps = [step for step in steps if self._widget(step) is not None]
        self._number = 0
        self.bubble = QFrame(self)
        self.bubble.setObjectName("tourBubble")
        self.bubble.setFixedWidth(_WIDTH)
        self._count = QLabel(self.bubble)
        self._count.setProperty("role", "overline")
        self._title = Wrapped("", "page", parent=self.bubble)
        self._text = Wrapped("", parent=self.bubble)
        self.skip = quiet_button(_("Skip"), self.bubble)
        self.back = QPushButton(_("Back"), self.bubble)
        self.next = QPushButton(self.bubble)
        self.next.setProperty("primary", True)
        self._build()
        window.installEventFilter(self)

    def _build(self) -> None:
        column = self._column = QVBoxLayout(self.bubble)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(8)
        column.addWidget(self._count)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.skip)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.next)
        column.addLayout(buttons)
        self.skip.clicked.connect(self._end)
        self.back.clicked.connect(lambda: self._go(self._number - 1))
        self.next.clicked.connect(lambda: self._go(self._number + 1))

    @property
    def number(self) -> int:
        """Which step is shown, from 0."""
        return self._number

    def __len__(self) -> int:
        return len(self._steps)

    def __bool__(self) -> bool:
        return True

    def start(self) -> None:
        """Begin; without any step to show it ends at once."""
        if not self._steps:
            self._end()
            return
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self._go(0)

    def _go(self, number: int) -> None:
        if number >= len(self._steps):
            self._end()
            return
        self._number = max(0, number)
        step = self._steps[self._number]
        counted = _("Step {n} of {m}").format(n=self._number + 1, m=len(self._steps))
        self._count.setText(counted)
        self._title.set_text(step.title)
        self._text.set_text(step.text)
        self.back.setEnabled(self._number > 0)
        last = self._number == len(self._steps) - 1
        self.next.setText(_("Done") if last else _("Next"))
        self.bubble.setAccessibleName(step.title)
        self.bubble.setAccessibleDescription(step.text)
        self.next.setAccessibleDescription(f"{counted}. {step.title}. {step.text}")
        self._place()
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def _end(self) -> None:
        self.hide()
        self.ended.emit()
        self.deleteLater()

    # --- place ---

    def _widget(self, step: TourStep) -> QWidget | None:
        widget = self._target(step.target)
        return widget if widget is not None and widget.isVisible() else None

    def _hole(self) -> QRect:
        if not self._steps:
            return QRect()
        widget = self._widget(self._steps[self._number])
        if widget is None:
            return QRect()
        corner = widget.mapTo(self._window, QPoint(0, 0))
        hole = QRect(corner, widget.size()).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        return hole.intersected(self.rect().adjusted(4, 4, -4, -4))

    def _place(self) -> None:
        """Put the bubble beside the hole: right of it, else below, above or left, wholly in the window."""
        self._title.setFixedWidth(_WIDTH - 40)
        self._text.setFixedWidth(_WIDTH - 40)
        for label in (self._title, self._text):
            label.setFixedHeight(label.heightForWidth(_WIDTH - 40))
        self._column.activate()
        self.bubble.adjustSize()
        hole, size, room = self._hole(), self.bubble.size(), self.rect().adjusted(12, 12, -12, -12)
        if hole.isEmpty():
            self.bubble.move(room.center() - QPoint(size.width() // 2, size.height() // 2))
            return
        middle = hole.center().y() - size.height() // 2
        centre = hole.center().x() - size.width() // 2
        places = (
            QPoint(hole.right() + _GAP, middle),
            QPoint(centre, hole.bottom() + _GAP),
            QPoint(centre, hole.top() - _GAP - size.height()),
            QPoint(hole.left() - _GAP - size.width(), middle),
        )
        for place in places:
            x = max(room.left(), min(place.x(), room.right() - size.width()))
            y = max(room.top(), min(place.y(), room.bottom() - size.height()))
            if not QRect(QPoint(x, y), size).intersects(hole):
                self.bubble.move(x, y)
                return
        self.bubble.move(room.center() - QPoint(size.width() // 2, size.height() // 2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
            self._place()
            self.update()
        return False

    # --- events ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go through the steps, Escape ends."""
        match event.key():
            case Qt.Key.Key_Escape:
                self._end()
            case Qt.Key.Key_Right | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._go(self._number + 1)
            case Qt.Key.Key_Left:
                self._go(self._number - 1)
            case _:
                super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the keyboard in the bubble."""
        ring = [button for button in (self.next, self.skip, self.back) if button.isEnabled()]
        here = next((n for n, button in enumerate(ring) if button.hasFocus()), 0)
        ring[(here + (1 if forward else -1)) % len(ring)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim the window, leave the control bright, and draw a line around it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now = theme.tokens()
        shade = QColor(now.shade)
        shade.setAlpha(165 if now.dark else 120)
        whole = QPainterPath()
        whole.addRect(QRectF(self.rect()))
        hole = self._hole()
        if not hole.isEmpty():
            spot = QPainterPath()
            spot.addRoundedRect(QRectF(hole), 10, 10)
            whole = whole.subtracted(spot)
        painter.fillPath(whole, shade)
        if not hole.isEmpty():
            painter.setPen(QPen(now.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(hole), 10, 10)
        painter.end()
