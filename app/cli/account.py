"""The verb that adds, lists and removes accounts.

Never enters here: HTTP; a password in any output.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable

from app.cli.exits import Exit
from app.cli.messages import sentence
from app.cli.opening import NothingHere, Options, to_read, to_write
from app.cli.output import Output
from app.text import _
from sync.model.errors import ErrorCode, NotIntranet
from sync.model.ports import Login, Proxies

MakeProxies = Callable[[], Proxies]


def account(arguments: argparse.Namespace, options: Options, output: Output, proxies: MakeProxies) -> Exit:
    """Add, list or remove accounts."""
    if arguments.action == "list":
        return _list_accounts(options, output)
    if arguments.action == "remove":
        return _remove_account(arguments, options, output)
    login = _login(arguments, output)
    if isinstance(login, Exit):
        return login
    with to_write(options, output, proxies) as core:
        try:
            discovery = core.accounts.discover(arguments.address, login)
        except NotIntranet as error:
            output.trouble(error.code.value, sentence(error.code))
            for asked in error.tried:
                output.say(f"  {asked}")
            return Exit.NOT_FOUND
        only = None
        if arguments.kind:
            only = {c.href for c in discovery.collections if c.connector == arguments.kind}
            if not only:
                text = _("There is nothing of kind {kind} at this address.").format(kind=arguments.kind)
                output.trouble(ErrorCode.NOT_INTRANET.value, text)
                return Exit.NOT_FOUND
        added = core.accounts.add(discovery, login, title=arguments.title, mail=arguments.mail, only=only)
        collections = core.accounts.collections(added.id)
    output.document(
        {
            "id": added.id,
            "title": added.title,
            "address": added.address,
            "kind": added.kind,
            "collections": [
                {"id": c.id, "kind": c.kind.value, "connector": c.connector, "href": c.href, "title": c.title}
                for c in collections
            ],
        }
    )
    output.line(_("Added {title} as account {id}:").format(title=added.title, id=added.id))
    for one in collections:
        output.line(f"  {one.kind.value:<9} {one.title}  {one.href}")
    output.line(_("Fill it now: prikbord sync"))
    return Exit.DONE


def _login(arguments: argparse.Namespace, output: Output) -> Login | Exit | None:
    """Return who to log in as; an Exit for wrong use. A password is never an argument: others see those."""
    if not arguments.user:
        if arguments.password_stdin:
            output.trouble("usage", _("--password-stdin needs --user."))
            return Exit.USAGE
        return None
    if arguments.password_stdin:
        secret = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        secret = getpass.getpass(_("Password for {user}: ").format(user=arguments.user))
    else:
        output.trouble("usage", _("Give the password with --password-stdin."))
        return Exit.USAGE
    return Login(arguments.user, secret)


def _list_accounts(options: Options, output: Output) -> Exit:
    try:
        with to_read(options, output) as core:
            found = core.accounts.list()
    except NothingHere:
        found = []
    output.document(
        {
            "items": [
                {
                    "id": a.id,
                    "title": a.title,
                    "address": a.address,
                    "user": a.username,
                    "kind": a.kind,
                    "state": a.state.value,
                }
                for a in found
            ],
            "total": len(found),
        }
    )
    for a in found:
        output.line(f"{a.id:<4} {a.title}  {a.address}  {a.username}  {a.state.value}")
    return Exit.DONE


def _remove_account(arguments: argparse.Namespace, options: Options, output: Output) -> Exit:
    with to_write(options, output) as core:
        if not core.accounts.remove(arguments.id):
            return no_account(output, arguments.id)
    output.document({"id": arguments.id, "removed": True})
    output.line(_("Account {id} was removed from this computer.").format(id=arguments.id))
    return Exit.DONE


def no_account(output: Output, account_id: str) -> Exit:
    output.trouble("no-such-account", _("There is no account {id}.").format(id=account_id))
    return Exit.NOT_FOUND
