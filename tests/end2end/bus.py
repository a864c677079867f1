"""What passes over a private session bus: who is there, which notifications were really asked for.

Never enters here: the bus of the person who runs the tests (an address is always given).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.io.common import RouterClosed

_BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
_MONITORING = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus.Monitoring")


@dataclass(frozen=True, slots=True)
class Notification:
    """A ``Notify`` call of the Desktop Notifications Specification 1.2, as the program sent it."""

    sender: str
    replaces: int
    icon: str
    title: str
    text: str
    actions: tuple[str, ...]
    hints: dict[str, Any]


class Bus:
    """Watches one bus. ``notifications`` grows as calls pass; closed, it is complete."""

    def __init__(self, address: str) -> None:
        self._asking = open_dbus_connection(address)
        self._watching = open_dbus_connection(address)
        self._lock = threading.Lock()
        self._notifications: list[Notification] = []
        self._actions: list[tuple[int, str]] = []
        self._closed: list[int] = []
        rules = ["interface='org.freedesktop.Notifications'"]
        call = new_method_call(_MONITORING, "BecomeMonitor", "asu", (rules, 0))
        self._watching.send_and_get_reply(call, timeout=10)
        self._thread = threading.Thread(target=self._watch, args=(self._watching,), name="bus-watch")
        self._thread.start()

    def close(self) -> None:
        """Stop watching. The bus itself may already be gone."""
        self._watching.sock.shutdown(2)
        self._thread.join()
        self._watching.close()
        self._asking.close()

    def has(self, name: str) -> bool:
        """Tell whether a well-known name has an owner."""
        reply = self._asking.send_and_get_reply(
            new_method_call(_BUS, "NameHasOwner", "s", (name,)), timeout=10
        )
        return bool(reply.body[0])

    def tray_items(self) -> list[str]:
        """Return what stands in the panel's tray (StatusNotifierItem names)."""
        watcher = DBusAddress(
            "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher", "org.kde.StatusNotifierWatcher"
        )
        call = Properties(watcher).get("RegisteredStatusNotifierItems")
        return [str(name) for name in self._asking.send_and_get_reply(call, timeout=10).body[0][1]]

    @property
    def notifications(self) -> list[Notification]:
        """Return the notifications asked for, oldest first."""
        with self._lock:
            return list(self._notifications)

    @property
    def actions(self) -> list[tuple[int, str]]:
        """Return the actions that a person chose: (notification's number, action)."""
        with self._lock:
            return list(self._actions)

    @property
    def withdrawn(self) -> list[int]:
        """Return the numbers of notifications that the program took back."""
        with self._lock:
            return list(self._closed)

    def _watch(self, connection: DBusConnection) -> None:
        while True:
            try:
                message = connection.receive()
            except (OSError, EOFError, RouterClosed):  # closed, by us or with the bus
                return
            member = message.header.fields.get(HeaderFields.member)
            call = message.header.message_type is MessageType.method_call
            with self._lock:
                if call and member == "Notify":
                    app, replaces, icon, title, text, actions, hints, _ = message.body
                    found = Notification(app, replaces, icon, title, text, tuple(actions), dict(hints))
                    self._notifications.append(found)
                elif call and member == "CloseNotification":
                    self._closed.append(message.body[0])
                elif not call and member == "ActionInvoked":
                    self._actions.append((message.body[0], message.body[1]))
