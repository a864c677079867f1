"""The verbs that do something: read, star, confirm, respond, vote, feedback. Nothing is sent from here:
what is for a server waits in the outbox for the next round.

Never enters here: the network.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from app.cli.exits import Exit
from app.cli.fields import is_event
from app.cli.opening import Options, to_write
from app.cli.output import Output
from app.core import Core
from app.text import _, ngettext
from sync.model.items import PartStat, PollDetail
from sync.store import queries

_ANSWERS = {"yes": PartStat.ACCEPTED, "no": PartStat.DECLINED, "maybe": PartStat.TENTATIVE}


class NoSuchItem(Exception):
    """An id that names nothing; its text is the id."""


def act(arguments: argparse.Namespace, options: Options, output: Output) -> Exit:
    """Do one of these verbs."""
    try:
        with to_write(options, output) as core:
            return _VERBS[arguments.verb](core, arguments, output)
    except NoSuchItem as error:
        output.trouble("no-such-item", _("There is no item {id}.").format(id=error))
        return Exit.NOT_FOUND


def _known(core: Core, ids: list[str]) -> list[str]:
    for any_id in ids:
        if queries.item(core.store, any_id) is None:
            raise NoSuchItem(any_id)
    return ids


def _done(output: Output, ids: list[str], **more: object) -> Exit:
    output.document({"ids": ids, **more})
    if not more.get("state"):
        output.line(ngettext("{n} item done.", "{n} items done.", len(ids)).format(n=len(ids)))
    return Exit.DONE


def _waits(output: Output, *ids: str) -> Exit:
    output.line(_("Kept. It is sent with the next sync."))
    return _done(output, list(ids), state="waiting")


def _read(core: Core, arguments: argparse.Namespace, output: Output) -> Exit:
    core.news.mark_read(_known(core, arguments.ids), read=arguments.verb == "read")
    return _done(output, arguments.ids)


def _star(core: Core, arguments: argparse.Namespace, output: Output) -> Exit:
    core.news.star(_known(core, arguments.ids), on=arguments.verb == "star")
    return _done(output, arguments.ids)


def _confirm(core: Core, arguments: argparse.Namespace, output: Output) -> Exit:
    told = False
    for any_id in _known(core, arguments.ids):
        try:
            told = core.news.confirm(any_id) or told
        except KeyError as error:
            raise NoSuchItem(any_id) from error
    if told:
        return _waits(output, *arguments.ids)
    output.line(_("Confirmed, but only on this computer: the organisation has no place to count it."))
    return _done(output, arguments.ids, state="local")


def _respond(core: Core, arguments: argparse.Namespace, output: Output) -> Exit:
    if not is_event(arguments.id):
        raise NoSuchItem(arguments.id)
    try:
        core.calendar.respond(arguments.id, _ANSWERS[arguments.answer])
    except KeyError as error:
        raise NoSuchItem(arguments.id) from error
    except ValueError:
        output.trouble("not-invited", _("You are not invited to this event, so there is nothing to answer."))
        return Exit.USAGE
    return _waits(output, arguments.id)


def _vote(core: Core, arguments: argparse.Namespace, output: Output) -> Exit:
    poll = queries.item(core.store, arguments.id)
    if poll is None or not isinstance(poll.detail, PollDetail):
        raise NoSuchItem(arguments.id)
    wanted = arguments.option.casefold()
    choice = next((c for c in poll.detail.choices if wanted in (c.id.casefold(), c.title.casefold())), None)
    if choice is None:
        names = ", ".join(c.id for c in poll.detail.choices)
        output.trouble("no-such-option", _("Choose one of: {names}").format(names=names))
        return Exit.USAGE
    try:
        core.campaigns.vote(poll.id, choice.id)
    except ValueError:
        return _no_inbox(output)
    return _waits(output, poll.id)


def _feedback(core: Core, arguments: argparse.Namespace, output: Output) -> Exit:
    about = None
    if arguments.about:
        about = queries.item(core.store, arguments.about)
        if about is None:
            raise NoSuchItem(arguments.about)
    if not arguments.text.strip():
        output.trouble("usage", _("Say something."))
        return Exit.USAGE
    if not core.people.feedback(arguments.text, about):
        return _no_inbox(output)
    return _waits(output)


def _no_inbox(output: Output) -> Exit:
    output.trouble("no-inbox", _("The organisation has no place yet to receive this."))
    return Exit.NOT_FOUND


_VERBS: dict[str, Callable[[Core, argparse.Namespace, Output], Exit]] = {
    "read": _read,
    "unread": _read,
    "star": _star,
    "unstar": _star,
    "confirm": _confirm,
    "respond": _respond,
    "vote": _vote,
    "feedback": _feedback,
}
