"""One window a data folder: a second start brings the first one to the front.

Never enters here: what the window does when it is asked for; commands from the other process (any byte
that comes in means "show yourself" and nothing else).
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT = 1000  # ms: another copy on a loaded machine needs a moment to answer


def server_name(data_dir: Path) -> str:
    """Return the name under which the program of a data folder listens."""
    digest = hashlib.sha256(str(data_dir.resolve()).encode("utf-8", "surrogatepass")).hexdigest()
    return f"prikbord-{digest[:16]}"


def wake_other(data_dir: Path) -> bool:
    """Ask a running program of this folder to show itself; return whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(server_name(data_dir))
    if not socket.waitForConnected(_WAIT) or not _is_own(socket.fullServerName()):
        return False
    socket.write(b"show\n")
    socket.waitForBytesWritten(_WAIT)
    socket.disconnectFromServer()
    return True


def _is_own(place: str) -> bool:
    """Return whether the socket is this person's. It lies in a folder where others may put theirs."""
    if sys.platform == "win32":
        return True  # a pipe has no place
    else:  # noqa: RET505 - mypy knows a platform's branch only by its else
        try:
            return os.stat(place).st_uid == os.getuid()  # noqa: PTH116 - Qt hands over a str
        except OSError:
            return False


class SingleInstance(QObject):
    """Listens for a second start. Without it (no socket to be had) the program still works."""

    asked = Signal()

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        # Nobody but this person may knock.
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._knocked)
        name = server_name(data_dir)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)  # left by a program that crashed; ``wake_other`` found nobody
            self._server.listen(name)

    @property
    def listening(self) -> bool:
        """Whether a second start would be heard."""
        return self._server.isListening()

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _knocked(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.asked.emit()
