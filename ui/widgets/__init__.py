"""Building blocks that several pages share. Never enters here: what one page alone needs, data access."""

from __future__ import annotations

from ui.widgets.avatar import Avatar, avatar_pixmap
from ui.widgets.buttons import IconButton, quiet_button
from ui.widgets.card import Card, Divider, SectionHeader, Wrapped
from ui.widgets.chips import Chip, Pill, Segmented
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import FilterField
from ui.widgets.row_button import RowButton, date_sign, icon_sign
from ui.widgets.undo_bar import UndoBar

__all__ = [
    "Avatar", "Card", "Chip", "Divider", "EmptyState", "FilterField", "IconButton", "Pill", "RowButton",
    "SectionHeader", "Segmented", "UndoBar", "Wrapped", "avatar_pixmap", "date_sign", "icon_sign",
    "quiet_button",
]  # fmt: skip
