"""ETags and dates as a client may compare and send them (RFC 9110 sections 8.8.3 and 13.1).

Never enters here: a request, or what an ETag is kept for.
"""

from __future__ import annotations

_SUFFIXES = ("-gzip", ";gzip", "-br", "--gzip")


def _opaque(etag: str) -> str:
    tag = etag.strip()
    return tag[2:] if tag[:2] in ("W/", "w/") else tag


def plain_etag(etag: str) -> str:
    """Return an ETag in one spelling: without its weakness mark, in quotes, "" for none.

    One server marks an ETag weak just after a change and strong later; it is the same version. Another
    leaves the quotes out in a listing and writes them in a header.
    """
    tag = _opaque(etag)
    return f'"{tag}"' if tag and '"' not in tag and not tag.startswith("~") else tag


def _uncompressed(tag: str) -> str:
    if len(tag) >= 2 and tag[0] == tag[-1] == '"':
        for suffix in _SUFFIXES:
            if tag[:-1].endswith(suffix):
                return f'{tag[: -1 - len(suffix)]}"'
    return tag


def same_etag(left: str, right: str) -> bool:
    """Compare weakly (RFC 9110 section 8.8.3.2), blind to a compressor's suffix. "" equals nothing."""
    if not left or not right:
        return False
    return _uncompressed(plain_etag(left)) == _uncompressed(plain_etag(right))


def if_none_match(etag: str) -> str:
    """Return the header's value with both variants of a compressing server's ETag.

    Apache's mod_deflate hands out ``"x-gzip"`` and recognises only ``"x"``, other servers the other way.
    """
    weak = "W/" if etag.strip()[:2] in ("W/", "w/") else ""
    tag = _opaque(etag)
    bare = _uncompressed(tag)
    return f"{weak}{tag}" if bare == tag else f"{weak}{tag}, {weak}{bare}"


def is_etag(text: str) -> bool:
    """Say whether this can be sent as an ETag: quoted, printable ASCII. Ours (``~size-date``) cannot."""
    tag = _opaque(text)
    inner = tag[1:-1]
    return (
        len(tag) >= 2
        and tag[0] == tag[-1] == '"'
        and all(0x21 <= ord(char) <= 0x7E and char != '"' for char in inner)
    )


def conditional(etag: str, last_modified: str) -> dict[str, str]:
    """Return the headers of a conditional GET; {} when we hold no validator.

    ``If-Modified-Since`` goes along for servers that ignore ETags; where both are understood the ETag
    wins (RFC 9110 section 13.1.3).
    """
    headers: dict[str, str] = {}
    if is_etag(etag):
        headers["If-None-Match"] = if_none_match(etag)
    if last_modified and last_modified.isascii() and last_modified.isprintable():
        headers["If-Modified-Since"] = last_modified
    return headers
