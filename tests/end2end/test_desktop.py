"""The private desktop works: a small Qt program's tray icon and notification, seen and clicked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.end2end.desktop import Desktop
from tests.support.waiting import wait_until

PROGRAM = """
import sys
from jeepney import DBusAddress, MatchRule, message_bus, new_method_call
from jeepney.io.blocking import open_dbus_connection
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QSystemTrayIcon
app = QApplication(["beller"])
picture = QPixmap(22, 22)
picture.fill(QColor("orange"))
tray = QSystemTrayIcon(QIcon(picture))
tray.show()
name = "org.freedesktop.Notifications"
bus = open_dbus_connection("SESSION")
rule = MatchRule(type="signal", interface=name, member="ActionInvoked")
bus.send_and_get_reply(new_method_call(message_bus, "AddMatch", "s", (rule.serialise(),)))
said = ("beller", 0, "", "Brandoefening om 14 uur", "Verzamelen op het plein é", ["default", "Lees"], {}, 0)
to = DBusAddress("/org/freedesktop/Notifications", name, name)
bus.send_and_get_reply(new_method_call(to, "Notify", "susssasa{sv}i", said))
with bus.filter(rule) as clicks:
    bus.recv_until_filtered(clicks)
label = QLabel("Geopend")
label.setWindowTitle("Geopend venster")
label.resize(300, 200)
label.show()
sys.exit(app.exec())
"""


@pytest.mark.desktop
@pytest.mark.xdist_group("desktop")
def test_a_notification_is_seen_and_clicked(desktop: Desktop, tmp_path: Path) -> None:
    desktop.start(sys.executable, "-c", PROGRAM, name="app")
    wait_until(lambda: desktop.bus.notifications, seconds=20, what="notification")
    (notification,) = desktop.bus.notifications
    assert (notification.title, notification.text) == ("Brandoefening om 14 uur", "Verzamelen op het plein é")
    assert notification.actions == ("default", "Lees")
    wait_until(desktop.bus.tray_items, what="tray icon")
    assert desktop.screenshot(tmp_path / "before.png").stat().st_size > 1000
    desktop.click_notification()
    (window,) = wait_until(
        lambda: desktop.windows("--name", "Geopend venster"), what="window to open on the click"
    )
    assert (window.width, window.height) == (300, 200)
    assert [action for _, action in desktop.bus.actions] == ["default"]


@pytest.mark.desktop
@pytest.mark.xdist_group("desktop")
def test_the_secret_service_is_unlocked(desktop_programs: None, tmp_path: Path) -> None:
    script = (
        "import keyring; keyring.set_password('prikbord', 'a', 's3'); "
        "print(type(keyring.get_keyring()).__module__, keyring.get_password('prikbord', 'a'))"
    )
    with Desktop(tmp_path / "desktop", keyring=True) as desktop:
        env = {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}
        process = desktop.start(sys.executable, "-c", script, name="app", env=env)
        assert process.wait(30) == 0, desktop.log("app")
        assert desktop.log("app").split() == ["keyring.backends.SecretService", "s3"]
