"""The store with a large intranet in it: opening, taking over, listing, searching. Prints, asserts nothing.

python -m bench.store [--items 10000]
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sync.model.changes import FoundCollection, PullResult
from sync.model.items import (
    Account,
    AccountState,
    CollectionKind,
    Cursor,
    EventDetail,
    ItemDraft,
    ItemKind,
    Lane,
    NewsDetail,
    Occurrence,
)
from sync.store import accounts, item_state, mirror, queries, search_index
from sync.store.store import Store

SITE = "https://intranet.example"
SYLLABLES = "ver ge be aan op uit ma ri lo ke ten der sta bou wen zor gin lan din kel mee ste pro jec".split()  # noqa: SIM905
# Words as people know them, each in about one text of ten.
KNOWN = "verlof ziekmelding vergadering handboek formulier declaratie parkeren kantine café reünie".split()  # noqa: SIM905


def vocabulary(size: int = 20_000) -> tuple[list[str], list[float]]:
    """Return words that look Dutch, with the frequencies of a living language (Zipf)."""
    chance = random.Random(7)
    words = ["de", "het", "een", "van", "en", "in", "is", "op", "voor", "met"]
    seen = set(words)
    while len(words) < size:
        word = "".join(chance.choice(SYLLABLES) for _ in range(chance.choice((2, 3, 3, 4))))
        if word not in seen:
            seen.add(word)
            words.append(word)
    total = 0.0
    cumulative = [total := total + 1 / (rank + 2.7) for rank in range(size)]
    return words, cumulative


VOCABULARY, FREQUENCIES = vocabulary()


class RealClock:
    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def sentence(chance: random.Random, words: int) -> str:
    chosen = chance.choices(VOCABULARY, cum_weights=FREQUENCIES, k=words)
    if words > 50 or chance.random() < 0.02:
        chosen[chance.randrange(words)] = chance.choice(KNOWN)
    return " ".join(chosen)


def drafts(count: int) -> tuple[list[ItemDraft], list[ItemDraft]]:
    chance = random.Random(1)
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    news = []
    for number in range(count * 9 // 10):
        text = sentence(chance, 120)
        news.append(
            ItemDraft(
                kind=ItemKind.NEWS,
                uid=f"urn:n:{number}",
                href=f"{SITE}/n/{number}",
                title=sentence(chance, 6),
                summary=text[:150],
                html=f"<p>{text}</p>",
                text=text,
                detail=NewsDetail(
                    published=start + dt.timedelta(minutes=number),
                    lane=Lane.ANNOUNCEMENT if number % 20 == 0 else Lane.NEWS,
                ),
            )
        )
    events = []
    for number in range(count // 10):
        first = start + dt.timedelta(hours=number)
        times = [first + dt.timedelta(weeks=week) for week in range(10)]
        events.append(
            ItemDraft(
                kind=ItemKind.EVENT,
                uid=f"e{number}",
                href=f"{SITE}/e/{number}.ics",
                title=sentence(chance, 4),
                source=b"x" * 800,
                detail=EventDetail(uid=f"e{number}", location="Zaal 1"),
                occurrences=tuple(
                    Occurrence(recurrence_id=str(t), start=t, end=t + dt.timedelta(hours=1)) for t in times
                ),
            )
        )
    return news, events


def timed(name: str, work: Callable[[], object], repeat: int = 1, rows: int = 0) -> None:
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    middle = statistics.median(taken)
    worst = f", worst {max(taken) * 1000:.1f}" if repeat > 1 else ""
    speed = f", {rows / middle:,.0f} items/s" if rows else ""
    print(f"  {name:<52} {middle * 1000:9.1f} ms{worst}{speed}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    news, events = drafts(parser.parse_args().items)
    clock = RealClock()
    with tempfile.TemporaryDirectory() as name:
        folder, key = Path(name), b"k" * 32
        timed("first start (with migrations)", lambda: Store.open(folder, key, clock=clock).close())
        timed("open and close", lambda: Store.open(folder, key, clock=clock).close(), 5)
        store = Store.open(folder, key, clock=clock)
        found = [
            FoundCollection("feed", CollectionKind.FEED, f"{SITE}/f", "Feed"),
            FoundCollection("caldav", CollectionKind.CALENDAR, f"{SITE}/c", "Calendar"),
        ]
        blank = Account(id="", title="Bench", address=SITE, state=AccountState.OK)
        account = store.write(lambda tx: accounts.add(tx, blank, found))
        feed, calendar = accounts.collections(store)

        def take(into: object, items: list[ItemDraft], etag: str) -> Callable[[], object]:
            result = PullResult(cursor=Cursor(etag=etag), complete=True, upserts=tuple(items))
            return lambda: store.write(
                lambda tx: mirror.apply(tx, account, into, result, remove_missing=True)  # type: ignore[arg-type]
            )

        timed("apply: news with text, all new", take(feed, news, "1"), rows=len(news))
        timed("apply: events with 10 occurrences, all new", take(calendar, events, "1"), rows=len(events))
        timed("apply: news, nothing changed", take(feed, news, "1"), 3, len(news))
        changed = [*news[:-100], *(m for m in news[-100:])]
        timed("apply: the same under a new cursor", take(feed, changed, "2"), rows=len(news))
        ids = [item.id for item in queries.news(store)]
        timed("mark 1000 read", lambda: store.write(lambda tx: item_state.mark_read(tx, ids[:1000])))
        timed("mark one read", lambda: store.write(lambda tx: item_state.mark_read(tx, [ids[2000]])))
        timed("star and unstar one (2 commits)", lambda: [
            store.write(lambda tx: item_state.star(tx, ids[:1], on=True)),
            store.write(lambda tx: item_state.star(tx, ids[:1], on=False)),
        ], 10)  # fmt: skip
        timed("news: first 50", lambda: queries.news(store, limit=50), 20)
        timed("news: all", lambda: queries.news(store), 3, len(news))
        timed("news: unread announcements, 10", lambda: queries.news(
            store, lane=Lane.ANNOUNCEMENT, unread=True, limit=10), 20)  # fmt: skip
        start = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
        timed("events: one month", lambda: queries.events(store, start, start + dt.timedelta(days=31)), 5)
        timed("counts", lambda: queries.counts(store), 20)
        timed("one item whole", lambda: queries.item(store, ids[5]), 20)
        for words in ("z", "ve", "cafe", "Ziek", "het handb", "de", "van de verlof", "xyzzy"):
            hits = len(search_index.search(store, words))
            timed(f"search {words!r} ({hits} hits shown)", partial(search_index.search, store, words), 10)
        timed("close", store.close)
        size = sum(path.stat().st_size for path in folder.glob("prikbord.db*"))
        print(f"  database: {size / 1e6:.1f} MB")
        timed("open and close, filled", lambda: Store.open(folder, key, clock=clock).close(), 3)
        (folder / "prikbord.clean").unlink()
        timed("open after a crash (with quick check)", lambda: Store.open(folder, key, clock=clock).close())


if __name__ == "__main__":
    main()
