"""Contents that a server does not give: told once, and not asked for again for some hours.

A dead picture in a message of last year must not cost a request in every round, nor a server of somebody
else that is gone the wait for it. Kept in the settings, so that it counts for the next start too.
Never enters here: fetching.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from sync.model.errors import ErrorCode
from sync.model.items import Account
from sync.store import settings
from sync.store.store import Store
from sync.store.wanted import Wanted

_REST = dt.timedelta(hours=6)
_AWAY_REST = dt.timedelta(hours=1)  # a server that is away may come back
_MOST = 2000  # addresses remembered for an account
_LASTING = frozenset(
    {ErrorCode.GONE, ErrorCode.FORBIDDEN, ErrorCode.BAD_DATA, ErrorCode.TOO_LARGE, ErrorCode.CONFLICT}
)


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """One address: of which version of the item, and until when it is left alone."""

    version: str
    until: dt.datetime


def worth_asking(store: Store, account: Account, wanted: Iterable[Wanted]) -> list[Wanted]:
    """Return what was not refused lately, in the same order."""
    refused = _load(store, account)
    now = store.clock.now()
    return [
        one
        for one in wanted
        if not ((known := refused.get(one.href)) and known.version == one.version and _counts(known, now))
    ]


def _counts(known: Refused, now: dt.datetime) -> bool:
    # A moment further away than any rest was noted under a clock that was wrong.
    return now < known.until <= now + _REST


def remember(
    store: Store,
    account: Account,
    failures: Iterable[tuple[Wanted, ErrorCode]],
    away: Iterable[Wanted] = (),
) -> None:
    """Note refusals that will last; writes nothing when there are none.

    ``away``: what lies on servers that are away and none of the account's own.
    """
    now = store.clock.now()
    fresh = {one.href: Refused(version=one.version, until=now + _AWAY_REST) for one in away}
    fresh |= {
        one.href: Refused(version=one.version, until=now + _REST)
        for one, code in failures
        if code in _LASTING
    }
    if not fresh:
        return
    kept = {href: known for href, known in _load(store, account).items() if _counts(known, now)}
    newest = dict([*kept.items(), *fresh.items()][-_MOST:])
    store.write(lambda tx: settings.put(tx, _key(account), msgspec.to_builtins(newest)))


def _load(store: Store, account: Account) -> dict[str, Refused]:
    stored: object = settings.get(store, _key(account), None)
    try:
        return {} if stored is None else msgspec.convert(stored, dict[str, Refused])
    except msgspec.ValidationError:
        return {}


def _key(account: Account) -> str:
    return f"account.{account.id}.refused"
