"""Plain text as HTML, for bodies that come without markup.

Never enters here: text that is markup (``html`` sanitises that).
"""

from __future__ import annotations

import re
from html import escape

_GAP = re.compile(r"\n[^\S\n]*\n\s*")


def paragraphs(text: str) -> str:
    """Return text as paragraphs: an empty line parts them, a single line end is a ``<br>``."""
    blocks = (block.strip() for block in _GAP.split(text.replace("\r\n", "\n").replace("\r", "\n")))
    return "".join(f"<p>{escape(block).replace(chr(10), '<br>')}</p>" for block in blocks if block)
