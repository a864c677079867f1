"""Opens the data folder for a verb: only to look where that does, for writing where it must be.

Never enters here: what is done with it.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app import text
from app.cli.output import Output
from app.core import Core
from app.credentials import KeyringCredentials
from app.extract import ChildExtractor
from app.paths import Paths
from app.text import _
from sync.model.errors import StoreUnusable
from sync.model.ports import Proxies

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """The options that stand before the verb. ``language``: "" for the person's own."""

    data_dir: Path
    as_json: bool = False
    language: str = ""
    log_level: str = "info"
    offline: bool = False


class NothingHere(Exception):
    """There is no cache in this data folder yet."""


@contextlib.contextmanager
def to_read(options: Options, output: Output) -> Iterator[Core]:
    """Open to look, also beside a running window. A folder that needs mending or an upgrade gets it.

    Raises NothingHere, StoreUnusable.
    """
    paths = Paths(options.data_dir)
    if paths.data_dir.exists() and not paths.data_dir.is_dir():
        raise StoreUnusable("a file stands where the data folder should be")
    if not paths.identity.exists() and not any(paths.store.glob("*.db")):
        raise NothingHere
    credentials = KeyringCredentials(paths)
    key = credentials.master_key()
    try:
        core = Core.open(paths, credentials=credentials, key=key, offline=True, read_only=True)
    except StoreUnusable as error:
        log.info("opening for reading only did not do (%s)", error.message)
        core = Core.open(paths, credentials=credentials, key=key, offline=True)
    with core:
        _speak(core, options)
        _tell_recovery(core, output)
        yield core


@contextlib.contextmanager
def to_write(
    options: Options, output: Output, proxies: Callable[[], Proxies] | None = None
) -> Iterator[Core]:
    """Open for writing and, unless offline, for the network. Raises StoreUnusable (FolderInUse)."""
    paths = Paths(options.data_dir)
    paths.make()
    credentials = KeyringCredentials(paths)
    core = Core.open(
        paths,
        credentials=credentials,
        key=credentials.master_key(),
        offline=options.offline,
        proxies=proxies() if proxies is not None and not options.offline else None,
        extract=ChildExtractor(),
    )
    with core:
        core.engine.keep_language = not _speak(core, options)
        _tell_recovery(core, output)
        yield core


def _speak(core: Core, options: Options) -> bool:
    """Use the language of the command line, else the person's; return whether one was chosen at all."""
    chosen = options.language or core.settings.language
    text.use(chosen)
    return chosen in text.LANGUAGES


def _tell_recovery(core: Core, output: Output) -> None:
    recovery = core.recovery
    if recovery is None:
        return
    where = ", ".join(path.name for path in recovery.set_aside)
    said = [_("The data on this computer was damaged or gone.")]
    if where:
        said.append(_("It was set aside ({where}).").format(where=where))
    if recovery.complete:
        said.append(_("What you did was rescued, and the next sync fills the cache again."))
    elif recovery.accounts:
        said.append(_("What could be read of it was rescued, and the next sync fills the cache again."))
    else:
        said.append(_("Nothing of it could be read: add your account again."))
    output.say(" ".join(said))
