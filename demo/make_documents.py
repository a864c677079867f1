"""``python -m demo.make_documents``: make the demo's documents from their manuscripts.

Run once by a developer after a change to a manuscript; the results are committed. The same manuscripts give
the same bytes, as far as the libraries allow. Never enters here: text, layout.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from demo.content import RESOURCES
from demo.press import drawings, manuscript, office, opendocument, pdf, places, scenes
from demo.press.canvas import jpeg, png
from demo.press.manuscript import Manuscript

_SCENES: dict[str, Callable[[], Image.Image]] = {
    "floorplan": drawings.floor_plan,
    "evacuation": drawings.evacuation,
    "logo": drawings.logo_picture,
    "polders": lambda: drawings.water_map((1600, 840), title="Peilvakken Oosterbeemd"),
    "organogram": drawings.organogram,
    "aerial": places.luchtfoto,
    "cafe": scenes.koffiebar,
}
_WRITERS: dict[str, Callable[[Manuscript], bytes]] = {
    "pdf": pdf.write,
    "docx": office.write_docx,
    "xlsx": office.write_xlsx,
    "pptx": office.write_pptx,
    "odt": opendocument.write,
    "md": lambda m: f"# {m.title}\n\n{_spaced(m.source)}\n".encode(),
    "png": lambda m: png(_SCENES[m.scene]()),
    "jpg": lambda m: jpeg(_SCENES[m.scene](), 120_000),
}


def _spaced(source: str) -> str:
    """Return Markdown with the empty lines that other readers want around lists, tables and headings."""
    lines: list[str] = []
    for line in source.splitlines():
        inside = lines and any(line.startswith(mark) and lines[-1].startswith(mark) for mark in ("- ", "|"))
        numbered = lines and line[:1].isdigit() and lines[-1][:1].isdigit()
        if lines and not (inside or numbered):
            lines.append("")
        lines.append(line)
        if line.startswith("|") and not inside:
            lines.append("|" + " --- |" * (line.count("|") - 1))
    return "\n".join(lines)


def _make(source: Path, target: Path) -> list[Manuscript]:
    made = list(manuscript.read(source))
    for each in made:
        path = target / each.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_WRITERS[each.name.rpartition(".")[2]](each))
    return made


def main() -> int:
    """Make all; returns the exit code."""
    for folder in ("documents", "versions"):
        shutil.rmtree(RESOURCES / folder, ignore_errors=True)
    made: list[Manuscript] = []
    for source in sorted((RESOURCES / "manuscripts").glob("[0-9]*.txt")):
        made += _make(source, RESOURCES / "documents")
    _make(RESOURCES / "manuscripts" / "versions.txt", RESOURCES / "versions")
    lines = [f'"{each.path}" = {each.days_ago}' for each in made]
    head = "# Made by demo.make_documents: how long ago each document was changed last.\n[days_ago]\n"
    (RESOURCES / "documents.toml").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
