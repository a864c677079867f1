"""The scenes with things that people made or do, and the list of all pictures for the news.

Never enters here: drawing tools (``canvas``), plans and charts (``drawings``).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PIL import Image

from demo.press import places
from demo.press.canvas import Canvas, mixed
from demo.press.house_style import BLUE, ORANGE
from demo.press.places import WIDE, day, dusk


def livegang() -> Image.Image:
    """A laptop on a dike, the polder on its screen."""
    canvas = Canvas(WIDE, 11)
    day(canvas, 0.5, vanishing=1.3)
    canvas.ditch(0.5, 1.3, 1.75, 0.16, ("#bcdfe9", "#3f89a6"))
    canvas.polygon([(0, 0.9), (1.91, 0.78), (1.91, 1), (0, 1)], "#4f7d3d")
    canvas.polygon([(0.36, 0.86), (1.2, 0.86), (1.28, 0.93), (0.28, 0.93)], "#c9d1d5")
    canvas.rectangle((0.4, 0.3), (1.16, 0.86), "#26343a", round_by=0.02)
    canvas.rectangle((0.42, 0.32), (1.14, 0.83), "#f4f8f9", round_by=0.01)
    canvas.rectangle((0.42, 0.32), (1.14, 0.39), BLUE)
    for row, color in enumerate((ORANGE, BLUE, "#5b8c3e", BLUE)):
        y = 0.43 + row * 0.095
        canvas.rectangle((0.46, y), (0.53, y + 0.07), color, round_by=0.01)
        canvas.rectangle((0.56, y + 0.012), (0.95 - row * 0.04, y + 0.028), "#5d7078")
        canvas.rectangle((0.56, y + 0.042), (0.88 + row * 0.03, y + 0.054), "#b9c6ca")
    canvas.birds(6, "#3c5560")
    return canvas.finish()


def naamwedstrijd() -> Image.Image:
    """Speech bubbles over calm water."""
    canvas = Canvas(WIDE, 13)
    canvas.gradient(0, 1, "#f7e6c8", "#bfdde0")
    canvas.gradient(0.72, 1, "#8fc3cd", "#2f7f92")
    canvas.streaks(0.74, 1, "#e9f6f5", 120)
    names = (
        ("Kroos", 0.4, 0.28, BLUE),
        ("Dijkpraat", 0.95, 0.2, ORANGE),
        ("Het Gemaal", 1.5, 0.3, "#5b8c3e"),
        ("De Peilschaal", 0.52, 0.56, "#5b4b9a"),
        ("BeemdNet", 1.08, 0.5, "#127a6b"),
        ("Wetering", 1.56, 0.6, BLUE),
    )
    for name, x, y, color in names:
        half = 0.045 + len(name) * 0.0185
        canvas.rectangle((x - half, y - 0.085), (x + half, y + 0.06), color, round_by=0.05)
        canvas.polygon([(x - 0.04, y + 0.05), (x + 0.03, y + 0.05), (x - 0.06, y + 0.13)], color)
        canvas.text((x, y - 0.014), name, 0.062, "#ffffff")
    return canvas.finish(grain=4, vignette=0.1)


def koffiebar() -> Image.Image:
    """A cup on a wooden table, a warm café behind it."""
    canvas = Canvas(WIDE, 16)
    canvas.gradient(0, 0.68, "#4a2f22", "#b98257")
    for _ in range(14):
        at = (canvas.random.uniform(0, 1.9), canvas.random.uniform(0.04, 0.45))
        canvas.glow(at, canvas.random.uniform(0.04, 0.09), "#ffd9a0", 0.55)
    canvas.gradient(0.68, 1, "#a4703f", "#5e3a1e")
    for row in range(6):
        canvas.line([(0, 0.7 + row * row * 0.011), (1.91, 0.7 + row * row * 0.011)], "#875a31", 0.004)
    canvas.ellipse((0.95, 0.84), 0.36, "#4a2d17", flat=0.2)
    canvas.ellipse((0.95, 0.81), 0.34, "#f4f1ea", flat=0.2)
    canvas.ellipse((0.95, 0.8), 0.24, "#dcd6c9", flat=0.2)
    canvas.ring((1.24, 0.6), 0.085, "#eef3f3", 0.034)
    canvas.polygon(
        [(0.7, 0.46), (1.2, 0.46), (1.13, 0.77), (1.04, 0.81), (0.86, 0.81), (0.77, 0.77)], "#f7f8f6"
    )
    canvas.polygon([(1.06, 0.46), (1.2, 0.46), (1.13, 0.77), (1.04, 0.81), (0.99, 0.81)], "#dde5e5")
    canvas.ellipse((0.95, 0.46), 0.25, "#ffffff", flat=0.24)
    canvas.ellipse((0.95, 0.465), 0.225, "#6b4226", flat=0.22)
    canvas.ellipse((0.95, 0.468), 0.13, "#d9b48a", flat=0.2)
    for wave in range(3):
        line = [(0.87 + step * 0.03, 0.62 + wave * 0.035 + 0.008 * math.sin(step * 1.6)) for step in range(6)]
        canvas.line(line, BLUE, 0.01)
    canvas.glow((0.93, 0.28), 0.1, "#ffffff", 0.25)
    return canvas.finish(vignette=0.4)


def fietsen() -> Image.Image:
    """A bicycle on the dike at dusk."""
    canvas = Canvas(WIDE, 17)
    dusk(canvas, 0.62)
    canvas.horizon_trees(0.62, "#3d3b4f", density=0.8)
    canvas.gradient(0.62, 1, "#4a5a45", "#23301f")
    canvas.polygon([(0, 0.84), (1.91, 0.8), (1.91, 0.87), (0, 0.92)], "#7b6a5c")
    dark = "#161b26"
    left, right = (0.72, 0.7), (1.16, 0.69)
    for wheel in (left, right):
        canvas.ring(wheel, 0.145, dark, 0.013)
        for spoke in range(10):
            angle = spoke * math.pi / 5
            end = (wheel[0] + 0.14 * math.cos(angle), wheel[1] + 0.14 * math.sin(angle))
            canvas.line([wheel, end], dark, 0.0022)
    crank, seat, head = (0.91, 0.71), (0.85, 0.5), (1.08, 0.47)
    for a, b in ((left, crank), (left, seat), (seat, crank), (seat, head), (crank, head), (head, right)):
        canvas.line([a, b], ORANGE, 0.016)
    canvas.line([(0.8, 0.46), (0.9, 0.46)], dark, 0.026)
    canvas.line([seat, (0.845, 0.465)], dark, 0.012)
    canvas.line([head, (1.07, 0.4), (1.0, 0.385)], dark, 0.014)
    canvas.rectangle((0.58, 0.48), (0.76, 0.6), BLUE, round_by=0.02)
    canvas.reeds("#1a2418", 120, height=0.16)
    return canvas.finish(vignette=0.35)


def zonnepark() -> Image.Image:
    """Rows of solar panels and flowers."""
    canvas = Canvas((1200, 675), 19)
    day(canvas, 0.42, vanishing=0.9)
    canvas.glow((1.5, 0.1), 0.2, "#fffbe0", 0.9)
    for row in range(4):
        y, s = 0.47 + row * row * 0.045 + row * 0.03, 0.1 + row * 0.075
        x = -0.2 - row * 0.07
        while x < 1.9:
            shape = [(x + s * 0.18, y - s * 0.55), (x + s * 1.15, y - s * 0.55), (x + s, y), (x, y)]
            canvas.line([(x + s * 0.5, y - 0.01), (x + s * 0.5, y + s * 0.24)], "#6a7479", s * 0.05)
            canvas.polygon(shape, "#1c3f66")
            for part in (0.25, 0.5, 0.75):
                top = (x + s * (0.18 + 0.97 * part), y - s * 0.55)
                canvas.line([top, (x + s * part, y)], "#7fa3c7", 0.0025)
            canvas.line([(x + s * 0.09, y - s * 0.28), (x + s * 1.08, y - s * 0.28)], "#7fa3c7", 0.0025)
            x += s * 1.22
    for _ in range(260):
        x, y = canvas.random.uniform(0, 1.8), 0.86 + 0.15 * canvas.random.random()
        color = canvas.random.choice(("#fbf3d5", "#f2c230", "#c95a7b", "#ffffff"))
        canvas.ellipse((x, y), canvas.random.uniform(0.004, 0.009), color)
    return canvas.finish()


def team() -> Image.Image:
    """Colleagues in raincoats, seen from behind, and a lot of sky."""
    canvas = Canvas(WIDE, 22)
    canvas.gradient(0, 0.7, "#7b93a8", "#e7dfcf")
    canvas.clouds(10, 0.4, 0.05, "#f5f3ee", 0.5)
    canvas.gradient(0.62, 1, "#7c9a53", "#64834a")
    canvas.fields(0.62, ("#6e8d4a", "#7c9a53", "#64834a"), 0.95)
    coats = ("#e2a52b", BLUE, ORANGE, "#5b8c3e", "#c0443e", "#e2a52b", "#5b4b9a", BLUE, "#d98a2b")
    skins = ("#f1cfae", "#c98f62", "#8a5a3b", "#e8bd94", "#a86f48")
    for number, coat in enumerate(coats):
        x, tall = 0.16 + number * 0.2, canvas.random.uniform(-0.035, 0.05)
        y = 0.56 - tall
        canvas.ellipse((x, y + 0.17), 0.088, coat, flat=1.0)
        canvas.polygon([(x - 0.1, 1), (x - 0.088, y + 0.17), (x + 0.088, y + 0.17), (x + 0.1, 1)], coat)
        shade = mixed(coat, "#101418", 0.18)
        canvas.line([(x - 0.055, y + 0.2), (x - 0.06, 1)], shade, 0.006)
        canvas.line([(x + 0.055, y + 0.2), (x + 0.06, 1)], shade, 0.006)
        canvas.line([(x - 0.05, y + 0.115), (x, y + 0.135), (x + 0.05, y + 0.115)], shade, 0.012)
        canvas.ellipse((x, y + 0.03), 0.05, skins[number % 5], flat=1.2)
        hair = canvas.random.choice(("#2e2019", "#6b4a2c", "#b98b4e", "#8d8d8d", coat))
        canvas.ellipse((x, y + 0.012), 0.053, hair, flat=1.02)
    return canvas.finish()


def veilig() -> Image.Image:
    """A life jacket and a helmet on a jetty."""
    canvas = Canvas(WIDE, 25)
    canvas.gradient(0, 1, "#bfe0e4", "#2f7c8f")
    canvas.streaks(0.1, 1, "#eefafa", 260, blend=0.4)
    for plank in range(8):
        y = 0.55 + plank * 0.06
        canvas.polygon(
            [(0, y), (1.91, y - 0.03), (1.91, y + 0.024), (0, y + 0.054)],
            mixed("#b88d5d", "#8a6238", plank / 8),
        )
    jacket = "#e0561c"
    canvas.polygon(
        [
            (0.5, 0.3),
            (0.66, 0.24),
            (0.72, 0.44),
            (0.82, 0.44),
            (0.88, 0.24),
            (1.04, 0.3),
            (1.0, 0.86),
            (0.54, 0.86),
        ],
        jacket,
    )
    canvas.polygon([(0.77, 0.5), (0.775, 0.86), (0.765, 0.86)], "#8f3209")
    for y in (0.56, 0.7):
        canvas.rectangle((0.52, y), (1.02, y + 0.045), "#22323a", round_by=0.01)
        canvas.rectangle((0.74, y - 0.008), (0.8, y + 0.053), "#c9d2d5", round_by=0.01)
    canvas.rectangle((0.58, 0.34), (0.66, 0.37), "#f3f6df")
    canvas.rectangle((0.88, 0.34), (0.96, 0.37), "#f3f6df")
    canvas.ellipse((1.42, 0.66), 0.2, "#f5c518", flat=0.82)
    canvas.rectangle((1.2, 0.66), (1.64, 0.84), mixed("#b88d5d", "#8a6238", 0.4))
    canvas.ellipse((1.42, 0.67), 0.25, "#d9a90d", flat=0.16)
    canvas.ellipse((1.42, 0.655), 0.23, "#f5c518", flat=0.14)
    canvas.polygon([(1.39, 0.5), (1.45, 0.5), (1.46, 0.65), (1.38, 0.65)], "#ffe27a")
    return canvas.finish()


def campagne() -> Image.Image:
    """The launch: one wave through the brand's colors."""
    canvas = Canvas((1600, 500), 28)
    canvas.gradient(0, 1, "#0b6478", "#0a4a5c")
    canvas.glow((2.6, 0.2), 0.5, "#3fb3c2", 0.55)
    for row, color in enumerate(("#1f8fa0", "#5b8c3e", "#8fc0c6", "#d98a4a")):
        base = 0.52 + row * 0.12
        crest = [(step * 0.05, base + 0.06 * math.sin(step * 0.21 + row * 1.4)) for step in range(66)]
        canvas.polygon([*crest, (3.3, 1.1), (0, 1.1)], color)
    canvas.ellipse((2.62, 0.3), 0.13, "#ffe0a6")
    canvas.birds(6, "#e6f4f5")
    return canvas.finish(grain=3, vignette=0.1)


SCENES: dict[str, Callable[[], Image.Image]] = {
    "intranet-live.jpg": livegang,
    "vispassage.jpg": places.vispassage,
    "naamwedstrijd.jpg": naamwedstrijd,
    "gemaal-de-hoop.jpg": places.gemaal,
    "dijkversterking.jpg": places.dijk,
    "koffiebar.jpg": koffiebar,
    "fietsen.jpg": fietsen,
    "molen.jpg": places.molen,
    "zonnepark.jpg": zonnepark,
    "ijsvrij.jpg": places.ijs,
    "otter-varen.jpg": places.boot,
    "directie-maaiboot.jpg": places.maaiboot,
    "team.jpg": team,
    "bloemen.jpg": places.bloemen,
    "storm.jpg": places.storm,
    "campagne-veilig.jpg": veilig,
    "campagne-livegang.jpg": campagne,
}
