"""Reading the manuscripts: the plain text from which each document of the demo is made.

A file names its folder, then holds documents: ``=== name | days ago`` and lines of a small markup (``#`` and
``##`` headings, ``-`` and ``1.`` lists, ``| a | b |`` tables, paragraphs). Never enters here: file formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NUMBERED = re.compile(r"\d+\. ")
_BOLD = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 starts a slide or sheet, 2 a section."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]
    numbered: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first row holds its headings."""

    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Manuscript:
    """One document to be. ``source`` is its text as written."""

    folder: str
    name: str
    days_ago: int
    source: str

    @property
    def path(self) -> str:
        """Return the document's path below the documents' root."""
        return f"{self.folder}/{self.name}" if self.folder else self.name

    @property
    def title(self) -> str:
        """Return the name without its ending."""
        return self.name.rpartition(".")[0]

    @property
    def scene(self) -> str:
        """Return the name of the picture to draw, or ""."""
        return self.source.removeprefix("scene:").strip() if self.source.startswith("scene:") else ""

    @property
    def blocks(self) -> list[Block]:
        """Return the text in blocks."""
        return list(_blocks(self.source.splitlines()))


def read(path: Path) -> Iterator[Manuscript]:
    """Yield the manuscripts of one file."""
    head, *parts = path.read_text(encoding="utf-8").split("\n=== ")
    folder = head.partition("folder:")[2].strip()
    for part in parts:
        first, _, source = part.partition("\n")
        name, _, days = first.rpartition("|")
        yield Manuscript(folder, name.strip(), int(days), source.strip())


def plain(text: str) -> str:
    """Return text without the marks for bold, italic and code."""
    return _BOLD.sub(lambda m: m[1] or m[2] or m[3], text)


def _kind(line: str) -> str:
    if line.startswith("|"):
        return "table"
    if line.startswith("- "):
        return "bullets"
    return "numbered" if _NUMBERED.match(line) else ""


def _blocks(lines: list[str]) -> Iterator[Block]:
    position = 0
    while position < len(lines):
        line = lines[position].strip()
        kind = _kind(line)
        if kind:
            end = position
            while end < len(lines) and _kind(lines[end].strip()) == kind:
                end += 1
            yield _group(kind, [each.strip() for each in lines[position:end]])
            position = end
            continue
        position += 1
        if line.startswith("#"):
            marks, _, text = line.partition(" ")
            yield Heading(plain(text), len(marks))
        elif line:
            yield Paragraph(plain(line))


def _group(kind: str, lines: list[str]) -> Block:
    if kind == "table":
        return Table(
            tuple(tuple(plain(cell.strip()) for cell in line.strip("|").split("|")) for line in lines)
        )
    if kind == "bullets":
        return Bullets(tuple(plain(line[2:]) for line in lines), numbered=False)
    return Bullets(tuple(plain(_NUMBERED.sub("", line, count=1)) for line in lines), numbered=True)
