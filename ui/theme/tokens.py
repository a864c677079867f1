"""The design's constants: colours of both themes, spaces, sizes of type.

Everything that is drawn takes its colour and measure from here. Never enters here: Qt objects other than
colours, a colour for one screen alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

from ui.theme.contrast import mixed, ratio, readable_on

DEFAULT_ACCENT = "#2457a6"
CALENDAR_COLOURS = ("#2f6fde", "#0f8a6d", "#b3570b", "#8a49c2", "#c2385f", "#4d7c0f", "#0e7490", "#a16207")


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme. All colours are opaque; text colours keep WCAG AA on ``bg``, ``surface`` and ``raised``."""

    dark: bool
    bg: QColor  # behind everything: sidebar, margins
    surface: QColor  # lists, readers
    raised: QColor  # cards, menus, dialogs
    sunken: QColor  # fields, tracks, code
    hover: QColor
    selected: QColor  # the chosen row
    line: QColor  # hairlines
    line_strong: QColor  # borders of fields and buttons
    text: QColor
    muted: QColor  # second line of text
    faint: QColor  # decoration and disabled text
    accent: QColor  # readable as text on surface
    accent_fill: QColor  # behind on_accent
    accent_hover: QColor
    on_accent: QColor
    accent_soft: QColor
    link: QColor
    focus: QColor
    danger: QColor
    danger_soft: QColor
    warning: QColor
    warning_soft: QColor
    ok: QColor
    ok_soft: QColor
    star: QColor
    shade: QColor  # over the window, behind an overlay (drawn with alpha by its user)


def light(accent: str = "") -> Tokens:
    """Return the light theme with an organisation's colour in it."""
    surface, text = QColor("#ffffff"), QColor("#1b1e24")
    brand = QColor(accent or DEFAULT_ACCENT)
    own = readable_on(brand, surface)
    white = QColor("#ffffff")
    return Tokens(
        dark=False,
        bg=QColor("#f5f6f8"),
        surface=surface,
        raised=QColor("#ffffff"),
        sunken=QColor("#eef0f3"),
        hover=QColor("#eceef2"),
        selected=mixed(own, surface, 0.12),
        line=QColor("#e3e6ea"),
        line_strong=QColor("#c9ced6"),
        text=text,
        muted=QColor("#5a6270"),
        faint=QColor("#8a92a0"),
        accent=own,
        accent_fill=own,
        accent_hover=mixed(own, QColor("#000000"), 0.86),
        on_accent=white,
        accent_soft=mixed(own, surface, 0.10),
        link=own,
        focus=own,
        danger=QColor("#b3261e"),
        danger_soft=QColor("#fdecea"),
        warning=QColor("#8a5300"),
        warning_soft=QColor("#fff4e0"),
        ok=QColor("#1b6e3c"),
        ok_soft=QColor("#e7f5ec"),
        star=QColor("#d99a00"),
        shade=QColor("#12161d"),
    )


def dark(accent: str = "") -> Tokens:
    """Return the dark theme with an organisation's colour in it."""
    surface = QColor("#1c1f25")
    raised = QColor("#262a32")
    brand = QColor(accent or DEFAULT_ACCENT)
    own = readable_on(brand, raised, 5.0)
    ink = QColor("#0d1014")
    return Tokens(
        dark=True,
        bg=QColor("#15171c"),
        surface=surface,
        raised=raised,
        sunken=QColor("#2b3038"),
        hover=QColor("#2a2f37"),
        selected=mixed(own, surface, 0.22),
        line=QColor("#30353e"),
        line_strong=QColor("#4a515d"),
        text=QColor("#e9ecf1"),
        muted=QColor("#a9b1be"),
        faint=QColor("#7d8695"),
        accent=own,
        accent_fill=own,
        accent_hover=mixed(own, QColor("#ffffff"), 0.86),
        on_accent=ink if ratio(ink, own) >= ratio(QColor("#ffffff"), own) else QColor("#ffffff"),
        accent_soft=mixed(own, surface, 0.16),
        link=own,
        focus=own,
        danger=QColor("#ff9b91"),
        danger_soft=QColor("#40211f"),
        warning=QColor("#f5be63"),
        warning_soft=QColor("#3a2d16"),
        ok=QColor("#7fd19b"),
        ok_soft=QColor("#1c3426"),
        star=QColor("#f2c14b"),
        shade=QColor("#000000"),
    )
