"""Bytes to text, when the sender names an encoding, names a wrong one, or names none.

Never enters here: what the text means.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# First bytes of "<?xm" or "{" without a BOM (XML 1.0 appendix F).
_SIGNS = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)
# Codecs that are linear and text only: a sender may not choose "punycode" or "unicode_escape".
_ALLOWED = re.compile(
    r"utf-?8(?:-sig)?|utf-?16(?:-?[lb]e)?|utf-?32(?:-?[lb]e)?|ascii|iso8859-\d+|cp\d+|koi8-[rut]|mac-\w+|"
    r"gb2312|gbk|gb18030|big5(?:hkscs)?|shift_jis\w*|euc_\w+|iso2022_\w+|tis-620|johab|hz|ptcp154"
)
_DECLARED_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


def codec_of(name: str) -> str:
    """Return the Python codec for a charset's name, "" when unknown or not allowed.

    ISO-8859-1 and ASCII mean windows-1252 in practice (WHATWG Encoding section 4.2).
    """
    try:
        codec = codecs.lookup(name.strip()).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    if codec in {"iso8859-1", "ascii"}:
        return "cp1252"
    return codec if _ALLOWED.fullmatch(codec) else ""


def charset_of(content_type: str) -> str:
    """Return the charset parameter of a Content-Type, "" without one."""
    found = _DECLARED_CHARSET.search(content_type[:500])
    return found.group(1) if found else ""


def decode(data: bytes, content_type: str = "") -> str:
    """Return text: by byte order mark, HTTP charset, XML or HTML declaration, UTF-8, windows-1252.

    A declared encoding that does not fit is passed over. Never raises: in the end, bytes that fit
    nothing become U+FFFD. The text has no byte order mark.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    for sign, codec in _SIGNS:
        if data.startswith(sign):
            return data.decode(codec, "replace")
    head = data[:1024]
    names = [charset_of(content_type)]
    names += [found.group(1).decode("ascii") for found in (_XML_ENCODING.search(head),) if found]
    names += [found.group(1).decode("ascii") for found in (_META_CHARSET.search(head),) if found]
    for name in [*names, "utf-8"]:
        codec = codec_of(name) if name else ""
        if not codec or codec.startswith(("utf-16", "utf-32")):  # without their sign it cannot be true
            continue
        try:
            return data.decode(codec)
        except (UnicodeError, ValueError):
            continue
    if head.count(b"\x00") > len(head) // 3:
        return data.decode("utf-16-le" if head[1:2] == b"\x00" else "utf-16-be", "replace")
    # UTF-8 with a few damaged bytes stays UTF-8; anything else is western European.
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    beyond_ascii = sum(len(run) for run in _BEYOND_ASCII.findall(text))
    return text if beyond_ascii > 2 * damaged else data.decode("cp1252", "replace")
