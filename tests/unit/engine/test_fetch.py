"""One content now: from the cache when it is right, from the server when it is not."""

from __future__ import annotations

import pytest

from sync.engine.texts import TextResult
from sync.model.errors import Offline
from sync.store import queries, search_index


class Reader:
    """Reads text the simplest way; "kapot" is damaged. Remembers what it read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def wants(self, name: str, media_type: str) -> bool:
        return name.endswith((".txt", ".pdf"))

    def texts(self, sources):
        for source in sources:
            data = b"".join(source.read())
            self.read.append(source.name)
            if data == b"kapot":
                yield TextResult(source.item_id, problem="pdf: InvalidFileFormat")
            else:
                yield TextResult(source.item_id, text=data.decode())

    def close(self) -> None:
        return


def document_id(world, name: str) -> str:
    return next(item.id for item in queries.documents(world.store) if item.title == name)


def test_what_is_here_is_not_asked_again(world):
    world.engine.run()
    world.server.asked.clear()
    held = world.engine.fetch(document_id(world, "stuk-0.txt"))
    assert world.store.blobs.read(held.hash) == b"hallo" and world.server.asked == []


def test_a_content_that_is_gone_from_the_disk_is_fetched_again(world):
    world.engine.run()
    item_id = document_id(world, "stuk-0.txt")
    held = world.engine.fetch(item_id)
    world.store.blobs.path(held.hash).unlink()
    again = world.engine.fetch(item_id)
    assert world.store.blobs.read(again.hash) == b"hallo"


def test_without_network_only_what_is_here(world, drafts):
    world.engine.run()
    world.server.put(drafts.FILES, drafts.document("stuk-0.txt", size=6), b"nieuw!")
    engine = world.make_engine(offline=True)
    assert engine.fetch(document_id(world, "stuk-0.txt")).size == 5
    with pytest.raises(Offline):
        engine.fetch("https://elsewhere.example/foto.jpg")


def test_what_is_no_document_is_no_content(world, drafts):
    world.engine.run()
    with pytest.raises(KeyError):
        world.engine.fetch("d-nosuchthing")
    with pytest.raises(KeyError):
        world.engine.fetch(queries.news(world.store)[0].id)


def test_a_picture_by_its_address(world, drafts):
    world.engine.run()
    href = f"{drafts.BASE}/foto.png"
    world.server.content(href, b"png")
    held = world.engine.fetch(href)
    assert world.store.blobs.read(held.hash) == b"png"


def test_documents_are_found_by_their_text_and_a_damaged_one_is_told_once(world, drafts):
    reader = Reader()
    engine = world.make_engine(extract=reader)
    world.server.put(drafts.FILES, drafts.document("goed.pdf"), b"het verlofreglement")
    world.server.put(drafts.FILES, drafts.document("kapot.pdf"), b"kapot")
    [report] = engine.run()
    assert report.outcome == "partly"
    [failure] = report.failed
    assert failure.code == "bad-data" and failure.href.endswith("kapot.pdf")
    hits = search_index.search(world.store, "verlofreglement")
    assert [hit.item.title for hit in hits] == ["goed.pdf"]
    # Its content is kept, whatever it is, and the trouble is not told again for the same version.
    assert engine.fetch(document_id(world, "kapot.pdf")).size == 5
    read = len(reader.read)
    [report] = engine.run()
    assert report.outcome == "ok" and len(reader.read) == read
    world.server.put(drafts.FILES, drafts.document("kapot.pdf", size=6), b"gemaakt")
    [report] = engine.run()
    assert report.outcome == "ok"
    assert search_index.search(world.store, "gemaakt")
