"""Notifications on a Linux desktop: org.freedesktop.Notifications over D-Bus, on one thread of its own.

Qt's tray sends notifications without actions, so a click on one would do nothing; this asks for them
itself (Desktop Notifications Specification 1.2, sections 5 and 9). Started with the first notification.
Never enters here: deciding what to show, Qt widgets.
"""

from __future__ import annotations

import html
import logging
import os
import queue
import threading
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

log = logging.getLogger(__name__)

_BUS_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_OPEN = "default"  # the action of a click on the bubble itself
_READ = "read"
_TIMEOUT = 10.0  # seconds for the desktop to answer
_STOP = object()


@dataclass(frozen=True, slots=True)
class Bubble:
    """One notification, in words. ``read`` is the label of its button."""

    item_id: str
    title: str
    sender: str
    text: str
    read: str

    @property
    def body(self) -> str:
        """Sender and text, a line each."""
        return "\n".join(line for line in (self.sender, self.text) if line)


@dataclass(frozen=True, slots=True)
class _Withdraw:
    item_id: str


class DesktopNotifications(QObject):
    """Shows, withdraws, and tells what was clicked. Signals come from its thread: Qt queues them."""

    opened = Signal(str)  # item id
    read = Signal(str)  # item id
    failed = Signal(object)  # a Bubble that could not be shown here

    def __init__(self, app_name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.app_name = app_name
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def show(self, bubble: Bubble) -> None:
        """Show a notification; one for the same item is replaced."""
        self._queue.put(bubble)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="desktop-notifications", daemon=True)
            self._thread.start()

    def withdraw(self, item_id: str) -> None:
        """Take a notification away; harmless when it is not there."""
        if self._thread is not None:
            self._queue.put(_Withdraw(item_id))

    def close(self) -> None:
        """End the thread. What stands on the desktop stays."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(_STOP)
            thread.join(2.0)

    def _run(self) -> None:
        from jeepney.io.threading import open_dbus_router

        try:
            with open_dbus_router(bus="SESSION") as router:
                _Session(self, router, self._queue).serve()
        except Exception as error:  # noqa: BLE001 - no bus, another desktop, a daemon that died: one answer
            log.info("no notifications over D-Bus: %s", type(error).__name__)
            self._give_back()

    def _give_back(self) -> None:
        """Hand what waits, now and later, to the tray's own way."""
        while True:
            command = self._queue.get()
            if command is _STOP:
                return
            if isinstance(command, Bubble):
                self.failed.emit(command)


class _Session:
    """A connection to the desktop, on the thread of ``DesktopNotifications``."""

    def __init__(self, owner: DesktopNotifications, router: Any, commands: queue.SimpleQueue[Any]) -> None:
        from jeepney import DBusAddress, MatchRule

        self._owner = owner
        self._router = router
        self._commands = commands
        self._address = DBusAddress(_PATH, bus_name=_BUS_NAME, interface=_BUS_NAME)
        self._rule = MatchRule(type="signal", interface=_BUS_NAME, path=_PATH)
        self._shown: dict[str, int] = {}  # item id -> the desktop's number
        self._markup = False

    def serve(self) -> None:
        """Work until told to stop. Raises when the bus goes away while something is shown."""
        from jeepney.bus_messages import message_bus

        self._router.send_and_get_reply(message_bus.AddMatch(self._rule), timeout=_TIMEOUT)
        self._markup = "body-markup" in self._call("GetCapabilities", "", ())[0]
        with self._router.filter(self._rule, queue=self._commands):
            while True:
                command = self._commands.get()
                if command is _STOP:
                    return
                if isinstance(command, Bubble):
                    self._show_or_give_back(command)
                elif isinstance(command, _Withdraw):
                    number = self._shown.pop(command.item_id, 0)
                    if number:
                        self._call("CloseNotification", "u", (number,))
                else:
                    self._heard(command)

    def _show_or_give_back(self, bubble: Bubble) -> None:
        try:
            self._shown[bubble.item_id] = self._notify(bubble)
        except Exception:
            self._owner.failed.emit(bubble)
            raise

    def _notify(self, bubble: Bubble) -> int:
        body = html.escape(bubble.body, quote=False) if self._markup else bubble.body
        hints = {"desktop-entry": ("s", "prikbord"), "urgency": ("y", 1), "category": ("s", "im.received")}
        fields = (
            self._owner.app_name,
            self._shown.get(bubble.item_id, 0),
            "prikbord",
            bubble.title,
            body,
            [_OPEN, bubble.title, _READ, bubble.read],
            hints,
            -1,
        )
        return int(self._call("Notify", "susssasa{sv}i", fields)[0])

    def _call(self, method: str, signature: str, body: tuple[Any, ...]) -> Any:
        from jeepney import new_method_call
        from jeepney.wrappers import unwrap_msg

        message = new_method_call(self._address, method, signature, body)
        return unwrap_msg(self._router.send_and_get_reply(message, timeout=_TIMEOUT))

    def _heard(self, message: Any) -> None:
        """Act on a signal of the desktop; other programs' notifications have numbers that are not ours."""
        from jeepney import HeaderFields

        member = message.header.fields.get(HeaderFields.member, "")
        number, *rest = message.body or (0,)
        item_id = next((name for name, shown in self._shown.items() if shown == number), "")
        if not item_id:
            return
        if member == "ActivationToken" and rest:
            os.environ["XDG_ACTIVATION_TOKEN"] = str(rest[0])  # lets the window come to the front
        elif member == "ActionInvoked" and rest:
            (self._owner.read if rest[0] == _READ else self._owner.opened).emit(item_id)
        elif member == "NotificationClosed":
            self._shown.pop(item_id, None)
