"""Maps, plans, charts and the logo.

Never enters here: drawing tools (``canvas``), landscapes (``scenes``).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PIL import Image

from demo.press.canvas import Canvas
from demo.press.house_style import BLUE, GREEN, INK, MIST, ORANGE, ORGANISATION

_PAPER = "#fbfcfa"


def water_map(size: tuple[int, int] = (1200, 630), *, title: str = "Peilbesluit Oosterbeemd") -> Image.Image:
    """The twelve level areas, with their summer levels."""
    canvas = Canvas(size, 41, "#e8efe3")
    right = canvas.width
    levels = (
        "-1,35",
        "-1,40",
        "-1,25",
        "-1,25",
        "-1,60",
        "-1,55",
        "-1,45",
        "-1,50",
        "-1,30",
        "-1,35",
        "-1,65",
        "-1,40",
    )
    columns = 4
    wide = (right - 0.5) / columns
    for number, level in enumerate(levels):
        column, row = number % columns, number // columns
        x, y = 0.06 + column * wide, 0.2 + row * 0.235
        lean = 0.02 * math.sin(number * 2.1)
        shape = [
            (x + lean, y),
            (x + wide - 0.015, y + lean),
            (x + wide - 0.015 - lean, y + 0.215),
            (x, y + 0.22 - lean),
        ]
        raised = number in (2, 3, 6, 7, 8, 9)
        canvas.polygon(shape, "#8fc3cd" if raised else "#c9dfb5")
        canvas.text((x + wide / 2, y + 0.085), f"vak {number + 1}", 0.028, INK, bold=False)
        canvas.text((x + wide / 2, y + 0.135), level, 0.042, INK)
    for column in range(1, columns):
        x = 0.055 + column * wide - 0.003
        canvas.line([(x, 0.17), (x + 0.004, 0.93)], "#2f7c9a", 0.008)
    canvas.line([(0, 0.955), (0.5, 0.935), (1.1, 0.965), (right, 0.94)], "#2f7c9a", 0.03)
    x = right - 0.37
    canvas.text((right / 2, 0.085), title, 0.06, BLUE)
    for row, (color, text) in enumerate(
        (
            ("#8fc3cd", "zomerpeil +10 cm"),
            ("#c9dfb5", "peil blijft gelijk"),
            ("#2f7c9a", "boezem, hoofdwater"),
        )
    ):
        canvas.rectangle((x, 0.24 + row * 0.075), (x + 0.045, 0.28 + row * 0.075), color)
        canvas.text((x + 0.2, 0.259 + row * 0.075), text, 0.026, INK, bold=False)
    canvas.text((x + 0.16, 0.5), "peilen in m NAP", 0.026, INK, bold=False)
    canvas.polygon([(x + 0.16, 0.62), (x + 0.185, 0.72), (x + 0.16, 0.7), (x + 0.135, 0.72)], INK)
    canvas.text((x + 0.16, 0.59), "N", 0.035, INK)
    return canvas.finish(grain=0, vignette=0)


def chart() -> Image.Image:
    """Groundwater and rain over a month: bars from above, two lines below."""
    canvas = Canvas((1200, 630), 42, _PAPER)
    canvas.text((0.62, 0.08), "Groundwater after rain, Oosterbeemd", 0.047, BLUE)
    for row in range(6):
        y = 0.2 + row * 0.13
        canvas.line([(0.14, y), (1.82, y)], "#dbe4e6", 0.002)
        canvas.text((0.085, y), f"{20 + row * 10}", 0.026, "#5d7078", bold=False)
    rain = [max(0.0, canvas.random.gauss(-2, 9)) for _ in range(30)]
    rain[9], rain[10], rain[21] = 31.0, 18.0, 27.0
    level, north, south = 0.0, [], []
    for millimetres in rain:
        level = level * 0.8 + millimetres
        north.append(0.72 - level * 0.0098)
        south.append(0.7 - (level * 0.35 + 4) * 0.0085)
    for day, millimetres in enumerate(rain):
        x = 0.17 + day * 0.056
        canvas.rectangle((x - 0.017, 0.85 - millimetres * 0.008), (x + 0.017, 0.85), "#b9d7dd")
    smooth = [south[0]]
    for value in south[1:]:
        smooth.append(smooth[-1] * 0.72 + value * 0.28)
    canvas.line([(0.17 + day * 0.056, y) for day, y in enumerate(smooth)], ORANGE, 0.009)
    canvas.line([(0.17 + day * 0.056, y) for day, y in enumerate(north)], BLUE, 0.009)
    for x, color, text in (
        (0.3, BLUE, "northern parcels"),
        (0.85, ORANGE, "southern parcels"),
        (1.38, "#b9d7dd", "rain (mm)"),
    ):
        canvas.rectangle((x, 0.925), (x + 0.05, 0.945), color)
        canvas.text((x + 0.22, 0.934), text, 0.03, INK, bold=False)
    return canvas.finish(grain=0, vignette=0)


def radar() -> Image.Image:
    """A rain radar over the area."""
    canvas = Canvas((1000, 625), 43, "#10262f")
    middle = (0.8, 0.5)
    area = [(0.42, 0.3), (0.7, 0.2), (1.06, 0.26), (1.22, 0.5), (1.08, 0.76), (0.74, 0.82), (0.45, 0.66)]
    canvas.polygon(area, "#1b3f46")
    for color, spread, count, strength in (
        ("#2f7fb8", 0.17, 90, 0.2),
        ("#4fb37a", 0.11, 50, 0.3),
        ("#f0c23c", 0.055, 26, 0.5),
        ("#d9542b", 0.025, 9, 0.8),
    ):
        for _ in range(count // 2):
            t = canvas.random.gauss(0, 0.28)
            at = (
                0.72 + t * 0.9 + canvas.random.gauss(0, spread * 0.4),
                0.42 - t * 0.55 + canvas.random.gauss(0, spread * 0.5),
            )
            canvas.glow(at, spread * 0.4, color, strength)
    canvas.line([*area, area[0]], "#e6f1ef", 0.004)
    for ring in range(1, 5):
        canvas.ring(middle, ring * 0.12, "#4c7079", 0.002)
    canvas.line([(0.8, 0), (0.8, 1)], "#4c7079", 0.0015)
    canvas.line([(0, 0.5), (1.6, 0.5)], "#4c7079", 0.0015)
    for name, x, y in (
        ("Aalwijk", 0.62, 0.37),
        ("Oosterbeemd", 1.04, 0.45),
        ("Westerbeemd", 0.58, 0.62),
        ("Zuiderkade", 0.9, 0.7),
    ):
        canvas.ellipse((x, y), 0.008, "#ffffff")
        canvas.text((x, y - 0.035), name, 0.03, "#ffffff")
    canvas.text((0.24, 0.07), "Regenradar +1 uur", 0.038, "#e6f1ef")
    return canvas.finish(grain=0, vignette=0.1)


def _floor(canvas: Canvas) -> None:
    canvas.rectangle((0.08, 0.16), (1.42, 0.9), INK)
    canvas.rectangle((0.09, 0.17), (1.41, 0.89), "#ffffff")
    rooms = (
        ("Polderzaal", 0.09, 0.17, 0.5, 0.5),
        ("Waterschool", 0.51, 0.17, 0.84, 0.42),
        ("Servicebalie", 0.85, 0.17, 1.08, 0.42),
        ("Café De Sluis", 1.09, 0.17, 1.41, 0.56),
        ("Hal", 0.51, 0.53, 1.08, 0.89),
        ("Magazijn", 0.09, 0.62, 0.38, 0.89),
        ("Keuken", 1.19, 0.62, 1.41, 0.89),
    )
    for name, x0, y0, x1, y1 in rooms:
        canvas.rectangle((x0, y0), (x1, y1), INK)
        canvas.rectangle((x0 + 0.004, y0 + 0.004), (x1 - 0.004, y1 - 0.004), MIST)
        canvas.text(((x0 + x1) / 2, (y0 + y1) / 2), name, 0.032, INK)
    canvas.rectangle((0.74, 0.885), (0.88, 0.905), "#ffffff")
    canvas.text((0.81, 0.93), "hoofdingang", 0.026, INK, bold=False)


def floor_plan() -> Image.Image:
    """The ground floor."""
    canvas = Canvas((1200, 800), 44, _PAPER)
    canvas.text((0.75, 0.085), "Plattegrond hoofdkantoor, begane grond", 0.045, BLUE)
    _floor(canvas)
    return canvas.finish(grain=0, vignette=0)


def evacuation() -> Image.Image:
    """The ground floor with the ways out."""
    canvas = Canvas((1200, 800), 45, _PAPER)
    canvas.rectangle((0, 0), (1.5, 0.12), "#1f7a3d")
    canvas.text((0.75, 0.06), "Ontruimingskaart: blijf rustig, neem de trap", 0.044, "#ffffff")
    _floor(canvas)
    routes = (
        [(0.3, 0.45), (0.44, 0.56), (0.81, 0.56), (0.81, 0.88)],
        [(0.68, 0.36), (0.68, 0.56)],
        [(1.25, 0.5), (1.12, 0.59), (0.9, 0.59)],
        [(0.24, 0.7), (0.12, 0.7), (0.12, 0.93)],
    )
    for route in routes:
        canvas.line(route, "#1f9a4a", 0.012)
        (x0, y0), (x1, y1) = route[-2], route[-1]
        angle = math.atan2(y1 - y0, x1 - x0)
        tip = [
            (x1 + 0.03 * math.cos(angle + turn), y1 + 0.03 * math.sin(angle + turn))
            for turn in (0, 2.3, -2.3)
        ]
        canvas.polygon(tip, "#1f9a4a")
    for x, y, color, mark in (
        (0.6, 0.63, "#c62f2f", "B"),
        (1.3, 0.25, "#1f7a3d", "AED"),
        (0.97, 0.63, "#1f7a3d", "AED"),
    ):
        canvas.rectangle((x - 0.035, y - 0.025), (x + 0.035, y + 0.025), color, round_by=0.006)
        canvas.text((x, y - 0.003), mark, 0.03, "#ffffff")
    canvas.text(
        (0.75, 0.965),
        "Verzamelplaats: fietsenstalling Zuiderkade · intern alarm 1112",
        0.027,
        INK,
        bold=False,
    )
    return canvas.finish(grain=0, vignette=0)


def organogram() -> Image.Image:
    """Who belongs where."""
    canvas = Canvas((1200, 700), 46, _PAPER)
    canvas.text((0.857, 0.08), "Organogram", 0.055, BLUE)

    def box(x: float, y: float, text: str, color: str) -> None:
        canvas.rectangle((x - 0.15, y - 0.06), (x + 0.15, y + 0.06), color, round_by=0.015)
        canvas.text((x, y), text, 0.027, "#ffffff")

    line = "#9fb2b8"
    canvas.line([(0.857, 0.2), (0.857, 0.62)], line, 0.004)
    canvas.line([(0.2, 0.62), (1.51, 0.62)], line, 0.004)
    box(0.857, 0.2, "Algemeen bestuur", INK)
    box(0.857, 0.36, "Dijkgraaf", INK)
    box(0.857, 0.51, "Secretaris-directeur\nAnnelies Verhoeven", BLUE)
    units = (
        ("Beheer &\nOnderhoud", GREEN),
        ("Watersysteem\nen dijken", GREEN),
        ("Zuivering", GREEN),
        ("Informatie\n& ICT", ORANGE),
        ("Bedrijfs-\nvoering", ORANGE),
    )
    for number, (unit, color) in enumerate(units):
        x = 0.2 + number * 0.3275
        canvas.line([(x, 0.62), (x, 0.72)], line, 0.004)
        box(x, 0.75, unit, color)
    canvas.text((0.857, 0.93), "240 collega's op negen locaties", 0.03, INK, bold=False)
    return canvas.finish(grain=0, vignette=0)


def logo_picture() -> Image.Image:
    """The logo with its name, for letters and slides."""
    canvas = Canvas((1000, 300), 47, "#ffffff")
    _waves(canvas, (0.5, 0.5), 0.36, BLUE)
    canvas.text((2.1, 0.42), "Waterschap", 0.2, INK, bold=False)
    canvas.text((2.1, 0.66), "De Lage Beemden", 0.22, BLUE)
    return canvas.finish(grain=0, vignette=0)


def _waves(canvas: Canvas, center: tuple[float, float], radius: float, color: str) -> None:
    x, y = center
    canvas.ellipse(center, radius, color)
    for row in range(3):
        base = y - radius * 0.3 + row * radius * 0.36
        wide = radius * (0.66, 0.72, 0.56)[row]
        points = [
            (x - wide + step * wide / 12, base + radius * 0.09 * math.sin(step * math.pi / 4))
            for step in range(25)
        ]
        canvas.line(points, "#ffffff", radius * 0.12)
        for end in (points[0], points[-1]):
            canvas.ellipse(end, radius * 0.06, "#ffffff")


def logo_mark() -> Image.Image:
    """The round mark alone, transparent outside."""
    canvas = Canvas((256, 256), 48, "#ffffff")
    _waves(canvas, (0.5, 0.5), 0.49, BLUE)
    picture = canvas.finish(grain=0, vignette=0).convert("RGBA")
    round_mask = Canvas((256, 256), 48, "#000000")
    round_mask.ellipse((0.5, 0.5), 0.49, "#ffffff")
    picture.putalpha(round_mask.finish(grain=0, vignette=0).convert("L"))
    return picture


def logo_svg(*, white: bool = False) -> str:
    """Return the round mark as SVG; ``white`` for use on the accent color."""
    ground, wave = ("#ffffff", BLUE) if white else (BLUE, "#ffffff")
    paths = []
    for row, wide in enumerate((21, 23, 18)):
        y = 22.4 + row * 11.5
        step = wide / 2
        start = 32 - wide
        curve = f"M{start} {y}q{step / 2} 5.6 {step} 0t{step} 0t{step} 0t{step} 0"
        paths.append(f'<path d="{curve}"/>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img">'
        f"<title>{ORGANISATION}</title>"
        f'<circle cx="32" cy="32" r="31" fill="{ground}"/>'
        f'<g fill="none" stroke="{wave}" stroke-width="4.4" stroke-linecap="round">'
        f"{''.join(paths)}</g></svg>\n"
    )


DRAWINGS: dict[str, Callable[[], Image.Image]] = {
    "peilbesluit-kaart.png": water_map,
    "grafiek-neerslag.png": chart,
    "regenradar.png": radar,
}
