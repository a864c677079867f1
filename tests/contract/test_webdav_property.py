"""Whatever happens to a tree, and whatever its ETags are worth, the mirror ends as the server is."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.connectors.webdav import _Compared, version_of
from sync.connectors.webdav_listing import Listing
from sync.formats.multistatus import DavEntry
from sync.model.items import Collection, CollectionKind, Cursor
from tests.contract.mirror import Mirror

ROOT = "http://127.0.0.1/dav/"
NAMES = ["a", "b", "een/a", "twee/b"]
# Few versions on purpose: ETags that are counters, that repeat, that come back, that are missing.
VERSIONS = ['"version-1"', '"version-2"', 'W/"version-1"', "version-3", ""]

steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from(NAMES), st.sampled_from(VERSIONS)),
        st.tuples(st.just("remove"), st.sampled_from(NAMES), st.just("")),
        st.tuples(st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
        st.tuples(st.just("pull"), st.just(""), st.just("")),
        st.tuples(st.just("pull"), st.just(""), st.just("")),
        st.tuples(st.just("fail"), st.sampled_from(["een/", "twee/"]), st.just("")),
        st.tuples(st.just("forbid"), st.sampled_from(["een/", "twee/"]), st.just("")),
    ),
    max_size=40,
)


def listing_of(files: dict[str, str], *, without: str = "", forbidden: bool = False) -> Listing:
    listing = Listing(root=DavEntry(href=ROOT, is_collection=True))
    for folder in sorted({f"{name.partition('/')[0]}/" for name in files if "/" in name}):
        listing.entries[ROOT + folder] = DavEntry(href=ROOT + folder, is_collection=True)
    for name, version in files.items():
        if not (without and name.startswith(without)):
            listing.entries[ROOT + name] = DavEntry(href=ROOT + name, etag=version, size=len(name))
    if without:
        listing.entries.setdefault(ROOT + without, DavEntry(href=ROOT + without, is_collection=True))
        if forbidden:
            listing.forbidden.append(ROOT + without)
        else:
            listing.complete = False
    return listing


def pull(mirror: Mirror, listing: Listing) -> bool:
    compared = _Compared(ROOT, mirror.known(), "")
    result = compared.whole(listing, "", mirror.collection.cursor)
    mirror.apply(result)
    return result.unchanged


@settings(max_examples=500, deadline=None)
@given(steps)
def test_the_mirror_ends_as_the_server_is(actions: list[tuple[str, str, str]]) -> None:
    mirror = Mirror(
        Collection(
            id="s-1",
            account_id="a1",
            connector="webdav",
            kind=CollectionKind.FOLDER,
            href=ROOT,
            title="",
            cursor=Cursor(),
        )
    )
    files: dict[str, str] = {}
    for action, name, other in actions:
        if action == "put":
            files[name] = other
        elif action == "remove":
            files.pop(name, None)
        elif action == "move" and name in files:
            files[other] = files.pop(name)
        elif action == "pull":
            pull(mirror, listing_of(files))
        elif action in ("fail", "forbid"):
            held = {uid for uid, draft in mirror.drafts.items() if draft.href.startswith(ROOT + name)}
            pull(mirror, listing_of(files, without=name, forbidden=action == "forbid"))
            inside = {uid for uid, draft in mirror.drafts.items() if draft.href.startswith(ROOT + name)}
            moved_out = held - inside
            assert all(uid in mirror.drafts for uid in moved_out), "a part in trouble lost something"
    pull(mirror, listing_of(files))
    expected = {href: version_of(entry) for href, entry in listing_of(files).entries.items()}
    assert {draft.href: draft.etag for draft in mirror.drafts.values()} == expected
    assert len(mirror.drafts) == len(expected), "one place, two items"
    before = dict(mirror.drafts)
    assert pull(mirror, listing_of(files))
    assert mirror.drafts == before
