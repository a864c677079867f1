"""The Calendar page: agenda or month, which calendars, and the details of one event.

Never enters here: painting, the layout of a month, storing answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.text import _
from sync.model.changes import ChangeSet
from sync.model.items import Collection, ItemKind, PartStat
from sync.store.queries import EventOccurrence
from ui import theme
from ui.calendar.agenda import AgendaDelegate, AgendaList, AgendaModel, AgendaRow, agenda_rows, spoken_row
from ui.calendar.answer import answers
from ui.calendar.colours import CalendarColours, answer_of
from ui.calendar.detail import EventPanel, EventView, gather
from ui.calendar.month import MonthView
from ui.calendar.month_layout import shift_month
from ui.notice import Notice
from ui.page import LookingPage
from ui.widgets import EmptyState, IconButton, Segmented
from ui.words import capital, local_zone, locale, now, one_line

_AGENDA_DAYS = 62
_FOR_NAME = 760  # pixels; a narrower page shows a short month's name


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one look at the calendar brings, gathered on a worker."""

    calendars: tuple[Collection, ...]
    grid: dict[dt.date, list[EventOccurrence]]
    days: dict[str, list[dt.date]]
    rows: list[AgendaRow]


class CalendarPage(LookingPage):
    """All calendars together."""

    def __init__(self, core: Any, bridge: Any, navigator: Any) -> None:
        super().__init__(core, bridge, navigator)
        self._zone = local_zone()
        today = self._today()
        self._first = today  # the agenda begins here
        self._year, self._month = today.year, today.month
        self._hidden: set[str] = set()  # calendars switched off
        self._calendars: tuple[Collection, ...] = ()
        self._open = ""  # the occurrence in the details
        self._go_to: dt.date | None = None
        self.model = AgendaModel(
            lambda row: row.key, lambda row: spoken_row(row, self._zone, self._today()), self
        )
        self._delegate = AgendaDelegate(self._zone, self)
        self.agenda = AgendaList(self.model, self._delegate, self)
        self.month = MonthView(self._zone, self)
        self.panel = EventPanel(self._zone, self)
        self._build()
        self._connect()
        theme.notifier().changed.connect(self._load)

    # --- the page protocol ---

    def title(self) -> str:
        """Return the page's name."""
        return _("Calendar")

    def activate(self) -> None:
        """Show what there is now, and put the keyboard into the days."""
        if self._stale or self._delegate.today != self._today():
            self._load()
        self._into_days()

    def open_item(self, item_id: str) -> None:
        """Show one event with its details."""
        core, zone = self._core, self._zone

        def work() -> tuple[EventView | None, list[dt.date]]:
            view = gather(core, item_id)
            return view, core.calendar.days(view.one, zone) if view else []

        self._bridge.run(work, lambda found: self._jump(*found), self._failed, self)

    def changed(self, changes: ChangeSet) -> None:
        """Follow a commit when it concerns events, calendars or an answer on its way."""
        if not (ItemKind.EVENT in changes.kinds or changes.collections or changes.accounts or changes.outbox):
            return
        self._load()
        if self._open:
            self._show_details(self._open)

    # --- building ---

    def _build(self) -> None:
        self.views = Segmented([("agenda", _("Agenda")), ("month", _("Month"))], self)
        self.views.setAccessibleName(_("View"))
        self.heading = QLabel(self)
        self.heading.setProperty("role", "page")
        self.today_button = QPushButton(_("Today"), self)
        self.today_button.setProperty("quiet", True)
        self.back = IconButton("chevron-left", _("Previous month"), "")
        self.forward = IconButton("chevron-right", _("Next month"), "")
        self.which = QPushButton(_("Calendars"), self)
        self.which.setProperty("quiet", True)
        self._menu = QMenu(self)
        self.which.setMenu(self._menu)
        bar = QHBoxLayout()
        bar.setContentsMargins(24, 12, 16, 12)
        bar.setSpacing(8)
        bar.addWidget(self.views)
        bar.addSpacing(16)
        bar.addWidget(self.back)
        bar.addWidget(self.forward)
        bar.addWidget(self.heading)
        bar.addStretch(1)
        bar.addWidget(self.today_button)
        bar.addWidget(self.which)
        sentence = _("There is no calendar yet. It appears here as soon as it has been synced.")
        self._empty = EmptyState("event", sentence, action=_("Fetch now"), parent=self)
        self._empty.acted.connect(lambda: self._navigator.sync())
        self._views = QStackedWidget(self)
        for view in (self.agenda, self.month, self._empty):
            self._views.addWidget(view)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._views, 1)
        self.notice = Notice(left)
        left.setMinimumWidth(320)
        self.panel.setMinimumWidth(280)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 1)
        split.setSizes([800, 300])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(split, 1)

    def _connect(self) -> None:
        self.views.changed.connect(self._view_chosen)
        self.back.clicked.connect(lambda: self._turn(-1))
        self.forward.clicked.connect(lambda: self._turn(1))
        self.today_button.clicked.connect(self._to_today)
        self.month.turned.connect(self._turn)
        for view in (self.agenda, self.month):
            view.chosen.connect(self._show_details)
            view.opened.connect(self._into_panel)
        self.panel.left.connect(self._leave_panel)
        self.agenda.customContextMenuRequested.connect(self._context_menu)
        self.panel.answered.connect(self._answer)
        self.panel.sign_up_wanted.connect(self._sign_up)
        for keys, call in (
            ("T", self._to_today),
            ("Ctrl+Left", self.back.click),
            ("Ctrl+Right", self.forward.click),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, call=call: call())
            self.addAction(action)

    # --- showing ---

    def _today(self) -> dt.date:
        return now().astimezone(self._zone).date()

    def _look(self) -> None:
        calendar, zone, hidden = self._core.calendar, self._zone, frozenset(self._hidden)
        year, month, first, today = self._year, self._month, self._first, self._today()

        def work() -> _Shown:
            calendars = tuple(calendar.calendars())
            grid = {
                day: [one for one in found if one.item.collection_id not in hidden]
                for day, found in calendar.month(year, month, zone).items()
            }
            after = first + dt.timedelta(days=_AGENDA_DAYS)
            day = dt.timedelta(days=1)
            found = calendar.between(_midnight(first, zone) - day, _midnight(after, zone) + day)
            found = [one for one in found if one.item.collection_id not in hidden]
            days = {one.id: calendar.days(one, zone) for one in found}
            days |= {one.id: calendar.days(one, zone) for ones in grid.values() for one in ones}
            rows = agenda_rows(found, lambda one: days[one.id], first, after, today)
            return _Shown(calendars, grid, days, rows)

        self._looks.ask(work, self._show, self._failed, about=(year, month, first, hidden))

    def _show(self, shown: _Shown) -> None:
        colours = CalendarColours(shown.calendars)
        today = self._today()
        self._delegate.colours = self.panel.colours = colours
        self._delegate.today = today
        self.model.show(shown.rows)
        self.month.show_month(self._month, shown.grid, shown.days, colours, today)
        self.agenda.viewport().update()
        self._calendars = shown.calendars
        if not self._menu.isVisible():  # switching one calendar after another keeps it open
            self._fill_menu(colours)
        self.heading.setText(self._heading_text())
        current = self._empty if not shown.calendars else self._view()
        self._views.setCurrentWidget(current)
        self.which.setVisible(bool(shown.calendars))
        self._fit_panel()
        if self._go_to is not None:
            self.agenda.go_to(self._go_to)
            self._go_to = None

    def _view(self) -> QWidget:
        return self.month if self.views.current() == "month" else self.agenda

    def _heading_text(self) -> str:
        form = QLocale.FormatType.LongFormat if self.width() >= _FOR_NAME else QLocale.FormatType.ShortFormat
        return capital(f"{locale().standaloneMonthName(self._month, form).rstrip('.')} {self._year}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the month's name in a narrow window."""
        super().resizeEvent(event)
        if self.heading.text():
            self.heading.setText(self._heading_text())
        self._fit_panel()

    def _fit_panel(self) -> None:
        """In a narrow window the days get all the room until an event is chosen."""
        self.panel.setVisible(bool(self._calendars) and (self.width() >= _FOR_NAME or bool(self._open)))

    def _fill_menu(self, colours: CalendarColours) -> None:
        self._menu.clear()
        for one in self._calendars:
            shown = one.id not in self._hidden
            dot = theme.dot_icon(colours.of(one.id) if shown else theme.tokens().line)
            action = self._menu.addAction(dot, one_line(one.title).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(shown)
            action.toggled.connect(lambda on, one=one: self._toggle(one.id, on))

    def _toggle(self, collection_id: str, on: bool) -> None:
        (self._hidden.discard if on else self._hidden.add)(collection_id)
        self._load()

    def _view_chosen(self, _name: str) -> None:
        if self._calendars:
            self._views.setCurrentWidget(self._view())
        self._into_days()

    def _turn(self, months: int) -> None:
        self._year, self._month = shift_month(self._year, self._month, months)
        today = self._today()
        here = (self._year, self._month) == (today.year, today.month)
        self._first = today if here else dt.date(self._year, self._month, 1)
        self._go_to = self._first
        self._load()

    def _to_today(self) -> None:
        today = self._today()
        self._first, self._year, self._month = today, today.year, today.month
        self._go_to = today
        self.month.want_day(today)
        self._load()

    def _jump(self, view: EventView | None, days: list[dt.date]) -> None:
        if view is None or not days:
            self.notice.offer(_("This event is no longer in the calendar."), None)
            return
        day = days[0]
        self._hidden.discard(view.one.item.collection_id)
        self._year, self._month = day.year, day.month
        today = self._today()
        if not today <= day < today + dt.timedelta(days=_AGENDA_DAYS):
            self._first = day.replace(day=1)
        self._go_to = day
        self.month.want_day(day)
        self._open = view.one.id
        self.month.mark(view.one.id)
        self.panel.show_event(view)
        self._load()

    def _show_details(self, any_id: str) -> None:
        self._open = any_id
        self.month.mark(any_id)
        core = self._core
        self._details.ask(
            lambda: gather(core, any_id),
            lambda view: self._show_view(any_id, view),
            self._failed,
            about=any_id,
        )

    def _show_view(self, any_id: str, view: EventView | None) -> None:
        if any_id == self._open:
            self.panel.show_event(view)
            self._fit_panel()

    def _leave_panel(self) -> None:
        self._into_days()
        if self.width() < _FOR_NAME:
            self._open = ""
            self.panel.show_event(None)
            self._fit_panel()

    def _into_days(self) -> None:
        self._view().setFocus()

    def _into_panel(self) -> None:
        self.panel.setFocus()
        self.panel.focusNextChild()

    # --- doing ---

    def _context_menu(self, at: QPoint) -> None:
        row = self.model.row(self.agenda.indexAt(at))
        if row is None or row.one is None:
            return
        one = row.one
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Show what it is about")).triggered.connect(lambda: self._show_details(one.id))
        if answer_of(one) is not PartStat.NONE and not one.occurrence.cancelled:
            menu.addSeparator()
            for part, label in answers().items():
                action = menu.addAction(_("Answer: {answer}").format(answer=label))
                action.triggered.connect(lambda _checked=False, part=part: self._answer(one.id, part))
        menu.popup(self.agenda.viewport().mapToGlobal(at))

    def _answer(self, any_id: str, part: Any) -> None:
        calendar = self._core.calendar
        self._do(any_id, lambda: calendar.respond(any_id, part))

    def _sign_up(self, any_id: str, question: str) -> None:
        calendar = self._core.calendar
        self._do(any_id, lambda: calendar.sign_up(any_id, question))

    def _do(self, any_id: str, work: Any) -> None:
        self._bridge.run(work, lambda _result: self._show_details(any_id), self._failed, self)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, ValueError):
            self.notice.offer(_("This intranet has no place to send that to."), None)
        else:
            self.notice.offer(_("That did not work. Please try again."), None)


def _midnight(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone)
