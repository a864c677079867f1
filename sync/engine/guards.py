"""Guards: a server that suddenly shows much less than before is not believed at once.

A maintenance page that parses, a mount that failed, a restored backup: they look like "everything was
removed". Then nothing is removed this round, the cursor stays as it was, and only when a later round,
minutes on, misses the same items again are they let go. What a server names as removed is believed.
Never enters here: the network, removing anything.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

import msgspec

from sync.model.changes import PullResult
from sync.model.ports import Known

WAIT = dt.timedelta(minutes=2)  # the second opinion must be at least this much later
_FEW = 5
_MANY = 20


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """Kept between rounds for a collection under suspicion. ``missing``: mark of what was missed."""

    since: dt.datetime
    missing: str


def missing(result: PullResult, known: Known) -> frozenset[str]:
    """Return the uids that a complete listing no longer names; empty for any other result."""
    if result.unchanged or not result.complete:
        return frozenset()
    named = {draft.uid for draft in result.upserts} | result.present | result.moved.keys()
    failed = {failure.href.rstrip("/") for failure in result.failures}
    gone = set(result.removed)
    return frozenset(
        uid
        for uid, href in known.hrefs.items()
        if uid not in named and href not in gone and href.rstrip("/") not in failed
    )


def suspicious(lost: int, had: int) -> bool:
    """Return whether losing ``lost`` of ``had`` items at once needs a second opinion."""
    return (lost == had and had > _FEW) or (had > _MANY and lost * 2 > had)


def believed(doubt: Doubt | None, lost: Iterable[str], now: dt.datetime) -> bool:
    """Return whether an earlier round, long enough ago, missed the same items."""
    if doubt is None or doubt.missing != mark(lost):
        return False
    return now - doubt.since >= WAIT


def next_doubt(doubt: Doubt | None, lost: Iterable[str], now: dt.datetime) -> Doubt:
    """Return what to remember: since when exactly these items are missed.

    A clock that was set back starts the wait anew: better late than wrong.
    """
    marked = mark(lost)
    if doubt is not None and doubt.missing == marked and doubt.since <= now:
        return doubt
    return Doubt(since=now, missing=marked)


def mark(uids: Iterable[str]) -> str:
    """Return a short mark of a set of uids."""
    joined = "\x1f".join(sorted(uids)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:20]
