"""Makes an XML feed well-formed, in linear time, before feedparser sees it.

feedparser's own way with damaged feeds is a parser of regular expressions that a hostile feed can keep
busy for minutes, and it expands declared entities. So declarations go, and libxml2 repairs the rest.
Never enters here: what elements mean.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import NamedTuple

from lxml import etree

_KNOWN = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "atom": "http://www.w3.org/2005/Atom",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "georss": "http://www.georss.org/georss",
}
_REFERENCE = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{0,40});|(#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};)|)")
_XML_ENTITIES = frozenset({"lt", "gt", "amp", "quot", "apos"})
_UNDEFINED_PREFIX = re.compile(r"Namespace prefix ([\w.-]{1,40}) ")
_CATEGORY_NAMES = frozenset({"category", "keywords", "keyword", "subject", "tag", "tags"})
_MAX_ATTRIBUTES = 200
_MAX_CATEGORIES = 2_000  # of one entry, words and commas counted
_ENTRY_NAMES = frozenset({"item", "entry"})
_LAST_ENTRY = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>/]", re.IGNORECASE)


class Repaired(NamedTuple):
    """Well-formed UTF-8. ``damage``: what was wrong, "" when nothing. ``cut_off``: its end is missing."""

    data: bytes
    damage: str
    cut_off: bool


def repair(text: str, root: str) -> Repaired | None:
    """Return a feed as well-formed XML; None when nothing can be made of it.

    ``text`` begins at the start tag of the root element (so with no declarations before it), ``root`` is
    that element's name with its prefix. Entities of HTML become characters; others stay as text. When the
    end is missing, the last entry, which nobody finished, is taken out.
    """
    data = text.encode("utf-8", "replace")
    first, tree = _complaint(data)
    if tree is not None:
        return Repaired(data, "", False) if _bearable(tree) else None
    text = _without_entities(text)
    prefixes = dict.fromkeys(_UNDEFINED_PREFIX.findall("\n".join(first)))
    if prefixes:
        missing = "".join(
            f' xmlns:{prefix}="{_KNOWN.get(prefix, "urn:" + prefix)}"'
            for prefix in list(prefixes)[:50]
            if f"xmlns:{prefix}=" not in text[:4_000]
        )
        text = f"<{root}{missing}{text[len(root) + 1 :]}"
    data = text.encode("utf-8", "replace")
    _, tree = _complaint(data)
    if tree is not None:
        return Repaired(data, "", False) if _bearable(tree) else None
    tree = _recovered(data)
    if tree is None or not _bearable(tree):
        return None
    starts = [found.start() for found in _LAST_ENTRY.finditer(text)]
    cut_off = text.rfind(f"</{root}") < (starts[-1] if starts else 0)
    if cut_off:
        _drop_last_entry(tree)
    return Repaired(etree.tostring(tree, encoding="utf-8"), first[0], cut_off)


def _parser(recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )


def _complaint(data: bytes) -> tuple[list[str], etree._Element | None]:
    """Return what keeps ``data`` from being well-formed, or its tree when nothing does."""
    parser = _parser(recover=False)
    try:
        return [], etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return [str(error), *(entry.message for entry in list(parser.error_log)[:200])], None


def _bearable(tree: etree._Element) -> bool:
    """Whether feedparser can read it in time: it is quadratic in attributes, namespaces and categories."""
    categories = 0
    for element in tree.iter(etree.Element):
        if len(element.attrib) > _MAX_ATTRIBUTES:
            return False
        name = element.tag.rpartition("}")[2].lower()
        if name in _ENTRY_NAMES:
            categories = 0
        elif name in _CATEGORY_NAMES:
            categories += 1 + (element.text or "").count(",") + (element.text or "").count(" ")
            if categories > _MAX_CATEGORIES:
                return False
    return True


def _recovered(data: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(data, _parser(recover=True))
    except etree.XMLSyntaxError:
        return None


def _drop_last_entry(tree: etree._Element) -> None:
    last = None
    for element in tree.iter(etree.Element):
        if etree.QName(element).localname.lower() in _ENTRY_NAMES:
            last = element
    if last is not None and (parent := last.getparent()) is not None:
        parent.remove(last)


def _without_entities(text: str) -> str:
    """Replace HTML's entities by their characters and escape loose ampersands, outside of CDATA."""
    if "&" not in text:
        return text
    pieces: list[str] = []
    position = 0
    while True:
        start = text.find("<![CDATA[", position)
        pieces.append(_REFERENCE.sub(_reference, text[position : start if start >= 0 else len(text)]))
        if start < 0:
            break
        end = text.find("]]>", start)
        position = end + 3 if end >= 0 else len(text)
        pieces.append(text[start:position])
    return "".join(pieces)


def _reference(found: re.Match[str]) -> str:
    name, number = found.groups()
    if number:
        return found.group()
    if name is None:
        return "&amp;"
    if name in _XML_ENTITIES:
        return found.group()
    character = html5.get(f"{name};")
    return character if character is not None and character not in "<>&" else f"&amp;{name};"
