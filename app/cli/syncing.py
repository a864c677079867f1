"""The verbs that bring things here: sync and fetch.

Never enters here: HTTP; secrets in any output.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.cli.account import no_account
from app.cli.exits import Exit, exit_of, exit_of_rounds
from app.cli.messages import explain, sentence
from app.cli.opening import NothingHere, Options, to_read, to_write
from app.cli.output import Output
from app.core import Core
from app.file_names import safe_name
from app.text import _, ngettext
from sync.engine.status import Progress, Stage
from sync.model.changes import RoundReport
from sync.model.errors import BadData, ErrorCode, SyncError
from sync.model.items import DocumentDetail, Item
from sync.model.ports import Proxies
from sync.store import queries

MakeProxies = Callable[[], Proxies]


# -- sync


def sync(arguments: argparse.Namespace, options: Options, output: Output, proxies: MakeProxies) -> Exit:
    """Do one round."""
    with to_write(options, output, proxies) as core:
        known = core.accounts.list()
        if arguments.account and arguments.account not in {a.id for a in known}:
            return no_account(output, arguments.account)
        if not known:
            output.document({"accounts": []})
            output.say(_("There is no account yet. Add one: prikbord account add ADDRESS --user NAME"))
            return Exit.NOT_FOUND
        reports = core.engine.run(
            [arguments.account] if arguments.account else None,
            progress=lambda step: output.progress(_progress(step)),
        )
        titles = {c.id: c.title for c in core.accounts.collections()}
    output.document({"accounts": [_report(report) for report in reports]})
    for report in reports:
        _print_report(report, titles, output, offline=options.offline)
    return exit_of_rounds(report.outcome for report in reports)


def _progress(step: Progress) -> str:
    names = {
        Stage.PROFILE: _("Asking the intranet"),
        Stage.OUTBOX: _("Sending"),
        Stage.COLLECTIONS: _("News, calendar and documents"),
        Stage.PINNED: _("Pinned documents"),
        Stage.READY: _("Ready to read"),
        Stage.CONTENTS: _("Pictures and documents"),
        Stage.DONE: _("Done"),
    }
    return f"{names[step.stage]} {step.done}/{step.total}" if step.total else names[step.stage]


def _report(report: RoundReport) -> dict[str, Any]:
    return {
        "id": report.account_id,
        "title": report.title,
        "outcome": report.outcome,
        "seconds": report.seconds,
        "requests": report.requests,
        "bytes_received": report.bytes_received,
        "bytes_sent": report.bytes_sent,
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "failed": [
            {"collection": f.collection, "href": f.href, "code": f.code.value, "message": f.message}
            for f in report.failed
        ],
        "pushed": report.pushed,
        "parked": report.parked,
    }


def _print_report(report: RoundReport, titles: dict[str, str], output: Output, *, offline: bool) -> None:
    if report.outcome in ("ok", "partly"):
        output.line(
            _(
                "{title}: {added} new, {changed} changed, {removed} removed; {seconds} s, {requests} requests"
            ).format(
                title=report.title,
                added=report.added,
                changed=report.changed,
                removed=report.removed,
                seconds=report.seconds,
                requests=report.requests,
            )
        )
        if report.pushed:
            output.line(
                "  " + ngettext("{n} thing sent", "{n} things sent", report.pushed).format(n=report.pushed)
            )
    else:
        said = _sentence_of(report.outcome)
        if offline:
            said = _("No network was used, as you asked with --offline.")
        output.say(f"{report.title}: {said}" if said else report.title)
    for failure in report.failed:
        if report.outcome in ("ok", "partly"):
            where = titles.get(failure.collection, "")
            output.say(f"  {where}: {failure.href} {sentence(failure.code)} ({failure.message})".lstrip())


def _sentence_of(outcome: str) -> str:
    try:
        return sentence(ErrorCode(outcome))
    except ValueError:
        return ""


# -- fetch


def fetch(arguments: argparse.Namespace, options: Options, output: Output, proxies: MakeProxies) -> Exit:
    """Bring documents into the cache, or out of it into a folder. What is here needs no network."""
    try:
        with to_read(options, output) as core:
            unknown = [any_id for any_id in arguments.ids if not _is_document(core, any_id)]
            missing = [
                any_id for any_id in arguments.ids if not unknown and core.documents.content(any_id) is None
            ]
            if not unknown and (not missing or options.offline):
                return _fetch(core, arguments, output)
    except NothingHere:
        unknown = arguments.ids
    except BadData:
        unknown = []  # a held content proved bad: it is fetched again below
    if unknown:
        output.trouble("no-such-item", _("There is no document {id}.").format(id=unknown[0]))
        return Exit.NOT_FOUND
    with to_write(options, output, proxies) as core:
        return _fetch(core, arguments, output)


def _is_document(core: Core, any_id: str) -> bool:
    item = queries.item(core.store, any_id)
    return item is not None and isinstance(item.detail, DocumentDetail) and not item.detail.is_folder


def _fetch(core: Core, arguments: argparse.Namespace, output: Output) -> Exit:
    done: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    exits: list[Exit] = []
    for count, any_id in enumerate(arguments.ids, 1):
        output.progress(f"{count}/{len(arguments.ids)}")
        item = core.documents.item(any_id)
        assert item is not None
        try:
            data = core.documents.fetch(any_id)
            path = _write_out(item, data, arguments.to) if arguments.to else None
        except SyncError as error:
            exits.append(exit_of(error.code))
            failed.append(
                {"id": any_id, "href": item.href, "code": error.code.value, "message": error.message}
            )
            output.say(f"{item.title}: {explain(error)}")
            continue
        except OSError as error:
            exits.append(Exit.PARTLY)
            failed.append(_failure(item, "target", str(error.strerror)))
            output.say(f"{item.title}: {error.strerror}")
            continue
        one = {"id": any_id, "href": item.href, "title": item.title, "size": len(data), "offline": True}
        done.append(one | ({"path": str(path)} if path else {}))
        output.line(f"{any_id:<20} {len(data):>10}  {path or item.title}")
    output.document({"items": done, "failed": failed})
    if not failed:
        return Exit.DONE
    return exits[0] if not done and len(set(exits)) == 1 else Exit.PARTLY


def _failure(item: Item, code: str, message: str) -> dict[str, Any]:
    return {"id": item.id, "href": item.href, "code": code, "message": message}


def _write_out(item: Item, data: bytes, folder: Path) -> Path:
    """Write a document under a safe name; one that is there already with other content stays."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / safe_name(item.title)
    target, number = wanted, 1
    while target.exists() and target.read_bytes() != data:
        number += 1
        target = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
    if not target.exists():
        part = target.with_name(f".{target.name}.part")
        try:
            part.write_bytes(data)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return target
