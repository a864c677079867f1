"""One sentence with one action: what a status line and a trouble are made of.

Apart from the words (``ui.text``), so that the window paints before those are loaded. Never enters here: a
sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """The one thing that a person can do about it."""

    NONE = "none"
    SYNC = "sync"
    LOGIN = "login"
    OUTBOX = "outbox"
    CONNECT = "connect"
    GO_ON = "go-on"
    WIFI = "wifi"
    ASK = "ask"


class Tone(StrEnum):
    """How loud it is said."""

    CALM = "calm"
    BUSY = "busy"
    NOTE = "note"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence and one action; ``label`` is "" when there is nothing to do."""

    sentence: str
    act: Act = Act.NONE
    label: str = ""
    tone: Tone = Tone.CALM
    icon: str = "info"
