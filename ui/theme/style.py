"""Puts tokens on the application: palette, style sheet, font.

The sheet stands in ``resources/styles``; ``${name}`` in it is a token. Never enters here: a colour of
its own.
"""

from __future__ import annotations

import re
import sys
from dataclasses import fields
from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.theme.tokens import Tokens

_NAME = re.compile(r"\$\{(\w+)\}")
_LEAST_POINTS = 10.0
_PREFIX = "styles"  # a style sheet reaches pictures by file only; Qt looks them up below this name


def put_on(application: QApplication, tokens: Tokens) -> None:
    """Give the application its style, palette and style sheet."""
    if not QDir.searchPaths(_PREFIX):  # the first time; Fusion may be the platform's own style already
        QDir.setSearchPaths(_PREFIX, [str(files("resources").joinpath("styles"))])
        application.setStyle(QStyleFactory.create("Fusion"))
        _set_font(application)
    application.setPalette(palette(tokens))
    application.setStyleSheet(sheet(tokens))


def palette(tokens: Tokens) -> QPalette:
    """Return a palette for all that the style sheet does not reach."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, tokens.bg),
        (role.WindowText, tokens.text),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.bg),
        (role.Text, tokens.text),
        (role.PlaceholderText, tokens.muted),
        (role.Button, tokens.raised),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.danger),
        (role.ToolTipBase, tokens.raised),
        (role.ToolTipText, tokens.text),
        (role.Highlight, tokens.accent_fill),
        (role.HighlightedText, tokens.on_accent),
        (role.Link, tokens.link),
        (role.LinkVisited, tokens.link),
        (role.Light, tokens.line),
        (role.Midlight, tokens.line),
        (role.Mid, tokens.line_strong),
        (role.Dark, tokens.line_strong),
        (role.Shadow, tokens.shade),
        (role.Accent, tokens.accent_fill),
    ):
        made.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, tokens.faint)
    return made


def sheet(tokens: Tokens) -> str:
    """Return the style sheet with the tokens filled in. Raises KeyError for a name that is none."""
    values = {
        field.name: getattr(tokens, field.name).name()
        for field in fields(tokens)
        if isinstance(getattr(tokens, field.name), QColor)
    }
    # What is chosen in a track stands out of it: white on light, and lighter than the track on dark.
    values["thumb"] = (tokens.line_strong if tokens.dark else tokens.raised).name()
    shade = "dark" if tokens.dark else "light"
    ink = "white" if tokens.on_accent == QColor("#ffffff") else "ink"
    values |= {
        "icon_check": f"{_PREFIX}:check-{ink}.svg",
        "icon_down": f"{_PREFIX}:down-{shade}.svg",
        "icon_up": f"{_PREFIX}:up-{shade}.svg",
    }
    return _NAME.sub(lambda found: values[found[1]], _template())


@lru_cache(maxsize=1)
def _template() -> str:
    return files("resources").joinpath("styles", "prikbord.qss").read_text("utf-8")


def _set_font(application: QApplication) -> None:
    """Keep the system's own font; only one that is too small to read is made larger."""
    font = QFont(application.font())
    if sys.platform == "linux" and font.pointSizeF() < _LEAST_POINTS:
        font.setPointSizeF(_LEAST_POINTS)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    application.setFont(font)
