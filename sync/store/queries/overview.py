"""Numbers: badges, the status line, totals. Never enters here: wording."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, case, func, select

from sync.model.items import ItemKind, Lane
from sync.store.store import Store
from sync.store.tables import item, item_state, outbox


@dataclass(frozen=True, slots=True)
class Counts:
    """One query's worth of badges. ``unread_news`` counts every lane, announcements too."""

    unread_news: int
    unread_announcements: int
    must_read_open: int
    outbox_waiting: int  # waiting or being sent
    parked: int


def counts(store: Store) -> Counts:
    """Return the numbers that badges show."""
    unread = item_state.c.read_at.is_(None)
    announcement = item.c.lane == Lane.ANNOUNCEMENT.value
    open_must_read = and_(item.c.must_read, item_state.c.confirmed_at.is_(None))

    def number(condition: object) -> object:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)  # type: ignore[arg-type]

    with store.read() as connection:
        news = connection.execute(
            select(number(unread), number(and_(unread, announcement)), number(open_must_read))  # type: ignore[call-overload]
            .select_from(item.outerjoin(item_state, item_state.c.item_id == item.c.id))
            .where(item.c.kind == ItemKind.NEWS.value)
        ).one()
        waiting = connection.execute(
            select(number(outbox.c.parked.is_(False)), number(outbox.c.parked))  # type: ignore[call-overload]
        ).one()
    return Counts(*map(int, (*news, *waiting)))


def total(store: Store, kind: ItemKind) -> int:
    """Return how many items of a kind there are; folders do not count as documents."""
    with store.read() as connection:
        return (
            connection.execute(
                select(func.count()).where(item.c.kind == kind.value, item.c.is_folder.is_(False))
            ).scalar()
            or 0
        )
