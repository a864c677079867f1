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
# What a system runs when it is opened, whoever wrote it.
_RUN_NAMES = """
    appimage app application appref-ms bat bin chm cmd com command cpl crt deb desktop diagcab dll dmg exe
    gadget hta img inf ins inx iso isp jar jnlp js jse ksh library-ms lnk mde mht mhtml msc msh msi msix
    msp mst ocx out pif pkg pl ps1 ps1xml ps2 psc1 py pyc pyw pyz rb reg rgs rpm run scf scr sct search-ms
    settingcontent-ms sh shb shs sys terminal tool url vb vbe vbs vhd vhdx webloc website workflow ws wsc
    wsf wsh xbap xll
"""
_RUN = frozenset(_RUN_NAMES.split())
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


def runs(name: str) -> bool:
    """Return whether opening a file of this name may run what is in it, rather than show it."""
    return safe_name(name).rpartition(".")[2].lower() in _RUN and "." in name


def natural_key(name: str) -> str:
    """Return a key that sorts "Één" beside "Een" and "10" after "9"."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"\d+", lambda digits: digits[0].zfill(12), plain)
