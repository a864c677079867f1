"""The Outbox page: what the person did and servers do not know yet, with honest states and choices.

Never enters here: delivery.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QMessageBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.outbox import OutboxEntry
from app.text import _
from sync.model.changes import ChangeSet
from ui.choice_list import ChoiceList
from ui.notice import Notice
from ui.outbox.delegate import OutboxDelegate
from ui.outbox.entry_panel import EntryPanel
from ui.outbox.words import spoken
from ui.page import LookingPage
from ui.rows import RowsModel
from ui.widgets import EmptyState
from ui.words import now

_REFRESH = 30_000  # ms: "2 minutes ago" and "the next try" go on while the page is looked at


class OutboxPage(LookingPage):
    """Everything that waits to be sent, or waits for a decision."""

    def __init__(self, core: Any, bridge: Any, navigator: Any) -> None:
        super().__init__(core, bridge, navigator)
        self._open = 0
        self.model: RowsModel[OutboxEntry] = RowsModel(
            lambda entry: entry.intent.id, lambda entry: spoken(entry, now()), self
        )
        self.list = ChoiceList(self.model, _("Waiting to be sent"), self)
        self.list.setObjectName("outboxList")
        self.list.setItemDelegate(OutboxDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.panel = EntryPanel(self)
        self._clock = QTimer(self)
        self._clock.setInterval(_REFRESH)
        self._clock.timeout.connect(self._load)
        self._build()
        self.list.chosen.connect(self._show_entry)
        self.list.opened.connect(self._into_panel)
        self.panel.left.connect(self.list.setFocus)
        self.panel.item_wanted.connect(lambda item_id: self._navigator.open_item(item_id))
        self.panel.retry_wanted.connect(self._retry)
        self.panel.discard_wanted.connect(self._ask_discard)

    # --- the page protocol ---

    def title(self) -> str:
        """Return the page's name."""
        return _("Waiting to send")

    def activate(self) -> None:
        """Show what waits now."""
        self._load()
        self.list.setFocus()

    def changed(self, changes: ChangeSet) -> None:
        """Follow a commit that touches the outbox."""
        if changes.outbox or changes.accounts:
            self._load()

    # --- inside ---

    def _build(self) -> None:
        left = QWidget(self)
        left.setProperty("panel", True)
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        left.setMinimumWidth(320)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.list)
        self._right = QStackedWidget(self)
        self._right.addWidget(
            EmptyState("outbox", _("Choose something to see how far it has come."), parent=self)
        )
        self._right.addWidget(self.panel)
        self._right.setMinimumWidth(360)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self._right)
        split.setStretchFactor(1, 1)
        split.setSizes([440, 720])
        nothing = EmptyState(
            "check-circle",
            _("Everything you did has been sent. What you do offline waits here for a connection."),
            parent=self,
        )
        self._whole = QStackedWidget(self)
        self._whole.addWidget(nothing)
        self._whole.addWidget(split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._whole)
        self.notice = Notice(self)

    def _load(self) -> None:
        super()._load()
        if self._stale:
            self._clock.stop()
        else:
            self._clock.start()

    def _look(self) -> None:
        self._looks.ask(self._core.outbox.entries, self._show, self._failed)

    def _show(self, entries: list[OutboxEntry]) -> None:
        # What waits for the person comes first.
        entries = sorted(entries, key=lambda entry: entry.intent.state != "parked")
        self.model.show(entries)
        self.list.viewport().update()
        self._whole.setCurrentIndex(1 if entries else 0)
        if self.model.find(self._open).isValid():
            self._show_entry(self._open)
        else:
            self._open = 0
            self._right.setCurrentIndex(0)

    def _show_entry(self, intent_id: int) -> None:
        entry = self.model.row(self.model.find(intent_id))
        self._open = intent_id
        if entry is not None:
            self.panel.show_entry(entry)
            self._right.setCurrentIndex(1)

    def _into_panel(self) -> None:
        buttons = (self.panel.retry, self.panel.look, self.panel.discard)
        first = next((button for button in buttons if button.isVisible()), None)
        if first is not None:
            first.setFocus()

    def _retry(self, intent_id: int) -> None:
        outbox, engine = self._core.outbox, getattr(self._core, "engine", None)

        def work() -> None:
            outbox.retry(intent_id)
            if engine is not None:
                engine.sync_now()

        self._bridge.run(work, lambda _result: self._load(), self._failed, self)

    def _ask_discard(self, intent_id: int) -> None:
        box = QMessageBox(self)
        box.setObjectName("discard")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(_("Give it up"))
        box.setText(_("Give this up?"))
        box.setInformativeText(_("It will not be sent, and nobody hears of it. This cannot be undone."))
        yes = box.addButton(_("Give it up"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(_("Keep it"), QMessageBox.ButtonRole.RejectRole))
        yes.clicked.connect(lambda: self._discard(intent_id))
        box.open()

    def _discard(self, intent_id: int) -> None:
        outbox = self._core.outbox
        self._bridge.run(lambda: outbox.discard(intent_id), self._discarded, self._failed, self)

    def _discarded(self, given_up: bool) -> None:
        if not given_up:
            self.notice.offer(_("It is on its way already, so it cannot be given up."), None)
        self._load()

    def _failed(self, _error: BaseException) -> None:
        self.notice.offer(_("That did not work. Please try again."), None)
