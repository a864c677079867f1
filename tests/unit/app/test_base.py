"""Language, places and settings."""

from __future__ import annotations

import datetime as dt
import plistlib
import secrets

import pytest

from app import text
from app.paths import Paths
from app.settings import Settings
from sync.model.errors import StoreUnusable
from sync.store.store import Store


@pytest.fixture(autouse=True)
def same_language():
    before = text.language()
    yield
    text.use(before)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "nl_NL.UTF-8"}, "nl"),
        ({"LANG": "nl_BE"}, "nl"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "nl_NL"}, "nl"),
        ({"LC_MESSAGES": "nl", "LANG": "de_DE"}, "nl"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "nlx_XX"}, "en"),
    ],
)
def test_the_systems_language(monkeypatch, variables, expected):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert text.system_language() == expected


def test_a_macs_language(tmp_path):
    file = tmp_path / "preferences.plist"
    file.write_bytes(plistlib.dumps({"AppleLanguages": ["nl-NL", "en"]}))
    assert text._ours(text._apple_language(file)) == "nl"
    file.write_bytes(b"no plist")
    assert text._apple_language(file) == ""
    assert text._apple_language(tmp_path / "missing") == ""


def test_choosing_a_language_counts_at_once(monkeypatch):
    text.use("nl")
    assert text.language() == "nl"
    text.use("en")
    assert text.language() == "en" and text._("Home") == "Home"
    assert text.ngettext("one", "many", 2) == "many"
    assert text.pgettext("verb", "Open") == "Open"
    monkeypatch.setenv("LC_ALL", "nl_NL")
    text.use("system")
    assert text.language() == "nl"


def test_places_lie_below_one_folder(tmp_path):
    paths = Paths(tmp_path / "a" / "b")
    paths.make()
    assert all(
        p.is_relative_to(paths.data_dir) for p in (paths.store, paths.logs, paths.temp, paths.identity)
    )
    assert (paths.data_dir.stat().st_mode & 0o077) == 0
    paths.temp.mkdir()
    copy = paths.temp / "copy.pdf"
    copy.write_text("x")
    copy.chmod(0o400)
    paths.empty_temp()
    assert not paths.temp.exists()
    paths.empty_temp()


def test_a_place_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnusable):
        Paths(tmp_path / "file" / "data").make()


@pytest.fixture
def store(tmp_path, clock):
    with Store.open(tmp_path / "store", secrets.token_bytes(32), clock=clock) as opened:
        yield opened


def test_settings_have_defaults_and_last(store):
    settings = Settings(store)
    assert (settings.language, settings.theme, settings.notifications) == ("system", "system", True)
    assert (settings.quiet_from, settings.quiet_until, settings.tips, settings.tour_done) == (
        "",
        "",
        True,
        False,
    )
    assert settings.last_seen is None
    now = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    settings.language, settings.theme, settings.notifications = "nl", "dark", False
    settings.quiet_from, settings.quiet_until = "22:00", "07:00"
    settings.tips, settings.tour_done, settings.last_seen = False, True, now
    again = Settings(store)
    assert (again.language, again.theme, again.notifications) == ("nl", "dark", False)
    assert (again.quiet_from, again.quiet_until, again.tips, again.tour_done) == (
        "22:00",
        "07:00",
        False,
        True,
    )
    assert again.last_seen == now


def test_nonsense_in_a_setting_is_its_default(store):
    settings = Settings(store)
    settings.put("language", "klingon")
    settings.put("theme", 7)
    settings.put("last_seen", "yesterday")
    assert (settings.language, settings.theme, settings.last_seen) == ("system", "system", None)


def test_assigning_the_same_again_writes_nothing(store):
    settings = Settings(store)
    settings.tips = False
    seen: list[object] = []
    store.subscribe(seen.append)
    settings.tips = False
    assert seen == []
