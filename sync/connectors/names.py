"""Names of files as a person reads them, and the kind of content that a name promises.

Never enters here: names made safe for a disk (that is an export's matter: here the real name is kept).
"""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

from sync.formats.plain import scrub

# Servers without these in their table say application/octet-stream; Python's table differs by system.
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "md": "text/markdown",
    "markdown": "text/markdown",
    "csv": "text/csv",
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "zip": "application/zip",
    "mp4": "video/mp4",
    "mp3": "audio/mpeg",
    "ics": "text/calendar",
    "json": "application/json",
    "xml": "application/xml",
    "eml": "message/rfc822",
}
_SAYS_NOTHING = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-download"})
_HTML = frozenset({"text/html", "application/xhtml+xml"})


def shown_path(href: str, root: str) -> str:
    """Return an address as a path below ``root``: decoded, NFC, "/" between; "" for the root itself.

    Bytes that are no UTF-8 (an old server's Latin-1 names) are read as Latin-1 rather than lost.
    """
    path, base = urlsplit(href).path, urlsplit(root).path
    if path.startswith(base):
        path = path[len(base) :]
    parts = (_decoded(part) for part in path.strip("/").split("/"))
    return "/".join(parts)


def _decoded(part: str) -> str:
    try:
        text = unquote(part, errors="strict")
    except UnicodeDecodeError:
        text = unquote(part, encoding="latin-1")
    return unicodedata.normalize("NFC", scrub(text).replace("/", "\u2215"))


def media_type_of(name: str, stated: str) -> str:
    """Return the media type: the server's word, unless it says nothing and the name tells more."""
    if stated not in _SAYS_NOTHING:
        return stated
    return _TYPES.get(name.rpartition(".")[2].lower(), stated) if "." in name else stated


def promises_html(href: str) -> bool:
    """Say whether an address may rightly give a web page: by its name, or when the name tells nothing."""
    name = urlsplit(href).path.rpartition("/")[2]
    if "." not in name:
        return True
    expected = _TYPES.get(name.rpartition(".")[2].lower())
    return expected is None or expected in _HTML


def is_html(media_type: str) -> bool:
    """Say whether a media type is a web page's."""
    return media_type in _HTML
