"""The world of a CalDAV server. Never enters here: assertions."""

from __future__ import annotations

import base64
import shutil
import urllib.request
from collections.abc import Callable
from pathlib import Path

from sync.model.items import CollectionKind, EventDetail, ItemDraft
from tests.contract.calendar_text import calendar_file, event_lines
from tests.contract.servers import SECRET, USER
from tests.contract.worlds import World


class CalDavWorld(World):
    name = "caldav-radicale"
    kind = CollectionKind.CALENDAR
    connector_name = "caldav"
    lacks = frozenset({"moved"})

    @property
    def address(self) -> str:
        return f"{self.proxy.url}/{USER}/{self.place}/"

    @property
    def folder(self) -> Path:
        return self.served.root / self.place

    def start(self) -> None:
        self.ask(
            "MKCALENDAR",
            "",
            b"<?xml version='1.0'?><C:mkcalendar xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'>"
            b"<D:set><D:prop><D:displayname>Proef</D:displayname></D:prop></D:set></C:mkcalendar>",
        )

    def ask(self, method: str, name: str, body: bytes = b"", **headers: str) -> bytes:
        """Send a request of another client, past the proxy."""
        request = urllib.request.Request(
            f"{self.served.url}/{USER}/{self.place}/{name}", data=body or None, method=method
        )
        token = base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
        for header, value in headers.items():
            request.add_header(header.replace("_", "-"), value)
        with urllib.request.urlopen(request, timeout=30) as answer:
            data: bytes = answer.read()
            return data

    def put(self, name: str, text: str) -> None:
        self.put_event(name, event_lines(name, text))

    def put_event(self, name: str, lines: str) -> None:
        self.ask("PUT", f"{name}.ics", calendar_file(lines), Content_Type="text/calendar")

    def remove(self, name: str) -> None:
        self.ask("DELETE", f"{name}.ics")

    def shows(self, draft: ItemDraft, text: str) -> bool:
        return isinstance(draft.detail, EventDetail) and draft.detail.location == text

    def backup(self) -> Callable[[], None]:
        kept = self.folder.with_name(f".{self.folder.name}-backup")
        shutil.copytree(self.folder, kept)

        def restore() -> None:
            shutil.rmtree(self.folder)
            shutil.copytree(kept, self.folder)
            shutil.rmtree(kept)

        return restore

    def lose_token(self) -> None:
        shutil.rmtree(self.folder / ".Radicale.cache" / "sync-token")
