"""Tooltips that show words as they are: Qt draws one that looks like HTML as HTML, and loads its pictures.

Never enters here: what a tooltip says.
"""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """Return a tooltip that shows ``text``, also where that looks like markup."""
    return f"<span>{escape(text)}</span>" if Qt.mightBeRichText(text) else text
