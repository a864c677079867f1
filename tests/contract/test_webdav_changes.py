"""Trees on a server that tells what changed (RFC 6578 over a tree), played before WsgiDAV, which does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sync.model.items import DocumentDetail
from tests.contract.worlds import World
from tests.contract.worlds_of_files import DavWorld
from tests.support import faults
from tests.support.faults import Fault, Request


@pytest.fixture
def wsgidav(make_world: Callable[[str], World]) -> DavWorld:
    world = make_world("webdav-wsgidav")
    assert isinstance(world, DavWorld)
    return world


class Telling:
    """Plays a server with sync-collection before WsgiDAV, which has none."""

    def __init__(self, world: DavWorld) -> None:
        self.world = world
        self.path = world.address.removeprefix(world.proxy.url)
        self.number = 1
        self.lines: list[str] = []
        self.refuse = False
        world.fault = self.rule

    def rule(self, request: Request) -> Fault | None:
        if request.method == "PROPFIND" and request.headers.get("depth") == "0":
            return self.multistatus(
                f"<d:response><d:href>{self.path}</d:href><d:propstat><d:prop>{self.token}"
                "<d:supported-report-set><d:supported-report><d:report><d:sync-collection/></d:report>"
                "</d:supported-report></d:supported-report-set></d:prop>"
                "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
            )
        if request.method == "REPORT":
            if self.refuse:
                return faults.status(403)
            assert b"infinite" in request.body
            return self.multistatus("".join(self.lines) + self.token)
        return None

    @property
    def token(self) -> str:
        return f"<d:sync-token>http://server/sync/{self.number}</d:sync-token>"

    def multistatus(self, inside: str) -> Fault:
        body = f"<d:multistatus xmlns:d='DAV:'>{inside}</d:multistatus>"
        return faults.Reply(207, {"Content-Type": "text/xml"}, body.encode())

    def gone(self, name: str) -> None:
        self.number += 1
        self.lines.append(
            f"<d:response><d:href>{self.path}{name}</d:href>"
            "<d:status>HTTP/1.1 404 Not Found</d:status></d:response>"
        )

    def there(self, name: str, etag: str, size: int) -> None:
        self.number += 1
        self.lines.append(
            f"<d:response><d:href>{self.path}{name}</d:href><d:propstat><d:prop><d:getetag>{etag}</d:getetag>"
            f"<d:getcontentlength>{size}</d:getcontentlength><d:resourcetype/></d:prop>"
            "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
        )


def test_changes_are_asked_for_where_a_server_tells_them(wsgidav: DavWorld) -> None:
    server = Telling(wsgidav)
    for name in ("a.txt", "map/b.txt", "map/c.txt"):
        wsgidav.put(name, "x")
    wsgidav.pull()
    assert wsgidav.connector.capabilities(wsgidav.mirror.collection).sync_collection
    assert wsgidav.pull() == 1 and wsgidav.result.unchanged
    server.there("nieuw.txt", '"n-1"', 77)
    server.gone("map/")  # and, unsaid, all that was in it
    assert wsgidav.pull() == 1
    assert wsgidav.mirror.titles == {"a.txt", "nieuw.txt"}
    detail = wsgidav.mirror.titled("nieuw.txt").detail
    assert isinstance(detail, DocumentDetail) and detail.size == 77
    server.lines.clear()
    server.there("nieuw.txt", '"n-1"', 77)  # told again, unchanged
    wsgidav.pull()
    assert not wsgidav.result.upserts


def test_a_tree_whose_token_is_refused_is_listed_whole(wsgidav: DavWorld) -> None:
    server = Telling(wsgidav)
    wsgidav.put("a.txt", "x")
    wsgidav.put("b.txt", "x")
    wsgidav.pull()
    wsgidav.remove("a.txt")
    server.refuse = True
    server.number = 9
    wsgidav.pull()
    assert wsgidav.result.complete and wsgidav.mirror.titles == {"b.txt"}
    server.refuse = False
    assert wsgidav.mirror.collection.cursor.sync_token.endswith("/9")
    assert wsgidav.pull() == 1 and wsgidav.result.unchanged
