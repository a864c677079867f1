"""The verbs and options of the command line. A public interface: names only grow.

Never enters here: doing anything.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from app.logs import LEVELS
from app.text import N_, _, ngettext

KINDS = (
    "news", "announcements", "documents", "events", "people", "processes", "campaigns", "polls", "outbox",
    "collections",
)  # fmt: skip
SEARCH_KINDS = KINDS[:8]
CONNECTORS = ("profile", "feed", "webdav", "caldav", "ics")
NOT_YET = ("comment", "upload", "profile", "readiness", "duplicates", "publish", "report")


# argparse's own words, for the translations: it looks them up in English.
ARGPARSE_WORDS = (
    N_("usage: "), N_("options"), N_("positional arguments"), N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"), N_("expected one argument"),
    N_("expected at least one argument"), N_("unrecognized arguments: %s"),
    N_("the following arguments are required: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
)  # fmt: skip
_EARLIEST = dt.datetime(2, 1, 1, tzinfo=dt.UTC)
_LATEST = dt.datetime(9998, 12, 31, tzinfo=dt.UTC)


class WrongUse(Exception):
    """A command line that means nothing; its text says how it is used and what is wrong."""


class _Parser(argparse.ArgumentParser):
    """Raises WrongUse where argparse would print and leave."""

    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"{self.format_usage()}{self.prog}: {message}")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the parsed command line; ``verb`` is "" for the window.

    Raises WrongUse, and SystemExit once help is shown.
    """
    # argparse translates through names of its own module, chosen before ours knows the language.
    vars(argparse).update({"_": _, "ngettext": ngettext})
    return _parser().parse_args(argv)


def _parser() -> _Parser:
    parser = _Parser(
        prog="prikbord", description=_("The intranet on your desk, also offline."), allow_abbrev=False
    )
    _global_options(parser)
    verbs = parser.add_subparsers(dest="verb", metavar=_("VERB"), title=_("verbs"))
    parser.set_defaults(verb="")
    _demo(verbs)
    _account(verbs)
    sync = verbs.add_parser("sync", help=_("do one round, for all accounts or one"))
    sync.add_argument("--account", metavar="ID")
    _reading(verbs)
    _acting(verbs)
    doctor = verbs.add_parser("doctor", help=_("tell what is configured, reached, stored and failing"))
    doctor.add_argument("--bundle", metavar="FILE", type=Path, help=_("also write it all into a zip file"))
    for name in NOT_YET:  # without help they are not listed, and whatever follows is taken
        verb = verbs.add_parser(name, add_help=False, prefix_chars="\0")
        verb.add_argument("rest", nargs="*")
    return parser


def _global_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data-dir", metavar="DIR", type=Path, help=_("where everything lies"))
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))
    parser.add_argument("--lang", choices=("nl", "en"), help=_("language"))
    parser.add_argument("--log-level", choices=LEVELS, default="info", help=_("how much is logged"))
    parser.add_argument("--offline", action="store_true", help=_("use no network at all"))


def _demo(verbs: argparse._SubParsersAction[_Parser]) -> None:
    demo = verbs.add_parser("demo", help=_("the window on an invented intranet; nothing is kept"))
    demo.add_argument("--check", action="store_true", help=_("walk every page without a display, then end"))
    demo.add_argument("--shots", metavar="DIR", type=Path, help=_("write a picture of each page"))


def _account(verbs: argparse._SubParsersAction[_Parser]) -> None:
    account = verbs.add_parser("account", help=_("add, list or remove accounts"))
    actions = account.add_subparsers(dest="action", metavar=_("ACTION"), required=True)
    add = actions.add_parser("add", help=_("find out what stands at an address and add it"))
    add.add_argument("address", metavar="ADDRESS")
    add.add_argument("--user", metavar="U")
    add.add_argument("--password-stdin", action="store_true", help=_("read the password from stdin"))
    add.add_argument("--kind", choices=CONNECTORS, help=_("take only collections of this kind"))
    add.add_argument("--title", metavar="T", default="")
    add.add_argument("--mail", metavar="M", default="", help=_("your address in invitations"))
    actions.add_parser("list", help=_("list the accounts"))
    remove = actions.add_parser("remove", help=_("remove an account from this computer"))
    remove.add_argument("id", metavar="ID")


def _reading(verbs: argparse._SubParsersAction[_Parser]) -> None:
    listing = verbs.add_parser("list", help=_("list what is in the cache"))
    listing.add_argument("kind", metavar="KIND", choices=KINDS, help=" ".join(KINDS))
    listing.add_argument("--since", metavar="T", type=moment)
    listing.add_argument("--until", metavar="T", type=moment)
    listing.add_argument("--limit", metavar="N", type=count)
    show = verbs.add_parser("show", help=_("show one item whole"))
    show.add_argument("id", metavar="ID")
    fetch = verbs.add_parser("fetch", help=_("keep documents for offline use, or write them to a folder"))
    fetch.add_argument("ids", metavar="ID", nargs="+")
    fetch.add_argument("--to", metavar="DIR", type=Path)
    search = verbs.add_parser("search", help=_("search everything, also inside documents"))
    search.add_argument("words", metavar="WORDS", nargs="+")
    search.add_argument("--kind", choices=SEARCH_KINDS)
    search.add_argument("--limit", metavar="N", type=count, default=50)


def _acting(verbs: argparse._SubParsersAction[_Parser]) -> None:
    for name, told in (
        ("read", _("mark as read")),
        ("unread", _("mark as unread")),
        ("star", _("add a star")),
        ("unstar", _("take the star away")),
        ("confirm", _("confirm that a must-read was read")),
    ):
        verbs.add_parser(name, help=told).add_argument("ids", metavar="ID", nargs="+")
    respond = verbs.add_parser("respond", help=_("answer an invitation"))
    respond.add_argument("id", metavar="ID")
    respond.add_argument("answer", choices=("yes", "no", "maybe"))
    vote = verbs.add_parser("vote", help=_("vote in a poll or contest"))
    vote.add_argument("id", metavar="ID")
    vote.add_argument("option", metavar="OPTION")
    feedback = verbs.add_parser("feedback", help=_("tell the intranet's project group something"))
    feedback.add_argument("text", metavar="TEXT")
    feedback.add_argument("--about", metavar="ID")


def moment(text: str) -> dt.datetime:
    """Return a date or time (ISO 8601) as an aware moment; without an offset it is local time."""
    try:
        parsed = dt.datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("not a date or time: {text}").format(text=text)) from error
    # The ends of the calendar have no room for an offset or for the days around a moment.
    if not _EARLIEST.year < parsed.year < _LATEST.year:
        return _EARLIEST if parsed.year <= _EARLIEST.year else _LATEST
    return parsed.astimezone() if parsed.tzinfo is None else parsed


def count(text: str) -> int:
    """Return a number of at least 0."""
    if not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(_("not a number: {text}").format(text=text))
    return int(text)
