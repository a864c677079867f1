"""Short lists on Home: what takes place next, and which documents changed. Never enters here: data access."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.text import _
from sync.model.items import EventDetail, Item
from sync.store.queries import EventOccurrence
from ui import theme
from ui.documents.kinds import icon_of, type_name
from ui.home.when import first_day, when_text
from ui.widgets import Card, RowButton, date_sign, icon_sign
from ui.words import locale, now, one_line, short_time


class RowsCard(Card):
    """A card of rows. ``opened`` carries what a row stands for, by id."""

    opened = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, margin=8)
        self.body.setSpacing(0)
        self._shown: tuple[object, ...] = ()

    def _renew(self, shown: tuple[object, ...]) -> bool:
        """Empty the card for other rows; False when the rows are the same."""
        self.setVisible(bool(shown))
        if shown == self._shown:
            return False
        self._shown = shown
        while (entry := self.body.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.deleteLater()
        return True

    def _add(self, row: RowButton, item_id: str) -> None:
        row.clicked.connect(lambda: self.opened.emit(item_id))
        self.body.addWidget(row)


class EventsCard(RowsCard):
    """The next events."""

    def show_events(self, events: Sequence[EventOccurrence], zone: dt.tzinfo) -> None:
        """Show them; none hides the card."""
        today = now().astimezone(zone).date()
        if not self._renew((today, *events) if events else ()):
            return
        for one in events:
            day = first_day(one.occurrence, zone)
            detail = one.item.detail
            place = one.occurrence.location or (detail.location if isinstance(detail, EventDetail) else "")
            when = when_text(one.occurrence, zone)
            second = _("{when} · {place}").format(when=when, place=one_line(place)) if place else when
            month = locale().monthName(day.month, locale().FormatType.ShortFormat).replace(".", "")
            title = one_line(one.occurrence.title or one.item.title)
            self._add(RowButton(title, second, sign=date_sign(day, month), parent=self), one.id)


class DocumentsCard(RowsCard):
    """Documents that changed last."""

    def show_documents(self, documents: Sequence[Item]) -> None:
        """Show them; none hides the card."""
        if not self._renew(tuple(documents)):
            return
        for item in documents:
            sign = icon_sign(icon_of(item), lambda: theme.tokens().muted, lambda: theme.tokens().sunken)
            when = short_time(item.changed or item.sort_at, now())
            second = _("{type} · {when}").format(type=type_name(item), when=when) if when else type_name(item)
            self._add(RowButton(one_line(item.title), second, sign=sign, parent=self), item.id)
