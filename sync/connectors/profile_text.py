"""Reading ``prikbord.json``: its bytes to a ``Profile``, with errors that name the field and the line.

Never enters here: fetching it, or what its parts become.
"""

from __future__ import annotations

import json
import re

import msgspec

from sync.formats.plain import scrub
from sync.model.errors import BadData
from sync.model.profile import Profile, Text

SUPPORTED_VERSION = 1
LIMIT = 4 * 1024 * 1024  # bytes

_PATH = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_MARK = re.compile(r" - at `\$(?P<path>[^`]*)`")
_BYTE = re.compile(r"\(byte (\d+)\)")
_SPACE = re.compile(r"[ \t\r\n]*")


def decode_profile(raw: bytes) -> Profile:
    """Return the profile. Raises BadData whose message names the field and the line."""
    body = raw.removeprefix(b"\xef\xbb\xbf")  # editors on Windows leave a byte order mark
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise BadData(f"line {line}: a character that is not in UTF-8") from error
    try:
        profile = msgspec.json.decode(body, type=Profile)
    except msgspec.ValidationError as error:
        raise BadData(_where(str(error), body)) from error
    except msgspec.DecodeError as error:
        found = _BYTE.search(str(error))
        line = body.count(b"\n", 0, int(found.group(1))) + 1 if found else body.count(b"\n") + 1
        raise BadData(f"line {line}: {error}") from error
    except RecursionError as error:
        raise BadData("line 1: nested too deep to be read") from error
    if profile.version > SUPPORTED_VERSION:
        raise BadData(f"field version: {profile.version} is newer than this program reads")
    return profile


def _where(message: str, body: bytes) -> str:
    found = _MARK.search(message)
    if found is None:
        return f"line 1, field the whole file: {message}"
    path = found.group("path")
    steps = [int(index) if index else name for name, index in _PATH.findall(path)]
    text = _MARK.sub("", message)
    line = line_of(body.decode("utf-8"), steps)
    return f"line {line}, field {path.lstrip('.') or 'the whole file'}: {text}"


def line_of(text: str, steps: list[int | str]) -> int:
    """Return the line (from 1) on which a JSON value begins, or as deep on the way to it as it is there."""
    at = _skip(text, 0)
    for step in steps:
        inside = _child(text, at, step)
        if inside is None:
            break
        at = inside
    return text.count("\n", 0, at) + 1


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _child(text: str, at: int, step: int | str) -> int | None:
    """Return where the member or element ``step`` of the value at ``at`` begins."""
    if text[at : at + 1] not in ("{", "["):
        return None
    is_object = text[at] == "{"
    decoder = json.JSONDecoder()
    index = 0
    at = _skip(text, at + 1)
    try:
        while at < len(text) and text[at] not in "}]":
            name: int | str = index
            if is_object:
                name, at = decoder.raw_decode(text, at)
                at = _skip(text, _skip(text, at) + 1)  # over the colon
            if name == step or step == "...":
                return at
            _value, at = decoder.raw_decode(text, at)
            at = _skip(text, at)
            if text[at : at + 1] == ",":
                at = _skip(text, at + 1)
            index += 1
    except (ValueError, RecursionError):
        return None
    return None


def pick(text: Text, language: str, fallback: str = "nl") -> str:
    """Return a text in a language, else in the profile's own, else in any; cleaned of controls."""
    if isinstance(text, str):
        return scrub(text).strip()
    for wanted in (language, fallback, "en", *text):
        if text.get(wanted):
            return scrub(text[wanted]).strip()
    return ""


def every(*texts: Text) -> str:
    """Return all texts in all languages, one a line, for the search index."""
    seen: dict[str, None] = {}
    for text in texts:
        for value in [text] if isinstance(text, str) else text.values():
            if clean := scrub(value).strip():
                seen[clean] = None
    return "\n".join(seen)
