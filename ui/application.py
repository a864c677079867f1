"""The QApplication: names, icon, Qt's own texts, where Qt's warnings and uncaught exceptions go.

Never enters here: windows, settings.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QLibraryInfo,
    QLocale,
    Qt,
    QTimer,
    QtMsgType,
    QTranslator,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from app.text import _, language
from ui import NAME

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_SWITCH = 0.0005  # seconds: keeps the window's delays short while a thread parses (docs/decisions)


class Application(QApplication):
    """``leaving``: the system wants the program to end (log-off, "Quit" in a menu of macOS)."""

    leaving = Signal()

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.commitDataRequest.connect(lambda _session: self.leaving.emit())

    def event(self, event: QEvent) -> bool:
        """Tell about the end before Qt asks the windows."""
        if event.type() == QEvent.Type.Quit:
            self.leaving.emit()
        return super().event(event)


def make_application() -> QApplication:
    """Return the application, made when there is none yet."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    sys.setswitchinterval(_SWITCH)
    QApplication.setApplicationName("prikbord")
    QApplication.setApplicationDisplayName("")
    QApplication.setDesktopFileName("prikbord")
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = Application(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    return application


def speak(application: QApplication) -> None:
    """Let Qt's own texts (in menus of fields, in dialogs) and dates speak the chosen language."""
    QLocale.setDefault(QLocale("nl_NL" if language() == "nl" else "en_GB"))
    old: Any = application.property("translator")
    if isinstance(old, QTranslator):
        application.removeTranslator(old)
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language() != "en" and translator.load(f"qtbase_{language()}", folder):
        application.installTranslator(translator)
    application.setProperty("translator", translator)


def log_qt() -> Callable[[], None]:
    """Send Qt's messages to the logger ``qt``; return what undoes it."""
    log = logging.getLogger("qt")

    def receive(kind: QtMsgType, context: Any, message: str) -> None:
        log.log(_LEVELS.get(kind, logging.WARNING), "%s (%s)", message, context.category or "default")

    previous = qInstallMessageHandler(receive)

    def undo() -> None:
        qInstallMessageHandler(previous)

    return undo


def soften_failures(parent: Callable[[], QWidget | None]) -> None:
    """Tell the person, once, when something unexpected happens; the log has it already."""
    before = sys.excepthook
    told: list[bool] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        before(kind, error, trace)
        if not told and QApplication.instance() is not None and not issubclass(kind, KeyboardInterrupt):
            told.append(True)
            QTimer.singleShot(0, lambda: _tell(parent()))

    sys.excepthook = hook


def _tell(parent: QWidget | None) -> None:
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(NAME)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(_("Something unexpected happened."))
    box.setInformativeText(
        _("Nothing of yours is lost, and you can go on. If something looks odd, restart Prikbord.")
    )
    box.addButton(_("Go on"), QMessageBox.ButtonRole.AcceptRole)
    box.open()
