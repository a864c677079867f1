"""The profile's inbox: what people answer, one small file each in a WebDAV drop folder.

A file's name is the intent's own key, so that a repeat (a lost reply, two tries) makes no second answer.
Never enters here: reading the folder; a drop folder need not let us.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import msgspec

from sync.connectors.base import HttpConnector
from sync.model.changes import PullResult
from sync.model.errors import BadData
from sync.model.intents import InboxPayload, Intent, IntentKind, Receipt
from sync.model.items import Account, Collection, Item
from sync.model.ports import Capabilities, Known
from sync.net.validators import plain_etag

KINDS = frozenset(
    {IntentKind.SIGN_UP, IntentKind.VOTE, IntentKind.FEEDBACK, IntentKind.CONFIRM, IntentKind.QUESTION}
)
FORMAT_VERSION = 1
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class InboxFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One answer as it lies in the folder (JSON). ``at`` is RFC 3339; ``person`` "" is anonymous."""

    version: int
    kind: str
    key: str
    subject: str = ""
    choice: str = ""
    text: str = ""
    person: str = ""
    at: str = ""


class InboxConnector(HttpConnector):
    """Delivers to ``account.inbox``; pulls nothing."""

    name = "inbox"

    def capabilities(self, collection: Collection) -> Capabilities:
        """Return the kinds of intent that go to an inbox."""
        return Capabilities(pushes=frozenset(kind.value for kind in KINDS))

    def pull(self, account: Account, collection: Collection, known: Callable[[], Known]) -> PullResult:
        """Never asked: an inbox is no collection."""
        raise BadData("an inbox cannot be read", href=collection.href)

    def push(self, account: Account, intent: Intent, item: Item | None) -> Receipt:
        """Put the answer into the folder. 412 says that it lies there already: that is a receipt too.

        Raises BadData for an intent that is not the inbox's, Conflict (409) when the folder is not
        there, Forbidden, Quota, LoginNeeded, Offline (after which a repeat is harmless).
        """
        if intent.kind not in KINDS or not account.inbox:
            raise BadData(f"{intent.kind} cannot go to an inbox", href=account.inbox)
        if not _KEY.fullmatch(intent.key):
            raise BadData("an intent whose key is no file name", href=account.inbox)
        try:
            payload = msgspec.json.decode(intent.payload, type=InboxPayload)
        except msgspec.DecodeError as error:
            raise BadData(f"an intent that cannot be read: {error}", href=account.inbox) from error
        file = InboxFile(
            version=FORMAT_VERSION,
            kind=intent.kind.value,
            key=intent.key,
            subject=payload.subject,
            choice=payload.choice,
            text=payload.text,
            person=payload.person,
            at=payload.at,
        )
        href = f"{account.inbox.rstrip('/')}/{quote(intent.key)}.json"
        answer = self._session.request(
            "PUT",
            href,
            headers={"Content-Type": "application/json", "If-None-Match": "*"},
            body=msgspec.json.encode(file),
            expect=(200, 201, 204, 412),
        )
        return Receipt(href=href, etag=plain_etag(answer.headers.get("ETag", "")))
