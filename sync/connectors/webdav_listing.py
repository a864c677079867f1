"""The whole listing of a folder tree: in one question where the server allows it, else folder by folder.

Never enters here: comparing with what the mirror holds.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sync.connectors.dav import propfind
from sync.formats.dav_names import FOLDER_PROPS
from sync.formats.multistatus import DavEntry
from sync.model.changes import ItemFailure
from sync.model.errors import BadData, ErrorCode, Forbidden, Gone, Maintenance, Quota, SyncError, TooLarge
from sync.net.session import Session

DEPTH_INFINITY = "depth-infinity"  # in Cursor.refused
_REFUSALS = frozenset({400, 403, 405, 413, 422, 501, 507})
_AT_ONCE = 4
_MOST_FOLDERS = 20_000  # a server whose folders never end is stopped here
_SKIPPED = (Forbidden, Gone, Maintenance, BadData, TooLarge, Quota)  # troubles of one folder, not the line


@dataclass(slots=True)
class Listing:
    """All entries by href, folders ending in "/". ``root``: the folder asked, not among the entries.

    ``forbidden``: folders that are not for us. ``complete``: nothing else is missing.
    """

    root: DavEntry | None = None
    entries: dict[str, DavEntry] = field(default_factory=dict)
    failures: list[ItemFailure] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    complete: bool = True
    refused: tuple[str, ...] = ()

    def under_forbidden(self, href: str) -> bool:
        """Whether an address lies in a folder that is not for us."""
        return any(href.startswith(folder) for folder in self.forbidden)


def list_tree(session: Session, href: str, refused: tuple[str, ...], skip: str) -> Listing:
    """Return all of a tree. ``refused``: what the server is known not to do. ``skip``: a folder left out.

    Trouble with the root raises; trouble with a folder below is a failure and the rest goes on.
    """
    root = _slash(href)
    listing = Listing(refused=refused)
    if DEPTH_INFINITY not in refused:
        _answer, whole = propfind(session, root, FOLDER_PROPS, "infinity", also=_REFUSALS)
        if whole is not None:
            _take(listing, root, whole.responses, skip)
            _check_root(listing, root)
            listing.failures += whole.failures
            listing.complete = listing.complete and not (whole.truncated or whole.failures)
            folders = _folders(listing)
            if folders and all(_parent(entry) == root for entry in listing.entries):
                # Either these folders are empty, or the server quietly answered with depth 1.
                before = len(listing.entries)
                _walk(session, listing, folders, skip)
                if len(listing.entries) > before:
                    listing.refused = (*refused, DEPTH_INFINITY)
            return listing
        listing.refused = (*refused, DEPTH_INFINITY)
    _answer, top = propfind(session, root, FOLDER_PROPS, "1")
    if top is None:
        raise BadData("a folder that gives no listing", href=root)
    _take(listing, root, top.responses, skip)
    _check_root(listing, root)
    listing.failures += top.failures
    listing.complete = listing.complete and not (top.truncated or top.failures)
    _walk(session, listing, _folders(listing), skip)
    return listing


def _check_root(listing: Listing, root: str) -> None:
    """Refuse a listing without the folder itself: an empty answer must not look like an empty folder."""
    entry = listing.root
    if entry is not None and entry.status == 403:
        raise Forbidden("this folder is not for us", href=root)
    if entry is None or not entry.ok or not entry.is_collection:
        raise BadData("a listing that is none of this folder", href=root)


def _slash(href: str) -> str:
    return href if href.endswith("/") else f"{href}/"


def _parent(href: str) -> str:
    return href.rstrip("/").rpartition("/")[0] + "/"


def _folders(listing: Listing) -> list[str]:
    return [href for href, entry in listing.entries.items() if entry.is_collection]


def _take(listing: Listing, root: str, entries: tuple[DavEntry, ...], skip: str) -> list[str]:
    """Add entries; return the folders among them that were not known before."""
    found: list[str] = []
    for entry in entries:
        folder = _slash(entry.href)
        if folder == root:
            if listing.root is None:
                listing.root = entry
            continue
        if skip and folder.startswith(skip):
            continue
        if not entry.ok:
            _failed(listing, folder, entry.status)
            continue
        href = folder if entry.is_collection else entry.href.rstrip("/")
        if href not in listing.entries and entry.is_collection:
            found.append(href)
        listing.entries[href] = entry
    return found


def _failed(listing: Listing, folder: str, status: int) -> None:
    code = ErrorCode.FORBIDDEN if status == 403 else ErrorCode.GONE if status in (404, 410) else None
    listing.failures.append(
        ItemFailure(folder, code or ErrorCode.MAINTENANCE, f"the server answered {status} for this part")
    )
    if status == 403:
        listing.forbidden.append(folder)
    else:
        listing.complete = False


def _walk(session: Session, listing: Listing, folders: list[str], skip: str) -> None:
    """List folder by folder, four at a time, breadth first."""

    def ask(folder: str) -> tuple[str, tuple[DavEntry, ...], SyncError | None, tuple[ItemFailure, ...], bool]:
        try:
            _answer, part = propfind(session, folder, FOLDER_PROPS, "1")
        except _SKIPPED as error:
            return folder, (), error, (), False
        if part is None or not any(e.ok and _slash(e.href) == folder for e in part.responses):
            return folder, (), BadData("a listing that is none of this folder", href=folder), (), False
        return folder, part.responses, None, part.failures, part.truncated

    asked = 0
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="folders") as threads:
        while folders:
            asked += len(folders)
            if asked > _MOST_FOLDERS:
                raise BadData(f"more than {_MOST_FOLDERS} folders", href=folders[0])
            found: list[str] = []
            for folder, entries, error, failures, truncated in threads.map(ask, folders):
                if error is not None:
                    listing.failures.append(ItemFailure(folder, error.code, error.message))
                    if isinstance(error, Forbidden):
                        listing.forbidden.append(folder)
                    else:
                        listing.complete = False
                    continue
                listing.failures += failures
                listing.complete = listing.complete and not (failures or truncated)
                found += _take(listing, folder, entries, skip)
            folders = found
