"""Whether a server answers at all. Never enters here: a login, what it answers."""

from __future__ import annotations

from sync.model.errors import CaptivePortal, Offline, SyncError, TlsRefused
from sync.model.ports import Clock, Proxies


def reach(origin: str, *, proxies: Proxies | None, clock: Clock) -> str:
    """Return "ok" when the server at an origin answers anything, else the ErrorCode's value."""
    from sync.net.session import Session

    session = Session(None, [], proxies=proxies, clock=clock)
    try:
        session.request("HEAD", origin + "/")
    except (Offline, TlsRefused, CaptivePortal) as error:
        return error.code.value
    except SyncError:
        return "ok"  # 401, 404, 405, 503: somebody is there
    finally:
        session.close()
    return "ok"
