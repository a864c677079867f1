"""Names of files: a server's name made safe for this computer's disk, and an order people expect.

Never enters here: touching the disk.
"""

from __future__ import annotations

import re
import unicodedata

# Names that Windows keeps for devices, whatever their ending ("Naming Files, Paths, and Namespaces").
_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"COM{n}" for n in range(1, 10)), *(f"LPT{n}" for n in range(1, 10))]
)
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_MOST_BYTES = 180  # room for a folder before it and a " (2)" after it below every system's limit


def safe_name(name: str) -> str:
    """Return a file name that Windows, macOS and Linux all accept, as close to ``name`` as can be."""
    clean = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if not stem:
        stem, dot, ending = clean, "", ""
    while len(f"{stem}{dot}{ending}".encode()) > _MOST_BYTES and (stem or ending):
        if len(stem) > 1:
            stem = stem[:-1]
        else:
            ending = ending[:-1]
    result = f"{stem.rstrip(' .')}{dot}{ending}"
    # Windows looks at what stands before the first dot: "con.tar.gz" is the device too.
    if result.split(".")[0].strip().upper() in _DEVICES:
        result = f"_{result}"
    return result or "document"


def natural_key(name: str) -> str:
    """Return a key that sorts "Één" beside "Een" and "10" after "9"."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"\d+", lambda digits: digits[0].zfill(12), plain)
