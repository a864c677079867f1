"""HTML from servers, made safe and small: a reader's subset for the window, plain text for search.

nh3 decides what is safe; around it stand guards against bodies built to take minutes or gigabytes.
Never enters here: fetching pictures, styling, I/O.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

import nh3
from lxml import etree

from sync.formats.plain import fold, plain, scrub, summary_of, undeceive
from sync.model.ids import normalise_href

BODY_LIMIT = 400_000  # characters taken of one body; the rest is left out
MAX_DEPTH = 60  # of nested elements in what we hand out: a text layout recurses over them
_CHECKED_FROM = 300  # tags: below that no nesting can cost noticeable time
_MAX_REFERENCES = 50_000  # character references; each costs nh3 some 4 µs
_MAX_URL = 4_000  # characters
_MAX_SPAN = 50  # columns or rows of one table cell

_RENAMED = {
    "figure": "div", "figcaption": "p", "section": "div", "article": "div", "header": "div",
    "footer": "div", "main": "div", "aside": "div", "address": "p", "details": "div", "summary": "p",
}  # fmt: skip
_BLOCKS = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead",
    "tbody", "tfoot", "tr", "td", "th", "caption", "blockquote", "pre", "br", "hr",
})  # fmt: skip
_INLINE = frozenset({
    "a", "img", "em", "strong", "b", "i", "u", "s", "code", "tt", "kbd", "samp", "var", "sub", "sup",
    "small", "q", "cite", "del", "ins",
})  # fmt: skip
_TAGS = set(_BLOCKS | _INLINE | set(_RENAMED))
_GONE = {
    "script", "style", "template", "iframe", "object", "embed", "noscript", "noframes", "title", "svg",
    "math", "form", "input", "button", "select", "textarea", "option", "video", "audio", "canvas", "head",
}  # fmt: skip
_DROPPED_WITH_TEXT = _GONE - {"form", "noscript", "input", "embed"}
_ATTRIBUTES = {
    "*": set[str](),
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "style"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
_VOID = frozenset({"br", "hr", "img"})
_LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED_WITH_TEXT,
    attributes=_ATTRIBUTES,
    generic_attribute_prefixes=None,
    url_schemes=set(_LINK_SCHEMES),
    link_rel=None,
)

# nh3 writes every attribute in double quotes with ", & < > escaped, so a tag ends at the first ">".
_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_UNSEEN = re.compile(r"display\s*:\s*none|(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_BLANK_LINES = re.compile(r"[^\S\n]*\n\s*")
_NUMBER = re.compile(r"\d{1,5}")
# An address that needs no resolving and cannot mean two things: most of them, at a tenth of the cost.
_SETTLED_URL = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?/(?:[A-Za-z0-9_~%/?&=;,+:@!#-]|(?<!/)\.)*"
)
_URL_NOISE = re.compile(r"[\x00-\x20\x7f]+")


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """``html``: safe, only our subset. ``text``: one line a block. ``pictures``: absolute, in order."""

    html: str
    text: str
    pictures: tuple[str, ...]


_EMPTY = CleanHtml("", "", ())


def absolute(address: str, base: str, schemes: frozenset[str] = _LINK_SCHEMES) -> str:
    """Return ``address`` resolved against ``base``, or "" when it is none of the ``schemes``.

    White space and controls inside are dropped first, as browsers do (WHATWG URL section 4.4).
    """
    if _SETTLED_URL.fullmatch(address) and len(address) <= _MAX_URL:
        return address
    address = _URL_NOISE.sub("" if ":" in address[:20] else "%20", address.strip("\t\n\r\f\v \x00"))
    if not address or len(address) > _MAX_URL:
        return ""
    try:
        joined = urljoin(base, address)
        parts = urlsplit(joined)
        if parts.scheme.lower() not in schemes:
            return ""
        if parts.scheme.lower() in {"http", "https"} and not parts.hostname:
            return ""
    except ValueError:
        return ""
    return scrub(joined)


def picture_address(address: str, base: str) -> str:
    """Return the absolute, normalised address of a picture, or "" (data:, file:, cid: are refused)."""
    resolved = absolute(address, base, frozenset({"http", "https"}))
    return normalise_href(resolved) if resolved else ""


def sanitise(html: str, base: str) -> CleanHtml:
    """Return a body as a reader's subset of HTML, its text and its pictures.

    Kept: paragraphs, headings, lists, tables, quotes, code, links (http, https, mailto, tel) and
    pictures (http, https), resolved against ``base``. Dropped: scripts, styles, classes, forms, embedded
    players, data: pictures, pictures of at most one pixel. A body over ``BODY_LIMIT`` characters is cut;
    one nested deeper than ``MAX_DEPTH`` becomes plain paragraphs. Never raises, never takes long.
    """
    html = scrub(html[:BODY_LIMIT])
    if not html.strip():
        return _EMPTY
    if html.count("&") > _MAX_REFERENCES:
        return _as_paragraphs(html)
    if html.count("<") > _CHECKED_FROM:
        checked = _renested(html)
        if checked is None:
            return _as_paragraphs(html)
        html = checked
    clean = _rewrite(_CLEANER.clean(html), base)
    return _as_paragraphs(html) if clean is None else clean


def text_of(html: str) -> str:
    """Return the text of any HTML for search: one line a block, white space folded, nothing hidden."""
    return sanitise(html, "").text


def _renested(html: str) -> str | None:
    """Return the same markup with every element closed where it must be; None when it nests too deep.

    The HTML5 algorithm is quadratic in unclosed elements (100,000 ``<div>`` take 22 s, 50,000 different
    ``<font>`` 88 s); libxml2 is linear and stops at a depth of 256.
    """
    parser = etree.HTMLParser(
        recover=True,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(html.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return ""  # nothing but comments and declarations
    if root is None:
        return ""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            return None
    etree.strip_elements(root, *_DROPPED_WITH_TEXT, with_tail=False)
    return etree.tostring(root, encoding="unicode", method="html")


def _as_paragraphs(html: str) -> CleanHtml:
    """Return a body that cannot be laid out safely as its bare text."""
    text = _tidy(unescape(_ANY_TAG.sub("\n", html)))
    lines = text.split("\n")[:2_000]
    return CleanHtml("".join(f"<p>{escape(line)}</p>" for line in lines if line), text, ())


def _tidy(text: str) -> str:
    """Return text with spaces folded within lines and no empty lines."""
    lines = (fold(line) for line in undeceive(scrub(text)).split("\n"))
    return "\n".join(line for line in lines if line)


def _rewrite(html: str, base: str) -> CleanHtml | None:
    """Walk nh3's output once: rename, resolve, collect text and pictures. None when it is too deep."""
    out: list[str] = []
    text: list[str] = []
    pictures: dict[str, None] = {}
    depth = position = preformatted = 0
    for match in _TAG.finditer(html):
        if match.start() > position:
            piece = html[position : match.start()]
            out.append(piece)
            text.append(unescape(piece) if preformatted else unescape(piece).replace("\n", " "))
        position = match.end()
        closing, name, rest = match.groups()
        name = _RENAMED.get(name, name)
        if name in _BLOCKS:
            text.append("\n" if name not in {"td", "th"} else " ")
        if closing:
            depth -= 1
            preformatted -= name == "pre"
            out.append(f"</{name}>")
            continue
        if name == "img":
            out.append(_picture(rest, base, pictures, text))
            continue
        if name not in _VOID:
            depth += 1
            preformatted += name == "pre"
            if depth > MAX_DEPTH:
                return None
        out.append(f"<{name}{_attributes(name, rest, base) if rest else ''}>")
    out.append(html[position:])
    text.append(unescape(html[position:]).replace("\n", " "))
    return CleanHtml("".join(out).strip(), _tidy("".join(text)), tuple(pictures))


def _attributes(name: str, rest: str, base: str) -> str:
    """Return the attributes we keep of a tag that is no picture, with a leading space each."""
    kept = ""
    for key, value in _ATTRIBUTE.findall(rest):
        if key == "href" and name == "a":
            target = absolute(unescape(value), base)
            if target:
                kept += f' href="{escape(target)}"'
        elif key in {"colspan", "rowspan", "start"} and _NUMBER.fullmatch(value):
            kept += f' {key}="{int(value) if key == "start" else min(int(value), _MAX_SPAN)}"'
    return kept


def _picture(rest: str, base: str, pictures: dict[str, None], text: list[str]) -> str:
    """Return an ``img`` tag, or "" for one that has no address we take or is too small to be seen."""
    attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(rest)}
    sizes = {
        key: int(found.group())
        for key in ("width", "height")
        if (found := _NUMBER.match(attributes.get(key, "").strip())) is not None
        and "%" not in attributes[key]
    }
    if any(size <= 1 for size in sizes.values()) or _UNSEEN.search(attributes.get("style", "")):
        return ""
    source = picture_address(attributes.get("src", ""), base)
    alt = plain(attributes.get("alt", ""), markup=False)
    if not source:
        return escape(alt)
    pictures[source] = None
    if alt:
        text.append(f" {alt} ")
    described = f' alt="{escape(alt)}"' if alt else ""
    measured = "".join(f' {key}="{size}"' for key, size in sizes.items())
    return f'<img src="{escape(source)}"{described}{measured}>'


__all__ = [
    "BODY_LIMIT", "CleanHtml", "absolute", "picture_address", "plain", "sanitise", "summary_of", "text_of",
]  # fmt: skip
