"""The keys below the one master key, and the little file that tells a wrong key from a damaged database.

SQLCipher answers "file is not a database" to both. So an HMAC under the master key lies beside the database,
twice: if either copy matches, the key is right and the file is damaged; if none does, the key is wrong
and nothing may be touched. Never enters here: where the master key is kept, opening anything.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_COPIES = ("prikbord.check", "prikbord.check2")


class Verdict(Enum):
    """What the check files say about a key."""

    RIGHT = auto()
    WRONG = auto()
    UNKNOWN = auto()  # no check file: a new folder, or they were lost


@dataclass(frozen=True, slots=True)
class Keys:
    """Derived keys (RFC 5869). ``repr`` hides them, so a traceback never shows one."""

    database: bytes  # 32 bytes key + 16 bytes salt: the salt need not be read from a damaged file
    blobs: bytes
    check: bytes

    def __repr__(self) -> str:
        return "Keys(...)"


def derive(master: bytes) -> Keys:
    """Return the keys below a 32-byte master key. Raises ValueError on another length."""
    if len(master) != KEY_BYTES:
        raise ValueError(f"the master key has {len(master)} bytes, not {KEY_BYTES}")

    def expand(purpose: bytes, length: int) -> bytes:
        return HKDF(SHA256(), length, salt=None, info=b"prikbord " + purpose).derive(master)

    return Keys(
        database=expand(b"database 1", 48), blobs=expand(b"blobs 1", 32), check=expand(b"key check 1", 32)
    )


def verify(folder: Path, keys: Keys) -> Verdict:
    """Return whether the folder was made with these keys. Raises OSError when a check cannot be read."""
    verdict = Verdict.UNKNOWN
    for name in _COPIES:
        try:
            stored = (folder / name).read_bytes()
        except FileNotFoundError:
            continue
        if hmac.compare_digest(stored, keys.check):
            return Verdict.RIGHT
        verdict = Verdict.WRONG
    return verdict


def leave_check(folder: Path, keys: Keys) -> None:
    """Write the check files that are missing or differ. Call only when the key has proved right."""
    for name in _COPIES:
        path = folder / name
        if not path.exists() or path.read_bytes() != keys.check:
            temporary = path.with_suffix(".tmp")
            temporary.write_bytes(keys.check)
            temporary.replace(path)


def drop_check(folder: Path) -> None:
    """Remove the check files: the folder starts anew with another key."""
    for name in _COPIES:
        (folder / name).unlink(missing_ok=True)
