"""Leaving the window: addresses to the system's browser or mail program, files to the system's programs.

Never enters here: a scheme other than http, https and mailto; anything from a server handed to a shell.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, QUrlQuery
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from app.text import _
from ui.words import shown_name

_SCHEMES = frozenset({"http", "https", "mailto"})
_MOST_SHOWN = 300
# RFC 6068 section 7 warns of the rest: some mail programs take files by "attach", or others by "bcc".
_MAIL_FIELDS = frozenset({"to", "cc", "subject", "body"})


def _open(url: QUrl) -> bool:
    return QDesktopServices.openUrl(url)


# A test puts its own function here; the window never calls QDesktopServices elsewhere.
opener: Callable[[QUrl], bool] = _open


def safe_url(address: str | QUrl) -> QUrl | None:
    """Return an address that may leave the window, None for one that may not.

    Of a mail address only what RFC 6068 calls safe stays. A web address with a user name in it is none of
    ours: "https://intranet.example@elsewhere.example" reads as the place where it does not go.
    """
    url = QUrl(address, QUrl.ParsingMode.StrictMode) if isinstance(address, str) else address
    if not url.isValid() or url.scheme().lower() not in _SCHEMES:
        return None
    if url.scheme().lower() == "mailto":
        return _safe_mail(url)
    return url if url.host() and not url.userInfo() else None


def _safe_mail(url: QUrl) -> QUrl:
    whole = QUrl.ComponentFormattingOption.FullyEncoded
    query = QUrlQuery(url)
    kept = [(name, text) for name, text in query.queryItems(whole) if name.lower() in _MAIL_FIELDS]
    if len(kept) == len(query.queryItems(whole)):
        return url
    query.clear()
    query.setQueryItems(kept)
    made = QUrl(url)
    made.setQuery(query)
    return made


def open_link(address: str | QUrl, parent: QWidget | None = None, *, ask: bool = False) -> bool:
    """Open a web or mail address with the system; return whether it is one that may be opened.

    ``ask``: the address came with content, so it is shown first: what a link says and where it goes may
    differ. The question does not block; the answer opens the address.
    """
    url = safe_url(address)
    if url is None:
        return False
    if ask and url.scheme().lower() != "mailto":
        _ask(url, parent)
        return True
    return opener(url)


def open_path(path: Path) -> bool:
    """Open a file with the program that the system has for it."""
    return opener(QUrl.fromLocalFile(str(path)))


def _ask(url: QUrl, parent: QWidget | None) -> None:
    box = QMessageBox(parent)
    box.setObjectName("openLink")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(_("Open in the browser"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(_("This link opens in your browser."))
    # Encoded, so that look-alike letters of other scripts show as what they are.
    address = shown_name(bytes(url.toEncoded().data()).decode("ascii", "replace"))
    box.setInformativeText(address if len(address) <= _MOST_SHOWN else address[:_MOST_SHOWN] + "…")
    yes = box.addButton(_("Open"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(yes)
    yes.clicked.connect(lambda: opener(url))
    box.open()
