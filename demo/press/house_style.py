"""The organisation's look, for documents and pictures.

Never enters here: layout of one format.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

ORGANISATION = "Waterschap De Lage Beemden"
BLUE, GREEN, ORANGE, MIST, INK = "#0b6478", "#5b8c3e", "#b4531a", "#eef4f5", "#1d2b30"

# Written into files that want a date: making them again must give the same bytes.
STAMP = dt.datetime(2024, 1, 1, 12, 0, 0, tzinfo=dt.UTC)

_FONTS = Path("/usr/share/fonts/truetype/noto")


def rgb(color: str) -> tuple[int, int, int]:
    """Return red, green and blue (0 to 255) of "#rrggbb"."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def font(*, bold: bool = False, italic: bool = False) -> Path:
    """Return Noto Sans (SIL Open Font License); FileNotFoundError says which package brings it."""
    name = {
        (False, False): "Regular",
        (True, False): "Bold",
        (False, True): "Italic",
        (True, True): "BoldItalic",
    }
    path = _FONTS / f"NotoSans-{name[bold, italic]}.ttf"
    if not path.is_file():
        raise FileNotFoundError(f"{path}: install the package fonts-noto-core")
    return path
