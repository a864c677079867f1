"""The portraits of the people in the profile, drawn.

Never enters here: drawing tools (``canvas``).
"""

from __future__ import annotations

import math

from PIL import Image

from demo.press.canvas import Canvas, mixed

# id -> skin, hair, coat, background, hair style, glasses
_FACES = {
    "fatima": ("#c98f62", "#7a2f4a", "#f0e6da", "#cfe3dc", "scarf", False),
    "joris": ("#f0cba6", "#b5793a", "#5b8c3e", "#dfe9d3", "beard", False),
    "marieke": ("#f3d2b3", "#d8b468", "#5b4b9a", "#e6e0f2", "long", True),
    "tom": ("#efc39c", "#3b2a1f", "#b4531a", "#f4e2d4", "short", True),
    "annelies": ("#f1cdae", "#a9a9ab", "#0b6478", "#d8e8ec", "bob", False),
    "ravi": ("#8a5a3b", "#1c1715", "#33505c", "#dde6ea", "short", False),
    "greet": ("#f2cfb0", "#8c3f2b", "#d9a321", "#f7edd2", "curls", True),
    "kees": ("#efc6a2", "#c9c6c0", "#3d4a63", "#e1e5ee", "bald", True),
    "sanne": ("#f3d0ae", "#5b3a24", "#2b8c8c", "#d9efec", "long", False),
}


def portrait(person: str) -> Image.Image:
    """A drawn portrait, 256 x 256."""
    skin, hair, coat, ground, style, glasses = _FACES[person]
    canvas = Canvas((256, 256), 60 + len(person), ground)
    canvas.ellipse((0.5, 0.46), 0.4, mixed(ground, "#ffffff", 0.45))
    if style in ("long", "scarf"):
        canvas.rectangle((0.26, 0.3), (0.74, 0.86), hair, round_by=0.2)
    if style == "bob":
        canvas.rectangle((0.27, 0.24), (0.73, 0.62), hair, round_by=0.18)
    if style == "curls":
        for step in range(14):
            angle = math.pi * (0.95 + step * 1.1 / 13)
            canvas.ellipse((0.5 + 0.235 * math.cos(angle), 0.4 + 0.235 * math.sin(angle)), 0.085, hair)
    canvas.ellipse((0.5, 1.04), 0.38, coat, flat=0.86)
    canvas.rectangle((0.43, 0.56), (0.57, 0.78), mixed(skin, "#5a2f1a", 0.16), round_by=0.06)
    canvas.ellipse((0.5, 0.43), 0.19, skin, flat=1.2)
    if style == "scarf":
        canvas.polygon(
            [
                (0.3, 0.42),
                (0.34, 0.26),
                (0.5, 0.18),
                (0.66, 0.26),
                (0.7, 0.42),
                (0.66, 0.34),
                (0.5, 0.265),
                (0.34, 0.34),
            ],
            hair,
        )
        canvas.polygon(
            [
                (0.28, 0.5),
                (0.34, 0.36),
                (0.345, 0.55),
                (0.42, 0.68),
                (0.5, 0.72),
                (0.58, 0.68),
                (0.655, 0.55),
                (0.66, 0.36),
                (0.72, 0.5),
                (0.7, 0.8),
                (0.3, 0.8),
            ],
            hair,
        )
    elif style == "beard":
        canvas.polygon(
            [
                (0.315, 0.44),
                (0.36, 0.5),
                (0.5, 0.54),
                (0.64, 0.5),
                (0.685, 0.44),
                (0.66, 0.6),
                (0.5, 0.7),
                (0.34, 0.6),
            ],
            hair,
        )
    if style in ("short", "beard", "long", "bob"):
        canvas.polygon(
            [
                (0.305, 0.44),
                (0.3, 0.28),
                (0.4, 0.17),
                (0.56, 0.15),
                (0.69, 0.25),
                (0.695, 0.44),
                (0.66, 0.34),
                (0.56, 0.29),
                (0.4, 0.32),
                (0.34, 0.35),
            ],
            hair,
        )
    if style == "bald":
        canvas.ellipse((0.315, 0.42), 0.035, hair, flat=2)
        canvas.ellipse((0.685, 0.42), 0.035, hair, flat=2)
    for x in (0.43, 0.57):
        canvas.ellipse((x, 0.43), 0.018, "#2a2320", flat=1.15)
        canvas.line([(x - 0.04, 0.385), (x, 0.375), (x + 0.04, 0.385)], mixed(hair, "#2a1a10", 0.45), 0.012)
        if glasses:
            canvas.ring((x, 0.43), 0.058, "#33404a", 0.011)
    if glasses:
        canvas.line([(0.487, 0.425), (0.513, 0.425)], "#33404a", 0.011)
    canvas.line([(0.5, 0.45), (0.487, 0.5), (0.505, 0.505)], mixed(skin, "#5a2f1a", 0.35), 0.009)
    smile = [(0.44 + step * 0.012, 0.555 + 0.022 * math.sin(step * math.pi / 10)) for step in range(11)]
    canvas.line(smile, "#8c3a2e" if style != "beard" else "#f4e4dc", 0.014)
    return canvas.finish(grain=0, vignette=0)


PORTRAITS = tuple(_FACES)
