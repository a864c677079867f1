"""Dutch and English are complete: every text for people is in the catalogue, translated, compiled, sound."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.architecture.source import ROOT, files, name, tree

FOLDER = ROOT / "resources" / "translations"
KEYWORDS: Any = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
TRANSLATING = ("_", "N_", "ngettext", "pgettext")
Key = tuple[str, str]  # context, English (the singular)


def source_texts() -> dict[Key, str]:
    """Return every text that the code marks for people, with where it stands first."""
    found: dict[Key, str] = {}
    for path in files("app", "ui"):
        for line, text, _, context in extract_from_file("python", path, keywords=KEYWORDS):
            singular = text if isinstance(text, str) else text[0]
            found.setdefault((context or "", singular), f"{name(path)}:{line}")
    return found


def key(message: Message) -> Key:
    context = message.context or ""
    if isinstance(context, bytes):  # Babel reads the contexts of a compiled catalogue undecoded
        context = context.decode()
    return context, message.id if isinstance(message.id, str) else message.id[0]


def po() -> Catalog:
    with (FOLDER / "nl.po").open("rb") as file:
        return read_po(file, locale="nl")


def messages(catalog: Catalog) -> dict[Key, Message]:
    return {key(message): message for message in catalog if message.id}


def forms(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the English and the Dutch forms of a message."""
    english = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    dutch = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return english, dutch


def test_every_text_has_a_translation() -> None:
    catalogue = messages(po())
    missing = [
        f"{where}: {text!r}"
        for (context, text), where in source_texts().items()
        if not all(forms(catalogue[context, text])[1] if (context, text) in catalogue else [""])
    ]
    assert not missing, "\n".join(missing)


def test_no_translation_is_stale_or_uncertain() -> None:
    texts = source_texts()
    catalogue = messages(po())
    assert not [text for text in catalogue if text not in texts], "texts that no code uses any more"
    assert not [text for text, message in catalogue.items() if message.fuzzy]


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def test_translations_keep_what_is_filled_in() -> None:
    bad = []
    for message in messages(po()).values():
        english, dutch = forms(message)
        allowed = set().union(*map(placeholders, english))
        if any(not placeholders(form) <= allowed for form in dutch) or (
            isinstance(message.id, str) and placeholders(dutch[0]) != allowed
        ):
            bad.append(f"{english} -> {dutch}")
        if any(
            e[:1].isspace() != d[:1].isspace() or e[-1:].isspace() != d[-1:].isspace()
            for e, d in zip(english, dutch, strict=False)
        ):
            bad.append(f"space at an end: {english} -> {dutch}")
    assert not bad, "\n".join(bad)


def test_the_compiled_catalogue_is_fresh() -> None:
    """Mend with: pybabel compile -i resources/translations/nl.po -o (the .mo beside it), see CONTRIBUTING."""
    with (FOLDER / "nl" / "LC_MESSAGES" / "prikbord.mo").open("rb") as file:
        compiled = messages(read_mo(file))
    wanted = {k: forms(m) for k, m in messages(po()).items()}
    assert {k: forms(m) for k, m in compiled.items()} == wanted


def marked(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATING:
            yield node


def test_marked_texts_are_whole_literals() -> None:
    """A text put together before it is translated cannot be found in the catalogue."""
    bad = [
        f"{name(path)}:{call.lineno}: {ast.unparse(call)[:80]}"
        for path in files("app", "ui")
        for call in marked(path)
        for argument in call.args[: 2 if call.func.id in ("ngettext", "pgettext") else 1]  # type: ignore[attr-defined]
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
        or (isinstance(argument, ast.Call) and ast.unparse(argument.func).endswith(".format"))
    ]
    assert not bad, "\n".join(bad)


# Calls that put words before a person's eyes; their literals must be marked.
SHOWING = re.compile(
    r"^(setText|setToolTip|setPlaceholderText|setWindowTitle|setAccessibleName|setAccessibleDescription|setTitle"
    r"|setStatusTip|setWhatsThis|setHeaderLabels|addTab|QLabel|QPushButton|QCheckBox|QRadioButton|QAction|QGroupBox)$"
)
# Markup, the product's own name, addresses.
MARKUP = re.compile(r"<[^<>]*>|<[^<>]*$|^[^<>]*>|&\w+;|\bPrikbord\b|\b[\w-]+(\.[\w-]+)+\b")


def has_words(node: ast.AST) -> bool:
    """Tell whether a literal, or the literal parts of an f-string, hold words outside of markup."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return bool(re.search("[A-Za-z]{2}", MARKUP.sub("", node.value)))
    return isinstance(node, ast.JoinedStr) and any(has_words(part) for part in node.values)


@pytest.mark.parametrize("path", files("ui"), ids=name)
def test_no_word_in_the_window_escapes_translation(path: Path) -> None:
    bad = [
        f"{node.lineno}: {ast.unparse(node)[:90]}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and SHOWING.match(node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func))
        for argument in node.args
        if has_words(argument)
    ]
    assert not bad, "\n".join(bad)
