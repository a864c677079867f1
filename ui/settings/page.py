"""The Settings page: intranets, language and look, notifications, help, what is kept offline, about.

Never enters here: what a setting does elsewhere; a ChangeSet tells the rest of the window.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import VERSION
from app.text import _, ngettext
from sync.model.changes import ChangeSet
from ui import theme
from ui.page import LookingPage
from ui.scroll import scrolling
from ui.settings.about import licences_dialog
from ui.settings.accounts_card import AccountsCard, AccountView, views
from ui.settings.form import add_row, section
from ui.settings.values import Values, read
from ui.widgets import Card, Segmented, Wrapped
from ui.words import one_line

_WIDEST = 760
_QUIET = ("18:00", "08:00")  # offered when quiet hours are first switched on


class SettingsPage(LookingPage):
    """Everything a person can set. Each change counts at once; there is nothing to save."""

    def __init__(self, core: Any, bridge: Any, navigator: Any) -> None:
        super().__init__(core, bridge, navigator)
        self._accounts: list[AccountView] = []
        self._filling = False
        self.accounts = AccountsCard(self)
        self.language = QComboBox(self)
        self.language.setObjectName("language")
        self.theme = Segmented([("system", _("System")), ("light", _("Light")), ("dark", _("Dark"))], self)
        self.notifications = QCheckBox(self)
        self.quiet = QCheckBox(self)
        self.quiet_from, self.quiet_until = _time(_("Quiet from")), _time(_("Quiet until"))
        self.tips = QCheckBox(self)
        self.tour = QPushButton(_("Take the tour"), self)
        self.offline = QComboBox(self)
        self.licences = QPushButton(_("Licences…"), self)
        self._build()
        self._connect()
        theme.notifier().changed.connect(self._restyle)

    # --- the page protocol ---

    def title(self) -> str:
        """Return the page's name."""
        return _("Settings")

    def activate(self) -> None:
        """Show how everything is set now."""
        self._load()
        self.accounts.add.setFocus()

    def changed(self, changes: ChangeSet) -> None:
        """Follow a commit that touches settings or accounts."""
        if changes.settings or changes.accounts or changes.collections or changes.outbox:
            self._load()

    # --- building ---

    def _build(self) -> None:
        for value, label in (("system", _("As this computer")), ("nl", "Nederlands"), ("en", "English")):
            self.language.addItem(label, value)
        for value, label in (
            ("pinned", _("Only what I keep myself")),
            ("some", _("Up to 500 MB")),
            ("most", _("Up to 2 GB")),
            ("all", _("Up to 20 GB")),
        ):
            self.offline.addItem(label, value)
        inner = QWidget(self)
        inner.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 8, 0, 32)
        column.setSpacing(8)
        column.addWidget(section(_("Intranets"), inner))
        column.addWidget(self.accounts)
        column.addWidget(section(_("Language and appearance"), inner))
        card = Card(inner)
        add_row(card, _("Language"), "", self.language)
        add_row(card, _("Appearance"), _("Light or dark, or as this computer is set."), self.theme)
        column.addWidget(card)
        column.addWidget(section(_("Notifications"), inner))
        column.addWidget(self._notifications_card(inner))
        column.addWidget(section(_("Help"), inner))
        card = Card(inner)
        add_row(
            card,
            _("A tip a day"),
            _("At most one tip a day on Home, until you have seen them all."),
            self.tips,
        )
        add_row(card, _("Tour"), _("A walk through the window with your own intranet in it."), self.tour)
        column.addWidget(card)
        column.addWidget(section(_("Without a connection"), inner))
        card = Card(inner)
        about = _("News and calendar are always here. This is about documents, fetched in advance.")
        add_row(card, _("Documents on this computer"), about, self.offline)
        column.addWidget(card)
        column.addWidget(section(_("About"), inner))
        card = Card(inner)
        name = _("Prikbord {version}").format(version=VERSION)
        add_row(
            card,
            name,
            _("The notice board of your organisation. Free software under the MIT licence."),
            self.licences,
        )
        column.addWidget(card)
        column.addStretch(1)
        outer = QWidget(self)
        row = QHBoxLayout(outer)
        row.setContentsMargins(32, 8, 32, 0)
        row.addWidget(inner, 1)
        row.setAlignment(inner, Qt.AlignmentFlag(0))
        scroll = scrolling(outer, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _notifications_card(self, parent: QWidget) -> Card:
        card = Card(parent)
        about = _("A message of this computer for each new announcement, shown once.")
        add_row(card, _("Show new announcements"), about, self.notifications)
        times = QWidget(card)
        line = QHBoxLayout(times)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self._dash = QLabel("–", times)
        line.addWidget(self.quiet)
        line.addWidget(self.quiet_from)
        line.addWidget(self._dash)
        line.addWidget(self.quiet_until)
        self.quiet.setAccessibleName(_("Quiet hours"))
        self._quiet_row = add_row(
            card, _("Quiet hours"), _("Announcements wait until these hours are over."), times
        )
        self._error = Wrapped(role="error", parent=card)
        self._error.hide()
        card.body.addWidget(self._error)
        return card

    def _connect(self) -> None:
        self.accounts.add_wanted.connect(lambda: self._navigator.open_setup())
        self.accounts.login_wanted.connect(lambda account: self._navigator.ask_login(account))
        self.accounts.remove_wanted.connect(self._ask_remove)
        self.language.activated.connect(lambda _i: self._set("language", self.language.currentData()))
        self.theme.changed.connect(lambda name: self._set("theme", name))
        self.notifications.toggled.connect(lambda on: self._set("notifications", on))
        self.quiet.toggled.connect(self._quiet_toggled)
        self.quiet_from.activated.connect(lambda _i: self._quiet_changed())
        self.quiet_until.activated.connect(lambda _i: self._quiet_changed())
        self.tips.toggled.connect(lambda on: self._set("tips", on))
        self.offline.activated.connect(lambda _i: self._set("offline_content", self.offline.currentData()))
        self.tour.clicked.connect(lambda: self._navigator.start_tour())
        self.licences.clicked.connect(self._show_licences)

    # --- showing ---

    def _look(self) -> None:
        core = self._core
        self._looks.ask(
            lambda: (read(core.settings), views(core)), lambda found: self._show(*found), self._failed
        )

    def _show(self, values: Values, accounts: list[AccountView]) -> None:
        self._error.hide()
        if accounts != self._accounts or not accounts:
            self._accounts = accounts
            self.accounts.show_accounts(accounts)
        self._filling = True
        self.language.setCurrentIndex(self.language.findData(values.language))
        self.theme.set_current(values.theme)
        self.notifications.setChecked(values.notifications)
        quiet = bool(values.quiet_from and values.quiet_until)
        self.quiet.setChecked(quiet)
        _set_time(self.quiet_from, values.quiet_from or _QUIET[0])
        _set_time(self.quiet_until, values.quiet_until or _QUIET[1])
        self.tips.setChecked(values.tips)
        self.offline.setCurrentIndex(self.offline.findData(values.offline_content))
        self._quiet_row.setEnabled(values.notifications)
        for part in (self.quiet_from, self._dash, self.quiet_until):
            part.setVisible(quiet)
        self._filling = False

    def _restyle(self) -> None:
        self.accounts.show_accounts(self._accounts)

    # --- doing ---

    def _set(self, name: str, value: Any) -> None:
        if not self._filling:
            self._store({name: value})

    def _store(self, values: dict[str, Any]) -> None:
        settings = self._core.settings

        def work() -> None:
            for name, value in values.items():
                setattr(settings, name, value)

        self._bridge.run(work, lambda _result: self._load(), self._failed, self)

    def _quiet_toggled(self, on: bool) -> None:
        if not self._filling:
            start, end = _QUIET if on else ("", "")
            self._store({"quiet_from": start, "quiet_until": end})

    def _quiet_changed(self) -> None:
        if not self._filling and self.quiet.isChecked():
            times = (self.quiet_from.currentText(), self.quiet_until.currentText())
            self._store({"quiet_from": times[0], "quiet_until": times[1]})

    def _ask_remove(self, account_id: str) -> None:
        view = next((one for one in self._accounts if one.account.id == account_id), None)
        if view is None:
            return
        box = QMessageBox(self)
        box.setObjectName("remove")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(_("Remove an intranet"))
        box.setText(_("Remove “{title}” from this computer?").format(title=one_line(view.account.title)))
        words = [
            _("Its news, documents, calendar and people go from this computer, and so does its password."),
            _("Nothing on the intranet itself changes. You can connect it again later."),
        ]
        if view.unsent:
            lost = ngettext(
                "{n} thing that you did has not been sent yet, and is lost.",
                "{n} things that you did have not been sent yet, and are lost.",
                view.unsent,
            )
            words.append(lost.format(n=view.unsent))
        box.setInformativeText("\n\n".join(words))
        yes = box.addButton(_("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(_("Keep it"), QMessageBox.ButtonRole.RejectRole))
        yes.clicked.connect(lambda: self._remove(account_id))
        box.open()

    def _remove(self, account_id: str) -> None:
        accounts = self._core.accounts
        self._bridge.run(
            lambda: accounts.remove(account_id), lambda _result: self._load(), self._failed, self, slow=True
        )

    def _show_licences(self) -> None:
        dialog = licences_dialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _failed(self, _error: BaseException) -> None:
        self._error.set_text(_("That could not be kept on this computer. Please try again."))
        self._error.show()


def _time(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.addItems([f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)])
    box.setMaxVisibleItems(12)
    return box


def _set_time(box: QComboBox, text: str) -> None:
    if box.findText(text) < 0:  # set by other means than this page
        box.addItem(text)
    box.setCurrentIndex(box.findText(text))
