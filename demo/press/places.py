"""The landscapes: water, dikes and weather, as a photographer of the organisation would bring them home.

Never enters here: drawing tools (``canvas``), plans and charts (``drawings``).
"""

from __future__ import annotations

import math

from PIL import Image

from demo.press.canvas import Canvas, mixed
from demo.press.house_style import BLUE, ORANGE

WIDE = (1200, 630)
_GREENS = ("#6f9a4a", "#7fa956", "#5f8c45", "#8db45e", "#6a9850")


def day(canvas: Canvas, horizon: float, *, vanishing: float = 0.95) -> None:
    """Draw a bright polder: sky, clouds, fields and far trees."""
    canvas.gradient(0, horizon, "#4f9fc9", "#d6ecf2")
    canvas.clouds(7, horizon - 0.14, 0.08, "#ffffff", 0.75)
    canvas.gradient(horizon, 1, "#86ab62", "#5f8c45")
    canvas.fields(horizon, _GREENS, vanishing)
    canvas.horizon_trees(horizon, "#47694f")


def dusk(canvas: Canvas, horizon: float) -> None:
    """Draw an evening sky."""
    canvas.gradient(0, horizon, "#3a4f7a", "#f6b26b")
    canvas.glow((1.35, horizon - 0.06), 0.3, "#ffe2a8", 0.9)
    canvas.ellipse((1.35, horizon - 0.07), 0.045, "#fff3cf")
    canvas.clouds(8, horizon - 0.1, 0.12, "#e58a6a", 0.5)


def vispassage() -> Image.Image:
    """Fish under water, light from above."""
    canvas = Canvas(WIDE, 12)
    canvas.gradient(0, 1, "#2f9aa6", "#07323f")
    for ray in range(7):
        x = 0.15 + ray * 0.28
        canvas.glow((x, 0.0), 0.16, "#c9f4ee", 0.28)
    for _ in range(46):
        x, y, s = (
            canvas.random.uniform(0, 1.9),
            canvas.random.uniform(0.2, 0.85),
            canvas.random.uniform(0.03, 0.085),
        )
        color = mixed("#9fd3d0", "#0e4653", min(1, abs(y - 0.3) + 0.25))
        canvas.ellipse((x, y), s, color, flat=0.3)
        canvas.polygon(
            [(x - s * 0.8, y), (x - s * 1.45, y - s * 0.34), (x - s * 1.3, y), (x - s * 1.45, y + s * 0.34)],
            color,
        )
        canvas.ellipse((x + s * 0.68, y - s * 0.05), s * 0.07, "#062a33")
    canvas.polygon([(0, 1), (0, 0.88), (0.6, 0.93), (1.2, 0.87), (1.91, 0.94), (1.91, 1)], "#0a2229")
    canvas.reeds("#0d4a45", 60, height=0.42)
    return canvas.finish(vignette=0.4)


def gemaal() -> Image.Image:
    """A brick pumping station at the water."""
    canvas = Canvas(WIDE, 14)
    day(canvas, 0.52, vanishing=0.3)
    canvas.rectangle((0.62, 0.24), (1.5, 0.62), "#9c4a35")
    canvas.polygon([(0.57, 0.24), (1.06, 0.08), (1.55, 0.24)], "#6f2f24")
    for column in range(5):
        x = 0.69 + column * 0.165
        canvas.rectangle((x, 0.3), (x + 0.095, 0.56), "#f0e6d2", round_by=0.04)
        canvas.rectangle((x + 0.012, 0.315), (x + 0.083, 0.555), "#2e5563", round_by=0.035)
        canvas.line([(x + 0.047, 0.32), (x + 0.047, 0.55)], "#f0e6d2", 0.006)
        canvas.line([(x + 0.012, 0.43), (x + 0.083, 0.43)], "#f0e6d2", 0.006)
    canvas.rectangle((0.5, 0.62), (1.62, 0.69), "#b9b3a6")
    canvas.gradient(0.69, 1, "#6fb0c2", "#1f5f73")
    for gate in range(3):
        x = 0.78 + gate * 0.22
        canvas.rectangle((x, 0.63), (x + 0.12, 0.74), "#3a4a50")
        canvas.polygon([(x, 0.74), (x + 0.12, 0.74), (x + 0.19, 1), (x - 0.07, 1)], "#a7d6de")
    canvas.streaks(0.7, 1, "#e6f5f7", 220, blend=0.5)
    canvas.reeds("#46663a", 50, height=0.2)
    return canvas.finish()


def dijk() -> Image.Image:
    """A green dike with sheep."""
    canvas = Canvas(WIDE, 15)
    canvas.gradient(0, 0.6, "#6aaed0", "#e6f2ef")
    canvas.clouds(9, 0.36, 0.06, "#ffffff", 0.8)
    canvas.gradient(0.56, 0.7, "#8fb9c4", "#5d97a8")
    canvas.polygon([(0, 0.42), (0.5, 0.46), (1.91, 0.66), (1.91, 1), (0, 1)], "#79a450")
    canvas.polygon([(0, 0.47), (0.5, 0.5), (1.91, 0.72), (1.91, 1), (0, 1)], "#669346")
    canvas.polygon(
        [(0, 0.43), (0.48, 0.463), (1.91, 0.665), (1.91, 0.69), (0.47, 0.475), (0, 0.45)], "#cbbf9d"
    )
    for _ in range(17):
        x = canvas.random.uniform(0.1, 1.8)
        y = canvas.random.uniform(0.6 + x * 0.1, 0.94)
        s = 0.018 + (y - 0.55) * 0.075
        canvas.ellipse((x, y + s * 0.75), s * 1.2, "#547c3a", flat=0.2)
        for leg in (-0.5, -0.2, 0.3, 0.55):
            canvas.line([(x + leg * s, y + s * 0.3), (x + leg * s, y + s * 0.95)], "#3b3733", s * 0.14)
        canvas.ellipse((x, y), s, "#f3efe4", flat=0.66)
        canvas.ellipse((x + s * 0.95, y - s * 0.3), s * 0.36, "#3b3733")
    canvas.birds(5, "#516a75")
    return canvas.finish()


def molen() -> Image.Image:
    """A windmill against the evening sky."""
    canvas = Canvas((1080, 720), 18)
    dusk(canvas, 0.72)
    canvas.horizon_trees(0.72, "#2f3350")
    canvas.gradient(0.72, 1, "#e09a6c", "#34406a")
    canvas.streaks(0.73, 1, "#ffdca8", 240, blend=0.5)
    dark = "#1b2036"
    canvas.polygon([(0, 0.72), (1.1, 0.7), (1.1, 0.76), (0, 0.82)], "#20263c")
    canvas.polygon([(0.4, 0.72), (0.46, 0.36), (0.64, 0.36), (0.7, 0.72)], dark)
    canvas.polygon([(0.44, 0.37), (0.5, 0.27), (0.6, 0.27), (0.66, 0.37)], dark)
    canvas.rectangle((0.34, 0.555), (0.76, 0.57), dark)
    for x in (0.36, 0.45, 0.65, 0.74):
        canvas.line([(x, 0.57), (x + (0.55 - x) * 0.3, 0.66)], dark, 0.006)
    hub = (0.55, 0.32)
    for blade in range(4):
        angle = 0.42 + blade * math.pi / 2
        dx, dy = math.cos(angle), math.sin(angle)
        end = (hub[0] + dx * 0.33, hub[1] + dy * 0.33)
        canvas.line([hub, end], dark, 0.012)
        for step in range(3, 12):
            a = (hub[0] + dx * step * 0.028, hub[1] + dy * step * 0.028)
            canvas.line([a, (a[0] - dy * 0.055, a[1] + dx * 0.055)], dark, 0.004)
        a = (hub[0] + dx * 0.09 - dy * 0.055, hub[1] + dy * 0.09 + dx * 0.055)
        canvas.line([a, (end[0] - dy * 0.055, end[1] + dx * 0.055)], dark, 0.004)
    canvas.rectangle((0.53, 0.46), (0.57, 0.5), "#ffd98f")
    canvas.birds(7, "#2a2f4a")
    return canvas.finish(vignette=0.35)


def ijs() -> Image.Image:
    """Ice between white fields, one early skater."""
    canvas = Canvas(WIDE, 20)
    canvas.gradient(0, 0.55, "#9cc4dc", "#fbe9dc")
    canvas.glow((0.4, 0.46), 0.2, "#fff4e4", 0.9)
    canvas.fields(0.55, ("#eef3f6", "#e2ebf0", "#f7f9fa", "#d9e5ec"), 1.1)
    canvas.horizon_trees(0.55, "#8797a6", density=0.7)
    canvas.ditch(0.55, 1.1, 0.9, 0.62, ("#d7e9f0", "#8fb7c9"))
    canvas.streaks(0.6, 1, "#ffffff", 160, blend=0.5)
    for trunk in range(5):
        x, top = 0.14 + trunk * 0.12, 0.46 - trunk * 0.022
        canvas.line([(x, 0.58 + trunk * 0.006), (x + 0.004, top)], "#5f6670", 0.012 + trunk * 0.002)
        for _ in range(26):  # a pollard willow: a head of thin twigs
            lean, tall = canvas.random.gauss(0, 0.028), canvas.random.uniform(0.06, 0.12) + trunk * 0.008
            canvas.line(
                [(x + 0.004, top), (x + lean * 0.5, top - tall * 0.6), (x + lean, top - tall)],
                "#6f7680",
                0.0022,
            )
    coat = "#b23a3a"
    canvas.ellipse((1.02, 0.655), 0.02, "#f0d2b6")
    canvas.polygon([(1.0, 0.675), (1.045, 0.67), (1.07, 0.76), (1.0, 0.77)], coat)
    canvas.line([(1.02, 0.76), (0.99, 0.83), (0.955, 0.86)], "#26303a", 0.018)
    canvas.line([(1.05, 0.76), (1.07, 0.86)], "#26303a", 0.018)
    canvas.line([(1.005, 0.69), (0.95, 0.72)], coat, 0.016)
    canvas.line([(1.05, 0.865), (1.1, 0.865)], "#26303a", 0.006)
    canvas.reeds("#a48c62", 90, height=0.24)
    return canvas.finish()


def boot(seed: int = 21, *, hull: str = "#14505f", mowing: bool = False) -> Image.Image:
    """A work boat between reeds."""
    canvas = Canvas(WIDE if not mowing else (1000, 667), seed)
    canvas.gradient(0, 0.46, "#7fb8cf", "#eef4e6")
    canvas.clouds(6, 0.3, 0.08, "#ffffff", 0.7)
    canvas.horizon_trees(0.46, "#4d7057")
    canvas.gradient(0.46, 1, "#a9cfd4", "#2c6a7a")
    canvas.streaks(0.48, 1, "#e8f6f4", 260, blend=0.45)
    x = 0.45 if not mowing else 0.3
    canvas.polygon([(x, 0.62), (x + 0.95, 0.6), (x + 0.85, 0.74), (x + 0.12, 0.74)], hull)
    canvas.line([(x + 0.01, 0.645), (x + 0.93, 0.625)], "#f2f4ef", 0.012)
    canvas.polygon([(x + 0.28, 0.62), (x + 0.32, 0.46), (x + 0.64, 0.46), (x + 0.66, 0.61)], "#f3efe2")
    for window in range(3):
        left = x + 0.345 + window * 0.1
        canvas.rectangle((left, 0.49), (left + 0.075, 0.555), "#3b6776", round_by=0.01)
    canvas.rectangle((x + 0.29, 0.445), (x + 0.67, 0.468), ORANGE, round_by=0.008)
    canvas.line([(x + 0.5, 0.445), (x + 0.5, 0.3)], "#545c5e", 0.008)
    canvas.polygon([(x + 0.505, 0.3), (x + 0.61, 0.325), (x + 0.505, 0.355)], BLUE)
    if mowing:
        canvas.line([(x + 0.9, 0.6), (x + 1.12, 0.5), (x + 1.14, 0.72)], "#d9a321", 0.022)
        for tooth in range(6):
            canvas.line([(x + 1.04 + tooth * 0.04, 0.72), (x + 1.03 + tooth * 0.04, 0.79)], "#6d5a20", 0.01)
    canvas.polygon([(x + 0.08, 0.745), (x + 0.87, 0.745), (x + 0.7, 0.8), (x + 0.2, 0.8)], "#1f5263")
    canvas.reeds("#5f7a3d", 110, height=0.34)
    canvas.reeds("#7d9350", 50, height=0.22)
    return canvas.finish()


def bloemen() -> Image.Image:
    """Flowers on a dike, close by."""
    canvas = Canvas((1200, 800), 23)
    canvas.gradient(0, 0.45, "#67b0d6", "#e7f3f0")
    canvas.clouds(6, 0.25, 0.05, "#ffffff", 0.8)
    canvas.gradient(0.42, 1, "#8fb65c", "#3f6b2f")
    for _ in range(420):
        y = 0.44 + 0.56 * canvas.random.random() ** 0.8
        x, s = canvas.random.uniform(0, 1.5), 0.003 + (y - 0.42) * 0.035
        stem = s * canvas.random.uniform(3, 6)
        canvas.line([(x, y + stem), (x + s * 0.3, y)], "#4c7a35", s * 0.22)
        color = canvas.random.choice(("#ffffff", "#ffffff", "#9b4f9e", "#d35b73", "#f4d03f"))
        if color == "#ffffff":
            for petal in range(9):
                angle = petal * math.tau / 9
                canvas.ellipse(
                    (x + s * 0.75 * math.cos(angle), y + s * 0.6 * math.sin(angle)), s * 0.38, color
                )
            canvas.ellipse((x, y), s * 0.42, "#f2c12e")
        else:
            canvas.ellipse((x, y), s * 0.8, color)
            canvas.ellipse((x, y - s * 0.25), s * 0.5, mixed(color, "#ffffff", 0.3))
    return canvas.finish(grain=5)


def storm() -> Image.Image:
    """Rain, dark clouds and high waves."""
    canvas = Canvas(WIDE, 24)
    canvas.gradient(0, 0.62, "#252f3b", "#8d99a0")
    canvas.clouds(16, 0.4, 0.02, "#3a4552", 0.7)
    canvas.clouds(8, 0.3, 0.02, "#a5adb0", 0.35)
    canvas.horizon_trees(0.62, "#2a3438")
    canvas.gradient(0.62, 1, "#5e7578", "#1f3a40")
    for row in range(9):
        y, amp = 0.66 + row * 0.042, 0.006 + row * 0.0028
        line = [(step * 0.04, y + amp * math.sin(step * (1.5 - row * 0.08) + row * 2)) for step in range(49)]
        canvas.line(line, mixed("#9fb3b4", "#dfe8e8", row / 9), 0.003 + row * 0.0009)
    for trunk in (0.34, 0.52, 1.5):
        canvas.line([(trunk, 0.64), (trunk + 0.05, 0.44), (trunk + 0.14, 0.32)], "#1c2426", 0.014)
        for _ in range(26):
            x, y = trunk + 0.12 + canvas.random.gauss(0, 0.05), 0.33 + canvas.random.gauss(0, 0.035)
            canvas.line([(trunk + 0.09, 0.37), (x, y), (x + 0.06, y - 0.005)], "#27332f", 0.004)
    for _ in range(420):
        x, y = canvas.random.uniform(-0.1, 1.95), canvas.random.uniform(-0.05, 1)
        canvas.line([(x, y), (x - 0.012, y + 0.045)], "#aebabd", 0.0014)
    return canvas.finish(grain=9, vignette=0.45)


def luchtfoto() -> Image.Image:
    """The polder from a drone: parcels, ditches, the dike and the river."""
    canvas = Canvas((1200, 800), 26)
    canvas.gradient(0, 1, "#86a95a", "#6e9a4c")
    x = -0.2
    while x < 1.6:
        wide = canvas.random.uniform(0.07, 0.16)
        for row in range(3):
            y0, y1 = -0.05 + row * 0.27, 0.2 + row * 0.27
            color = canvas.random.choice(("#7fa550", "#94b765", "#6b9347", "#a9b96a", "#c2b77a", "#5f8a45"))
            lean = 0.12
            canvas.polygon(
                [
                    (x + lean * y0, y0),
                    (x + wide - 0.012 + lean * y0, y0),
                    (x + wide - 0.012 + lean * y1, y1),
                    (x + lean * y1, y1),
                ],
                color,
            )
        canvas.line([(x + wide - 0.006, -0.05), (x + wide + 0.09, 0.74)], "#4b8296", 0.007)
        x += wide
    bank = [(step * 0.05, 0.76 + 0.05 * math.sin(step * 0.28)) for step in range(32)]
    canvas.polygon([*bank, (1.55, 1.1), (0, 1.1)], "#3f7f97")
    canvas.line([(px, y - 0.035) for px, y in bank], "#577f3c", 0.06)
    canvas.line([(px, y - 0.04) for px, y in bank], "#d8ccb0", 0.012)
    for _ in range(70):
        at = (canvas.random.uniform(0, 1.5), canvas.random.uniform(0, 0.7))
        canvas.ellipse((at[0] + 0.006, at[1] + 0.006), 0.011, "#4a6b36")
        canvas.ellipse(at, 0.011, "#3e6631")
    canvas.streaks(0.84, 1, "#bfe0e6", 120, blend=0.3)
    return canvas.finish()


def maaiboot() -> Image.Image:
    return boot(27, hull="#2f6b3a", mowing=True)
