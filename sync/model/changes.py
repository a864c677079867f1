"""What a pull brings, what a commit changed, and what a round did.

Never enters here: how any of it is fetched or stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sync.model.errors import ErrorCode
from sync.model.items import Collection, CollectionKind, Cursor, ItemDraft, ItemKind, Lane


@dataclass(frozen=True, slots=True)
class ItemFailure:
    """One thing that could not be taken over; the rest goes on."""

    href: str
    code: ErrorCode
    message: str


@dataclass(frozen=True, slots=True)
class PullResult:
    """What one pull of one collection brought.

    ``unchanged``: the server said so (304, same token): nothing below counts.
    ``complete``: ``upserts`` plus ``present`` name everything there is, so what is missing was removed
    (the guards have a say first). With ``complete`` False removals are only ``removed``.
    ``present``: uids known to be there unchanged (their ETag matched), not worth sending again.
    ``removed``: hrefs that the server named as gone (sync-collection's 404).
    ``moved``: uid -> new href, seen under a known file id.
    """

    cursor: Cursor
    unchanged: bool = False
    complete: bool = False
    upserts: tuple[ItemDraft, ...] = ()
    present: frozenset[str] = frozenset()
    removed: tuple[str, ...] = ()
    moved: dict[str, str] = field(default_factory=dict)
    failures: tuple[ItemFailure, ...] = ()
    title: str = ""  # the collection's own name, if the answer told it
    color: str = ""
    raw: bytes = b""  # the profile's JSON as published


@dataclass(frozen=True, slots=True)
class FoundCollection:
    """A collection that discovery met at an address."""

    connector: str
    kind: CollectionKind
    href: str
    title: str
    color: str = ""
    lane: Lane = Lane.NEWS
    read_only: bool = True


@dataclass(frozen=True, slots=True)
class Discovery:
    """What stands at an address. ``tried`` tells a person (and the log) what was asked."""

    address: str
    title: str
    kind: str  # "profile", "feed", "webdav", "caldav", "ics", "mixed"
    collections: tuple[FoundCollection, ...]
    inbox: str = ""
    accent: str = ""
    logo: str = ""
    mail: str = ""
    profile: bytes = b""
    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What one commit changed; sent to listeners after it. Listeners decide whether it concerns them.

    ``added``/``changed``/``removed``/``state`` hold item ids. ``kinds`` are the kinds touched.
    ``first_sync``: the account was being filled for the first time, so nothing here is news.
    """

    added: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    state: frozenset[str] = frozenset()
    kinds: frozenset[ItemKind] = frozenset()
    outbox: bool = False
    accounts: bool = False
    collections: bool = False
    profile: bool = False
    settings: bool = False
    blobs: frozenset[str] = frozenset()  # addresses whose content arrived
    first_sync: bool = False

    def __bool__(self) -> bool:
        return bool(
            self.added or self.changed or self.removed or self.state or self.outbox
            or self.accounts or self.collections or self.profile or self.settings or self.blobs
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CollectionFailure:
    """One failure in a round's report; fields as `sync --json` prints them."""

    collection: str
    href: str
    code: ErrorCode
    message: str


@dataclass(slots=True)
class RoundReport:
    """What one account's round did; grows while it runs. Fields as `sync --json` prints them."""

    account_id: str
    title: str
    outcome: str = "ok"  # ok, partly, or an ErrorCode
    seconds: float = 0.0
    requests: int = 0
    bytes_received: int = 0
    bytes_sent: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    pushed: int = 0
    parked: int = 0
    failed: list[CollectionFailure] = field(default_factory=list)


__all__ = [
    "ChangeSet", "Collection", "CollectionFailure", "Discovery", "FoundCollection", "ItemFailure",
    "PullResult", "RoundReport",
]  # fmt: skip
