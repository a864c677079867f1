"""The house stays as it was drawn: layers, sizes, names, layout, versions."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib

import pytest

from tests.architecture.source import PRODUCT, ROOT, files, imports_any, name, tree

MOST_LINES = 400
FORBIDDEN_WORDS = re.compile(r"Manager|Controller|Helper|Utils?(?![a-z])|Handler")
FORBIDDEN_MODULES = re.compile(r"(^|_)(managers?|controllers?|helpers?|utils?|handlers?)(_|$)")


def test_imports_run_in_one_direction() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-2000:]
    assert "0 broken" in run.stdout


def test_every_module_is_short() -> None:
    long = {
        name(path): lines
        for path in files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) >= MOST_LINES
    }
    assert not long, f"split these by what they do (under {MOST_LINES} lines): {long}"


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name(path)
        for path in files()
        if not (ast.get_docstring(tree(path)) or "").strip()
        and (path.name != "__init__.py" or tree(path).body)  # an empty package mark has no job
    ]
    assert not silent, f"each module opens with its job and what must never enter it: {silent}"


def test_no_names_that_say_nothing() -> None:
    found = [name(path) for path in files() if FORBIDDEN_MODULES.search(path.stem)]
    for path in files():
        found += [
            f"{name(path)}: {node.name}"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.ClassDef) and FORBIDDEN_WORDS.search(node.name)
        ]
    assert not found, f"name these by what they do: {found}"


@pytest.mark.parametrize(
    ("folders", "modules"),
    [
        (("sync", "demo"), ("PySide6",)),
        (("app",), ("PySide6.QtWidgets", "PySide6.QtQml", "PySide6.QtQuick")),
        (("app", "ui"), ("requests", "urllib3", "http.client", "urllib.request.urlopen", "socket")),
        (("app", "ui"), ("sqlalchemy", "sqlcipher3", "sqlite3", "alembic")),
        (
            ("ui",),
            ("sync.net", "sync.connectors", "sync.formats", "sync.store.tables", "sync.store.database"),
        ),
        (("sync.connectors".replace(".", "/"),), ("sync.store",)),
        (("demo",), ("app", "ui", "sync")),
        (PRODUCT, ("tests", "bench", "niquests", "bleach", "kreuzberg", "pickle")),
    ],
)
def test_what_must_not_be_imported(folders: tuple[str, ...], modules: tuple[str, ...]) -> None:
    bad = {name(path): wrong for path in files(*folders) if (wrong := imports_any(path, *modules))}
    assert not bad


def test_nothing_runs_through_a_shell() -> None:
    """Arguments are lists: a file's name from a server never reaches a shell."""
    bad = []
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.keyword) and node.arg == "shell" and ast.unparse(node.value) != "False":
                bad.append(f"{name(path)}:{node.value.lineno}")
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.system", "os.popen"):
                bad.append(f"{name(path)}:{node.lineno}")
    assert not bad


def test_no_exception_is_swallowed() -> None:
    bad = [
        f"{name(path)}:{node.lineno}"
        for path in files(*PRODUCT)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    assert not bad


BRANDS = re.compile(r"nextcloud|plone|wordpress|radicale|xandikos|wsgidav|mod_dav|sharepoint", re.IGNORECASE)


def test_no_brand_of_server_above_sync() -> None:
    """A server states its limits as data; the composition root alone knows what the demo is made of."""
    bad = [
        f"{name(path)}:{number}"
        for path in files("app", "ui")
        if name(path) != "ui/__main__.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if BRANDS.search(line)
    ]
    assert not bad


def test_the_top_level_is_the_one_in_the_plan() -> None:
    here = {path.name for path in ROOT.iterdir()}
    wanted = {"app", "ui", "sync", "demo", "resources", "tests", "docs", "bench", ".ci"}
    wanted |= {"pyproject.toml", "requirements.lock", "requirements-dev.lock", "run.py", "build_installer.py"}
    wanted |= {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"}
    assert wanted <= here, f"missing: {sorted(wanted - here)}"
    python = {path.name for path in ROOT.glob("*.py")}
    assert python == {"run.py", "build_installer.py"}


def test_versions_agree() -> None:
    """One version: the project's, the program's and the newest of the changelog."""
    from app import VERSION

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = re.search(
        r"^## \[?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert newest is not None
    assert {project["version"], VERSION, newest[1]} == {project["version"]}


def test_text_files_end_well() -> None:
    """Committed text is UTF-8 with Unix line ends, on every system."""
    bad = []
    for suffix in (".py", ".md", ".toml", ".lock", ".po", ".json", ".qss"):
        for path in files(suffix=suffix):
            data = path.read_bytes()
            if b"\r" in data or (data and not data.endswith(b"\n")):
                bad.append(name(path))
            data.decode("utf-8")
    assert not bad
