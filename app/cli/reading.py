"""The verbs that only look: list, show, search. They work offline and beside a running window.

Never enters here: the network, changing anything.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from typing import Any

from app.cli import fields
from app.cli.exits import Exit
from app.cli.fields import Fields
from app.cli.labels import labels, words
from app.cli.opening import NothingHere, Options, to_read
from app.cli.output import Output, short_time
from app.core import Core
from app.text import _
from sync.model.items import EventDetail, Item, ItemKind, Lane
from sync.store import mirror, queries

_DAYS = 60  # of events, when nobody says until when
_MANY = 2000  # hits looked through for a part of them

_SEARCHED = {
    "news": ItemKind.NEWS, "announcements": ItemKind.NEWS, "documents": ItemKind.DOCUMENT,
    "events": ItemKind.EVENT, "people": ItemKind.PERSON, "processes": ItemKind.PROCESS,
    "campaigns": ItemKind.CAMPAIGN, "polls": ItemKind.POLL,
}  # fmt: skip


def list_items(arguments: argparse.Namespace, options: Options, output: Output) -> Exit:
    """List a kind, newest or next first; ``total`` counts what there is beyond ``--limit``."""
    try:
        with to_read(options, output) as core:
            found = _LISTS[arguments.kind](core, arguments.since, arguments.until)
    except NothingHere:
        found = []
        _say_empty(output)
    limit = arguments.limit if arguments.limit is not None else len(found)
    output.document({"items": found[:limit], "total": len(found)})
    for one in found[:limit]:
        output.line(_line(one))
    if limit < len(found):
        output.line(_("({shown} of {total})").format(shown=limit, total=len(found)))
    return Exit.DONE


def show(arguments: argparse.Namespace, options: Options, output: Output) -> Exit:
    """Show one item whole."""
    try:
        with to_read(options, output) as core:
            found = _whole(core, arguments.id)
    except NothingHere:
        found = None
    if found is None:
        output.trouble("no-such-item", _("There is no item {id}.").format(id=arguments.id))
        return Exit.NOT_FOUND
    output.document(found)
    _print_whole(output, found)
    return Exit.DONE


def search(arguments: argparse.Namespace, options: Options, output: Output) -> Exit:
    """Search everything, best first."""
    words = " ".join(arguments.words)
    kind = _SEARCHED.get(arguments.kind)
    try:
        with to_read(options, output) as core:
            # Announcements are news of one lane: which hits are such is seen only afterwards.
            most = _MANY if arguments.kind == "announcements" else arguments.limit
            hits = core.search.search(words, kind, most)
    except NothingHere:
        hits = []
        _say_empty(output)
    if arguments.kind == "announcements":
        hits = [hit for hit in hits if getattr(hit.item.detail, "lane", None) is Lane.ANNOUNCEMENT]
        hits = hits[: arguments.limit]
    found = [
        fields.item(hit.item)
        | {"snippet": hit.snippet.replace("⟦", "").replace("⟧", ""), "score": round(hit.score, 4)}
        for hit in hits
    ]
    output.document({"items": found, "total": len(found)})
    for hit, one in zip(hits, found, strict=True):
        output.line(_line(one))
        if hit.snippet:
            output.line("    " + " ".join(hit.snippet.replace("⟦", "[").replace("⟧", "]").split()))
    return Exit.DONE


# -- lists


def _news(core: Core, since: dt.datetime | None, until: dt.datetime | None) -> list[Fields]:
    return [fields.item(one) for one in queries.news(core.store, since=since, until=until)]


def _announcements(core: Core, since: dt.datetime | None, until: dt.datetime | None) -> list[Fields]:
    found = queries.news(core.store, lane=Lane.ANNOUNCEMENT, since=since, until=until)
    return [fields.item(one) for one in found]


def _documents(core: Core, since: dt.datetime | None, until: dt.datetime | None) -> list[Fields]:
    found = queries.documents(core.store, since=since)
    kept = [one for one in found if not getattr(one.detail, "is_folder", False)]
    return [fields.item(one) for one in kept if _before(one, until)]


def _events(core: Core, since: dt.datetime | None, until: dt.datetime | None) -> list[Fields]:
    start = since or core.clock.now()
    end = until or start + dt.timedelta(days=_DAYS)
    return [fields.occurrence(one) for one in core.calendar.between(start, end)]


def _before(one: Item, until: dt.datetime | None) -> bool:
    return until is None or one.sort_at is None or one.sort_at < until


def _simple(read: Callable[[Core], list[Item]]) -> Callable[..., list[Fields]]:
    def listed(core: Core, _since: dt.datetime | None, _until: dt.datetime | None) -> list[Fields]:
        return [fields.item(one) for one in read(core)]

    return listed


def _outbox(core: Core, _since: dt.datetime | None, _until: dt.datetime | None) -> list[Fields]:
    return [fields.outbox(entry) for entry in core.outbox.entries()]


def _collections(core: Core, _since: dt.datetime | None, _until: dt.datetime | None) -> list[Fields]:
    return [fields.collection(one, mirror.counts(core.store, one.id)) for one in core.accounts.collections()]


_LISTS: dict[str, Callable[[Core, dt.datetime | None, dt.datetime | None], list[Fields]]] = {
    "news": _news,
    "announcements": _announcements,
    "documents": _documents,
    "events": _events,
    "people": _simple(lambda core: core.people.people()),
    "processes": _simple(lambda core: core.processes.cards()),
    "campaigns": _simple(lambda core: queries.campaigns(core.store)),
    "polls": _simple(lambda core: queries.polls(core.store)),
    "outbox": _outbox,
    "collections": _collections,
}


# -- one item


def _whole(core: Core, any_id: str) -> Fields | None:
    one = queries.item(core.store, any_id)
    if one is None:
        return None
    found = fields.whole(one, text=one.text)
    if isinstance(one.detail, EventDetail):
        occurrence = core.calendar.occurrence(any_id)
        if occurrence is None and "@" in any_id:
            return None
        if occurrence is not None:
            found |= fields.occurrence(occurrence) | {"id": any_id}
    trust = core.news.trust(one)
    found |= {"source": trust.source, "owner": trust.owner, "changed_since_read": trust.changed_since_read}
    if one.kind is ItemKind.POLL:
        mine = {view.item.id: view for view in core.campaigns.polls()}.get(one.id)
        found |= {"my_choice": mine.my_choice if mine else "", "open": bool(mine and mine.open)}
    return found


def _print_whole(output: Output, found: Fields) -> None:
    names = labels()
    output.line(found["title"])
    for name, value in found.items():
        if name in names and value not in (None, "", [], False):
            output.line(f"  {names[name]}: {_shown(value)}")
    # What search knows of the other kinds is no text to read.
    text = found.get("description") or (found["text"] if found["kind"] in ("news", "document") else "")
    if text:
        output.line()
        output.text(text)


def _shown(value: Any) -> str:
    if value is True:
        return _("yes")
    if isinstance(value, dict):
        return ", ".join(_shown(part) for part in value.values() if isinstance(part, str) and part)
    if isinstance(value, list):
        return "; ".join(_shown(part) for part in value)
    return words().get(value, str(value))


def _line(one: Fields) -> str:
    """Return an item as one line: id, when, marks, title, and what is worth knowing of its kind."""
    when = one.get("start") or one.get("published") or one.get("changed") or ""
    if "T" in when:
        when = short_time(dt.datetime.fromisoformat(when))
    marks = "".join(
        mark
        for mark, on in (
            ("●", one.get("unread")),
            ("★", one.get("starred")),
            ("!", one.get("priority")),
            ("↓", one.get("offline")),
        )
        if on
    )
    more = one.get("path") or one.get("location") or one.get("author") or one.get("role") or one.get("intent")
    parts = (more, one.get("state") or one.get("response"), one.get("error"))
    extra = [words().get(part, str(part)) for part in parts if part]
    return f"{one['id']:<20} {when:<16} {marks:<3} {one['title'] or one.get('item', '')}" + (
        f"  ({', '.join(extra)})" if extra else ""
    )


def _say_empty(output: Output) -> None:
    output.say(_("There is nothing here yet. Add an account: prikbord account add ADDRESS --user NAME"))
