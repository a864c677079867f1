"""The intranets that are connected, each with its state and what can be done with it.

Never enters here: connecting, logging in, removing; the page does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.text import _
from sync.model.items import Account, AccountState
from ui import theme
from ui.widgets import Card, Divider, Wrapped
from ui.words import ago, now, one_line


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as the card shows it. ``synced``: in words, "" for never; ``unsent``: what would be lost."""

    account: Account
    synced: str
    unsent: int


def views(core: Any) -> list[AccountView]:
    """Return the accounts with when each was last synced. A few queries: for a worker."""
    found = []
    entries = core.outbox.entries()
    for account in core.accounts.list():
        moments = [c.synced_at for c in core.accounts.collections(account.id) if c.synced_at]
        unsent = sum(entry.intent.account_id == account.id for entry in entries)
        found.append(AccountView(account, ago(max(moments), now()) if moments else "", unsent))
    return found


def _place(address: str) -> str:
    """Return an address as people know it: without the file that was found there."""
    return address.removesuffix("/.well-known/prikbord.json")


class AccountsCard(Card):
    """A card with one row an account."""

    login_wanted = Signal(str)
    remove_wanted = Signal(str)
    add_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        self.add = QPushButton(_("Connect another intranet…"), self)
        self.add.clicked.connect(self.add_wanted)
        last = QHBoxLayout()
        last.addWidget(self.add)
        last.addStretch(1)
        self.body.addLayout(self._rows)
        self.body.addLayout(last)

    def show_accounts(self, found: list[AccountView]) -> None:
        """Show the accounts."""
        while (entry := self._rows.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for view in found:
            self._rows.addWidget(self._row(view))
            self._rows.addWidget(Divider(self))
        if not found:
            self._rows.addWidget(Wrapped(_("No intranet is connected yet."), "muted", parent=self))
        self.add.setText(_("Connect another intranet…") if found else _("Connect your intranet…"))

    def _row(self, view: AccountView) -> QWidget:
        account = view.account
        row = QWidget(self)
        row.setAccessibleName(one_line(account.title))
        sign = QLabel(row)
        sign.setPixmap(theme.pixmap("account", 28, theme.tokens().accent))
        sign.setFixedSize(28, 28)
        needs = account.state is AccountState.LOGIN_NEEDED
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(Wrapped(one_line(account.title), "strong", parent=row))
        place = _place(account.address)
        who = _("{name} at {address}").format(name=account.username, address=place)
        names.addWidget(Wrapped(one_line(who if account.username else place), "muted", parent=row))
        if needs:
            state = Wrapped(_("The intranet asks you to log in again."), "error", parent=row)
        elif view.synced:
            state = Wrapped(_("Last synced {when}.").format(when=view.synced), "muted", parent=row)
        else:
            state = Wrapped(_("Not synced yet."), "muted", parent=row)
        names.addWidget(state)
        login = QPushButton(_("Log in again…"), row)
        login.setProperty("primary", needs)
        login.clicked.connect(lambda: self.login_wanted.emit(account.id))
        remove = QPushButton(_("Remove…"), row)
        remove.setProperty("danger", True)
        remove.setAccessibleName(_("Remove {title}").format(title=one_line(account.title)))
        remove.clicked.connect(lambda: self.remove_wanted.emit(account.id))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(login)
        buttons.addWidget(remove)
        buttons.addStretch(1)
        names.addSpacing(6)
        names.addLayout(buttons)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(names, 1)
        return row
