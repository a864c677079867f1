"""What the news server has to tell, changed by the demo's life while people read.

Never enters here: HTTP and markup.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Iterable

from demo.content import Article, Lane

_FEED_LENGTH = 60  # as many feeds do: the newest ones only


class Newsroom:
    """The articles of all lanes. Safe from any thread."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._lock = threading.Lock()
        self._articles = {article.slug: article for article in articles}

    def add(self, article: Article) -> None:
        """Publish an article, or replace the one with its slug."""
        with self._lock:
            self._articles[article.slug] = article

    def change(self, slug: str, *, title: str | None = None, html: str | None = None) -> Article:
        """Change a published article; KeyError when there is none. ``updated`` moves on by a second."""
        with self._lock:
            old = self._articles[slug]
            now = dt.datetime.now(dt.UTC).replace(microsecond=0)
            new = dataclasses.replace(
                old,
                title=old.title if title is None else title,
                html=old.html if html is None else html,
                updated=max(now, old.updated + dt.timedelta(seconds=1)),
            )
            self._articles[slug] = new
            return new

    def remove(self, slug: str) -> None:
        """Withdraw an article; KeyError when there is none."""
        with self._lock:
            del self._articles[slug]

    def get(self, slug: str) -> Article | None:
        """Return an article, or None."""
        with self._lock:
            return self._articles.get(slug)

    def lane(self, lane: Lane) -> list[Article]:
        """Return the newest articles of a lane, newest first."""
        with self._lock:
            chosen = [article for article in self._articles.values() if article.lane is lane]
        return sorted(chosen, key=lambda a: (a.published, a.slug), reverse=True)[:_FEED_LENGTH]
