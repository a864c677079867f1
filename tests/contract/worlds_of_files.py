"""Worlds whose collection is a folder or a file on this disk: trees, feeds, calendar files.

Never enters here: assertions.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from sync.model.items import CollectionKind, DocumentDetail, EventDetail, ItemDraft
from tests.contract.calendar_text import calendar_file, event_lines
from tests.contract.worlds import World


class _FolderWorld(World):
    """A world whose collection is a folder (or file) on this disk."""

    @property
    def folder(self) -> Path:
        return self.served.root / self.place

    def start(self) -> None:
        self.folder.mkdir(parents=True)
        self.folder.chmod(0o777)

    def backup(self) -> Callable[[], None]:
        kept = self.folder.with_name(f"{self.folder.name}-backup")
        shutil.copytree(self.folder, kept)

        def restore() -> None:
            shutil.rmtree(self.folder)
            shutil.copytree(kept, self.folder)
            shutil.rmtree(kept)
            self.folder.chmod(0o777)

        return restore


class DavWorld(_FolderWorld):
    name = "webdav-wsgidav"
    connector_name = "webdav"
    lacks = frozenset({"token"})

    @property
    def address(self) -> str:
        return f"{self.proxy.url}/{self.place}/"

    def put(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.parent.chmod(0o777)
        path.write_text(text, encoding="utf-8")

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()

    def move(self, name: str, to: str) -> None:
        (self.folder / to).parent.mkdir(exist_ok=True)
        (self.folder / name).rename(self.folder / to)

    def shows(self, draft: ItemDraft, text: str) -> bool:
        return isinstance(draft.detail, DocumentDetail) and draft.detail.size == len(text.encode())


class ApacheFlatWorld(DavWorld):
    """Apache as it comes: Depth infinity refused."""

    name = "webdav-apache"
    root = "flat"

    @property
    def folder(self) -> Path:
        return self.served.root / self.root / self.place

    @property
    def address(self) -> str:
        return f"{self.proxy.url}/{self.root}/{self.place}/"


class ApacheDeepWorld(ApacheFlatWorld):
    name = "webdav-apache-infinity"
    root = "deep"


class FeedWorld(_FolderWorld):
    name = "feed"
    kind = CollectionKind.FEED
    connector_name = "feed"
    lacks = frozenset({"removed", "moved", "forbidden", "token"})
    file = "nieuws.atom"
    below = ""

    @property
    def folder(self) -> Path:
        return self.served.root / self.below / self.place

    @property
    def address(self) -> str:
        return "/".join(filter(None, (self.proxy.url, self.below, self.place, self.file)))

    def start(self) -> None:
        super().start()
        self.things: dict[str, tuple[str, datetime]] = {}
        self._write()

    def put(self, name: str, text: str) -> None:
        self.things[name] = (text, datetime.now(UTC))
        self._write()

    def remove(self, name: str) -> None:
        del self.things[name]
        self._write()

    def _write(self) -> None:
        temporary = self.folder / "new"
        temporary.write_bytes(self.document())
        temporary.replace(self.folder / self.file)

    def document(self) -> bytes:
        entries = "".join(
            f"<entry><id>tag:voorbeeld.example,2026:{escape(name)}</id><title>{escape(name)}</title>"
            f"<updated>{moment.isoformat()}</updated><link href='https://voorbeeld.example/{escape(name)}'/>"
            f"<content type='html'>&lt;p&gt;{escape(text)}&lt;/p&gt;</content></entry>"
            for name, (text, moment) in self.things.items()
        )
        return (
            "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
            f"<id>urn:x:proef</id><title>Proef</title><updated>2026-01-01T00:00:00Z</updated>{entries}</feed>"
        ).encode()

    def shows(self, draft: ItemDraft, text: str) -> bool:
        return draft.text.strip() == text

    def backup(self) -> Callable[[], None]:
        held = dict(self.things)

        def restore() -> None:
            self.things = held
            self._write()

        return restore


class ApacheFeedWorld(FeedWorld):
    """Behind mod_deflate, whose own ETags it does not recognise."""

    name = "feed-apache"
    below = "plain"


class IcsWorld(FeedWorld):
    name = "ics"
    kind = CollectionKind.CALENDAR
    connector_name = "ics"
    lacks = frozenset({"moved", "forbidden", "token"})
    file = "agenda.ics"

    def document(self) -> bytes:
        events = "".join(event_lines(name, text) for name, (text, _moment) in self.things.items())
        return calendar_file(events)

    def shows(self, draft: ItemDraft, text: str) -> bool:
        return isinstance(draft.detail, EventDetail) and draft.detail.location == text


class ApacheIcsWorld(IcsWorld):
    name = "ics-apache"
    below = "plain"
