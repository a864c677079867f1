"""What a preview shows of a document's bytes: decided and prepared on a worker.

Never enters here: widgets, data access beyond the services it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QImage

from sync.model.items import Item
from ui.documents.kinds import is_folder, is_here, type_of
from ui.pictures import decode
from ui.words import shown_name

_MOST_BYTES = 60_000_000  # more than this is for the system's own program
_MOST_TEXT = 200_000
_PICTURE = 2400  # real pixels wide at most


@dataclass(frozen=True, slots=True)
class Preview:
    """One document with what can be shown of it.

    ``shape``: "folder", "pdf", "picture", "markdown", "text", "words" (extracted, without layout),
    "away" (not on this computer), "none" (nothing can be shown), "broken" (it is not what it says).
    """

    item: Item
    shape: str
    data: bytes = b""
    text: str = ""
    image: QImage | None = None


def prepare(documents: Any, item_id: str) -> Preview | None:
    """Return a document's preview from the cache, None when it is gone. May take a second: for a worker."""
    item: Item | None = documents.item(item_id)
    if item is None:
        return None
    if is_folder(item):
        return Preview(item, "folder")
    data: bytes | None = documents.content(item_id) if is_here(item) else None
    if data is None:
        return Preview(item, "away")
    if len(data) > _MOST_BYTES:
        return Preview(item, "none")
    return _preview(item, data)


def _preview(item: Item, data: bytes) -> Preview:
    kind = type_of(item)
    if kind == "pdf":
        # ISO 32000 wants "%PDF-" within the first kilobyte; readers allow what comes before.
        return Preview(item, "pdf", data=data) if b"%PDF-" in data[:1024] else Preview(item, "broken")
    if kind == "image":
        image = decode(data, _PICTURE)
        return Preview(item, "broken") if image.isNull() else Preview(item, "picture", image=image)
    if kind in ("markdown", "plain"):
        text = _decoded(data)
        return Preview(item, "markdown" if kind == "markdown" else "text", text=text)
    if item.text.strip():
        return Preview(item, "words", text=item.text[:_MOST_TEXT])
    return Preview(item, "none")


def _decoded(data: bytes) -> str:
    """Return text by its mark, as UTF-8, or as old Windows programs wrote it; line ends as "\\n"."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    lines = text[:_MOST_TEXT].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(shown_name(line.replace("\t", "    ")) for line in lines)
