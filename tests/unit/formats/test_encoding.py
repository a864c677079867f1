"""Bytes to text, whatever the sender says of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.formats.encoding import codec_of, decode

TEXT = "<?xml version='1.0'?><rss>Één café</rss>"


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_without_being_told(codec: str) -> None:
    assert decode(TEXT.encode(codec)) == TEXT


def test_told_by_the_header_or_by_the_file() -> None:
    assert decode("Ж".encode("koi8-r"), "text/xml; charset=KOI8-R") == "Ж"
    declared = "<?xml version='1.0' encoding='windows-1251'?><a>Ж</a>"
    assert decode(declared.encode("cp1251")) == declared
    meta = "<meta charset=iso-8859-15><p>€</p>"
    assert decode(meta.encode("iso-8859-15")) == meta


@pytest.mark.parametrize(
    "charset", ["utf-16", "punycode", "unicode_escape", "zlib", "idna", "nonsense", "utf-7", ""]
)
def test_told_something_false_or_dangerous(charset: str) -> None:
    assert decode("é".encode(), f"text/xml; charset={charset}") == "é"


def test_latin_1_means_windows_1252() -> None:
    assert codec_of("ISO-8859-1") == "cp1252"
    assert decode(b"\x93x\x94", "text/plain; charset=iso-8859-1") == "“x”"


def test_one_bad_byte_does_not_make_utf_8_another_encoding() -> None:
    assert decode("één ".encode() * 50 + b"\xff").startswith("één één")


@given(st.binary(max_size=300), st.text(max_size=20))
def test_anything_is_some_text(data: bytes, charset: str) -> None:
    decode(data, f"text/xml; charset={charset}")
