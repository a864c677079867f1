"""A lost laptop gives nothing away: no title, text, address or answer is in any file, at any moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.model.intents import IntentKind
from sync.model.items import CollectionKind, ItemDraft, ItemKind, ProcessDetail
from sync.store import accounts, answers, blobs, database, item_state, outbox, queries, search_index, settings
from sync.store.store import Store
from sync.store.writer import Transaction
from tests.support.clock import FakeClock
from tests.unit.store import samples
from tests.unit.store.samples import apply, collection, document, event, found, news, once, open_store, pull

MARK = "GEHEIMWOORD"
_MARKED = re.compile(b"|".join((MARK.encode(), MARK.encode("utf-16-le"), MARK.lower().encode())))


def marked(what: str) -> str:
    return f"{MARK} {what}"


def fill(store: Store) -> str:
    """Write marked text into every text that a table or file can hold; return a content's hash."""
    site = f"https://{MARK.lower()}.example"
    account = samples.add_account(
        store,
        *[found(kind, f"{MARK}/{kind.value}") for kind in CollectionKind],
        title=marked("account"),
    )
    feed, files = collection(store, CollectionKind.FEED), collection(store, CollectionKind.FOLDER)
    drafts = [
        news(
            number, uid=marked(f"uid {number}"), href=f"{site}/{MARK}/{number}", title=marked("titel"),
            author=marked("auteur"), summary=marked("kort"), html=marked("html") * 50,
            text=marked("tekst") * 50, etag=MARK,
            detail={"categories": (MARK,), "picture": f"{site}/{MARK}.png"},
        )
        for number in range(300)
    ]  # fmt: skip
    process = ItemDraft(
        kind=ItemKind.PROCESS, uid=MARK, href=MARK, title=MARK,
        detail=ProcessDetail(words=(MARK,), steps=(MARK,)),
    )  # fmt: skip
    apply(store, account, feed, pull(*drafts, process, title=marked("feed"), etag=MARK))
    apply(store, account, files, pull(document(f"{MARK}/{MARK}.pdf"), title=marked("map")))
    meeting = event(MARK, once(samples.at(1), title=MARK, location=MARK), source=MARK.encode() * 100)
    apply(store, account, collection(store, CollectionKind.CALENDAR), pull(meeting))
    profile = collection(store, CollectionKind.PROFILE)
    apply(store, account, profile, pull(raw=marked("profiel").encode() * 100))
    with store.blobs.writer() as writer:
        writer.write(marked("inhoud").encode() * 50_000)
        digest, size = writer.commit()
    ids = [item.id for item in queries.news(store)]

    def use(tx: Transaction) -> None:
        item_state.mark_read(tx, ids)
        outbox.enqueue(tx, account.id, ids[0], IntentKind.FEEDBACK, marked("antwoord").encode(), MARK)
        answers.remember(tx, ids[0], IntentKind.VOTE, MARK)
        settings.put(tx, MARK, marked("instelling"))
        blobs.record(
            tx, f"{site}/{MARK}.png", digest, size, account_id=account.id, media_type=MARK, etag=MARK
        )
        search_index.set_text(tx, queries.documents(store)[0].id, marked("document") * 1000)

    store.write(use)
    return digest


def leaks(folder: Path) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        if MARK.lower() in str(path.relative_to(folder)).lower():
            found.append(f"name: {path}")
        if path.is_file() and _MARKED.search(path.read_bytes()):
            found.append(str(path))
    return found


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder where SQLite and Python would put temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def test_the_mark_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "plain.db").write_bytes(b"x" * 100 + marked("titel").encode())
    assert len(leaks(tmp_path)) == 1


def test_no_file_holds_a_word_at_any_moment(data_dir: Path, temporary: Path, clock: FakeClock) -> None:
    with open_store(data_dir, clock) as store:
        half = store.blobs.writer()
        half.write(marked("half").encode() * 50_000)
        digest = fill(store)
        assert (data_dir / f"{database.NAME}-wal").stat().st_size > 0
        assert leaks(data_dir) == []  # in the -wal, the -shm, and a half-written content
        assert search_index.search(store, MARK)
        assert MARK.encode() in store.blobs.read(digest)
        account = accounts.accounts(store)[0]
        apply(store, account, collection(store, CollectionKind.FEED), pull(etag="leeg"))  # freed pages
        assert leaks(data_dir) == []
        half.abort()
    assert leaks(data_dir) == []


def test_what_is_set_aside_and_rescued_is_encrypted_too(
    data_dir: Path, temporary: Path, clock: FakeClock, allow_logs: object
) -> None:
    allow_logs("the database is damaged")  # type: ignore[operator]
    with open_store(data_dir, clock) as store:
        fill(store)
    path = data_dir / database.NAME
    data = bytearray(path.read_bytes())
    data[50] ^= 1
    path.write_bytes(data)
    with open_store(data_dir, clock) as store:
        assert store.recovery is not None
        assert leaks(data_dir) == []
        assert [account.title for account in accounts.accounts(store)] == [marked("account")]
    assert leaks(data_dir) == []


def test_an_error_does_not_tell_what_was_to_be_stored(store: Store) -> None:
    with pytest.raises(Exception, match="NOT NULL") as caught:
        store.write(
            lambda tx: tx.conn.exec_driver_sql(
                "INSERT INTO setting(key, value) VALUES (?, NULL)", (marked("naam"),)
            )
        )
    assert MARK not in str(caught.value)
    assert MARK not in repr(caught.value)
