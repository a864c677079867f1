"""Contents of documents and pictures as encrypted files, one a content, named so that nothing is told.

File: ``magic (4) | file id (16) | chunk* | trailer (48)``. A chunk is AES-256-GCM over at most 256 kB; the
key is the file's own (HKDF of the blob key and the random file id), so a counter serves as nonce.
Magic, file id, chunk number and "this is the last" are bound in as associated data: a chunk that is cut off,
moved, or taken from another file fails. The trailer seals the content's SHA-256, so a whole file laid under
another's name fails before the first byte is given out. Name: HMAC of the SHA-256, so equal contents share a
file and the name tells nobody what it is.

No fsync: a file torn by a power failure fails its seal, is dropped, and is fetched again.
Never enters here: SQL, addresses, what a content is for.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import secrets
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.model.errors import BadData, StoreUnusable
from sync.store.database import as_store_error

log = logging.getLogger(__name__)

CHUNK = 256 * 1024
_MAGIC = b"PKB1"
_ID = 16
_TAG = 16
_HEAD = len(_MAGIC) + _ID
_TRAILER = 32 + _TAG
_TEMPORARY = ".part"
_SEAL = b"\xff" * 12  # the trailer's nonce: no counter gets there


class BadBlob(BadData):
    """A held content is gone or fails its seal. It has been dropped: fetch it again."""


def _file_key(key: bytes, file_id: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=file_id, info=b"prikbord blob file").derive(key))


def _bind(file_id: bytes, number: int, last: bool) -> tuple[bytes, bytes]:
    """Return (nonce, associated data) of a chunk."""
    counter = number.to_bytes(8, "big")
    return b"\0\0\0\0" + counter, _MAGIC + file_id + counter + (b"\1" if last else b"\0")


class BlobWriter:
    """Takes one content piece by piece; under its final name only after ``commit``. Not thread-safe.

    Leaving a ``with`` block without ``commit`` aborts.
    """

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._file_id = secrets.token_bytes(_ID)
        self._cipher = _file_key(blobs.key, self._file_id)
        self._hash = hashlib.sha256()
        self._pending = bytearray()
        self._number = 0
        self._size = 0
        self._path = blobs.folder / (secrets.token_hex(16) + _TEMPORARY)
        self._file: BinaryIO | None = None
        with _file_trouble():
            self._file = self._path.open("xb")
            self._file.write(_MAGIC + self._file_id)

    def __enter__(self) -> BlobWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.abort()

    @property
    def size(self) -> int:
        """Bytes taken so far."""
        return self._size

    def write(self, data: bytes) -> None:
        """Take more of the content. Raises DiskFull, StoreUnusable."""
        self._hash.update(data)
        self._size += len(data)
        self._pending += data
        while len(self._pending) > CHUNK:  # the last chunk is kept back: only commit knows it is the last
            self._seal(bytes(self._pending[:CHUNK]), last=False)
            del self._pending[:CHUNK]

    def _seal(self, plain: bytes, *, last: bool) -> None:
        nonce, bound = _bind(self._file_id, self._number, last)
        self._put(self._cipher.encrypt(nonce, plain, bound))
        self._number += 1

    def _put(self, data: bytes) -> None:
        if self._file is None:
            raise ValueError("the blob writer is finished")
        with _file_trouble():
            self._file.write(data)

    def commit(self) -> tuple[str, int]:
        """Finish and return (SHA-256 in hexadecimal, size in bytes). Raises DiskFull, StoreUnusable."""
        self._seal(bytes(self._pending), last=True)
        digest = self._hash.digest()
        self._put(self._cipher.encrypt(_SEAL, digest, _MAGIC + self._file_id))
        name = digest.hex()
        with _file_trouble():
            assert self._file is not None
            self._file.close()
            self._file = None
            self._blobs.adopt(self._path, name)
        return name, self._size

    def abort(self) -> None:
        """Throw the content away; harmless after ``commit``."""
        if self._file is not None:
            with suppress(OSError):  # a full disk may refuse to flush; the file goes anyway
                self._file.close()
            self._file = None
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


class Blobs:
    """The folder of encrypted contents. Thread-safe; contents are named by SHA-256 in hexadecimal.

    ``on_bad`` is called with the hash of a content that was found bad and dropped.
    """

    def __init__(
        self,
        folder: Path,
        key: bytes,
        *,
        on_bad: Callable[[str], None] | None = None,
        read_only: bool = False,
    ) -> None:
        self.folder = folder
        self._read_only = read_only
        self.key = key
        self._on_bad = on_bad
        self._new: set[str] = set()  # committed in this session: perhaps not in the database yet
        self._guard = threading.Lock()

    def prepare(self) -> None:
        """Make the folder and remove half-written files of an earlier session. Raises StoreUnusable."""
        with _file_trouble():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for left in self.folder.glob("*" + _TEMPORARY):
                left.unlink(missing_ok=True)

    def path(self, content_hash: str) -> Path:
        """Return where a content lies (or would lie)."""
        name = hmac.new(self.key, bytes.fromhex(content_hash), "sha256").hexdigest()
        return self.folder / name[:2] / name[2:]

    def writer(self) -> BlobWriter:
        """Begin a new content. Raises DiskFull, StoreUnusable."""
        return BlobWriter(self)

    def adopt(self, temporary: Path, content_hash: str) -> None:
        """Give a finished file its name; an equal content that is there already stays. Raises OSError."""
        with self._guard:
            self._new.add(content_hash)
            final = self.path(content_hash)
            if final.exists() and self._sealed(final, content_hash):
                temporary.unlink()
                return
            final.parent.mkdir(exist_ok=True)
            temporary.replace(final)

    def _sealed(self, path: Path, content_hash: str) -> bool:
        """Whether a file opens as this content, as far as head and trailer tell."""
        try:
            with path.open("rb") as file:
                self._unseal(file, content_hash)
        except (OSError, BadBlob):
            return False
        return True

    def exists(self, content_hash: str) -> bool:
        """Whether a file for this content is there (not whether it is good)."""
        return self.path(content_hash).is_file()

    def read(self, content_hash: str) -> bytes:
        """Return a whole content. Raises BadBlob (dropped: fetch it again), StoreUnusable."""
        return b"".join(self.open(content_hash))

    def open(self, content_hash: str) -> Iterator[bytes]:
        """Give a content in pieces of at most 256 kB. Raises BadBlob, StoreUnusable.

        The seal is checked before the first piece, each piece before it is given out.
        """
        path = self.path(content_hash)
        try:
            with path.open("rb") as file:
                cipher, file_id, chunks = self._unseal(file, content_hash)
                for number in range(chunks):
                    last = number == chunks - 1
                    nonce, bound = _bind(file_id, number, last)
                    size = CHUNK + _TAG if not last else self._last_chunk(file)
                    yield cipher.decrypt(nonce, file.read(size), bound)
        except FileNotFoundError:
            self.drop(content_hash)
            raise BadBlob("a held content is gone") from None
        except (BadBlob, InvalidTag):
            self.drop(content_hash)
            raise BadBlob("a held content is damaged") from None
        except OSError as error:
            raise as_store_error(error) or error from error

    def _last_chunk(self, file: BinaryIO) -> int:
        return os.fstat(file.fileno()).st_size - _TRAILER - file.tell()

    def _unseal(self, file: BinaryIO, content_hash: str) -> tuple[AESGCM, bytes, int]:
        """Check head and trailer; return (cipher, file id, number of chunks), the file at its first chunk."""
        total = os.fstat(file.fileno()).st_size
        payload = total - _HEAD - _TRAILER
        if payload < _TAG:
            raise BadBlob("too short")
        head = file.read(_HEAD)
        if head[: len(_MAGIC)] != _MAGIC:
            raise BadBlob("no blob")
        file_id = head[len(_MAGIC) :]
        cipher = _file_key(self.key, file_id)
        file.seek(total - _TRAILER)
        try:
            digest = cipher.decrypt(_SEAL, file.read(_TRAILER), _MAGIC + file_id)
        except InvalidTag:
            raise BadBlob("the seal is broken") from None
        if digest.hex() != content_hash:
            raise BadBlob("another content under this name")
        file.seek(_HEAD)
        return cipher, file_id, -(-payload // (CHUNK + _TAG))

    def drop(self, content_hash: str) -> None:
        """Remove a content that proved bad, and tell. Never raises for the file itself.

        Opened for reading only, it stays: the program that has the folder finds it too.
        """
        if self._read_only:
            return
        try:
            self.path(content_hash).unlink(missing_ok=True)
        except OSError:
            log.warning("a damaged content could not be removed", exc_info=True)
        with self._guard:
            self._new.discard(content_hash)
        if self._on_bad is not None:
            self._on_bad(content_hash)

    def remove(self, hashes: Collection[str]) -> int:
        """Remove contents that no row names any more; return how many files went."""
        gone = 0
        for content_hash in hashes:
            with self._guard:
                if content_hash in self._new:
                    continue
                try:
                    self.path(content_hash).unlink()
                except FileNotFoundError:
                    continue
                except OSError:
                    log.warning("a content could not be removed", exc_info=True)
                    continue
            gone += 1
        return gone

    def recorded(self, hashes: Collection[str]) -> None:
        """The database names these contents now (committed), so they no longer count as new."""
        with self._guard:
            self._new.difference_update(hashes)

    def sweep(self, known: Collection[str]) -> int:
        """Remove every file that is none of the ``known`` contents nor new; return how many went."""
        with self._guard:
            keep = {self.path(content_hash) for content_hash in (*known, *self._new)}
            gone = 0
            for path in self.folder.glob("??/*"):
                if path not in keep:
                    try:
                        path.unlink(missing_ok=True)
                    except OSError:
                        log.warning("a content could not be removed", exc_info=True)
                        continue
                    gone += 1
        return gone


class _file_trouble:  # a context manager, used like a function
    """Turn OSError into StoreUnusable or DiskFull."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, *_: object) -> None:
        if isinstance(error, OSError):
            raise as_store_error(error) or StoreUnusable(str(error)) from error
