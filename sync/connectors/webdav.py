"""WebDAV: a tree of folders as documents (RFC 4918), with what each server allows.

A tree in which nothing changed costs one request where the server lists a whole tree at once.
What a server's ETag does not show (one takes seconds and size: a change within the same second to the
same size) is not seen here either. Never enters here: content kept, names made safe, uploads.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from sync.connectors.base import PARSER_VERSION, HttpConnector, plain_etag
from sync.connectors.dav import changes_since, propfind
from sync.connectors.names import is_html, media_type_of, promises_html, shown_path
from sync.connectors.webdav_listing import DEPTH_INFINITY, Listing, list_tree
from sync.formats.dav_names import COLLECTION_PROPS, DAV, FOLDER_PROPS
from sync.formats.multistatus import DavEntry
from sync.formats.plain import undeceive
from sync.model.changes import Discovery, FoundCollection, PullResult
from sync.model.errors import BadData
from sync.model.ids import normalise_href
from sync.model.items import (
    Account,
    Collection,
    CollectionKind,
    Cursor,
    DocumentDetail,
    ItemDraft,
    ItemKind,
)
from sync.model.ports import Capabilities, Content, Known
from sync.net.addresses import host_of
from sync.net.session import Session
from sync.net.validators import is_etag, same_etag

SYNC_COLLECTION = "sync-collection"  # in Cursor.refused
_TOKEN_PROPS = (DAV + "sync-token", DAV + "supported-report-set", DAV + "resourcetype")
_NO_DAV = (200, 400, 404, 405, 415, 501)  # what a server without DAV answers to PROPFIND
_FOLDER_VERSION = "~folder"


class WebDavConnector(HttpConnector):
    """Documents. An item's ``etag`` is the server's without its weakness mark, or ``~size-time``."""

    name = "webdav"

    def capabilities(self, collection: Collection) -> Capabilities:
        """Return what the server was seen to offer."""
        cursor = collection.cursor
        return Capabilities(
            conditional=True,
            sync_collection=bool(cursor.sync_token),
            depth_infinity=DEPTH_INFINITY not in cursor.refused and cursor.version > 0,
            ranges=True,
        )

    def discover(self, address: str) -> Discovery | None:
        """Return the folder at an address."""
        found = find_folder(self._session, address)
        if found is None:
            return None
        return Discovery(address=found.href, title=found.title, kind=self.name, collections=(found,))

    def pull(self, account: Account, collection: Collection, known: Callable[[], Known]) -> PullResult:
        """List the tree and compare, or ask only for changes where the server keeps a token.

        Trouble with the tree's own folder raises; a folder below that fails is named in ``failures``
        and what the mirror holds of it stays.
        """
        root = collection.href if collection.href.endswith("/") else f"{collection.href}/"
        skip = f"{account.inbox.rstrip('/')}/" if account.inbox else ""
        cursor = collection.cursor if collection.cursor.version == PARSER_VERSION else Cursor()
        if cursor.sync_token:
            delta = changes_since(self._session, root, cursor.sync_token, FOLDER_PROPS, level="infinite")
            if delta is not None:
                compared = _Compared(root, known(), skip)
                return compared.delta(delta.changed, delta.removed, delta.token, cursor)
        # Taken before the listing: what changes in between is told again, not missed.
        token, refused = self._token(root, cursor)
        listing = list_tree(self._session, root, refused, skip)
        return _Compared(root, known(), skip).whole(listing, token, collection.cursor)

    def _token(self, root: str, cursor: Cursor) -> tuple[str, tuple[str, ...]]:
        """Ask once whether the server tells changes of this tree; remember it when it does not."""
        refused = cursor.refused
        if SYNC_COLLECTION in refused:
            return "", refused
        _answer, listing = propfind(self._session, root, _TOKEN_PROPS, "0")
        entry = next((e for e in listing.responses if e.ok), None) if listing else None
        if entry is not None and entry.sync_token and SYNC_COLLECTION in entry.supported_reports:
            return entry.sync_token, refused
        return "", (*refused, SYNC_COLLECTION)

    def fetch(self, href: str, *, etag: str = "", last_modified: str = "") -> Content:
        """Open a document's content. BadData when a web page comes in place of another kind of file."""
        content = self._session.open(href, etag=etag, last_modified=last_modified)
        if not content.not_modified and is_html(content.media_type) and not promises_html(href):
            _close(content)
            raise BadData("a web page came in place of the document", href=href)
        if content.not_modified or content.etag:
            return content
        version = _made_version(content.size, _http_time(content.last_modified))
        return Content(content.chunks, version, content.last_modified, content.media_type, content.size)


def find_folder(session: Session, address: str) -> FoundCollection | None:
    """Return the folder at an address, None when no WebDAV folder stands there. Raises SyncError."""
    answer, listing = propfind(session, address, COLLECTION_PROPS, "0", also=_NO_DAV)
    entry = next((e for e in listing.responses if e.ok), None) if listing else None
    if entry is None or not entry.is_collection or entry.is_calendar or entry.is_addressbook:
        return None
    href = normalise_href(answer.url)
    href = href if href.endswith("/") else f"{href}/"
    name = entry.display_name or shown_path(href, f"{href.rstrip('/').rpartition('/')[0]}/")
    return FoundCollection(
        connector=WebDavConnector.name,
        kind=CollectionKind.FOLDER,
        href=href,
        title=name or host_of(address),
        read_only=entry.can_write is not True,
    )


class _Compared:
    """A listing beside what the mirror holds."""

    def __init__(self, root: str, known: Known, skip: str) -> None:
        self._root, self._skip = root, skip
        self._known = known
        self._uid_at = {href: uid for uid, href in known.hrefs.items()}

    def whole(self, listing: Listing, token: str, old: Cursor) -> PullResult:
        """Compare a listing of everything."""
        moved = self._moved(listing)
        upserts: list[ItemDraft] = []
        present: set[str] = set()
        taken: set[str] = set()
        for href, entry in listing.entries.items():
            uid = self._uid(href, entry, moved, taken)
            taken.add(uid)
            self._sort(uid, href, entry, upserts, present)
        # What lies in a folder that is not for us (any more) stays: nobody said that it is gone.
        present |= {uid for uid, href in self._known.hrefs.items() if listing.under_forbidden(href)}
        cursor = Cursor(
            sync_token=token if listing.complete else "", refused=listing.refused, version=PARSER_VERSION
        )
        nothing_new = not upserts and not listing.failures and present == self._known.hrefs.keys()
        return PullResult(
            cursor=cursor,
            unchanged=nothing_new and listing.complete and cursor == old,
            complete=listing.complete,
            upserts=tuple(upserts),
            present=frozenset(present),
            moved=self._moves(upserts),
            failures=tuple(listing.failures),
        )

    def _moves(self, upserts: Iterable[ItemDraft]) -> dict[str, str]:
        """Return uid -> new href of what stands elsewhere than the mirror has it."""
        hrefs = self._known.hrefs
        return {draft.uid: draft.href for draft in upserts if hrefs.get(draft.uid, draft.href) != draft.href}

    def delta(
        self, changed: Iterable[DavEntry], removed: Iterable[str], token: str, cursor: Cursor
    ) -> PullResult:
        """Compare an answer that names only changes."""
        upserts: list[ItemDraft] = []
        present: set[str] = set()
        for entry in changed:
            href = f"{entry.href.rstrip('/')}/" if entry.is_collection else entry.href
            if not (self._skip and href.startswith(self._skip)):
                self._sort(self._uid(href, entry, {}, set()), href, entry, upserts, present)
        gone = {href.rstrip("/") for href in removed}
        # A folder that is gone took all below with it, named or not.
        lost = tuple(
            href
            for href in self._known.hrefs.values()
            if href.rstrip("/") in gone or any(href.startswith(f"{folder}/") for folder in gone)
        )
        fresh = Cursor(sync_token=token, refused=cursor.refused, version=PARSER_VERSION)
        return PullResult(
            cursor=fresh, unchanged=not upserts and not lost and fresh == cursor, upserts=tuple(upserts),
            removed=lost, moved=self._moves(upserts),
        )  # fmt: skip

    def _sort(
        self, uid: str, href: str, entry: DavEntry, upserts: list[ItemDraft], present: set[str]
    ) -> None:
        held = self._known.etags.get(uid, "")
        version = version_of(entry)
        is_same = held == version or same_etag(held, version)
        if is_same and self._known.hrefs.get(uid) == href:
            present.add(uid)
        else:
            upserts.append(_draft(uid, href, entry, self._root, version))

    def _uid(self, href: str, entry: DavEntry, moved: Mapping[str, str], taken: set[str]) -> str:
        """Return who this is: by the server's file id, else by where it stands or came from."""
        if entry.fileid:
            return f"{self._root}?fileid={entry.fileid}"
        uid = self._uid_at.get(href) or moved.get(href) or href
        if uid in taken or (uid == href and self._known.hrefs.get(uid, href) != href):
            # Whoever was first seen here has moved on and keeps the name.
            return f"{href}?after={version_of(entry)}"
        return uid

    def _moved(self, listing: Listing) -> dict[str, str]:
        """Return new href -> uid for files that vanished in one place and stand in another.

        Told by an ETag that exactly one vanished and one new file have; one that any other file has
        too is a counter, no identity.
        """
        entries = listing.entries
        seen = Counter(version_of(entry) for entry in entries.values())
        held = Counter(plain_etag(etag) for etag in self._known.etags.values())
        vanished = {
            plain_etag(self._known.etags.get(uid, "")): uid
            for uid, href in self._known.hrefs.items()
            if href not in entries and not href.endswith("/") and not listing.under_forbidden(href)
        }
        moved: dict[str, str] = {}
        for href, entry in entries.items():
            version = version_of(entry)
            if href in self._uid_at or entry.is_collection or entry.fileid or not is_etag(version):
                continue
            if seen[version] == 1 and held[version] == 1 and version in vanished and len(version) > 6:
                moved[href] = vanished[version]
        return moved


def version_of(entry: DavEntry) -> str:
    """Return what tells one version of a file from the next: its ETag, else its size and time.

    Folders have one only where it speaks for all below (none of these servers').
    """
    if entry.is_collection:
        return _FOLDER_VERSION
    return plain_etag(entry.etag) or _made_version(entry.size, entry.modified)


def _made_version(size: int | None, modified: dt.datetime | None) -> str:
    """Return ``~size-time``: no ETag (it is never sent), but it tells versions apart."""
    return f"~{'' if size is None else size}-{'' if modified is None else int(modified.timestamp())}"


def _draft(uid: str, href: str, entry: DavEntry, root: str, version: str) -> ItemDraft:
    path = shown_path(href, root)
    name = path.rpartition("/")[2]
    is_folder = entry.is_collection
    changed = None if is_folder else entry.modified
    author = entry.modified_by or entry.owner
    return ItemDraft(
        kind=ItemKind.DOCUMENT,
        uid=uid,
        href=href,
        title=undeceive(name).strip() or name or "?",
        detail=DocumentDetail(
            path=path,
            size=None if is_folder else entry.size,
            media_type="" if is_folder else media_type_of(name, entry.media_type),
            is_folder=is_folder,
            can_write=bool(entry.can_write),
        ),
        etag=version,
        author="" if author.startswith(("http://", "https://")) else author,
        changed=changed,
        sort_at=changed,
    )


def _http_time(text: str) -> dt.datetime | None:
    from sync.formats.dates import parse_date

    return parse_date(text) if text else None


def _close(content: Content) -> None:
    close = getattr(content.chunks, "close", None)
    if close is not None:
        close()
