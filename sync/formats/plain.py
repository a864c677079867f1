"""Plain text out of anything: titles, summaries, folded whitespace, characters that deceive.

Never enters here: markup kept as markup (``html`` does that), I/O.
"""

from __future__ import annotations

import re
from html import unescape

import nh3

TITLE_LIMIT = 300  # characters
SUMMARY_LIMIT = 220

# Controls (C0 but tab and newlines, DEL, C1), half surrogates that no database takes, noncharacters.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Bidi embeddings, overrides and isolates turn "gpj.exe" round (UTS 55); zero-width space, BOM, soft
# hyphen and word joiner hide in words that a search should find. ZWJ and ZWNJ stay: emoji, Persian.
_DECEIVING = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")
_LOOKS_LIKE_MARKUP = re.compile(r"<[/!?a-zA-Z]")


def scrub(text: str) -> str:
    """Return ``text`` without characters that cannot be stored or shown (controls, half surrogates)."""
    return _UNSTORABLE.sub("", text)


def undeceive(text: str) -> str:
    """Return ``text`` without bidi overrides and invisible characters that make it read as another."""
    return _DECEIVING.sub("", text)


def fold(text: str) -> str:
    """Return ``text`` on one line: every run of whitespace is one space, none at the ends."""
    return _SPACES.sub(" ", text).strip()


def cut(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut between words where one ends in the last third."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    if space >= limit * 2 // 3:
        head = head[:space]
    return head.rstrip(" ,;:-–—(") + "…"


def plain(value: str, *, markup: bool = True, limit: int = TITLE_LIMIT) -> str:
    """Return a title or name as one clean line of at most ``limit`` characters.

    ``markup``: the value may hold HTML (RSS): tags go and entities are decoded, exactly once, so
    ``&amp;lt;`` becomes ``&lt;``. With False (Atom ``type="text"``, JSON, DAV) it is taken literally.
    Never raises.
    """
    if (
        len(value) <= limit
        and value.isprintable()
        and "  " not in value
        and not (markup and ("<" in value or "&" in value))
    ):  # most names: nothing to do (isprintable is False for controls and every invisible character)
        return value.strip()
    value = scrub(value[: limit * 40])
    if markup:
        if _LOOKS_LIKE_MARKUP.search(value):
            value = nh3.clean(value, tags=set(), attributes={}, link_rel=None)
        if "&" in value:
            value = scrub(unescape(value))
    return cut(fold(undeceive(value)), limit)


def summary_of(text: str, limit: int = SUMMARY_LIMIT) -> str:
    """Return the beginning of plain ``text`` on one line, cut at a word with "…"."""
    return cut(fold(text[: limit * 8]), limit)
