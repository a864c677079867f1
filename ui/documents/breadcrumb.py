"""Where the list of documents stands, as a row of folders to go back to.

Never enters here: data access.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from app.text import _
from ui import theme
from ui.tooltip import plain_tip
from ui.words import shown_name

_MOST = 4  # folders shown; those between the first and the last ones become "…"
_LONGEST = 28


class Breadcrumb(QWidget):
    """``chosen`` carries the path of a folder."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, before: QWidget | None = None) -> None:
        """``before``: what Tab comes from; buttons that are made later would else come last."""
        super().__init__(parent)
        self._before = before
        self.setObjectName("breadcrumb")
        self.setAccessibleName(_("Folder path"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 12, 16, 8)
        self._row.setSpacing(2)
        self._shown: tuple[str, str] | None = None

    def show_path(self, root: str, path: str) -> None:
        """Show a folder's path below the root's title."""
        if self._shown == (root, path):
            return
        self._shown = (root, path)
        while (entry := self._row.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        parts = path.split("/") if path else []
        places = [(root, "")] + [(part, "/".join(parts[: n + 1])) for n, part in enumerate(parts)]
        if len(places) > _MOST:
            places = [places[0], ("…", places[-3][1]), *places[-2:]]
        before = self._before
        for number, (name, target) in enumerate(places):
            if number:
                self._row.addWidget(self._between())
            button = self._button(name, target, last=number == len(places) - 1)
            self._row.addWidget(button)
            if before is not None:
                QWidget.setTabOrder(before, button)
                before = button
        self._row.addStretch(1)

    def _button(self, name: str, target: str, *, last: bool) -> QWidget:
        button = QToolButton(self)
        shown = shown_name(name)
        button.setText((shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…").replace("&", "&&"))
        button.setToolTip(plain_tip(shown))
        button.setAccessibleName(_("Go to folder {name}").format(name=shown))
        button.setProperty("crumb", "last" if last else "above")
        button.setAutoRaise(True)
        button.clicked.connect(lambda _checked=False: self.chosen.emit(target))
        return button

    def _between(self) -> QLabel:
        sign = QLabel(self)
        sign.setPixmap(theme.pixmap("chevron-right", 16, theme.tokens().faint))
        return sign
