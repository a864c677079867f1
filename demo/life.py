"""The clock of the demo's life: calls one function every so many seconds, on a thread of its own.

Never enters here: what happens.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

_log = logging.getLogger(__name__)


class Life:
    """Calls ``act`` every ``seconds`` until stopped; an error in it is logged and does not end it."""

    def __init__(self, act: Callable[[], None], seconds: float) -> None:
        self._act = act
        self._seconds = seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo-life", daemon=True)

    def start(self) -> None:
        """Begin; the first call comes after one interval."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for a call that is under way."""
        self._over.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(self._seconds):
            try:
                self._act()
            except OSError:
                # A file that a visitor holds open, for example: the next happening is another one.
                _log.exception("a happening of the demo failed")
