"""Hrefs in DAV answers: made absolute, normalised, and held to the place that was asked.

Never enters here: requests, or what an href points at.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from sync.formats.plain import scrub
from sync.model.ids import normalise_href

# A name in a path that normalise_href would leave alone, and one where only escapes are respelt. Both
# are most of a listing, at a tenth of the full cost. ``%2`` stands for "/" and "." too: the full way.
_SAFE = "!$&'()*+,;=:@-._~"
_SETTLED = re.compile(r"[A-Za-z0-9!$&'()*+,;=:@\-._~]*")
_ESCAPED = re.compile(r"(?:[A-Za-z0-9!$&'()*+,;=:@\-._~]|%20|%[013-9A-Fa-f][0-9A-Fa-f])*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PLAIN_PATH = re.compile(r"/(?!/)[A-Za-z0-9!$&'()*+,;=:@\-._~%/]*")


class Base:
    """The address a question went to. ``resolve`` keeps what lies under it and refuses the rest."""

    def __init__(self, address: str) -> None:
        self.address = _without_dots(normalise_href(address))
        parts = urlsplit(self.address)
        self._origin = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
        self._host = parts.hostname or ""
        self._path = parts.path.rstrip("/")
        self._below = self._path + "/"
        self._folders: dict[str, str] = {}  # as sent -> resolved, "" when refused

    def resolve(self, href: str) -> str:
        """Return ``href`` absolute and normalised; "" when it is empty or not under the base.

        Another scheme or port on the same host is taken for this server behind a proxy that ends TLS,
        and gets the base's origin. Dot segments are resolved first, escaped ones too.
        """
        folder, _, name = href.rpartition("/")
        if name and folder and name[0] != "." and "?" not in folder and "#" not in folder:
            if _SETTLED.fullmatch(name):
                return self._in_folder(folder, name)
            if _ESCAPED.fullmatch(name):
                decoded = unquote(name, errors="surrogateescape")
                return self._in_folder(folder, quote(decoded, safe=_SAFE, errors="surrogateescape"))
        return self._resolve(href)

    def _in_folder(self, folder: str, name: str) -> str:
        """Return the address of a settled ``name`` in a folder, resolving each folder once."""
        resolved = self._folders.get(folder)
        if resolved is None:
            resolved = self._folders[folder] = self._resolve(folder + "/")
        return resolved + name if resolved else self._resolve(f"{folder}/{name}")

    def _resolve(self, href: str) -> str:
        if _PLAIN_PATH.fullmatch(href):
            path = quote(unquote(href, errors="surrogateescape"), safe=_SAFE + "/", errors="surrogateescape")
            if "/." not in path:
                return self._origin + path if self._holds(path) else ""
        address = self.absolute(href)
        if not address:
            return ""
        parts = urlsplit(address)
        if (parts.hostname or "") != self._host or not self._holds(parts.path):
            return ""
        query = f"?{parts.query}" if parts.query else ""
        return self._origin + parts.path + query

    def absolute(self, href: str) -> str:
        """Return ``href`` absolute and normalised, wherever it leads; "" when it is no http address."""
        if not href or len(href) > 8_000:
            return ""
        try:
            address = _without_dots(normalise_href(self._joined(scrub(href))))
            parts = urlsplit(address)
        except ValueError:
            return ""
        return address if parts.scheme in {"http", "https"} and parts.hostname else ""

    def _joined(self, href: str) -> str:
        """Resolve a reference; not by ``urljoin`` where it can be helped, which drops a final ";"."""
        if _SCHEME.match(href):
            return href
        if href.startswith("//"):
            return f"{urlsplit(self.address).scheme}:{href}"
        return self._origin + href if href.startswith("/") else urljoin(self.address, href)

    def is_self(self, address: str) -> bool:
        """Whether a resolved address is the base itself, with or without the final slash."""
        return address.rstrip("/") == self._origin + self._path

    def _holds(self, path: str) -> bool:
        return path.startswith(self._below) or path == self._path


def _without_dots(address: str) -> str:
    """Resolve dot segments that normalising uncovered (``%2e%2e``)."""
    if "/." not in address:
        return address
    parts = urlsplit(address)
    return urljoin(address, parts.path) + (f"?{parts.query}" if parts.query else "")
