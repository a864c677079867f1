"""The system's proxy without Qt: environment, Windows' registry, macOS' settings, as urllib reads them.

Never enters here: PAC files; the window has Qt, which asks the system itself.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


class SystemProxies:
    """Implements ``sync.model.ports.Proxies``."""

    def proxy_for(self, url: str) -> str:
        """Return the proxy for an address, "" for none. This computer itself never needs one."""
        from urllib.request import getproxies, proxy_bypass

        parts = urlsplit(url)
        host = parts.hostname or ""
        if not host or _is_here(host) or proxy_bypass(parts.netloc):
            return ""
        found = getproxies()
        proxy = found.get(parts.scheme) or found.get("all") or ""
        return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def _is_here(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
