"""Held contents: what comes out is what went in, or an error; and which are still to be fetched."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.model.errors import BadData, DiskFull, ErrorCode, disposition
from sync.model.items import CollectionKind
from sync.store import blobs, item_state, queries, retention
from sync.store.blob_files import CHUNK, BadBlob, Blobs
from sync.store.blobs import Limits
from sync.store.store import Store
from tests.support.clock import FakeClock
from tests.unit.store import samples
from tests.unit.store.samples import SITE, apply, collection, document, news, pull

SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17)


def content(size: int, seed: int = 0) -> bytes:
    return bytes((i * 31 + seed) % 251 for i in range(min(size, 4096))) * (size // 4096 + 1)


def put(store: Blobs, data: bytes) -> str:
    with store.writer() as writer:
        for start in range(0, len(data), 100_000):
            writer.write(data[start : start + 100_000])
        digest, size = writer.commit()
    assert size == len(data)
    return digest


@pytest.fixture
def files(tmp_path: Path) -> Blobs:
    made = Blobs(tmp_path / "blobs", b"k" * 32)
    made.prepare()
    return made


@pytest.mark.parametrize("size", SIZES)
def test_what_goes_in_comes_out(files: Blobs, size: int) -> None:
    data = content(size)[:size]
    digest = put(files, data)
    assert files.exists(digest)
    assert files.read(digest) == data
    assert all(len(piece) <= CHUNK for piece in files.open(digest))


def test_equal_contents_share_a_file_and_names_tell_nothing(files: Blobs) -> None:
    first, second = put(files, b"same"), put(files, b"same")
    assert first == second
    (path,) = [p for p in files.folder.rglob("*") if p.is_file()]
    assert first not in str(path)
    assert path != Blobs(files.folder, b"x" * 32).path(first)


def test_every_flipped_bit_is_found_and_the_file_dropped(files: Blobs) -> None:
    dropped: list[str] = []
    checked = Blobs(files.folder, files.key, on_bad=dropped.append)
    data = content(2 * CHUNK + 50)[: 2 * CHUNK + 50]
    digest = put(files, data)
    path = files.path(digest)
    whole = path.read_bytes()
    places = [*range(24), CHUNK, CHUNK + 40, 2 * CHUNK + 80, *range(len(whole) - 60, len(whole), 7)]
    for place in places:
        broken = bytearray(whole)
        broken[place] ^= 1
        path.write_bytes(broken)
        with pytest.raises(BadBlob):
            checked.read(digest)
        assert not path.exists()
    assert dropped == [digest] * len(places)
    assert issubclass(BadBlob, BadData)


def test_truncation_reordering_and_mixing_are_found(files: Blobs) -> None:
    size = 3 * CHUNK
    digest = put(files, content(size)[:size])
    other = put(files, content(size, 7)[:size])
    path = files.path(digest)
    whole, foreign = path.read_bytes(), files.path(other).read_bytes()
    step = CHUNK + 16
    head, trailer = whole[:20], whole[-48:]
    chunks = [whole[20 + i * step : 20 + (i + 1) * step] for i in range(3)]
    strangers = [foreign[20 + i * step : 20 + (i + 1) * step] for i in range(3)]
    attempts = [
        b"", whole[:10], whole[:-1], whole[:-48], whole[: 20 + step], whole + b"x", foreign,
        head + trailer,
        head + b"".join(chunks[:2]) + trailer,  # the last one cut off
        head + b"".join(chunks[1:]) + trailer,
        head + chunks[0] + strangers[1] + chunks[2] + trailer,
        head + b"".join([*chunks, chunks[2]]) + trailer,
        foreign[:20] + b"".join(chunks) + trailer,
        *(head + b"".join(o) + trailer for o in itertools.permutations(chunks) if list(o) != chunks),
    ]  # fmt: skip
    for attempt in attempts:
        path.write_bytes(attempt)
        with pytest.raises(BadBlob):
            files.read(digest)
    path.write_bytes(whole)
    assert len(files.read(digest)) == size


def test_another_key_reads_nothing(files: Blobs) -> None:
    digest = put(files, b"content")
    stranger = Blobs(files.folder, b"x" * 32)
    stranger.path(digest).parent.mkdir(exist_ok=True)
    shutil.copy(files.path(digest), stranger.path(digest))
    with pytest.raises(BadBlob):
        stranger.read(digest)


def test_a_damaged_file_is_replaced_when_the_content_comes_again(files: Blobs) -> None:
    digest = put(files, b"content")
    files.path(digest).write_bytes(b"rubbish")
    assert put(files, b"content") == digest
    assert files.read(digest) == b"content"


def test_an_aborted_or_half_written_content_leaves_nothing(files: Blobs) -> None:
    with files.writer() as writer:
        writer.write(content(CHUNK * 2))
    assert not any(p.is_file() for p in files.folder.rglob("*"))
    with pytest.raises(ValueError, match="finished"):
        writer.commit()
    left = files.writer()
    left.write(content(CHUNK * 2))
    left._file.flush()  # type: ignore[union-attr]  # as a crash would leave it
    assert list(files.folder.glob("*.part"))
    files.prepare()
    assert not list(files.folder.glob("*.part"))
    left.abort()


def test_a_full_disk_is_named_and_leaves_nothing(files: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __init__(self, file: object) -> None:
            self._file = file
            self.room = 300_000

        def write(self, data: bytes) -> int:
            self.room -= len(data)
            if self.room < 0:
                raise OSError(28, os.strerror(28))
            return int(self._file.write(data))  # type: ignore[attr-defined]

        def close(self) -> None:
            self._file.close()  # type: ignore[attr-defined]

    writer = files.writer()
    monkeypatch.setattr(writer, "_file", Full(writer._file))
    with pytest.raises(DiskFull) as caught, writer:
        writer.write(content(2 * CHUNK))
        writer.write(content(2 * CHUNK))
    assert disposition(caught.value).code is ErrorCode.DISK_FULL
    assert not any(p.is_file() for p in files.folder.rglob("*"))


def test_sweeping_keeps_the_known_and_the_new(files: Blobs) -> None:
    old = Blobs(files.folder, files.key)
    kept, gone = put(old, b"kept"), put(old, b"gone")
    new = put(files, b"new")
    assert files.sweep([kept]) == 1
    assert (files.exists(kept), files.exists(gone), files.exists(new)) == (True, False, True)
    files.recorded([new])
    assert files.sweep([kept]) == 1
    assert files.remove([kept, gone]) == 1


# -- the rows


def hold(store: Store, href: str, data: bytes, account_id: str = "a1", **more: str) -> str:
    digest = put(store.blobs, data)
    store.write(lambda tx: blobs.record(tx, href, digest, len(data), account_id=account_id, **more))
    return digest


def test_a_content_is_looked_up_by_any_spelling_of_its_address(store: Store, clock: FakeClock) -> None:
    samples.add_account(store)
    digest = hold(
        store, f"{SITE}/caf%c3%a9.png", b"picture", media_type="image/png", etag='"1"', last_modified="Mon"
    )
    held = blobs.lookup(store, f"{SITE.upper().replace('HTTPS', 'https')}/caf%C3%A9.png")
    assert held is not None
    assert (held.hash, held.size, held.media_type, held.etag, held.last_modified, held.fetched) == (
        digest, 7, "image/png", '"1"', "Mon", clock.now(),
    )  # fmt: skip
    assert queries.blob_for(store, f"{SITE}/café.png") == digest
    assert blobs.lookup(store, f"{SITE}/none") is None
    hold(store, f"{SITE}/caf%c3%a9.png", b"another")
    assert queries.blob_for(store, f"{SITE}/café.png") != digest


def test_a_bad_file_is_forgotten_and_wanted_again(store: Store, allow_logs: Callable[..., None]) -> None:
    allow_logs("a held content was damaged")
    account = samples.add_account(store)
    apply(store, account, collection(store, CollectionKind.FOLDER), pull(document("a.txt")))
    (wanted,) = blobs.missing(store, account.id)
    digest = hold(store, wanted.href, b"text", version=wanted.version)
    assert blobs.missing(store, account.id) == []
    assert queries.documents(store)[0].blob == digest
    path = store.blobs.path(digest)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BadBlob):
        store.blobs.read(digest)
    store.write(lambda tx: None)  # the forgetting was queued before this
    assert blobs.lookup(store, wanted.href) is None
    assert blobs.missing(store, account.id) == [wanted]


def test_a_missing_file_is_wanted_again(store: Store, allow_logs: Callable[..., None]) -> None:
    allow_logs("a held content was damaged")
    account = samples.add_account(store)
    apply(store, account, collection(store, CollectionKind.FOLDER), pull(document("a.txt")))
    digest = hold(store, document("a.txt").href, b"text")
    store.blobs.path(digest).unlink()
    with pytest.raises(BadBlob):
        next(store.blobs.open(digest))
    store.write(lambda tx: None)
    assert len(blobs.missing(store, account.id)) == 1


def test_a_reader_beside_leaves_a_bad_file_to_the_owner(store: Store) -> None:
    digest = put(store.blobs, b"text")
    path = store.blobs.path(digest)
    path.write_bytes(b"rubbish")
    with samples.open_store(store.folder, read_only=True) as reader, pytest.raises(BadBlob):
        reader.blobs.read(digest)
    assert path.exists()


def test_what_to_fetch_and_in_which_order(store: Store) -> None:
    account = samples.add_account(store)
    picture = f"{SITE}/foto.jpg"
    drafts = [
        news(2, detail={"picture": f"{SITE}/old.jpg"}),
        news(1, detail={"picture": picture, "pictures": (picture, f"{SITE}/2.jpg", "data:image/png,x", "")}),
    ]
    apply(store, account, collection(store, CollectionKind.FEED), pull(*drafts))
    tree = [
        document("map", folder=True), document("groot.pdf", size=9_000), document("klein.pdf", size=10),
        document("reus.pdf", size=99_000_000), document("vast.pdf", size=99_000_000),
        document("onbekend.pdf", size=None),
    ]  # fmt: skip
    apply(store, account, collection(store, CollectionKind.FOLDER), pull(*tree))
    pinned = next(item for item in queries.documents(store) if item.title == "vast.pdf")
    store.write(lambda tx: item_state.pin(tx, [pinned.id]))

    def names(limits: Limits | None = None) -> list[str]:
        return [wanted.href.rsplit("/", 1)[1] for wanted in blobs.missing(store, account.id, limits)]

    everything = ["foto.jpg", "2.jpg", "old.jpg", "vast.pdf", "onbekend.pdf", "klein.pdf", "groot.pdf"]
    assert names() == everything
    assert names(Limits(documents=False)) == everything[:4]
    assert names(Limits(pictures=False, file_bytes=100)) == ["vast.pdf", "onbekend.pdf", "klein.pdf"]
    assert names(Limits(pictures=False, total_bytes=9_000)) == ["vast.pdf", "onbekend.pdf", "klein.pdf"]
    hold(store, picture, b"jpg")
    assert names()[0] == "2.jpg"
    assert blobs.missing(store, "a9") == []


def test_a_changed_document_is_wanted_with_its_validators(store: Store) -> None:
    account = samples.add_account(store)
    files = collection(store, CollectionKind.FOLDER)
    apply(store, account, files, pull(document("a.txt", etag='W/"1"')))
    (wanted,) = blobs.missing(store, account.id)
    hold(store, wanted.href, b"1", version=wanted.version, etag='"1"', last_modified="Mon")
    apply(store, account, files, pull(document("a.txt", etag='"1"'), etag="2"))
    assert blobs.missing(store, account.id) == []  # weak and strong are the same content
    apply(store, account, files, pull(document("a.txt", etag='"2"'), etag="3"))
    (wanted,) = blobs.missing(store, account.id)
    assert (wanted.etag, wanted.last_modified, wanted.version) == ('"1"', "Mon", '"2"')
    store.write(lambda tx: blobs.still_right(tx, wanted.href, version=wanted.version))
    assert blobs.missing(store, account.id) == []


def test_a_document_that_changes_while_it_is_fetched_is_wanted_again(store: Store) -> None:
    account = samples.add_account(store)
    files = collection(store, CollectionKind.FOLDER)
    apply(store, account, files, pull(document("a.txt", etag="1")))
    (wanted,) = blobs.missing(store, account.id)
    apply(store, account, files, pull(document("a.txt", etag="2"), etag="2"))
    hold(store, wanted.href, b"old", version=wanted.version)
    assert [again.version for again in blobs.missing(store, account.id)] == ["2"]


def test_room_is_made_by_age_and_pinned_stays(store: Store, clock: FakeClock) -> None:
    account = samples.add_account(store)
    apply(
        store, account, collection(store, CollectionKind.FOLDER),
        pull(*[document(f"{n}.txt") for n in range(4)]),
    )  # fmt: skip
    digests = []
    for number in range(4):
        clock.advance(60)
        digests.append(hold(store, document(f"{number}.txt").href, bytes([number]) * 100))
    items = sorted(queries.documents(store), key=lambda item: item.title)
    store.write(lambda tx: item_state.pin(tx, [items[0].id]))
    clock.advance(60)
    store.write(lambda tx: blobs.touch(tx, [digests[1]]))
    assert retention.tidy(store, total_bytes=1000) == retention.Tidied(0, 0)
    tidied = retention.tidy(store, total_bytes=250)
    assert tidied == retention.Tidied(2, 2)
    assert [bool(item.blob) for item in sorted(queries.documents(store), key=lambda item: item.title)] == [
        True, True, False, False,
    ]  # fmt: skip
    assert [store.blobs.exists(digest) for digest in digests] == [True, True, False, False]
    assert store.blobs.read(digests[0]) == b"\0" * 100


def test_a_name_that_is_no_hash_is_a_bug(files: Blobs) -> None:
    with pytest.raises(ValueError, match="hex"):
        files.path("../../etc/passwd")
