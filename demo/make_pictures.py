"""``python -m demo.make_pictures``: draw the demo's pictures, portraits and logo into ``resources/demo``.

Run once by a developer after a change to the drawings; the results are committed.
Never enters here: the drawings themselves (``demo.press``).
"""

from __future__ import annotations

import sys

from demo.content import RESOURCES
from demo.press.canvas import jpeg, png
from demo.press.drawings import DRAWINGS, logo_mark, logo_svg
from demo.press.portraits import PORTRAITS, portrait
from demo.press.scenes import SCENES

_LIMIT = 64_000  # bytes of one picture


def main() -> int:
    """Draw all; returns the exit code."""
    for folder in ("pictures", "people", "logo"):
        (RESOURCES / folder).mkdir(parents=True, exist_ok=True)
    for name, scene in SCENES.items():
        (RESOURCES / "pictures" / name).write_bytes(jpeg(scene(), _LIMIT))
    for name, drawing in DRAWINGS.items():
        (RESOURCES / "pictures" / name).write_bytes(png(drawing()))
    for person in PORTRAITS:
        (RESOURCES / "people" / f"{person}.png").write_bytes(png(portrait(person), 128))
    logo = RESOURCES / "logo"
    (logo / "logo.svg").write_text(logo_svg(), encoding="utf-8")
    (logo / "logo-white.svg").write_text(logo_svg(white=True), encoding="utf-8")
    logo_mark().save(logo / "logo.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
