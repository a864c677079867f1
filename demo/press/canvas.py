"""A canvas for the demo's pictures: skies, land, water and what stands in them, drawn with Pillow.

Coordinates are fractions of the picture's height from its upper left corner, so that one scene fits any size.
Never enters here: which scene is for which news item.
"""

from __future__ import annotations

import io
import itertools
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from demo.press.house_style import font, rgb

Color = str
Point = tuple[float, float]
_SCALE = 2  # drawn twice as large, then reduced: smooth edges


class Canvas:
    """A picture in the making. ``width`` is in the same unit as all coordinates: picture heights."""

    def __init__(self, size: tuple[int, int], seed: int, background: Color = "#ffffff") -> None:
        self.size = size
        self.width = size[0] / size[1]
        self.random = random.Random(seed)  # noqa: S311  # the same picture each time
        self.unit = size[1] * _SCALE
        self.image = Image.new("RGB", (size[0] * _SCALE, size[1] * _SCALE), background)

    def _points(self, points: Sequence[Point]) -> list[tuple[float, float]]:
        return [(x * self.unit, y * self.unit) for x, y in points]

    def polygon(self, points: Sequence[Point], color: Color) -> None:
        """Fill a polygon."""
        ImageDraw.Draw(self.image).polygon(self._points(points), fill=color)

    def line(self, points: Sequence[Point], color: Color, width: float) -> None:
        """Draw a line through points."""
        draw = ImageDraw.Draw(self.image)
        draw.line(self._points(points), fill=color, width=max(1, round(width * self.unit)), joint="curve")

    def ellipse(self, center: Point, radius: float, color: Color, *, flat: float = 1.0) -> None:
        """Fill an ellipse; ``flat`` is its height over its width."""
        x, y = center
        box = self._points([(x - radius, y - radius * flat), (x + radius, y + radius * flat)])
        ImageDraw.Draw(self.image).ellipse([*box[0], *box[1]], fill=color)

    def ring(self, center: Point, radius: float, color: Color, width: float) -> None:
        """Draw a circle's outline."""
        x, y = center
        box = self._points([(x - radius, y - radius), (x + radius, y + radius)])
        stroke = max(1, round(width * self.unit))
        ImageDraw.Draw(self.image).ellipse([*box[0], *box[1]], outline=color, width=stroke)

    def rectangle(self, corner: Point, opposite: Point, color: Color, *, round_by: float = 0.0) -> None:
        """Fill a rectangle, with rounded corners if asked."""
        box = self._points([corner, opposite])
        draw = ImageDraw.Draw(self.image)
        draw.rounded_rectangle([*box[0], *box[1]], radius=round_by * self.unit, fill=color)

    def text(self, center: Point, text: str, size: float, color: Color, *, bold: bool = True) -> None:
        """Write text around a point."""
        face = ImageFont.truetype(str(font(bold=bold)), round(size * self.unit))
        at = self._points([center])[0]
        ImageDraw.Draw(self.image).text(at, text, font=face, fill=color, anchor="mm", align="center")

    def gradient(self, top: float, bottom: float, first: Color, last: Color) -> None:
        """Fill a band from one color to another."""
        y0, y1 = round(top * self.unit), round(bottom * self.unit)
        size = (self.image.width, max(1, y1 - y0))
        mask = Image.linear_gradient("L").resize(size)
        band = Image.composite(Image.new("RGB", size, last), Image.new("RGB", size, first), mask)
        self.image.paste(band, (0, y0))

    def glow(self, center: Point, radius: float, color: Color, strength: float) -> None:
        """Lighten softly around a point. ``strength`` is 0 to 1."""
        mask = Image.new("L", self.image.size, 0)
        x, y = self._points([center])[0]
        r = radius * self.unit
        ImageDraw.Draw(mask).ellipse([x - r, y - r, x + r, y + r], fill=round(255 * strength))
        small = mask.resize((mask.width // 8, mask.height // 8)).filter(ImageFilter.GaussianBlur(r / 16))
        self.image.paste(Image.new("RGB", self.image.size, color), mask=small.resize(mask.size))

    def clouds(self, count: int, low: float, high: float, color: Color, strength: float) -> None:
        """Draw soft clouds between two heights."""
        mask = Image.new("L", (self.image.width // 4, self.image.height // 4), 0)
        draw = ImageDraw.Draw(mask)
        for _ in range(count):
            x, y = self.random.uniform(0, self.width), self.random.uniform(high, low)
            for _ in range(9):
                cx = x + self.random.gauss(0, 0.11)
                cy = y + self.random.gauss(0, 0.012)
                rx = self.random.uniform(0.03, 0.1)
                box = [v * self.unit / 4 for v in (cx - rx, cy - rx * 0.32, cx + rx, cy + rx * 0.28)]
                draw.ellipse(box, fill=round(255 * strength))
        soft = mask.filter(ImageFilter.GaussianBlur(self.unit / 240)).resize(self.image.size)
        self.image.paste(Image.new("RGB", self.image.size, color), mask=soft)

    def horizon_trees(self, y: float, color: Color, *, density: float = 1.0) -> None:
        """Draw a far row of trees and roofs."""
        x = 0.0
        while x < self.width:
            radius = self.random.uniform(0.008, 0.026)
            if self.random.random() < 0.72 * density:
                self.ellipse((x, y - radius * 0.5), radius, color, flat=self.random.uniform(0.7, 1.3))
            x += radius * self.random.uniform(0.7, 2.0)
        self.rectangle((0, y - 0.006), (self.width, y + 0.004), color)

    def fields(self, horizon: float, colors: Sequence[Color], vanishing: float) -> None:
        """Fill the land below the horizon with strips that run to a vanishing point."""
        edges = [-1.6]
        while edges[-1] < self.width + 1.6:
            edges.append(edges[-1] + self.random.uniform(0.22, 0.55))
        for number, (left, right) in enumerate(itertools.pairwise(edges)):
            x = vanishing
            shape = [
                (x + (left - x) * 0.02, horizon),
                (x + (right - x) * 0.02, horizon),
                (x + (right - x) * 1.5, 1.25),
                (x + (left - x) * 1.5, 1.25),
            ]
            self.polygon(shape, colors[number % len(colors)])

    def ditch(
        self, horizon: float, vanishing: float, foot: float, width: float, colors: tuple[Color, Color]
    ) -> None:
        """Draw a straight water that narrows towards the horizon."""
        shape = [
            (vanishing - 0.003, horizon),
            (vanishing + 0.003, horizon),
            (foot + width, 1.0),
            (foot - width, 1.0),
        ]
        mask = Image.new("L", self.image.size, 0)
        ImageDraw.Draw(mask).polygon(self._points(shape), fill=255)
        water = Canvas(self.size, 0)
        water.gradient(horizon, 1.0, *colors)
        self.image.paste(water.image, mask=mask)

    def streaks(self, top: float, bottom: float, color: Color, count: int, *, blend: float = 0.35) -> None:
        """Draw light streaks on water, finer towards the horizon."""
        layer = self.image.copy()
        draw = ImageDraw.Draw(layer)
        for _ in range(count):
            depth = self.random.random() ** 1.6
            y = top + (bottom - top) * depth
            length = 0.02 + 0.2 * depth * self.random.random()
            x = self.random.uniform(-0.1, self.width)
            points = self._points([(x, y), (x + length, y)])
            draw.line(points, fill=color, width=max(1, round((0.0012 + 0.004 * depth) * self.unit)))
        self.image = Image.blend(self.image, layer.filter(ImageFilter.GaussianBlur(1.5)), blend)

    def reeds(self, color: Color, count: int, *, base: float = 1.02, height: float = 0.3) -> None:
        """Draw reeds in the foreground."""
        for _ in range(count):
            x = self.random.uniform(-0.05, self.width + 0.05)
            tall = height * self.random.uniform(0.4, 1.0)
            lean = self.random.uniform(-0.03, 0.05)
            self.line(
                [(x, base), (x + lean * 0.4, base - tall * 0.6), (x + lean, base - tall)], color, 0.0035
            )
            if self.random.random() < 0.3:
                self.ellipse((x + lean, base - tall), 0.006, color, flat=3.2)

    def birds(self, count: int, color: Color) -> None:
        """Draw some birds far away."""
        x0, y0 = self.random.uniform(0.3, self.width - 0.4), self.random.uniform(0.1, 0.26)
        for _ in range(count):
            x, y = x0 + self.random.gauss(0, 0.09), y0 + self.random.gauss(0, 0.04)
            s = self.random.uniform(0.009, 0.016)
            self.line([(x - s, y - s * 0.5), (x, y), (x + s, y - s * 0.6)], color, 0.003)

    def finish(self, *, grain: int = 7, vignette: float = 0.22) -> Image.Image:
        """Return the picture at its size, with a photo's grain and darker corners."""
        picture = self.image.resize(self.size, Image.Resampling.LANCZOS)
        if vignette:
            dark = (
                Image.radial_gradient("L")
                .resize(self.size)
                .point(lambda v: round(max(0, v - 110) * vignette))
            )
            picture.paste(Image.new("RGB", self.size, "#0a1a20"), mask=dark)
        if grain:
            noise = _grain(self.size, grain, self.random)
            picture = ImageChops.overlay(picture, Image.merge("RGB", (noise, noise, noise)))
        return picture


def _grain(size: tuple[int, int], strength: int, source: random.Random) -> Image.Image:
    """Return gray noise around the middle; Pillow's own noise differs from run to run."""
    tile = Image.frombytes(
        "L", (256, 256), bytes(round(source.gauss(128, strength)) & 255 for _ in range(65536))
    )
    noise = Image.new("L", size)
    for x in range(0, size[0], 256):
        for y in range(0, size[1], 256):
            noise.paste(tile, (x, y))
    return noise


def jpeg(picture: Image.Image, limit: int) -> bytes:
    """Return a JPEG of at most ``limit`` bytes, as good as that allows."""
    for quality in range(88, 30, -4):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= limit:
            break
    return out.getvalue()


def png(picture: Image.Image, colors: int = 96) -> bytes:
    """Return a PNG with a palette."""
    out = io.BytesIO()
    picture.quantize(colors, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def mixed(first: Color, last: Color, part: float) -> Color:
    """Return the color between two."""
    a, b = rgb(first), rgb(last)
    return "#" + "".join(f"{round(x + (y - x) * part):02x}" for x, y in zip(a, b, strict=True))
