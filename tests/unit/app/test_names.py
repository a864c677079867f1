"""File names from servers, made safe for every system's disk."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.file_names import natural_key, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Verzuimprotocol.pdf", "Verzuimprotocol.pdf"),
        ("a/b\\c:d*e?.txt", "a_b_c_d_e_.txt"),
        ("CON", "_CON"),
        ("con.tar.gz", "_con.tar.gz"),
        ("  spaties en punten . . ", "spaties en punten"),
        ("..", "document"),
        ("", "document"),
        ("factuur\u202efdp.exe", "factuur_fdp.exe"),
        ("cafe\u0301.odt", "caf\u00e9.odt"),
        (".profile", "profile"),
        ("😀 agenda.docx", "😀 agenda.docx"),
    ],
)
def test_known_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_any_name_is_safe(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert not set(safe) & set('\\/:*?"<>|\x00\n\r\u202e')
    assert safe == safe.strip(" .")
    assert len(safe.encode("utf-8", "surrogatepass")) <= 181
    assert safe.split(".")[0].upper() not in {"CON", "NUL", "AUX", "PRN", "COM1", "LPT1"}
    assert unicodedata.is_normalized("NFC", safe)


@given(st.text(max_size=400))
def test_safe_names_stay(name: str) -> None:
    once = safe_name(name)
    assert safe_name(once) == once


def test_order_people_expect() -> None:
    names = ["Week 10", "Één week", "week 9", "Afdeling"]
    assert sorted(names, key=natural_key) == ["Afdeling", "Één week", "week 9", "Week 10"]
