"""Contrast as WCAG 2.2 counts it, and colours moved until it is enough.

Never enters here: which colours the app uses.
"""

from __future__ import annotations

from PySide6.QtGui import QColor


def luminance(colour: QColor) -> float:
    """Return relative luminance, 0 to 1 (WCAG 2.2, "relative luminance")."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: QColor, other: QColor) -> float:
    """Return the contrast ratio, 1 to 21 (WCAG 2.2, success criterion 1.4.3)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(colour: QColor, background: QColor, least: float = 4.5) -> QColor:
    """Return ``colour``, made darker or lighter only as far as ``least`` contrast needs."""
    lighter = luminance(background) < 0.18
    hue, saturation, lightness = colour.hslHueF(), colour.hslSaturationF(), colour.lightnessF()
    for _step in range(100):
        moved = QColor.fromHslF(max(hue, 0.0), saturation, min(max(lightness, 0.0), 1.0))
        if ratio(moved, background) >= least:
            return moved
        lightness += 0.01 if lighter else -0.01
    return QColor("#ffffff" if lighter else "#000000")


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """Return ``share`` of ``one`` over the rest of ``other``; opaque."""
    rest = 1.0 - share
    return QColor.fromRgbF(
        one.redF() * share + other.redF() * rest,
        one.greenF() * share + other.greenF() * rest,
        one.blueF() * share + other.blueF() * rest,
    )
