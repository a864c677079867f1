"""No module needs a module that needs it: not when loading, not for its types, not in a function."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.architecture.source import PRODUCT, ROOT, files, tree


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def needs(path: Path, known: set[str]) -> set[str]:
    """Return the modules of ours that a file names in any import."""
    named: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            named |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{one.name}" for one in node.names}
            named |= (whole & known) or {node.module}
    return (named & known) - {module_of(path)}


def test_imports_go_in_no_circle() -> None:
    paths = {module_of(path): path for path in files(*PRODUCT)}
    graph = {name: needs(path, set(paths)) for name, path in paths.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(f"these need each other: {' -> '.join(error.args[1])}") from None
