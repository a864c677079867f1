"""Looks at the core, one at a time: an answer never overtakes a newer one, and a burst costs two looks.

Never enters here: what is looked at, widgets.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Question:
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[BaseException], None] | None
    about: Hashable


class Looks:
    """One line of questions of one page. Answers are dropped when ``owner`` is gone by then."""

    def __init__(self, bridge: Any, owner: QObject) -> None:
        self._bridge, self._owner = bridge, owner
        self._asked: _Question | None = None
        self._next: _Question | None = None

    def ask(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] | None = None,
        *,
        about: Hashable = None,
    ) -> None:
        """Do ``work`` on a thread and give its result to ``done``, on the GUI thread.

        While a question is under way the newest one waits; any between them are forgotten. The answer under
        way is shown all the same, unless the one that waits is about something else.
        """
        question = _Question(work, done, failed, about)
        if self._asked is None:
            self._send(question)
        else:
            self._next = question

    def _send(self, question: _Question) -> None:
        self._asked = question
        self._bridge.run(question.work, self._answered, self._refused, self._owner)

    def _answered(self, answer: Any) -> None:
        question = self._ended()
        try:
            if question is not None:
                question.done(answer)
        finally:
            self._go_on()

    def _refused(self, error: BaseException) -> None:
        question = self._ended()
        try:
            if question is not None and question.failed is not None:
                question.failed(error)
            elif question is not None:
                log.error("a look failed", exc_info=error)
        finally:
            self._go_on()

    def _ended(self) -> _Question | None:
        """Return the question whose answer is here, None when nobody wants to know any more."""
        asked, waiting = self._asked, self._next
        return None if asked is None or (waiting is not None and waiting.about != asked.about) else asked

    def _go_on(self) -> None:
        self._asked = None
        question, self._next = self._next, None
        if question is not None:
            self._send(question)
