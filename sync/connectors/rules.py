"""The organisation's categories, laid over an item: which make it an announcement, a must-read, a training.

Never enters here: fetching the profile, or what is done with a must-read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import msgspec

from sync.model.items import EventDetail, ItemDraft, Lane, NewsDetail
from sync.model.profile import Rules


def _fold(words: Iterable[str]) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFC", word).strip().casefold() for word in words)


def apply_rules(draft: ItemDraft, rules: Rules) -> ItemDraft:
    """Return the draft with lane, must-read and training as its categories say (compared without case).

    A must-read is an announcement too, and an announcement goes before a post of the management. What
    the collection's own lane made of an item is kept where no category says more.
    """
    detail = draft.detail
    if isinstance(detail, NewsDetail):
        own = _fold(detail.categories)
        must_read = detail.must_read or bool(own & _fold(rules.must_read))
        lane = detail.lane
        if must_read or own & _fold(rules.announcement):
            lane = Lane.ANNOUNCEMENT
        elif lane is Lane.NEWS and own & _fold(rules.management):
            lane = Lane.MANAGEMENT
        if (lane, must_read) != (detail.lane, detail.must_read):
            return msgspec.structs.replace(
                draft, detail=msgspec.structs.replace(detail, lane=lane, must_read=must_read)
            )
    elif isinstance(detail, EventDetail):
        training = detail.training or bool(_fold(detail.categories) & _fold(rules.training))
        if training != detail.training:
            return msgspec.structs.replace(draft, detail=msgspec.structs.replace(detail, training=training))
    return draft
