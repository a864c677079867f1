"""The system's proxy for an address, PAC files included, as a port for ``sync``.

Never enters here: a request, a proxy's password.
"""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

_SCHEMES = {
    QNetworkProxy.ProxyType.HttpProxy: "http",
    QNetworkProxy.ProxyType.HttpCachingProxy: "http",
    QNetworkProxy.ProxyType.Socks5Proxy: "socks5h",
}


class SystemProxies:
    """Implements ``sync.model.ports.Proxies``. Asks the system each time: networks change under a laptop."""

    def proxy_for(self, url: str) -> str:
        """Return e.g. ``http://proxy:3128``, "" for none. May block: not for the window's own thread."""
        for proxy in QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(url))):
            scheme = _SCHEMES.get(proxy.type())
            if scheme is None or not proxy.hostName():
                continue
            host = f"[{proxy.hostName()}]" if ":" in proxy.hostName() else proxy.hostName()
            return f"{scheme}://{host}:{proxy.port()}"
        return ""
