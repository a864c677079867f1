"""What the window wants to know before the store is open: its place, language, theme and colour.

One small plain file, ``window.json``. Never enters here: a name, a title, an address, or anything else from
the intranet, since it is not encrypted.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
from dataclasses import asdict, dataclass, replace
from pathlib import Path

log = logging.getLogger(__name__)

_NAME = "window.json"


@dataclass(frozen=True, slots=True)
class WindowState:
    """``language``, ``theme``: as in ``app.settings``. ``accent``: "#rrggbb" or ""."""

    geometry: bytes = b""
    language: str = "system"
    theme: str = "system"
    accent: str = ""
    explained_tray: bool = False

    def but(self, **changes: object) -> WindowState:
        """Return this with other values."""
        return replace(self, **changes)  # type: ignore[arg-type]


def load(data_dir: Path) -> WindowState:
    """Return what was kept, or the defaults: nothing here is worth a complaint."""
    try:
        kept = json.loads((data_dir / _NAME).read_text(encoding="utf-8"))
        return WindowState(
            geometry=base64.b64decode(kept["geometry"], validate=True),
            language=str(kept["language"]),
            theme=str(kept["theme"]),
            accent=str(kept["accent"]),
            explained_tray=bool(kept["explained_tray"]),
        )
    except (OSError, ValueError, KeyError, TypeError, binascii.Error):
        return WindowState()


def save(data_dir: Path, state: WindowState) -> None:
    """Keep it; a folder that cannot be written only costs the window its place."""
    fields = asdict(state) | {"geometry": base64.b64encode(state.geometry).decode("ascii")}
    part = data_dir / f"{_NAME}.part"
    try:
        part.write_text(json.dumps(fields), encoding="utf-8")
        part.replace(data_dir / _NAME)
    except OSError as error:
        log.info("the window's place cannot be kept: errno %s", error.errno)
