"""The project's own source, as the architecture tests look at it. Never enters here: an assertion."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ("ui", "app", "sync", "demo")
_OTHERS = frozenset({"build", "dist", "node_modules", "__pycache__"})


@cache
def files(*folders: str, suffix: str = ".py") -> tuple[Path, ...]:
    """Return the project's files below some folders (none: all), without what is made or installed."""

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.name.startswith(".") or path.name in _OTHERS or path.name.endswith(".egg-info"):
                continue
            if path.is_dir():
                yield from walk(path)
            elif path.suffix == suffix:
                yield path

    return tuple(path for each in folders or (".",) if (ROOT / each).is_dir() for path in walk(ROOT / each))


@cache
def tree(path: Path) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name(path: Path) -> str:
    """Return a path as a reader of a failure wants it."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """Return every module that a file imports, also inside functions and for types only."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def imports_any(path: Path, *modules: str) -> list[str]:
    """Return which of some modules (or parts of them) a file imports."""
    return sorted(
        each
        for each in imports(path)
        if any(each == module or each.startswith(module + ".") for module in modules)
    )
