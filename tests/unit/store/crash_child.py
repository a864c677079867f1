"""Writes numbered work as fast as it can until it is killed; says on stdout what was committed.

Run as: crash_child.py FOLDER FIRST. Never enters here: assertions.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sync.model.intents import IntentKind
from sync.model.items import CollectionKind
from sync.store import accounts, blobs, mirror, outbox
from sync.store.writer import Transaction
from tests.unit.store import samples


def main() -> None:
    store = samples.open_store(Path(sys.argv[1]))
    account = accounts.accounts(store)[0]
    feed = samples.collection(store, CollectionKind.FEED)
    number = int(sys.argv[2])
    print("open", flush=True)
    while True:
        number += 1
        with store.blobs.writer() as writer:
            writer.write(b"%d" % number * 50_000)
            digest, size = writer.commit()

        def work(tx: Transaction, n: int = number, held: tuple[str, int] = (digest, size)) -> None:
            result = samples.pull(samples.news(n), samples.news(n + 1), etag=str(n), complete=False)
            mirror.apply(tx, account, feed, result, remove_missing=False)
            outbox.enqueue(tx, account.id, "", IntentKind.FEEDBACK, b"%d" % n, f"k{n}")
            blobs.record(tx, f"{samples.SITE}/{n}.png", held[0], held[1], account_id=account.id)

        store.write(work)
        print(number, flush=True)


if __name__ == "__main__":
    main()
