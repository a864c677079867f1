"""What the list of results holds: headings, results, and "more" where there is more.

Never enters here: painting, the index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from app.text import _
from sync.model.items import DocumentDetail, EventDetail, Item, ItemKind, NewsDetail, PersonDetail
from sync.store.search_index import Hit
from ui.documents.kinds import icon_of
from ui.rows import RowsModel
from ui.words import capital, date_text, local_zone, now, one_line, short_time

Index = QModelIndex | QPersistentModelIndex
KINDS = (ItemKind.PROCESS, ItemKind.PERSON, ItemKind.DOCUMENT, ItemKind.EVENT, ItemKind.NEWS)
_EACH = 6  # of one kind while all kinds are shown
_MOST = 200  # of one kind alone


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A heading (no ``hit``), a result, or the way to more of a kind (``more``)."""

    kind: ItemKind
    hit: Hit | None = None
    more: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What this row is known by."""
        return self.kind, self.hit.item.id if self.hit else "more" if self.more else ""


def kind_label(kind: ItemKind) -> str:
    """Return what a kind is called above its results."""
    return {
        ItemKind.PROCESS: _("Processes"),
        ItemKind.PERSON: _("People"),
        ItemKind.DOCUMENT: _("Documents"),
        ItemKind.EVENT: _("Calendar"),
        ItemKind.NEWS: _("News"),
    }.get(kind, "")


def find(search: Any, words: str, kind: ItemKind | None) -> list[ResultRow]:
    """Return the rows for some words. Takes milliseconds: for a worker."""
    rows: list[ResultRow] = []
    for one in KINDS if kind is None else (kind,):
        most = _EACH if kind is None else _MOST
        hits: list[Hit] = search.search(words, one, most + 1)
        if not hits:
            continue
        rows.append(ResultRow(one))
        rows += [ResultRow(one, hit) for hit in hits[:most]]
        if len(hits) > most and kind is None:
            rows.append(ResultRow(one, more=True))
    return rows


def icon_name(item: Item) -> str:
    """Return a result's icon."""
    if item.kind is ItemKind.DOCUMENT:
        return icon_of(item)
    return {
        ItemKind.PROCESS: "processes",
        ItemKind.PERSON: "person",
        ItemKind.EVENT: "event",
        ItemKind.NEWS: "news",
    }.get(item.kind, "article")


def about(item: Item) -> str:
    """Return where a result stands or whose it is, in a few words."""
    detail = item.detail
    if isinstance(detail, NewsDetail):
        return one_line(" · ".join(p for p in (item.author, short_time(item.sort_at, now())) if p))
    if isinstance(detail, DocumentDetail):
        folder = detail.path.rpartition("/")[0].replace("/", " › ")
        return one_line(" · ".join(p for p in (folder, short_time(item.changed, now())) if p))
    if isinstance(detail, EventDetail):
        when = item.sort_at.astimezone(local_zone()).date() if item.sort_at else None
        day = date_text(when, weekday=True, short=True, year=when.year != now().year) if when else ""
        if detail.recurring:
            day = _("Repeats, first on {date}").format(date=day) if day else _("Repeats")
        day = capital(day)
        return one_line(" · ".join(p for p in (day, detail.location) if p))
    if isinstance(detail, PersonDetail):
        return one_line(" · ".join(p for p in (detail.role, detail.department) if p))
    return one_line(item.summary)


def spoken(row: ResultRow) -> str:
    """Return what a screen reader says."""
    if row.hit is None:
        label = kind_label(row.kind)
        return _("More in {kind}").format(kind=label) if row.more else label
    item = row.hit.item
    snippet = row.hit.snippet.replace("⟦", "").replace("⟧", "")
    return ". ".join(one_line(p) for p in (item.title, kind_label(row.kind), about(item), snippet) if p)


class ResultsModel(RowsModel[ResultRow]):
    """Rows of results; headings cannot be selected."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that a heading is passed by: Qt goes on to the next row that is enabled."""
        row = self.row(index)
        if row is None or (row.hit is None and not row.more):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)
