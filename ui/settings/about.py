"""About Prikbord: its version, its licence, and the licences of what it is made with.

Never enters here: settings.
"""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.text import _

# What ships with the program, by the licence that its authors give (see each project's own files).
_PARTS = (
    ("Qt, PySide6, shiboken6", "LGPL-3.0"),
    ("SQLAlchemy, Alembic, Mako, urllib3, keyring, truststore, nh3, platformdirs", "MIT"),
    ("sqlcipher3", "zlib"),
    ("SQLCipher", "BSD-3-Clause"),
    ("SQLite", "public domain"),
    ("cryptography", "Apache-2.0 or BSD-3-Clause"),
    ("requests, tzdata, Material Symbols", "Apache-2.0"),
    ("icalendar, feedparser", "BSD-2-Clause"),
    ("recurring-ical-events, x-wr-timezone", "LGPL-3.0 or later"),
    ("lxml, msgspec", "BSD-3-Clause"),
    ("certifi", "MPL-2.0"),
    ("Python", "PSF-2.0"),
)


def licences_text() -> str:
    """Return the licences, one part a line."""
    lines = [f"Prikbord — MIT, {_('the Prikbord authors')}", ""]
    lines += [f"{part} — {licence}" for part, licence in _PARTS]
    return "\n".join(lines)


def licences_dialog(parent: QWidget) -> QDialog:
    """Return a dialog that shows them."""
    dialog = QDialog(parent)
    dialog.setObjectName("licences")
    dialog.setWindowTitle(_("Licences"))
    dialog.resize(560, 420)
    words = QLabel(_("Prikbord is free software. It is made with the work of others:"), dialog)
    words.setWordWrap(True)
    text = QPlainTextEdit(licences_text(), dialog)
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setAccessibleName(_("Licences"))
    buttons = QDialogButtonBox(dialog)
    buttons.addButton(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(20, 20, 20, 20)
    layout.setSpacing(12)
    layout.addWidget(words)
    layout.addWidget(text, 1)
    layout.addWidget(buttons)
    return dialog
