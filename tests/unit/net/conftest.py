"""A server that says what a test wants, and a session that is closed when the test ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from sync.model.ports import Login
from sync.net.session import Session
from tests.support.fault_proxy import FaultProxy
from tests.support.faults import Fault, Reply, Request

SECRET = "geheim-wachtwoord"
Answering = Callable[[Request], Fault | None]


@dataclass(slots=True)
class Server:
    """A server of a test. ``seen``: the requests, written down before they are answered."""

    url: str
    seen: list[Request]


@pytest.fixture
def serve(fault_proxy: Callable[..., FaultProxy]) -> Callable[..., Server]:
    """Return ``serve(answer, upstream="")``: a server that answers each request as the function says.

    None (or a fault that passes something on) lets the server at ``upstream`` answer.
    """

    def start(answer: Answering | Fault, upstream: str = "") -> Server:
        seen: list[Request] = []

        def rule(request: Request) -> Fault | None:
            seen.append(request)
            return answer(request) if callable(answer) else answer

        return Server(fault_proxy(upstream, rule=rule).url, seen)

    return start


@pytest.fixture
def session() -> Iterator[Callable[..., Session]]:
    """Return ``session(url..., login=True)``: sessions that trust these addresses."""
    made: list[Session] = []

    def make(*origins: str, login: bool = True, **options: object) -> Session:
        one = Session(Login("anna", SECRET) if login else None, origins, **options)  # type: ignore[arg-type]
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()


def ok(body: bytes = b"hallo", **headers: str) -> Reply:
    """Return a plain good answer; ``Content_Type`` in keywords becomes ``Content-Type``."""
    return Reply(200, {name.replace("_", "-"): value for name, value in headers.items()}, body)
