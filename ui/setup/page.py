"""Set-up from an address to the first news: asks, looks, shows what was found, fetches.

What a person cancels goes on unseen for a moment; its outcome is dropped. Never enters here: discovery
itself, the screens' layout.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.text import _
from sync.engine.status import EngineStatus, Phase, Stage
from sync.model.changes import Discovery
from sync.model.errors import ErrorCode, LoginNeeded, disposition
from sync.model.items import Account, CollectionKind
from sync.model.ports import Login
from ui.setup.steps import AddressStep, FoundStep, LoginStep, Step, WaitStep
from ui.text import error_said

_WIDTH = 520
_READY = (Stage.READY, Stage.CONTENTS, Stage.DONE)


class SetupPage(QWidget):
    """``finished`` tells that an intranet is connected and its news is here; ``cancelled`` that it is not."""

    finished = Signal()
    cancelled = Signal()

    def __init__(self, core: Any, bridge: Any, parent: QWidget | None = None, *, first: bool = True) -> None:
        super().__init__(parent)
        self.setObjectName("setup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._core, self._bridge = core, bridge
        self._tries = 0  # a cancelled try's outcome no longer counts
        self._address_text = ""
        self._login: Login | None = None
        self._found: Discovery | None = None
        self._account: Account | None = None
        self.address = AddressStep(self, first=first)
        self.login = LoginStep(self)
        self.looking = WaitStep(self)
        self.found = FoundStep(self)
        self.fetching = WaitStep(self)
        self._build()
        self._connect()
        self._go(self.address)

    def _build(self) -> None:
        self._steps = QStackedWidget(self)
        for step in (self.address, self.login, self.looking, self.found, self.fetching):
            holder = QWidget()
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.addStretch(2)
            column.addWidget(step, 1 if step is self.found else 0)
            column.addStretch(3)
            self._steps.addWidget(holder)
        sheet = QFrame(self)
        sheet.setProperty("card", True)
        sheet.setFixedWidth(_WIDTH)
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(40, 32, 40, 32)
        inside.addWidget(self._steps)
        ground = QWidget(self)
        row = QHBoxLayout(ground)
        row.setContentsMargins(24, 32, 24, 32)
        row.addStretch(1)
        row.addWidget(sheet, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        sheet.setMinimumHeight(400)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(ground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def _connect(self) -> None:
        self.address.given.connect(self.look_at)
        self.address.left.connect(self.cancelled)
        self.login.given.connect(self._log_in)
        self.login.left.connect(lambda: self._go(self.address))
        self.looking.left.connect(self._stop_looking)
        self.found.given.connect(self._add)
        self.found.left.connect(lambda: self._go(self.address))
        self.fetching.left.connect(self.finished)
        self.fetching.again.clicked.connect(self._fetch_again)
        self._bridge.status_changed.connect(self._follow)

    def _go(self, step: Step) -> None:
        holder = step.parentWidget()
        assert holder is not None
        self._steps.setCurrentWidget(holder)
        step.begin()

    @property
    def step(self) -> Step:
        """The screen on view."""
        steps = (self.address, self.login, self.looking, self.found, self.fetching)
        return steps[self._steps.currentIndex()]

    def begin(self) -> None:
        """Put the keyboard where the person is."""
        self.step.begin()

    # --- looking ---

    def look_at(self, address: str) -> None:
        """Find out what stands at an address."""
        if address != self._address_text:
            self._login = None
        self._address_text = address
        self._look()

    def _log_in(self, user: str, secret: str) -> None:
        self._login = Login(user, secret)
        self._look()

    def _look(self) -> None:
        self._tries += 1
        number, address, login, accounts = self._tries, self._address_text, self._login, self._core.accounts
        self.address.trouble.show_said(None)
        self.login.trouble.show_said(None)
        self.looking.say(
            _("Looking around"), _("Prikbord asks {address} what it offers.").format(address=address)
        )
        self.looking.show_progress(_("This takes a few seconds."))
        self._go(self.looking)
        self._bridge.run(
            lambda: accounts.discover(address, login),
            lambda found: self._show_found(number, found),
            lambda error: self._not_found(number, error),
            self,
            slow=True,
        )

    def _stop_looking(self) -> None:
        self._tries += 1
        self._go(self.address)

    def _show_found(self, number: int, found: Discovery) -> None:
        if number != self._tries:
            return
        self._found = found
        self.found.trouble.show_said(None)
        self.found.show_found(found)
        self._go(self.found)

    def _not_found(self, number: int, error: BaseException) -> None:
        if number != self._tries:
            return
        if isinstance(error, LoginNeeded):
            self.login.say(_("Log in"), _("{address} asks who you are.").format(address=self._address_text))
            # The first time there was nothing wrong with what the person typed.
            self.login.trouble.show_said(error_said(ErrorCode.LOGIN_NEEDED) if self._login else None)
            self._go(self.login)
            return
        self.address.trouble.show_said(error_said(disposition(error).code))
        self._go(self.address)

    # --- adding and fetching ---

    def _add(self, chosen: tuple[str, ...]) -> None:
        found, login, accounts = self._found, self._login, self._core.accounts
        if found is None:
            return
        # What has no box of its own (the profile) comes along with the rest.
        unboxed = [c.href for c in found.collections if c.href not in {h for _b, h in self.found.boxes}]
        only = None if len(chosen) == len(self.found.boxes) else (*chosen, *unboxed)
        self.found.go.setEnabled(False)
        self._bridge.run(
            lambda: accounts.add(found, login, only=only), self._added, self._not_added, self, slow=True
        )

    def _not_added(self, error: BaseException) -> None:
        self.found.go.setEnabled(True)
        self.found.trouble.show_said(error_said(disposition(error).code))

    def _added(self, account: Account) -> None:
        self._account = account
        self._login = None
        self.fetching.say(
            _("Getting ready"),
            _("{name} is connected. The first time everything has to be fetched.").format(name=account.title),
        )
        self.fetching.leave.setText(_("Go on while it fetches"))
        self.fetching.show_progress(_("Fetching the newest news…"))
        self._go(self.fetching)
        self._fetch_again()

    def _fetch_again(self) -> None:
        account = self._account
        if account is None:
            return
        self.fetching.trouble.show_said(None)
        self.fetching.again.hide()
        engine = self._core.engine
        self._bridge.run(lambda: engine.sync_now(account.id), None, None, self)

    def _follow(self) -> None:
        """Follow the first round: the board's status is plain facts, so reading it here costs nothing."""
        account, status = self._account, self._core.engine.status
        if account is None or self.step is not self.fetching or status.account_id not in ("", account.id):
            return
        if status.phase is Phase.SYNCING:
            if status.stage in _READY:
                self._ready_if_filled(account)
            else:
                self.fetching.show_progress(_stage_text(status), status.done, status.total)
        elif status.code is not None:
            self.fetching.trouble.show_said(error_said(status.code))
            self.fetching.again.show()
        elif status.last_success is not None:
            self._ready()

    def _ready_if_filled(self, account: Account) -> None:
        """A round comes to its end even when nothing could be fetched: only what is here counts."""
        accounts = self._core.accounts

        def work() -> bool:
            return any(
                c.synced_at is not None and c.kind is not CollectionKind.PROFILE
                for c in accounts.collections(account.id)
            )

        self._bridge.run(work, lambda filled: self._ready() if filled and self._account else None, None, self)

    def _ready(self) -> None:
        self._account = None
        self.finished.emit()


def _stage_text(status: EngineStatus) -> str:
    """Return what is being fetched."""
    match status.stage:
        case Stage.PINNED:
            return _("Fetching the manuals you need offline…")
        case Stage.COLLECTIONS if status.total:
            return _("Fetching the newest news, events and documents: {done} of {total}").format(
                done=status.done, total=status.total
            )
        case _:
            return _("Fetching the newest news…")
