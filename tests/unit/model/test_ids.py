"""Names that outlive a rebuilt cache, and one spelling for every address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.ids import collection_id, item_id, normalise_href, occurrence_id, split_occurrence
from sync.model.items import ItemKind


@pytest.mark.parametrize(
    ("href", "normal"),
    [
        ("HTTP://Intranet.Example.org:80", "http://intranet.example.org/"),
        ("https://a.example:443/x", "https://a.example/x"),
        ("https://a.example:8443/x", "https://a.example:8443/x"),
        ("http://a/%c3%a9", "http://a/%C3%A9"),
        ("http://a/é", "http://a/%C3%A9"),
        ("http://a/100%", "http://a/100%25"),
        ("http://a/b%20c/", "http://a/b%20c/"),
        ("http://a/b c/", "http://a/b%20c/"),
        ("http://a/x%2fy", "http://a/x%2Fy"),  # a slash inside a name is no folder
        ("http://a/x/y#part", "http://a/x/y"),
        ("http://a/x?q=1&r=%20", "http://a/x?q=1&r=%20"),
        ("http://[::1]:5000/x", "http://[::1]:5000/x"),
        ("http://a:99999/x", "http://a:99999/x"),  # no port at all: left as it came
    ],
)
def test_one_spelling(href: str, normal: str) -> None:
    assert normalise_href(href) == normal


@given(st.text(max_size=60))
def test_normal_stays_normal(path: str) -> None:
    once = normalise_href(f"https://a.example/{path}")
    assert normalise_href(once) == once


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=4))
def test_segments_never_merge(names: list[str]) -> None:
    from urllib.parse import quote, urlsplit

    path = "/".join(quote(name, safe="") for name in names)
    if any(name in (".", "..") for name in names):
        return
    assert urlsplit(normalise_href(f"https://a.example/{path}")).path.count("/") == len(names)


def test_ids_are_the_same_on_every_computer() -> None:
    # Written down: a change here makes everything unread again for everybody.
    assert item_id(ItemKind.NEWS, "a1", "https://a.example/1") == "n-2ad5cxrmjbjikilc"
    assert item_id(ItemKind.NEWS, "a1", "cafe\u0301") == item_id(ItemKind.NEWS, "a1", "caf\u00e9")
    assert item_id(ItemKind.NEWS, "a1", "x") != item_id(ItemKind.NEWS, "a2", "x")
    assert collection_id("a1", "feed", "http://a/%c3%a9") == collection_id("a1", "feed", "http://a/%C3%A9")


def test_occurrences() -> None:
    assert split_occurrence(occurrence_id("e-1", "20261201T090000Z")) == ("e-1", "20261201T090000Z")
    assert split_occurrence(occurrence_id("e-1", "")) == ("e-1", "")
