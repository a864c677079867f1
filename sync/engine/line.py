"""One account's line to its servers: a session that remembers a refused login, and its connectors.

Never enters here: the store, what is asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from sync.model.errors import LoginNeeded
from sync.model.items import Account
from sync.model.ports import Clock, Connector, Login, Proxies

if TYPE_CHECKING:
    from sync.net.session import NetStats, Session

# name, session, language -> connector
Connect = Callable[["str", "Session", "str"], Connector]


def connect_by_registry(name: str, session: Session, language: str) -> Connector:
    """Make a connector. The parsers behind it load only now: reading the cache never needs them."""
    from sync.connectors import registry

    return registry.create(name, session, language=language)


class Line:
    """Thread-safe. Kept between rounds, so that connections and a refusal are remembered."""

    def __init__(
        self,
        account: Account,
        login: Login | None,
        *,
        connect: Connect,
        clock: Clock,
        proxies: Proxies | None,
        language: str,
    ) -> None:
        from sync.net.session import Session

        self.origins = account.origins
        self.language = language
        self._missing_login = bool(account.username) and login is None
        self._connect = connect
        self._connectors: dict[str, Connector] = {}
        self._guard = threading.Lock()
        self.session = Session(login, account.origins, proxies=proxies, clock=clock)

    @property
    def stats(self) -> NetStats:
        """What went over the line since it was opened."""
        return self.session.stats

    def connector(self, name: str) -> Connector:
        """Return the connector of this name. Raises LoginNeeded when the login is not there to send."""
        if self._missing_login:
            raise LoginNeeded("the credential store has no login for this account")
        with self._guard:
            made = self._connectors.get(name)
            if made is None:
                made = self._connectors[name] = self._connect(name, self.session, self.language)
            return made

    def close(self) -> None:
        """Close the connections, also those in use: whoever waits on one gets an error now."""
        abort = getattr(self.session, "abort", None)
        if abort is not None:
            abort()
        self.session.close()
