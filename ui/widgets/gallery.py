"""``python -m ui.widgets.gallery out.png [dark]``: all building blocks on one sheet, to look at.

Never enters here: anything the program itself needs.
"""

from __future__ import annotations

import datetime as dt
import os
import sys

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.widgets import (
    Avatar,
    Card,
    Chip,
    Divider,
    EmptyState,
    FilterField,
    IconButton,
    Pill,
    RowButton,
    SectionHeader,
    Segmented,
    Wrapped,
    date_sign,
    icon_sign,
    quiet_button,
)

_SAMPLE = "Brandoefening om 14 uur"  # not translated: nobody but its makers sees this sheet


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _button(text: str, **properties: bool) -> QPushButton:
    button = QPushButton(text)
    for name, value in properties.items():
        button.setProperty(name, value)
    return button


def sheet() -> QWidget:
    """Return the sheet."""
    ground = QWidget()
    ground.setObjectName("window")
    column = QVBoxLayout(ground)
    column.setContentsMargins(32, 32, 32, 32)
    column.setSpacing(16)
    for role in ("title", "page", "lead", "heading", "strong", "", "muted", "small", "overline"):
        label = QLabel(_SAMPLE)
        label.setProperty("role", role)
        column.addWidget(label)
    column.addWidget(Divider())
    disabled = _button("Disabled", primary=True)
    disabled.setEnabled(False)
    column.addLayout(
        _row(
            _button("Primary", primary=True), _button("Plain"), quiet_button("Quiet"), disabled, Chip("Chip")
        )
    )
    column.addLayout(_row(*(Pill(kind, kind) for kind in ("plain", "accent", "danger", "warning", "ok"))))
    column.addLayout(
        _row(Segmented([("a", "Agenda"), ("b", "Month")]), IconButton("star", "Star"), Avatar("Ans Bakker"))
    )
    box, radio, combo = QCheckBox(_SAMPLE), QRadioButton(_SAMPLE), QComboBox()
    box.setChecked(True)
    radio.setChecked(True)
    combo.addItems(["Nederlands", "English"])
    column.addLayout(_row(box, radio, combo, FilterField("Search everything"), QLineEdit("Typed")))
    bar = QProgressBar()
    bar.setValue(40)
    bar.setTextVisible(False)
    column.addWidget(bar)
    card = Card(margin=8)
    card.body.addWidget(SectionHeader("A card of rows", quiet_button("All")))
    now = theme.tokens()
    sign = icon_sign("announcement", lambda: now.accent, lambda: now.accent_soft)
    card.body.addWidget(
        RowButton("Vrijdagavond geen VPN", "Ravi Ramdin · Monday", sign=sign, mark="Announcement")
    )
    card.body.addWidget(
        RowButton("Werkoverleg", "Today, 10:00", sign=date_sign(dt.date(2026, 11, 25), "Nov"), dot=True)
    )
    card.body.addWidget(Wrapped("A long text that wraps over at most two lines. " * 8, "muted", lines=2))
    column.addWidget(card)
    column.addWidget(EmptyState("news", "There is no news yet.", action="Look now"))
    return ground


def main(arguments: list[str]) -> int:
    """Write the sheet as a PNG."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.application import make_application

    application = make_application()
    theme.apply(application, "dark" if "dark" in arguments else "light")
    ground = sheet()
    ground.resize(760, 1100)
    ground.show()
    application.processEvents()
    return 0 if ground.grab().save(arguments[0]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
