"""Connectors by name: the only place that knows them all.

Never enters here: choosing a connector for an address (``discovery`` does).
"""

from __future__ import annotations

from collections.abc import Callable

from sync.connectors.caldav import CalDavConnector
from sync.connectors.feed import FeedConnector
from sync.connectors.ics import IcsConnector
from sync.connectors.inbox import InboxConnector
from sync.connectors.profile import ProfileConnector
from sync.connectors.webdav import WebDavConnector
from sync.model.errors import BadData
from sync.model.ports import Connector
from sync.net.session import Session

_PLAIN: dict[str, Callable[[Session], Connector]] = {
    FeedConnector.name: FeedConnector,
    WebDavConnector.name: WebDavConnector,
    CalDavConnector.name: CalDavConnector,
    IcsConnector.name: IcsConnector,
    InboxConnector.name: InboxConnector,
}
NAMES = (*_PLAIN, ProfileConnector.name)


def create(name: str, session: Session, *, language: str = "nl") -> Connector:
    """Return the connector called ``name`` over a session.

    ``language``: in which of its languages a profile is read. Raises BadData for an unknown name (a
    cache written by a newer program).
    """
    if name == ProfileConnector.name:
        return ProfileConnector(session, language=language)
    make = _PLAIN.get(name)
    if make is None:
        raise BadData(f"no connector is called {name!r}")
    return make(session)
