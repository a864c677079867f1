"""What the status line says: one sentence and at most one action, in both languages, for every code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from app import text
from app.status import Mood, Status
from sync.model.errors import ErrorCode
from ui.said import Act, Said, Tone
from ui.status_line import StatusLine
from ui.text import error_said, moment_text, status_said

NOW = dt.datetime(2026, 11, 24, 13, 30, tzinfo=dt.UTC)


@pytest.fixture(params=["nl", "en"], autouse=True)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    text.use(request.param)
    yield request.param
    text.use("en")


def is_one_sentence_with_one_action(said: Said) -> None:
    assert said.sentence.strip() == said.sentence
    assert said.sentence[-1] in ".…!" or said.sentence[-1].isdigit()
    assert "{" not in said.sentence
    assert (said.act is Act.NONE) == (not said.label)


@pytest.mark.parametrize("mood", list(Mood))
def test_every_mood_has_words(mood: Mood) -> None:
    for last in (None, NOW - dt.timedelta(hours=3)):
        status = Status(
            mood=mood, code=ErrorCode.OFFLINE, account_title="De Beemden", last_success=last, parked=2
        )
        if mood is Mood.FRESH and last is None:
            continue
        is_one_sentence_with_one_action(status_said(status, NOW))


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_code_has_words(code: ErrorCode) -> None:
    for last in (None, NOW - dt.timedelta(hours=3)):
        is_one_sentence_with_one_action(status_said(Status(Mood.TROUBLE, code, last_success=last), NOW))
    is_one_sentence_with_one_action(error_said(code))


def test_codes_do_not_share_a_sentence() -> None:
    sentences = [error_said(code).sentence for code in ErrorCode]
    assert len(set(sentences)) == len(sentences)


def test_offline_tells_how_old_it_is(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui import words

    monkeypatch.setattr(words, "_zone_name", lambda: "Europe/Amsterdam")
    said = status_said(Status(Mood.TROUBLE, ErrorCode.OFFLINE, last_success=NOW), NOW)
    assert "14:30" in said.sentence
    assert said.act is Act.SYNC
    assert said.label == {"nl": "Opnieuw proberen", "en": "Try again"}[language]
    assert moment_text(NOW - dt.timedelta(days=1), NOW).startswith(
        {"nl": "maandag", "en": "Monday"}[language]
    )


def test_what_waits_is_counted(language: str) -> None:
    one = status_said(Status(Mood.FRESH, last_success=NOW, waiting=1), NOW)
    two = status_said(Status(Mood.FRESH, last_success=NOW, waiting=2), NOW)
    assert "1" in one.sentence
    assert "2" in two.sentence
    assert one.sentence.replace("1", "2") != two.sentence
    assert one.act is two.act is Act.OUTBOX


def test_the_line_shows_its_action_and_says_which(qtbot: Any) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    acts: list[Act] = []
    line.acted.connect(acts.append)
    line.resize(800, 36)
    line.show()
    line.show_said(Said("A sentence that is long enough. " * 20, Act.SYNC, "Try again", Tone.NOTE, "offline"))
    assert line.action.isVisible()
    assert line.sentence.text().endswith("…")
    assert line.sentence.toolTip().startswith("A sentence")
    assert line.action.geometry().right() <= line.width()
    line.action.click()
    assert acts == [Act.SYNC]
    line.show_said(Said("Busy.", tone=Tone.BUSY, icon="sync"), 3, 12)
    assert not line.action.isVisible()
    assert line.progress.isVisible()
    assert (line.progress.value(), line.progress.maximum()) == (3, 12)
    line.show_said(Said("Busy.", tone=Tone.BUSY, icon="sync"))
    assert not line.progress.isVisible()
