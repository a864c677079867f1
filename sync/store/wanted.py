"""Which contents are still to be fetched: pictures, pinned documents, then what the limits allow.

Never enters here: fetching, priorities between accounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from sync.model.ids import normalise_href
from sync.model.items import CampaignDetail, DocumentDetail, ItemKind, NewsDetail, PersonDetail
from sync.store import rows
from sync.store.store import Store
from sync.store.tables import blob, content, item, item_state


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be fetched ahead. Bytes; pinned documents know no limits."""

    documents: bool = True  # False: only pinned ones
    pictures: bool = True
    file_bytes: int = 25_000_000  # a larger document waits until it is opened; one of unknown size is taken
    total_bytes: int = 2_000_000_000  # of all contents held


@dataclass(frozen=True, slots=True)
class Wanted:
    """One content to be fetched. ``etag`` and ``last_modified``: of what is held, for a conditional request.

    ``version`` goes back into ``blobs.record``. ``item_id``: whose content it is, or whose picture.
    """

    href: str
    item_id: str
    picture: bool
    pinned: bool
    size: int | None
    version: str
    etag: str = ""
    last_modified: str = ""


def missing(store: Store, account_id: str, limits: Limits | None = None) -> list[Wanted]:
    """Return what to fetch for an account, in order: pictures, pinned documents, other documents.

    News goes newest first, documents smallest first. An address occurs once.
    """
    limits = limits or Limits()
    with store.read() as connection:
        held = {
            row.href: row
            for row in connection.execute(
                select(content.c.href, content.c.version, content.c.etag, content.c.last_modified)
            )
        }
        room = limits.total_bytes - int(connection.execute(select(func.sum(blob.c.size))).scalar() or 0)
        found = connection.execute(
            select(
                item.c.id, item.c.kind, item.c.href, item.c.etag, item.c.fingerprint, item.c.detail,
                item_state.c.pinned,
            )
            .outerjoin(item_state, item_state.c.item_id == item.c.id)
            .where(
                item.c.account_id == account_id,
                item.c.is_folder.is_(False),
                item.c.kind.in_([kind.value for kind in _KINDS]),
            )
            .order_by(item.c.sort_at.desc(), item.c.pk)
        ).all()  # fmt: skip
    pictures: dict[str, Wanted] = {}
    documents: list[Wanted] = []
    for row in found:
        detail = rows.decode_detail(row.kind, row.detail)
        if isinstance(detail, DocumentDetail):
            wanted = _document(row, detail, held)
            if wanted is not None:
                documents.append(wanted)
            continue
        for href in _pictures(detail):
            address = normalise_href(href)
            if address not in held and address not in pictures:
                pictures[address] = Wanted(href, row.id, True, False, None, "")
    chosen = list(pictures.values()) if limits.pictures else []
    chosen += [wanted for wanted in documents if wanted.pinned]
    others = sorted((w for w in documents if not w.pinned), key=lambda w: w.size or 0)
    if limits.documents:
        chosen += _within(others, limits.file_bytes, room)
    return chosen


_KINDS = (ItemKind.NEWS, ItemKind.DOCUMENT, ItemKind.PERSON, ItemKind.CAMPAIGN)


def _document(row: Any, detail: DocumentDetail, held: dict[str, Any]) -> Wanted | None:
    here = held.get(normalise_href(row.href))
    version = rows.version_of(row.etag, row.fingerprint)
    if here is not None and here.version == version:
        return None
    return Wanted(
        href=row.href,
        item_id=row.id,
        picture=False,
        pinned=bool(row.pinned),
        size=detail.size,
        version=version,
        etag=here.etag if here is not None else "",
        last_modified=here.last_modified if here is not None else "",
    )


def _pictures(detail: Any) -> Iterator[str]:
    found: tuple[str, ...] = ()
    match detail:
        case NewsDetail() as news:
            found = (news.picture, *news.pictures)
        case PersonDetail() as person:
            found = (person.photo,)
        case CampaignDetail() as campaign:
            found = (campaign.picture,)
    yield from (href for href in found if href.startswith(("http://", "https://")))


def _within(documents: list[Wanted], file_bytes: int, room: int) -> Iterator[Wanted]:
    for wanted in documents:
        size = wanted.size or 0
        if size <= file_bytes and size <= room:
            room -= size
            yield wanted
