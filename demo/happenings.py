"""What happens on the demo's servers while people look: a deterministic, varied cycle without end.

Never enters here: when it happens.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from demo.calendars import CalendarServer
from demo.content import HOME_ZONE, RESOURCES, Lane, article, load
from demo.documents import DocumentServer
from demo.events import moved
from demo.newsroom import Newsroom


class HappeningKind(StrEnum):
    """What can happen."""

    ANNOUNCEMENT = "announcement"
    NEWS = "news"
    DOCUMENT_CHANGED = "document_changed"
    DOCUMENT_ADDED = "document_added"
    MEETING_MOVED = "meeting_moved"


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened. ``where``: an article's slug, a document's path or "calendar/file name"."""

    kind: HappeningKind
    title: str
    where: str


class Happenings:
    """Makes things happen, in an order that depends on the seed alone."""

    def __init__(
        self, newsroom: Newsroom, documents: DocumentServer, calendars: CalendarServer, seed: int
    ) -> None:
        self._newsroom = newsroom
        self._documents = documents
        self._calendars = calendars
        self._content = load("happenings")
        self._random = random.Random(seed)  # noqa: S311  # variety, not secrecy
        self._counts = dict.fromkeys(HappeningKind, 0)
        self._round: list[HappeningKind] = []
        self._acts: dict[HappeningKind, Callable[[int], Happening]] = {
            HappeningKind.ANNOUNCEMENT: lambda n: self._publish(HappeningKind.ANNOUNCEMENT, n),
            HappeningKind.NEWS: lambda n: self._publish(HappeningKind.NEWS, n),
            HappeningKind.DOCUMENT_CHANGED: self._change_document,
            HappeningKind.DOCUMENT_ADDED: self._add_document,
            HappeningKind.MEETING_MOVED: self._move_meeting,
        }

    def happen(self, kind: HappeningKind | None = None) -> Happening:
        """Let one thing happen; None takes the next kind of the round."""
        if kind is None:
            if not self._round:
                # Each round has every kind once; the first round keeps its order: the announcement
                # that reaches the tray is what somebody who has just opened the demo waits for.
                self._round = list(HappeningKind)
                if any(self._counts.values()):
                    self._random.shuffle(self._round)
            kind = self._round.pop(0)
        number = self._counts[kind]
        self._counts[kind] += 1
        return self._acts[kind](number)

    def _publish(self, kind: HappeningKind, number: int) -> Happening:
        lane = Lane.ANNOUNCEMENTS if kind is HappeningKind.ANNOUNCEMENT else Lane.NEWS
        stories = self._content[kind.value]
        entry = dict(stories[number % len(stories)])
        turn = number // len(stories)
        if turn:
            # All stories were told: tell one again as the news it is, an update.
            entry["slug"] = f"{entry['slug']}-{turn + 1}"
            entry["title"] = f"Update {turn}: {entry['title']}"
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        self._newsroom.add(article(entry, lane, now))
        return Happening(kind, entry["title"], entry["slug"])

    def _change_document(self, number: int) -> Happening:
        """Put the next version of a prepared document in place, or add a line to a log."""
        changes = self._content["document_changed"]
        change = changes[number % len(changes)]
        path: str = change["path"]
        if "version" in change:
            versions = [RESOURCES / "versions" / change["version"], RESOURCES / "documents" / path]
            new, old = (version.read_bytes() for version in versions)
            self._documents.write(path, old if self._current(path) == new else new)
        else:
            when = dt.datetime.now(HOME_ZONE).strftime("%d-%m %H:%M")
            lines = change["lines"]
            line = lines[(number // len(changes)) % len(lines)]
            before = (self._current(path) or b"").rstrip()
            self._documents.write(path, before + f"\n- **{when}** {line}\n".encode())
        return Happening(HappeningKind.DOCUMENT_CHANGED, path.rsplit("/", 1)[-1], path)

    def _current(self, path: str) -> bytes | None:
        try:
            return self._documents.read(path)
        except FileNotFoundError:
            return None  # a visitor removed it: the next version brings it back

    def _add_document(self, number: int) -> Happening:
        added = self._content["document_added"]
        entry = added[number % len(added)]
        turn = number // len(added)
        folder, _, name = str(entry["path"]).rpartition("/")
        if turn:
            stem, _, ending = name.rpartition(".")
            name = f"{stem} ({turn + 1}).{ending}"
        path = f"{folder}/{name}"
        self._documents.write(path, (RESOURCES / "versions" / entry["version"]).read_bytes())
        return Happening(HappeningKind.DOCUMENT_ADDED, name, path)

    def _move_meeting(self, number: int) -> Happening:
        meetings = self._content["meeting_moved"]
        # Those that a visitor deleted are passed over.
        for step in range(len(meetings)):
            entry = meetings[(number + step) % len(meetings)]
            calendar, name = entry["calendar"], f"{entry['uid']}.ics"
            try:
                content = self._calendars.get(calendar, name)
            except FileNotFoundError:
                continue
            by = dt.timedelta(minutes=entry["minutes"])
            if (number // len(meetings)) % 2:
                by = -by  # and back again, so that no meeting wanders off
            new, title = moved(content, by, dt.datetime.now(dt.UTC))
            self._calendars.put(calendar, name, new)
            return Happening(HappeningKind.MEETING_MOVED, title, f"{calendar}/{name}")
        return dataclasses.replace(self.happen(HappeningKind.NEWS))
