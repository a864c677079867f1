"""A mirror in memory that applies pulls as the contract says, so that a suite sees what a store would hold.

Never enters here: guards (the engine's), personal state.
"""

from __future__ import annotations

import msgspec

from sync.model.changes import PullResult
from sync.model.ids import item_id
from sync.model.items import Collection, ItemDraft
from sync.model.ports import Known


class Mirror:
    """What is held of one collection, by uid."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self.drafts: dict[str, ItemDraft] = {}

    def known(self) -> Known:
        """Return what a pull may ask for."""
        return Known(
            hrefs={uid: draft.href for uid, draft in self.drafts.items()},
            etags={uid: draft.etag for uid, draft in self.drafts.items()},
        )

    def apply(self, result: PullResult) -> None:
        """Take a pull over, checking what every pull must keep."""
        if result.unchanged:
            assert not (result.upserts or result.removed or result.moved)
            return
        uids = [draft.uid for draft in result.upserts]
        assert len(uids) == len(set(uids)), "one uid twice in a pull"
        assert len({item_id(d.kind, "a1", d.uid) for d in result.upserts}) == len(uids)
        for draft in result.upserts:
            assert draft.href.startswith(("http://", "https://", "memory://"))
        for uid, href in result.moved.items():
            self.drafts[uid] = msgspec.structs.replace(self.drafts[uid], href=href)
        for href in result.removed:
            for uid in [uid for uid, draft in self.drafts.items() if draft.href == href]:
                if uid not in uids:
                    del self.drafts[uid]
        if result.complete:
            stays = {*uids, *result.present}
            for uid in self.drafts.keys() - stays:
                del self.drafts[uid]
        for draft in result.upserts:
            self.drafts[draft.uid] = draft
        self.collection = msgspec.structs.replace(self.collection, cursor=result.cursor)

    def titled(self, title: str) -> ItemDraft:
        """Return the one item with this title."""
        found = [draft for draft in self.drafts.values() if draft.title == title]
        assert len(found) == 1, f"{len(found)} items are called {title!r}"
        return found[0]

    @property
    def titles(self) -> set[str]:
        """Return all titles."""
        return {draft.title for draft in self.drafts.values()}
