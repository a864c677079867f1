"""What is configured, reached, stored and failing; with secrets left out, and titles and texts too.

Never enters here: repairing anything.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import zipfile
from collections.abc import Callable
from importlib import metadata
from typing import Any

from app.cli.exits import Exit
from app.cli.messages import explain
from app.cli.opening import NothingHere, Options, to_read
from app.cli.output import Output, rfc3339
from app.core import Core
from app.credentials import CredentialsUnavailable, describe_backend
from app.logs import redact
from app.paths import Paths
from app.text import _
from sync.model.errors import StoreUnusable
from sync.model.items import ItemKind
from sync.model.ports import Proxies
from sync.store import mirror, queries

_PACKAGES = ("PySide6-Essentials", "SQLAlchemy", "sqlcipher3", "requests", "icalendar", "keyring", "lxml")


def doctor(
    arguments: argparse.Namespace, options: Options, output: Output, proxies: Callable[[], Proxies]
) -> Exit:
    """Tell how things stand. Exit 0 when all is well, 1 when something fails, 6 without a usable store."""
    found: dict[str, Any] = {"program": _program(), "data_dir": str(options.data_dir)}
    found["credentials"], result = _credentials()
    try:
        with to_read(options, output) as core:
            found["store"] = {"usable": True, **_stored(core)}
            found["accounts"] = _accounts(core)
            if not options.offline:
                found["reached"] = _reached(core, proxies)
    except NothingHere:
        found["store"] = {"usable": True, "empty": True}
        found["accounts"] = []
    except StoreUnusable as error:
        found["store"] = {"usable": False, "reason": error.message, "advice": explain(error)}
        found["accounts"] = []
        result = Exit.STORE
    if result is Exit.DONE and not _well(found):
        result = Exit.PARTLY
    output.document(found)
    _print(output, found)
    if arguments.bundle:
        try:
            _bundle(options, found, arguments.bundle)
        except OSError as error:
            said = _("{file} could not be written: {reason}")
            output.say(said.format(file=arguments.bundle, reason=error.strerror))
            return result or Exit.PARTLY
        output.say(_("Written to {file}. It holds no secrets.").format(file=arguments.bundle))
    return result


def _program() -> dict[str, Any]:
    versions = {}
    for name in _PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = ""
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "frozen": bool(getattr(sys, "frozen", False)),
        "packages": versions,
    }


def _credentials() -> tuple[dict[str, Any], Exit]:
    try:
        return {"usable": True, "backend": describe_backend()}, Exit.DONE
    except CredentialsUnavailable as error:
        return {"usable": False, "reason": error.message, "advice": explain(error)}, Exit.STORE


def _stored(core: Core) -> dict[str, Any]:
    counts = queries.counts(core.store)
    size = sum(path.stat().st_size for path in core.paths.store.rglob("*") if path.is_file())
    return {
        "bytes": size,
        "items": {kind.value: queries.total(core.store, kind) for kind in ItemKind},
        "outbox_waiting": counts.outbox_waiting,
        "outbox_parked": counts.parked,
    }


def _accounts(core: Core) -> list[dict[str, Any]]:
    return [
        {
            "id": account.id,
            "kind": account.kind,
            "state": account.state.value,
            "origins": list(account.origins),
            "login": bool(account.username),
            "inbox": bool(account.inbox),
            "first_synced": rfc3339(account.first_synced_at),
            "collections": [
                {
                    "id": c.id,
                    "connector": c.connector,
                    "kind": c.kind.value,
                    "synced": rfc3339(c.synced_at),
                    "error": c.error,
                    "count": mirror.counts(core.store, c.id),
                }
                for c in core.accounts.collections(account.id)
            ],
        }
        for account in core.accounts.list()
    ]


def _reached(core: Core, proxies: Callable[[], Proxies]) -> dict[str, str]:
    """Ask each server once, without a login: any answer at all means that it is reached."""
    from sync.engine.reach import reach

    origins = {origin for account in core.accounts.list() for origin in account.origins}
    return {origin: reach(origin, proxies=proxies(), clock=core.clock) for origin in sorted(origins)}


def _well(found: dict[str, Any]) -> bool:
    accounts = found["accounts"]
    failing = any(a["state"] != "ok" or any(c["error"] for c in a["collections"]) for a in accounts)
    return not failing and all(said == "ok" for said in found.get("reached", {}).values())


def _print(output: Output, found: dict[str, Any]) -> None:
    program = found["program"]
    output.line(f"Python {program['python']}, {program['system']}")
    output.line(_("Data folder: {path}").format(path=found["data_dir"]))
    for name, shown in (("credentials", _("Credential store")), ("store", _("Data on this computer"))):
        part = found[name]
        state = part.get("advice") or ("ok" if part["usable"] else part.get("reason", ""))
        output.line(f"{shown}: {state}")
    for origin, said in found.get("reached", {}).items():
        output.line(f"{origin}: {said}")
    for account in found["accounts"]:
        output.line(f"{account['id']}: {account['state']}")
        for c in account["collections"]:
            synced = c["synced"] or _("never")
            output.line(f"  {c['id']} {c['connector']:<8} {c['count']:>6}  {synced}  {c['error']}".rstrip())


def _bundle(options: Options, found: dict[str, Any], file: Any) -> None:
    """Write the facts and the logs. Addresses are cut to their hosts, as in the logs themselves."""
    logs = Paths(options.data_dir).logs
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("doctor.json", redact(json.dumps(found, ensure_ascii=False, indent=1)))
        for path in sorted(logs.glob("*.log*")) if logs.is_dir() else ():
            bundle.write(path, f"logs/{path.name}")
