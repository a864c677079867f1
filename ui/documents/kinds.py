"""What a document is to a person: its icon and the name of its type.

Never enters here: reading content, widgets.
"""

from __future__ import annotations

from app.text import _
from sync.model.items import DocumentDetail, Item

_BY_ENDING = {
    "pdf": "pdf",
    "doc": "text", "docx": "text", "odt": "text", "rtf": "text",
    "xls": "sheet", "xlsx": "sheet", "ods": "sheet", "csv": "sheet",
    "ppt": "slides", "pptx": "slides", "odp": "slides",
    "png": "image", "jpg": "image", "jpeg": "image", "gif": "image",
    "webp": "image", "svg": "image", "bmp": "image",
    "md": "markdown", "markdown": "markdown",
    "txt": "plain", "log": "plain",
    "mp4": "video", "webm": "video", "mov": "video",
    "mp3": "sound", "ogg": "sound",
    "zip": "archive", "7z": "archive", "gz": "archive",
}  # fmt: skip
_BY_MEDIA = {
    "application/pdf": "pdf",
    "text/markdown": "markdown",
    "text/plain": "plain",
    "text/csv": "sheet",
}
_ICONS = {
    "folder": "folder", "pdf": "pdf", "text": "document", "sheet": "sheet", "slides": "slides",
    "image": "image",
    "markdown": "article", "plain": "article", "video": "video", "sound": "sound", "archive": "archive",
    "other": "file",
}  # fmt: skip


def type_of(item: Item) -> str:
    """Return a document's type: "folder", "pdf", "text", "sheet", "slides", "image", ..., "other".

    By the ending first: servers call most things application/octet-stream.
    """
    detail = item.detail
    if not isinstance(detail, DocumentDetail):
        return "other"
    if detail.is_folder:
        return "folder"
    ending = item.title.rpartition(".")[2].lower() if "." in item.title else ""
    media = detail.media_type.partition(";")[0].strip().lower()
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    if media in _BY_MEDIA:
        return _BY_MEDIA[media]
    return media.partition("/")[0] if media.startswith(("image/", "video/")) else "other"


def icon_of(item: Item) -> str:
    """Return the name of a document's icon."""
    return _ICONS.get(type_of(item), "file")


def type_name(item: Item) -> str:
    """Return what a document's type is called."""
    return {
        "folder": _("Folder"),
        "pdf": _("PDF document"),
        "text": _("Text document"),
        "sheet": _("Spreadsheet"),
        "slides": _("Presentation"),
        "image": _("Picture"),
        "markdown": _("Text"),
        "plain": _("Text"),
        "video": _("Video"),
        "sound": _("Sound"),
        "archive": _("Archive"),
    }.get(type_of(item), _("File"))


def is_folder(item: Item) -> bool:
    """Return whether an item is a folder."""
    return isinstance(item.detail, DocumentDetail) and item.detail.is_folder


def path_of(item: Item) -> str:
    """Return a document's path in its collection."""
    return item.detail.path if isinstance(item.detail, DocumentDetail) else ""


def is_here(item: Item) -> bool:
    """Return whether a document's content is on this computer."""
    return bool(item.blob)
