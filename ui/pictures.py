"""Pictures for the screen: from the cache, decoded on a worker, kept small.

Never enters here: a request to a server. A picture that is not on this computer shows a placeholder until
a round brings it.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from sync.model.changes import ChangeSet

_MOST_BYTES = 48_000_000  # of decoded pictures in one cache; each page has its own
_MOST_PIXELS = 60_000_000  # of one picture before scaling; a bomb claims more
_MIB_FOR_ONE = 256  # Qt's own limit while decoding
# Qt's plugins know more: a "picture" may be a whole PDF.
_FORMATS = frozenset({"png", "jpg", "jpeg", "gif", "webp", "bmp", "ico", "tif", "tiff", "svg"})
# A drawing may name files, and Qt opens them; what it declares may hide such a name from this search.
_REACHES_OUT = re.compile(
    rb"<!ENTITY|\0|href\s*=\s*[\"'](?!#|data:image/(?:png|jpeg|gif|webp)[;,])", re.IGNORECASE
)


def decode(data: bytes, width: int, height: int = 0) -> QImage:
    """Return a picture no larger than ``width`` (and ``height`` unless 0) pixels; null when it is none.

    Turned upright as its EXIF data say. Never enlarged; opens no file that it names. Safe on any thread.
    """
    raw = QByteArray(data)
    buffer = QBuffer(raw)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    reader.setAllocationLimit(_MIB_FOR_ONE)
    name = reader.format().toStdString()
    if name not in _FORMATS or (name == "svg" and _REACHES_OUT.search(data)):
        return QImage()
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return QImage()
    turned = bool(reader.transformation().value & 4)  # by 90 degrees: what is wide becomes high
    shown = size.transposed() if turned else size
    fitted = shown.scaled(width, height or 1_000_000, Qt.AspectRatioMode.KeepAspectRatio)
    if fitted.width() < shown.width():
        fitted = fitted.expandedTo(QSize(1, 1))
        reader.setScaledSize(fitted.transposed() if turned else fitted)
    image = reader.read()
    return image if image.isNull() else image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


class PictureCache(QObject):
    """Decoded pictures by address and width; ``ready`` tells that an address can be asked for again."""

    ready = Signal(str)

    def __init__(self, core: Any, bridge: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._bridge = bridge
        self._images: OrderedDict[tuple[str, int, int], QImage] = OrderedDict()
        self._loading: set[tuple[str, int, int]] = set()
        self._overtaken: set[tuple[str, int, int]] = set()  # loading, and what is loaded has changed
        self._bytes = 0

    def image(self, href: str, width: int, height: int = 0) -> QImage | None:
        """Return a picture of at most ``width`` pixels, None while it loads; null when it is not here."""
        if not href or width <= 0:
            return QImage()
        key = (href, width, height)
        found = self._images.get(key)
        if found is not None:
            self._images.move_to_end(key)
            return found
        if key not in self._loading:
            self._loading.add(key)
            self._load(key)
        return self._images.get(key)

    def changed(self, changes: ChangeSet) -> None:
        """Forget what stood for pictures whose content arrived."""
        for key in [key for key in self._images if key[0] in changes.blobs]:
            self._bytes -= self._images.pop(key).sizeInBytes()
        self._overtaken |= {key for key in self._loading if key[0] in changes.blobs}
        for href in changes.blobs:
            self.ready.emit(href)

    def _load(self, key: tuple[str, int, int]) -> None:
        pictures, (href, width, height) = self._core.pictures, key

        def work() -> QImage:
            data = pictures.data(href)
            return QImage() if data is None else decode(data, width, height)

        self._bridge.run(
            work,
            lambda image: self._keep(key, image),
            lambda error: self._keep(key, QImage()),
            self,
        )

    def _keep(self, key: tuple[str, int, int], image: QImage) -> None:
        if key in self._overtaken:  # the answer may be older than the content
            self._overtaken.discard(key)
            self._load(key)
            return
        self._loading.discard(key)
        self._images[key] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > _MOST_BYTES and len(self._images) > 1:
            self._bytes -= self._images.popitem(last=False)[1].sizeInBytes()
        self.ready.emit(key[0])
