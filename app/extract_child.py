"""The child process that reads documents: bytes in by a pipe, plain text out.

It takes every document for hostile: it may crash, hang or grow here, with limits and without harm. It ends
when its parent does, or after a while without work. Never enters here: the store, the network, a file.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from typing import IO

from app.extract import LARGEST, LENGTH, read_frame
from sync.model.errors import SyncError

_IDLE = 20.0  # seconds without work
_MOST_MEMORY = 1 << 30  # bytes of data
_MOST_TEXT = 1_000_000  # characters: enough for a thick manual


def main() -> int:
    """Answer documents until the pipe ends."""
    _limit()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    # Whatever a library prints must not be taken for an answer.
    sys.stdout = sys.stderr
    while True:
        idle = threading.Timer(_IDLE, os._exit, [0])
        idle.daemon = True
        idle.start()
        head = read_frame(requests, 10_000)
        idle.cancel()
        if head is None:
            return 0
        asked = json.loads(head)
        size = int(asked["size"])
        if size > LARGEST:
            return 1
        data = requests.read(size)
        if len(data) < size:
            return 0
        _answer(answers, read(str(asked["kind"]), data, str(asked["type"]), str(asked["name"])))


def _answer(stream: IO[bytes], answer: dict[str, str]) -> None:
    raw = json.dumps(answer).encode("ascii")
    stream.write(LENGTH.pack(len(raw)) + raw)
    stream.flush()


def read(kind: str, data: bytes, media_type: str = "", name: str = "") -> dict[str, str]:
    """Return {"text"} or {"problem"} of a document."""
    try:
        text = _READERS[kind](data, media_type, name)
    except SyncError as error:
        return {"problem": error.message}
    except MemoryError:
        return {"problem": f"{kind}: too large to be read"}
    except Exception as error:  # noqa: BLE001  # a parser met something it was not made for
        return {"problem": f"{kind}: {type(error).__name__}"}
    return {"text": text[:_MOST_TEXT]}


def _pdf(data: bytes, _media_type: str, _name: str) -> str:
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtPdf import QPdfDocument

    from sync.model.errors import BadData

    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    error = document.error()
    if error is QPdfDocument.Error.IncorrectPassword:
        return ""  # sound, and none of our business
    if error is not QPdfDocument.Error.None_:
        raise BadData(f"pdf: {error.name}")
    pages: list[str] = []
    length = 0
    for page in range(document.pageCount()):
        pages.append(document.getAllText(page).text())
        length += len(pages[-1])
        if length > _MOST_TEXT:
            break
    return "\n\n".join(pages)


def _office(data: bytes, media_type: str, name: str) -> str:
    from sync.formats.office import office_text

    return office_text(data, media_type, name)


def _html(data: bytes, media_type: str, _name: str) -> str:
    from sync.formats.encoding import decode
    from sync.formats.html import text_of

    return text_of(decode(data, media_type or "text/html"))


def _text(data: bytes, media_type: str, _name: str) -> str:
    from sync.formats.encoding import decode

    return decode(data, media_type or "text/plain").replace("\0", "")


_READERS: dict[str, Callable[[bytes, str, str], str]] = {
    "pdf": _pdf,
    "office": _office,
    "html": _html,
    "text": _text,
}


def _limit() -> None:
    """Take little of the machine, and no more memory than a document can need."""
    if sys.platform != "win32":
        import resource

        os.nice(10)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            # Not RLIMIT_AS: the PDF reader's allocator reserves many gigabytes of addresses and uses few.
            resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))


if __name__ == "__main__":
    sys.exit(main())
