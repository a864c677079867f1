"""Addresses: their origin, what may be shown of them in a log, and which may be asked in the clear.

Never enters here: a request.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from sync.model.errors import BadData
from sync.model.ports import Login

_DEFAULT_PORTS = {"http": 80, "https": 443}


def _netloc(host: str, port: int | None) -> str:
    shown = f"[{host}]" if ":" in host else host
    return shown if port is None else f"{shown}:{port}"


def origin_of(url: str) -> str:
    """Return ``scheme://host[:port]`` in one spelling (the default port left out); "" if there is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return ""
    return f"{scheme}://{_netloc(host, None if port == _DEFAULT_PORTS[scheme] else port)}"


def host_of(url: str) -> str:
    """Return the host in lower case, "" if there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def scheme_of(url: str) -> str:
    """Return the scheme in lower case, "" if there is none."""
    scheme, separator, _rest = url.partition("://")
    return scheme.strip().lower() if separator else ""


def without_userinfo(url: str) -> tuple[str, Login | None]:
    """Move ``user:secret@`` out of an address, so that no address ever holds a secret."""
    try:
        parts = urlsplit(url)
        username, password = parts.username, parts.password
    except ValueError:
        return url, None
    if "@" not in parts.netloc:
        return url, None
    bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    if not username:
        return bare, None
    return bare, Login(unquote(username), unquote(password or ""))


def redact(url: str) -> str:
    """Return an address fit for a log: without user, secret, query and fragment (they may hold tokens)."""
    bare, _login = without_userinfo(url)
    try:
        parts = urlsplit(bare)
    except ValueError:
        return "(an address that cannot be read)"
    shown = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    return f"{shown}?..." if parts.query else shown


def request_url(url: str) -> str:
    """Return the address as it goes on the wire: ASCII, http(s), no userinfo, no fragment.

    Raises BadData for anything that is no http(s) address.
    """
    bare, _login = without_userinfo(url.strip())
    try:
        parts = urlsplit(bare)
        port = parts.port
    except ValueError as error:
        raise BadData("an address that cannot be read", href=redact(url)) from error
    scheme, host = parts.scheme.lower(), parts.hostname or ""
    if scheme not in _DEFAULT_PORTS or not host:
        raise BadData("not an http(s) address", href=redact(url))
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise BadData("a host name that cannot be written", href=redact(url)) from error
    # What is escaped already must not be escaped twice; a bare "%" is escaped, an escape is upper case
    # (RFC 3986 section 6.2.2.1), so that what is signed for Digest is what goes over the line.
    try:
        path = quote(parts.path, safe="/%!$&'()*+,;=:@-._~", errors="surrogateescape") or "/"
        query = quote(parts.query, safe="/%!$&'()*+,;=:@-._~?[]", errors="surrogateescape")
    except UnicodeError as error:
        raise BadData("an address that cannot be written", href=redact(url)) from error
    path, query = _escapes(path), _escapes(query)
    return urlunsplit((scheme, _netloc(host, port), path, query, ""))


def _escapes(text: str) -> str:
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return re.sub(r"%[0-9A-Fa-f]{2}", lambda match: match.group().upper(), text)


def is_near(host: str) -> bool:
    """Say whether a host is this machine or one in a private network, so that plain http may be tried."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith((".localhost", ".local", ".lan", ".internal", ".intranet")):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        try:
            address = ipaddress.IPv4Address(
                socket.inet_aton(name)
            )  # "127.1", "0x7f.0.0.1": resolvers know them
        except (OSError, ValueError):
            return "." not in name and bool(name)  # a bare machine name resolves in the local network only
    return address.is_loopback or address.is_private or address.is_link_local
