"""Who we say we are: Basic sent at once, Digest where a server offers only that; and to whom.

Never enters here: asking a person, storing a secret, trying a refused login again.
"""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

from sync.model.ports import Login
from sync.net.addresses import host_of, scheme_of


class Trusted:
    """The servers that may see the account's login: the hosts of its origins, on any port.

    A host that is known by https never gets the login in the clear; one known by http may be asked by
    https as well (an upgrade).
    """

    def __init__(self, origins: Collection[str]) -> None:
        self._schemes: dict[str, set[str]] = {}
        for origin in origins:
            self.add(origin)

    def add(self, url: str) -> None:
        """Trust the host of this address from now on."""
        host = host_of(url)
        if host:
            self._schemes.setdefault(host, set()).add(scheme_of(url))

    def __contains__(self, url: object) -> bool:
        if not isinstance(url, str):
            return False
        schemes = self._schemes.get(host_of(url))
        return bool(schemes) and (scheme_of(url) == "https" or "http" in (schemes or ()))


class Authorization:
    """Makes the ``Authorization`` header. Thread-safe. ``repr`` shows no secret."""

    def __init__(self, login: Login) -> None:
        self._login = login
        self._digest: Any = None  # requests' HTTPDigestAuth, imported only where a server wants it
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Authorization({self._login.username!r}, ...)"

    @property
    def username(self) -> str:
        """The user name."""
        return self._login.username

    def header(self, method: str, url: str) -> str:
        """Return the header's value for one request."""
        with self._lock:
            if self._digest is not None:
                value = self._digest.build_digest_header(method, url)
                if value:
                    return str(value)
        # RFC 7617 section 2.1: UTF-8, which servers have come to expect.
        raw = f"{self._login.username}:{self._login.secret}".encode()
        return f"Basic {base64.b64encode(raw).decode('ascii')}"

    def take_challenge(self, challenges: str) -> bool:
        """Say whether a 401 asks for Digest in a way that makes one more try sensible.

        So it is when Digest is all that is offered and was not tried, or when only the nonce went
        stale (RFC 7616 section 3.3). Otherwise the login was refused.
        """
        match = re.search(r"(?:^|,\s*|\s)digest\s+", challenges, re.IGNORECASE)
        if match is None:
            return False
        from requests.auth import HTTPDigestAuth
        from requests.utils import parse_dict_header

        fields = parse_dict_header(challenges[match.end() :])  # type: ignore[no-untyped-call]
        if "realm" not in fields or "nonce" not in fields:
            return False
        offers_basic = re.search(r"(?:^|,\s*)basic(?:\s|$|,)", challenges, re.IGNORECASE)
        with self._lock:
            stale = (fields.get("stale") or "").lower() == "true"
            if (self._digest is not None and not stale) or (self._digest is None and offers_basic):
                return False
            if self._digest is None:
                self._digest = HTTPDigestAuth(self._login.username, self._login.secret)
                # One state for all threads (under our lock): the nonce's counter must never repeat.
                self._digest._thread_local = SimpleNamespace()
                self._digest.init_per_thread_state()
            self._digest._thread_local.chal = fields
            return bool(self._digest.build_digest_header("GET", "/"))
