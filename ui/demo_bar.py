"""The strip of the demo: switch its servers off and on, and let something happen on them.

Never enters here: the demo intranet itself; it comes in as an object with ``power``, ``happen``, ``is_on``.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QWidget

from app.text import _
from ui.words import one_line


class DemoBar(QWidget):
    """Stands above the window's content, in the demo alone."""

    def __init__(self, intranet: Any, bridge: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("demoBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._intranet, self._bridge = intranet, bridge
        self._mark = QLabel(self)
        self._mark.setProperty("pill", "warning")
        self._about = QLabel(self)
        self._about.setProperty("role", "small")
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setMinimumWidth(20)
        self.switch = QCheckBox(self)
        self.switch.setChecked(True)
        self.happen = QPushButton(self)
        self.happen.setProperty("statusAction", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(12)
        row.addWidget(self._mark)
        row.addWidget(self._about)
        row.addStretch(1)
        row.addWidget(self.switch)
        row.addWidget(self.happen)
        self.switch.toggled.connect(self._power)
        self.happen.clicked.connect(self._happen)
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the present language."""
        self._mark.setText(_("Demo"))
        self._about.setText(_("An intranet of an invented organisation runs inside this program."))
        self.switch.setChecked(bool(self._intranet.is_on))
        self.switch.setText(_("Servers on"))
        self.switch.setToolTip(_("Switch the demo's servers off to see how Prikbord works offline."))
        self.happen.setText(_("Something happens now"))
        self.happen.setToolTip(_("Publish something new on the demo's servers."))

    def _power(self, on: bool) -> None:
        self.switch.setEnabled(False)
        intranet = self._intranet
        self._bridge.run(
            lambda: intranet.power(on), lambda _result: self._switched(on), self._failed, self, slow=True
        )

    def _switched(self, on: bool) -> None:
        self.switch.setEnabled(True)
        self.happen.setEnabled(on)
        self._about.setText(
            _("The servers are on again.")
            if on
            else _("The servers are off. Everything that was fetched can still be read.")
        )
        self._sync()

    def _happen(self) -> None:
        self.happen.setEnabled(False)
        self._bridge.run(self._intranet.happen, self._happened, self._failed, self, slow=True)

    def _happened(self, what: Any) -> None:
        self.happen.setEnabled(self.switch.isChecked())
        self._about.setText(_("On the servers: {title}").format(title=one_line(what.title)))
        self._sync()

    def _failed(self, _error: BaseException) -> None:
        self.switch.setEnabled(True)
        self.happen.setEnabled(True)
        self._about.setText(_("That did not work on the demo's servers. Please try again."))

    def _sync(self) -> None:
        """Have a look at once: who pressed the button wants to see it."""
        core = self._bridge.core
        self._bridge.run(core.engine.sync_now, None, None, self)
