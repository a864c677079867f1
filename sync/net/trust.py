"""Connection pools on the operating system's trust store and the system's proxies.

urllib3's pools are used directly: they take our TLS context as it is and add no CA list of their own,
read no ``.netrc`` and no proxy variables, and cost half of what a higher layer costs a request.
Never enters here: credentials of the account, redirects, what an answer means.
"""

from __future__ import annotations

import ssl
import sys
import threading
from urllib.parse import unquote

import truststore
import urllib3
from urllib3.util import make_headers, parse_url

from sync.model.errors import Offline
from sync.model.ports import Proxies
from sync.net.addresses import redact
from sync.net.sockets import OpenSockets

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
_PER_HOST = 6  # four network threads, and a little room for a streaming download beside them


def system_context() -> ssl.SSLContext:
    """Return a client context that asks the operating system whom to trust.

    On Linux that is OpenSSL's default store, so ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` are honoured.
    """
    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class Pools:
    """One pool manager for direct connections and one for each proxy. Thread-safe."""

    def __init__(self, proxies: Proxies | None) -> None:
        self._proxies = proxies
        self._context = system_context()
        self._direct = urllib3.PoolManager(
            num_pools=16, maxsize=_PER_HOST, block=False, ssl_context=self._context, retries=False
        )
        self._sockets = OpenSockets()
        self._sockets.watch(self._direct)
        self._by_proxy: dict[str, urllib3.ProxyManager] = {}
        self._lock = threading.Lock()

    def for_url(self, url: str) -> urllib3.PoolManager:
        """Return the pools that lead to this address, through the proxy that the system names for it."""
        proxy = self._proxies.proxy_for(url) if self._proxies is not None else ""
        if not proxy:
            return self._direct
        with self._lock:
            pools = self._by_proxy.get(proxy)
            if pools is None:
                pools = self._by_proxy[proxy] = self._through(proxy)
            return pools

    def _through(self, proxy: str) -> urllib3.ProxyManager:
        parts = parse_url(proxy)
        if parts.scheme not in ("http", "https"):
            raise Offline(f"a proxy of a kind that is not supported: {redact(proxy)}")
        headers = None
        if parts.auth:
            user, _, secret = parts.auth.partition(":")
            headers = make_headers(proxy_basic_auth=f"{unquote(user)}:{unquote(secret)}")
        pools = urllib3.ProxyManager(
            parts._replace(auth=None).url,
            proxy_headers=headers,
            proxy_ssl_context=system_context() if parts.scheme == "https" else None,
            num_pools=16,
            maxsize=_PER_HOST,
            block=False,
            ssl_context=self._context,
            retries=False,
        )
        self._sockets.watch(pools)
        return pools

    def cut(self) -> None:
        """Cut all connections, also those in use."""
        self._sockets.cut()

    def close(self) -> None:
        """Close all idle connections."""
        self._direct.clear()
        with self._lock:
            for pools in self._by_proxy.values():
                pools.clear()
            self._by_proxy.clear()


TIMEOUT = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
PLATFORM = {"win32": "Windows", "darwin": "macOS"}.get(sys.platform, "Linux")
