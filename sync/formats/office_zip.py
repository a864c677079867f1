"""The parts of an OOXML or ODF file, out of a zip that may be built to explode.

Never enters here: what the parts say.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from sync.model.errors import BadData

MAX_ENTRIES = 10_000
MAX_TOTAL = 50 * 1024 * 1024  # bytes unpacked, of all parts read together
MAX_RATIO = 200  # unpacked to packed; honest office XML reaches some 30
_RATIO_FROM = 1024 * 1024  # small parts may compress as they like
_CHUNK = 256 * 1024

_ZIP_TROUBLE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
    ValueError, LookupError, OSError, OverflowError,
)  # fmt: skip


class Parts:
    """The members of a zip. ``read`` counts what it unpacks and stops before it is too much."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            infos = self._zip.infolist()
        except _ZIP_TROUBLE as error:
            raise BadData(f"no office file: {error}") from error
        if len(infos) > MAX_ENTRIES:
            raise BadData(f"an office file with {len(infos)} parts")
        self._infos = {info.filename: info for info in infos}
        self.names = tuple(self._infos)
        self._left = MAX_TOTAL

    def read(self, name: str) -> bytes:
        """Return a part, b"" when there is none. Raises BadData for damage, encryption and bombs."""
        info = self._infos.get(name)
        if info is None:
            return b""
        if info.flag_bits & 1:
            raise BadData("an office file with a password")
        pieces: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as part:
                while piece := part.read(_CHUNK):
                    size += len(piece)
                    self._left -= len(piece)
                    # counted as it comes: the sizes that the zip states are the sender's words
                    if self._left < 0:
                        raise BadData(f"an office file of over {MAX_TOTAL} bytes unpacked")
                    if size > _RATIO_FROM and size > MAX_RATIO * max(1, info.compress_size):
                        raise BadData("an office file packed beyond belief")
                    pieces.append(piece)
        except BadData:
            raise
        except _ZIP_TROUBLE as error:
            raise BadData(f"a damaged office file: {error}") from error
        return b"".join(pieces)

    def elements(
        self, name: str, whole: frozenset[str] = frozenset()
    ) -> Iterator[tuple[str, etree._Element]]:
        """Yield ("start" | "end", element) of an XML part; an element is emptied after its end.

        Inside of elements with a local name in ``whole`` nothing is emptied before their own end.

        Raises BadData for damaged XML and for a document type declaration.
        """
        data = self.read(name)
        if not data:
            return
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
            raise BadData("a document type declaration in an office file")
        events = etree.iterparse(
            BytesIO(data),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        inside = 0
        try:
            for event, element in events:
                kept = element.tag.rpartition("}")[2] in whole
                inside += kept and event == "start"
                yield event, element
                inside -= kept and event == "end"
                if event == "end" and not inside:
                    element.clear(keep_tail=True)
                    parent = element.getparent()
                    if parent is not None and len(parent) > 64:
                        del parent[:-1]
        except etree.XMLSyntaxError as error:
            raise BadData(f"damaged XML in an office file: {error}") from error
