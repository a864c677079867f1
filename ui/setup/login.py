"""Logging in again: a small dialog for one account. Never enters here: keeping the password."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.text import _
from sync.model.errors import disposition
from sync.model.items import Account
from sync.model.ports import Login
from ui.setup.steps import LoginStep
from ui.text import error_said
from ui.words import one_line


class LoginDialog(QDialog):
    """Asks for user name and password; the round that follows tells whether they are right."""

    def __init__(self, core: Any, bridge: Any, account: Account, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("login")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Log in"))
        self._core, self._bridge, self._account = core, bridge, account
        self.step = LoginStep(self)
        self.step.say(_("Log in again"), _("{name} asks who you are.").format(name=one_line(account.title)))
        self.step.leave.setText(_("Not now"))
        self.step.user.setText(account.username)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 28, 32, 24)
        layout.addWidget(self.step)
        self.setMinimumWidth(440)
        self.step.given.connect(self._give)
        self.step.left.connect(self.reject)
        self.step.begin()

    def _give(self, user: str, secret: str) -> None:
        core, account_id = self._core, self._account.id
        login = Login(user, secret)

        def work() -> None:
            core.accounts.set_login(account_id, login)
            core.engine.sync_now(account_id)

        self.step.go.setEnabled(False)
        self._bridge.run(work, lambda _result: self.accept(), self._failed, self, slow=True)

    def _failed(self, error: BaseException) -> None:
        self.step.trouble.show_said(error_said(disposition(error).code))
        self.step.secret.setFocus(Qt.FocusReason.OtherFocusReason)
