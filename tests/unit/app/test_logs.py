"""The log tells where something went wrong, and never what anybody read."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

import pytest

from app import logs
from sync.model.errors import BadData


@pytest.fixture
def log_file(tmp_path):
    logs.start(tmp_path / "logs", "debug")
    yield tmp_path / "logs" / "prikbord.log"
    logs.stop()
    logging.getLogger().setLevel(logging.WARNING)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (
            "GET https://u:p4ss@host.example/Map/Handboek%20verlof.pdf?token=abc#x: 500",
            ["p4ss", "Handboek", "abc"],
        ),
        ("Authorization: Basic c2FubmU6Z2VoZWlt", ["c2FubmU6Z2VoZWlt"]),
        ("password=geheim123 and more", ["geheim123"]),
        ('{"token": "abc"}', ["abc"]),
        ("file:///home/sanne/geheim.txt", ["sanne", "geheim"]),
    ],
)
def test_redaction(text, gone):
    shown = logs.redact(text)
    assert not any(word in shown for word in gone)


def test_hosts_stay_and_two_addresses_can_be_told_apart():
    one, other = logs.redact("https://host.example/a/b"), logs.redact("https://host.example/a/c")
    assert one.startswith("https://host.example/") and one != other
    assert logs.redact("https://host.example/") == "https://host.example/"


@pytest.mark.allow_logs("somelibrary")
def test_foreign_exceptions_and_libraries_give_their_place_only(log_file):
    log = logging.getLogger("sync.engine.test")

    def broken() -> None:
        raise ValueError("Verlofaanvraag van Sanne")

    try:
        broken()
    except ValueError:
        log.info("something failed at https://host.example/Verlof.pdf", exc_info=True)
    try:
        raise BadData("the feed at https://host.example/nieuws has no end") from KeyError("Sanne")
    except BadData:
        log.info("a feed", exc_info=True)
    logging.getLogger("somelibrary").info("GET /Verlof.pdf")
    logging.getLogger("somelibrary.parser").error("cannot read %r", "Verlofaanvraag", stacklevel=1)
    logs.stop()
    text = log_file.read_text(encoding="utf-8")
    assert "Verlof" not in text and "Sanne" not in text and "nieuws" not in text
    assert "builtins.ValueError" in text and "broken" in text
    assert "BadData: the feed at https://host.example/~" in text and "KeyError" in text
    assert "somelibrary.parser" in text
    assert text.count("INFO somelibrary") == 0


@pytest.mark.allow_logs("an uncaught exception")
def test_what_nobody_caught_is_written_too(log_file, capsys):
    def die() -> None:
        raise RuntimeError("with words of a person")

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()
    try:
        die()
    except RuntimeError:
        sys.excepthook(*sys.exc_info())
    logs.stop()
    text = log_file.read_text(encoding="utf-8")
    assert text.count("RuntimeError") >= 2 and "words of a person" not in text


def test_a_folder_that_cannot_be_written_costs_only_the_log(tmp_path):
    (tmp_path / "file").write_text("")
    logs.start(tmp_path / "file" / "logs")
    logging.getLogger("app.test").info("into nothing")
    logs.stop()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_only_silences_the_log(log_file, capsys):
    [handler] = [h for h in logging.getLogger().handlers if h.get_name() == "prikbord"]
    handler.stream = open("/dev/full", "w", encoding="utf-8")  # type: ignore[attr-defined]  # noqa: SIM115, PTH123
    logging.getLogger("app.test").info("into nothing, %s", "again and again " * 1000)
    logs.stop()
    assert capsys.readouterr().err == ""
