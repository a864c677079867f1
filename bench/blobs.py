"""Where do held contents belong: AEAD files, or chunks in a second SQLCipher file? Measures both.

    python -m bench.blobs [--files 1000] [--megabytes 128]

Sizes are log-normal, as in a folder of office documents. Warm cache, no network. See
docs/decisions/0031-blobs-as-aead-files.md for what was made of it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from sync.store import database
from sync.store.blob_files import CHUNK, Blobs

COMMIT_EVERY = 25


def contents(files: int, total: int) -> list[bytes]:
    chance = random.Random(1)
    sizes = [chance.lognormvariate(0, 1.2) for _ in range(files)]
    scale = total / sum(sizes)
    return [os.urandom(max(1, int(size * scale))) for size in sizes]


def timed(name: str, work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    print(f"  {name:<44} {seconds:7.2f} s")
    return seconds


class Chunks:
    """The alternative: one SQLCipher file, a row per chunk, deduplicated by hash."""

    def __init__(self, folder: Path, page: int) -> None:
        self._connection = database.connect(folder / "blobs.db", b"k" * 32)
        for pragma in (f"cipher_page_size = {page}", "journal_mode = WAL", "synchronous = NORMAL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(
            "CREATE TABLE chunk(pk INTEGER PRIMARY KEY, hash TEXT, number INTEGER, data BLOB,"
            " UNIQUE(hash, number))"
        )

    def store(self, everything: list[bytes]) -> None:
        for start in range(0, len(everything), COMMIT_EVERY):
            self._connection.execute("BEGIN IMMEDIATE")
            for data in everything[start : start + COMMIT_EVERY]:
                digest = hashlib.sha256(data).hexdigest()
                rows = ((digest, i // CHUNK, data[i : i + CHUNK]) for i in range(0, len(data), CHUNK))
                self._connection.executemany("INSERT INTO chunk(hash, number, data) VALUES (?, ?, ?)", rows)
            self._connection.execute("COMMIT")

    def read(self, digest: str) -> Iterator[bytes]:
        found = self._connection.execute("SELECT data FROM chunk WHERE hash = ? ORDER BY number", (digest,))
        return (row[0] for row in found)

    def remove(self, digests: list[str]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("DELETE FROM chunk WHERE hash = ?", [(digest,) for digest in digests])
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--megabytes", type=int, default=128)
    options = parser.parse_args()
    everything = contents(options.files, options.megabytes * 1_000_000)
    total = sum(map(len, everything))
    digests = [hashlib.sha256(data).hexdigest() for data in everything]
    half = digests[::2]
    print(f"{len(everything)} contents, {total / 1e6:.0f} MB")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def plain() -> None:
            for number, data in enumerate(everything):
                (folder / f"plain{number}").write_bytes(data)

        floor = timed("plain files (the floor)", plain)

        blobs = Blobs(folder / "blobs", b"k" * 32)
        blobs.prepare()

        def write_files() -> None:
            for data in everything:
                with blobs.writer() as writer:
                    writer.write(data)
                    writer.commit()

        def read_files() -> None:
            for digest in digests:
                for _ in blobs.open(digest):
                    pass

        write_a = timed("AEAD files: store", write_files)
        read_a = timed("AEAD files: read all", read_files)
        blobs.recorded(digests)
        timed("AEAD files: remove half", lambda: blobs.remove(half))
        left_a = sum(path.stat().st_size for path in blobs.folder.rglob("*") if path.is_file())
        for page in (4096, 16384):
            place = folder / f"page{page}"
            place.mkdir()
            chunks = Chunks(place, page)
            write_b = timed(f"SQLCipher chunks, page {page}: store", partial(chunks.store, everything))

            def read_chunks(source: Chunks = chunks) -> None:
                for digest in digests:
                    for _ in source.read(digest):
                        pass

            read_b = timed(f"SQLCipher chunks, page {page}: read all", read_chunks)
            timed(f"SQLCipher chunks, page {page}: remove half", partial(chunks.remove, half))
            chunks.close()
            left_b = sum(path.stat().st_size for path in place.iterdir())
            print(
                f"  -> chunks take {write_b / write_a:.1f} x the time to store, {read_b / read_a:.1f} x"
                f" to read; after removing half they hold {left_b / 1e6:.0f} MB against {left_a / 1e6:.0f} MB"
            )
        print(f"  -> AEAD files take {write_a / floor:.1f} x plain files")


if __name__ == "__main__":
    main()
