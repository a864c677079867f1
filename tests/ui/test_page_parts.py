"""Parts that pages share: words, rows that move little, pictures, links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, QUrl
from PySide6.QtGui import QFont, QImage

from app import text
from sync.model.changes import ChangeSet
from sync.model.errors import ErrorCode
from sync.model.items import Occurrence
from tests.ui.page_content import NOW, png
from tests.ui.page_fakes import FakePictures
from tests.ui.page_stage import FakeBridge
from ui import words
from ui.links import safe_url
from ui.paint import lines_of
from ui.pictures import PictureCache, decode
from ui.rows import RowsModel
from ui.text import error_sentence


@pytest.fixture(autouse=True)
def in_amsterdam(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(words, "_zone_name", lambda: "Europe/Amsterdam")
    before = text.language()
    text.use("en")
    yield
    text.use(before)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)


# --- words ---


@pytest.mark.parametrize(
    ("moment", "short", "long"),
    [
        (at(24, 8, 59), "09:59", "1 minute ago"),
        (at(24, 9, 0), "10:00", "just now"),
        (at(24, 9, 30), "10:30", "just now"),  # a server's clock runs ahead
        (at(24, 4, 0), "05:00", "5 hours ago"),
        (at(23, 15, 0), "Yesterday", "yesterday at 16:00"),
        (at(23, 22, 59), "Yesterday", "10 hours ago"),  # not "Today": it was before midnight
        (at(23, 23, 1), "00:01", "9 hours ago"),
        (at(20, 9, 0), "Friday", "on 20 Nov"),
        (at(12, 9, 0), "12 Nov", "on 12 Nov"),
        (dt.datetime(2025, 11, 12, 9, tzinfo=dt.UTC), "12 Nov 2025", "on 12 Nov 2025"),
    ],
)
def test_moments(moment: dt.datetime, short: str, long: str) -> None:
    now = at(24, 9)
    assert words.short_time(moment, now) == short
    assert words.ago(moment, now) == long


def test_dates_follow_the_language() -> None:
    day = dt.date(2026, 11, 24)
    assert words.date_text(day, weekday=True) == "Tuesday 24 November"
    text.use("nl")
    assert words.date_text(day, weekday=True, year=True) == "dinsdag 24 november 2026"
    assert words.date_text(dt.date(2026, 3, 1), short=True) == "1 mrt"


def test_sizes() -> None:
    assert words.size_text(None) == ""
    assert words.size_text(1_412_000) == "1.4 MB"
    assert words.size_text(38_400) == "38 kB"


def test_spans() -> None:
    zone = words.local_zone()

    def span(start: dt.datetime, end: dt.datetime, all_day: bool = False) -> str:
        return words.span_text(Occurrence(recurrence_id="", start=start, end=end, all_day=all_day), zone)

    assert span(at(24, 9), at(24, 10)) == "10:00 – 11:00"
    assert span(at(24, 9), at(24, 9)) == "10:00"
    assert span(at(24, 21), at(25, 6)) == "22:00 – 07:00"
    assert span(at(24, 0), at(25, 0), all_day=True) == "All day"
    assert span(at(24, 0), at(27, 0), all_day=True) == "24 Nov – 26 Nov"
    assert span(at(24, 9), at(26, 9)) == "24 Nov 10:00 – 26 Nov 10:00"


@given(st.text())
def test_no_name_can_reorder_or_hide(name: str) -> None:
    shown = words.shown_name(name)
    assert len(shown) == len(name)
    assert not any(c in shown for c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200f\u200b\x00\n")
    assert words.shown_name(shown) == shown


@pytest.mark.parametrize("code", [*ErrorCode, None, "niets"])
def test_every_trouble_has_a_sentence(code: ErrorCode | str | None) -> None:
    assert error_sentence(code).endswith(".")


# --- rows ---


@given(st.lists(st.integers(0, 12), unique=True), st.lists(st.integers(0, 12), unique=True))
def test_rows_end_as_the_new_list_and_keep_what_stays(old: list[int], new: list[int]) -> None:
    model: RowsModel[tuple[int, str]] = RowsModel(lambda row: row[0], str)
    model.show([(n, "old") for n in old])
    held = {n: QPersistentModelIndex(model.find(n)) for n in old}
    model.show([(n, "new") for n in new])
    assert list(model.rows) == [(n, "new") for n in new]
    for n, index in held.items():
        if n in new:
            assert index.isValid() and index.row() == new.index(n)
        else:
            assert not index.isValid()


def test_rows_that_are_the_same_are_not_touched() -> None:
    model: RowsModel[tuple[int, str]] = RowsModel(lambda row: row[0], str)
    model.show([(1, "a"), (2, "b")])
    told: list[str] = []
    model.dataChanged.connect(lambda *_: told.append("data"))
    model.modelReset.connect(lambda: told.append("reset"))
    model.rowsMoved.connect(lambda *_: told.append("moved"))
    model.show([(1, "a"), (2, "b")])
    assert told == []
    model.show([(1, "a"), (2, "c")])
    assert told == ["data"]


def test_a_whole_new_list_is_taken_at_once() -> None:
    model: RowsModel[int] = RowsModel(lambda row: row, str)
    model.show(range(5000))
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.show(range(5000, 9000))
    assert resets == [1] and model.rowCount() == 4000


# --- pictures ---


def test_pictures_are_scaled_and_never_enlarged() -> None:
    assert decode(png(800, 400, (1, 2, 3)), 200).size().toTuple() == (200, 100)
    assert decode(png(80, 40, (1, 2, 3)), 200).size().toTuple() == (80, 40)


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"<svg", b"\x89PNG\r\n\x1a\n", png(4, 4, (1, 2, 3))[:40]], ids=range(5)
)
def test_what_is_no_picture_is_null(data: bytes) -> None:
    assert decode(data, 100).isNull()


def test_a_picture_that_claims_a_city_is_refused() -> None:
    bomb = png(1, 1, (0, 0, 0))
    huge = bomb[:16] + (60_000).to_bytes(4, "big") * 2 + bomb[24:]
    assert decode(huge, 100).isNull()


def test_the_cache_asks_once_and_again_when_content_arrives(qtbot: Any) -> None:
    pictures, bridge = FakePictures(), FakeBridge()
    cache = PictureCache(type("Core", (), {"pictures": pictures}), bridge)
    ready: list[str] = []
    cache.ready.connect(ready.append)
    assert cache.image("https://x/a", 100) is None
    assert cache.image("https://x/a", 100) is None
    assert bridge.running == 1
    qtbot.waitUntil(lambda: ready == ["https://x/a"])
    missing = cache.image("https://x/a", 100)
    assert missing is not None and missing.isNull()
    pictures.held["https://x/a"] = png(10, 10, (9, 9, 9))
    cache.changed(ChangeSet(blobs=frozenset({"https://x/a"})))
    cache.image("https://x/a", 100)
    qtbot.waitUntil(lambda: bridge.running == 0)
    found = cache.image("https://x/a", 100)
    assert isinstance(found, QImage) and not found.isNull()
    assert pictures.asked == []


def test_a_picture_that_arrives_while_it_is_looked_for_is_shown(qtbot: Any) -> None:
    href = "https://x/a"
    pictures, bridge = FakePictures(), FakeBridge()
    cache = PictureCache(type("Core", (), {"pictures": pictures}), bridge)
    looked: list[bytes | None] = []
    data = pictures.data

    def look(address: str) -> bytes | None:
        found = data(address)
        looked.append(found)
        if len(looked) == 1:  # the commit comes after the look and before its answer
            pictures.held[href] = png(10, 10, (9, 9, 9))
            cache.changed(ChangeSet(blobs=frozenset({href})))
        return found

    pictures.data = look  # type: ignore[method-assign,assignment]
    cache.image(href, 100)
    qtbot.waitUntil(lambda: bridge.running == 0 and len(looked) == 2)
    found = cache.image(href, 100)
    assert found is not None and not found.isNull()


# --- links and text ---


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://intranet.example/a b", False),  # not a valid address
        ("https://intranet.example/a%20b", True),
        ("HTTP://intranet.example", True),
        ("mailto:a@b.example?subject=x", True),
        ("javascript:alert(1)", False),
        ("file:///c:/x.exe", False),
        ("ms-settings:", False),
        ("data:text/html,x", False),
        ("//intranet.example", False),
        ("https://", False),
        ("", False),
    ],
)
def test_only_web_and_mail_may_leave(address: str, allowed: bool) -> None:
    assert (safe_url(address) is not None) == allowed
    if address and not address.startswith(("https://intranet.example/a b",)):
        assert (safe_url(QUrl(address)) is not None) == allowed


def test_lines_are_cut_with_an_ellipsis(qtbot: Any) -> None:
    font = QFont()
    font.setPixelSize(13)
    long = "Waar we volgend jaar op letten: een brief van de directie aan alle collega’s van het waterschap"
    found = lines_of(long, font, 200, 2)
    assert len(found) == 2 and found[1].endswith("…") and long.startswith(found[0])
    assert lines_of("kort", font, 200, 2) == ["kort"]
    assert lines_of("", font, 200, 2) == []
    assert len(lines_of("x" * 500, font, 200, 3)) == 3


def test_now_is_aware() -> None:
    moment: Callable[[], dt.datetime] = words.now
    assert moment().tzinfo is not None and NOW.tzinfo is not None
