"""Wrong use, verbs that are not there yet, and what outcomes end with; in this process."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from app import text
from app.cli import main
from app.cli.arguments import moment
from app.cli.exits import Exit, exit_of, exit_of_rounds
from app.cli.messages import sentence
from app.cli.output import Output, clean
from app.cli.proxies import SystemProxies
from sync.model.errors import ErrorCode


@pytest.fixture(autouse=True)
def same_language():
    before = text.language()
    yield
    text.use(before)


class Opened:
    """Stands for the window and the demo."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    def window(self, options) -> int:
        self.calls.append(options)
        return 0

    def demo(self, options, check, shots) -> int:
        self.calls.append((options, check, shots))
        return 0

    def run(self, *argv: str) -> int:
        return main(argv, open_window=self.window, open_demo=self.demo)


@pytest.mark.parametrize(
    "argv",
    [
        ["list"], ["list", "nothing"], ["list", "news", "--limit", "-1"], ["list", "news", "--since", "soon"],
        ["account"], ["respond", "e-x", "perhaps"], ["--lang", "fr", "list", "news"], ["nonsense"], ["fetch"],
        ["search"], ["--jso", "list", "news"],
    ],
)  # fmt: skip
def test_wrong_use(argv, data_dir, capsys):
    assert Opened().run("--data-dir", str(data_dir), *argv) == Exit.USAGE
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    "verb", ["comment", "upload", "profile", "readiness", "duplicates", "publish", "report"]
)
def test_what_is_not_there_yet_says_so(verb, data_dir, capsys):
    assert Opened().run("--data-dir", str(data_dir), "--json", verb, "x", "--option", "--help") == Exit.USAGE
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "not-yet"


def test_no_verb_is_the_window_and_demo_the_demo(data_dir, tmp_path):
    opened = Opened()
    assert opened.run("--data-dir", str(data_dir), "--offline", "--lang", "nl") == 0
    options = opened.calls[0]
    assert (options.data_dir, options.offline, options.language) == (data_dir, True, "nl")
    assert opened.run("demo", "--check", "--shots", str(tmp_path)) == 0
    assert opened.calls[1][1:] == (True, tmp_path)


def test_help_is_no_trouble(capsys):
    assert Opened().run("--help") == 0
    said = capsys.readouterr().out
    assert "sync" in said and "duplicates" not in said


def test_a_login_never_comes_as_an_argument(data_dir, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    run = Opened().run
    assert (
        run("--data-dir", str(data_dir), "account", "add", "http://127.0.0.1:9/", "--user", "u") == Exit.USAGE
    )
    assert (
        run("--data-dir", str(data_dir), "account", "add", "http://127.0.0.1:9/", "--password-stdin")
        == Exit.USAGE
    )


def test_every_trouble_has_one_sentence_and_one_exit():
    sentences = {sentence(code) for code in ErrorCode}
    assert len(sentences) == len(ErrorCode)
    assert all(isinstance(exit_of(code), Exit) for code in ErrorCode)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], Exit.DONE), (["ok"], Exit.DONE), (["ok", "ok"], Exit.DONE), (["partly"], Exit.PARTLY),
        (["offline"], Exit.UNREACHABLE), (["tls", "captive-portal"], Exit.UNREACHABLE),
        (["ok", "offline"], Exit.PARTLY), (["login-needed"], Exit.LOGIN), (["throttled"], Exit.WAIT),
        (["ok", "store"], Exit.STORE), (["disk-full"], Exit.STORE), (["bug"], Exit.PARTLY),
        (["paused"], Exit.PARTLY),
    ],
)  # fmt: skip
def test_what_rounds_end_with(outcomes, expected):
    assert exit_of_rounds(outcomes) is expected


def test_moments():
    assert moment("2026-11-24T10:00:00+01:00") == dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    assert moment("2026-11-24").tzinfo is not None


def test_a_name_from_a_server_cannot_drive_a_terminal(capsys):
    assert clean("a\x1b[2Jb\u202ec") == "a\ufffd[2Jb\ufffdc"
    Output(as_json=False).line("x\x1b]0;y\x07")
    assert "\x1b" not in capsys.readouterr().out


def test_proxies_of_the_environment(monkeypatch):
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    proxies = SystemProxies()
    assert proxies.proxy_for("https://intranet.example/") == ""
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    monkeypatch.setenv("no_proxy", "near.example")
    assert proxies.proxy_for("https://intranet.example/") == "http://proxy.example:3128"
    assert proxies.proxy_for("https://near.example/") == ""
    assert proxies.proxy_for("https://127.0.0.1:8443/") == ""
    assert proxies.proxy_for("https://[::1]/") == ""
