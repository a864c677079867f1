"""The servers once, and a fresh world for each test of each connector."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest

from tests.contract.servers import Servers, start_all
from tests.contract.worlds import MemoryWorld, World
from tests.contract.worlds_of_calendars import CalDavWorld
from tests.contract.worlds_of_files import (
    ApacheDeepWorld,
    ApacheFeedWorld,
    ApacheFlatWorld,
    ApacheIcsWorld,
    DavWorld,
    FeedWorld,
    IcsWorld,
)

# name -> the world, and which of the servers it lives on
WORLDS: dict[str, tuple[type[World], str]] = {
    "memory": (MemoryWorld, "files"),
    "feed": (FeedWorld, "files"),
    "feed-apache": (ApacheFeedWorld, "apache"),
    "ics": (IcsWorld, "files"),
    "ics-apache": (ApacheIcsWorld, "apache"),
    "webdav-wsgidav": (DavWorld, "dav"),
    "webdav-apache": (ApacheFlatWorld, "apache"),
    "webdav-apache-infinity": (ApacheDeepWorld, "apache"),
    "caldav-radicale": (CalDavWorld, "calendar"),
}


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Return the real servers, started once."""
    running = start_all(tmp_path_factory.mktemp("servers"))
    yield running
    running.stop()


@pytest.fixture
def make_world(servers: Servers) -> Iterator[Callable[[str], World]]:
    """Return ``make_world(name)``; skips where that server is not installed."""
    made: list[World] = []

    def make(name: str) -> World:
        kind, server = WORLDS[name]
        served = getattr(servers, server)
        if served.missing:
            pytest.skip(served.missing)
        world = kind(served, f"w{uuid.uuid4().hex[:8]}")
        made.append(world)
        return world

    yield make
    for world in made:
        world.close()


@pytest.fixture(params=list(WORLDS))
def world(request: pytest.FixtureRequest, make_world: Callable[[str], World]) -> World:
    """Return a world of each kind in turn."""
    return make_world(request.param)


@pytest.fixture
def able(world: World) -> Callable[[str], None]:
    """Return ``able(scenario)``: skip where this kind of server cannot play it."""

    def check(scenario: str) -> None:
        if scenario in world.lacks:
            pytest.skip(f"{world.name} knows no such thing as {scenario!r}")

    return check
