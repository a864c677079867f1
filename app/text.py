"""Texts for people in the chosen language: English in the source, Dutch from the translations.

Looked up at call time, so that a change of language needs no restart. Never enters here: a text itself.
"""

from __future__ import annotations

import gettext as _gettext
import os
import sys
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("nl", "en")
_DOMAIN = "prikbord"
_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "translations"
_DUTCH = 0x13  # PRIMARYLANGID of LANG_DUTCH ([MS-LCID] section 2.2)

_language = "en"


@lru_cache(maxsize=len(LANGUAGES))
def _translations(language: str) -> _gettext.NullTranslations:
    return _gettext.translation(_DOMAIN, _FOLDER, [language], fallback=True)


def use(language: str) -> None:
    """Choose "nl" or "en"; anything else chooses the system's. Counts for the whole process, at once."""
    global _language
    _language = language if language in LANGUAGES else system_language()


def language() -> str:
    """Return the chosen language, "nl" or "en"."""
    return _language


def _(text: str) -> str:
    """Return a text in the chosen language."""
    return _translations(_language).gettext(text)


def N_(text: str) -> str:
    """Mark a text for the translations where it is written; it is looked up later."""
    return text


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form that fits the number ``n``; the caller fills it in."""
    return _translations(_language).ngettext(singular, plural, n)


def pgettext(context: str, text: str) -> str:
    """Return a text whose meaning depends on where it stands ("Open" of a file, of a poll)."""
    return _translations(_language).pgettext(context, text)


def system_language() -> str:
    """Return the language of the person's desktop where we speak it: "nl", else "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value and value not in ("C", "POSIX", "C.UTF-8"):
            return _ours(value)
    name = ""
    if sys.platform == "win32":
        import ctypes

        identifier = int(ctypes.windll.kernel32.GetUserDefaultUILanguage())
        name = "nl" if identifier & 0x3FF == _DUTCH else "en"
    elif sys.platform == "darwin":
        name = _apple_language(Path.home() / "Library" / "Preferences" / ".GlobalPreferences.plist")
    return _ours(name)


def _apple_language(preferences: Path) -> str:
    """Return the first of a Mac user's languages, "" when it cannot be read."""
    import plistlib

    try:
        values = plistlib.loads(preferences.read_bytes())
        return str(values["AppleLanguages"][0])
    except (OSError, ValueError, KeyError, IndexError, TypeError, plistlib.InvalidFileException):
        return ""


def _ours(name: str) -> str:
    """Return "nl" for "nl_NL.UTF-8", "nl-BE" and the like, else "en"."""
    return "nl" if name.lower().replace("-", "_").split("_")[0].split(".")[0] == "nl" else "en"
