"""HTML from servers: what stays, what goes, and what tries to hang or deceive us."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.formats.html import BODY_LIMIT, MAX_DEPTH, absolute, picture_address, sanitise, text_of
from sync.formats.plain import plain, summary_of

BASE = "https://intranet.example/nieuws/bericht"
ALLOWED = {
    "a": {"href"}, "img": {"src", "alt", "width", "height"}, "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"}, "ol": {"start"},
}  # fmt: skip
FORBIDDEN = {
    "script", "style", "iframe", "object", "embed", "form", "input", "link", "meta", "base", "svg", "math",
    "video", "audio", "template", "textarea", "button", "select",
}  # fmt: skip


class Inspector(HTMLParser):
    """Reads our output the way a careless renderer would, and complains."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in FORBIDDEN, tag
        for name, value in attrs:
            assert name in ALLOWED.get(tag, set()), (tag, name)
            if name == "href":
                assert re.match(r"(?i)(https?|mailto|tel):", value or ""), value
            if name == "src":
                assert re.match(r"https?://[^/\s]", value or ""), value
        if tag not in {"br", "hr", "img"}:
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1


def inspect(html: str) -> None:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    assert inspector.depth == 0
    assert inspector.deepest <= MAX_DEPTH


def test_a_readers_subset_stays() -> None:
    clean = sanitise(
        "<h2>Café &amp; thee</h2><p class=x style='color:red' onclick=y()>Een <b>vet</b> <em>woord</em>"
        "<br>en <a href='../x?a=1&amp;b=2' title=t target=_blank>meer</a></p>"
        "<ul><li>één<li>twee</ul><blockquote>zei</blockquote><pre>a\n  b</pre>"
        "<table><tr><th colspan=2>k</th></tr><tr><td>1<td>2</table>",
        BASE,
    )
    assert clean.html == (
        "<h2>Café &amp; thee</h2><p>Een <b>vet</b> <em>woord</em>"
        '<br>en <a href="https://intranet.example/x?a=1&amp;b=2">meer</a></p>'
        "<ul><li>één</li><li>twee</li></ul><blockquote>zei</blockquote><pre>a\n  b</pre>"
        '<table><tbody><tr><th colspan="2">k</th></tr><tr><td>1</td><td>2</td></tr></tbody></table>'
    )
    assert clean.text == "Café & thee\nEen vet woord\nen meer\néén\ntwee\nzei\na\nb\nk\n1 2"


def test_figures_become_paragraphs_qt_knows() -> None:
    clean = sanitise(
        "<figure><img src=/f.jpg alt='De hal'><figcaption>De nieuwe hal</figcaption></figure>", BASE
    )
    assert clean.html == (
        '<div><img src="https://intranet.example/f.jpg" alt="De hal"><p>De nieuwe hal</p></div>'
    )
    assert clean.text == "De hal\nDe nieuwe hal"


def test_pictures_are_absolute_in_order_and_once() -> None:
    clean = sanitise(
        "<img src=b.png><img src=/a.png><img src='//cdn.example/c.jpg'><img src=b.png>"
        "<img src='data:image/png;base64,AAAA' alt=klein><img src='cid:x'><img><img src='file:///etc/passwd'>",
        BASE,
    )
    assert clean.pictures == (
        "https://intranet.example/nieuws/b.png",
        "https://intranet.example/a.png",
        "https://cdn.example/c.jpg",
    )
    assert "data:" not in clean.html
    assert "klein" in clean.html


@pytest.mark.parametrize(
    "pixel",
    [
        "<img src=t.gif width=1 height=1>",
        "<img src=t.gif width='1px' height='0'>",
        "<img src=t.gif style='display: none'>",
        "<img src=t.gif style='width:1px;height:1px'>",
        "<img src=t.gif height=0>",
    ],
)
def test_pictures_nobody_sees_are_not_fetched(pixel: str) -> None:
    assert sanitise(f"<p>x{pixel}</p>", BASE).pictures == ()


def test_a_wide_picture_in_percent_is_seen() -> None:
    assert sanitise("<img src=t.gif width='1%'>", BASE).pictures


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "java&#10;script:alert(1)",
        "&#106;avascript:alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)", "vbscript:x",
        "data:text/html,<script>", "file:///etc/passwd", "smb://host/share", "ms-office:x", "https://[::1",
        "http:///nohost", "blob:https://x/y", "view-source:https://x",
    ],
)  # fmt: skip
def test_links_that_are_none_of_ours_go(address: str) -> None:
    clean = sanitise(f'<a href="{address}">x</a>', BASE)
    inspect(clean.html)
    assert "script:" not in clean.html.lower()
    assert clean.text == "x"


def test_mail_and_telephone_links_stay() -> None:
    html = sanitise("<a href=mailto:a@b.nl>m</a><a href='tel:+31 20'>t</a>", BASE).html
    assert 'href="mailto:a@b.nl"' in html
    assert 'href="tel:' in html


def test_without_a_base_relative_links_lead_nowhere() -> None:
    assert "href" not in sanitise("<a href='/x'>x</a>", "").html


def test_a_cell_cannot_ask_for_a_million_columns() -> None:
    assert 'colspan="50"' in sanitise("<table><tr><td colspan=99999>x</table>", BASE).html


BOMBS = {
    "divs": "<div>" * 100_000 + "kern",
    "different fonts": "".join(f"<font a={i}>" for i in range(50_000)) + "kern",
    "bold before paragraphs": "".join(f"<b id={i}>" for i in range(1_000)) + "<p>x" * 1_000,
    "links in links": "<a href=x>" * 50_000,
    "less-than signs": "<" * 1_000_000,
    "comments never closed": "<!--" * 250_000,
    "tables in tables": "<table><tr><td>" * 20_000 + "kern",
    "ampersands": "&" * 500_000,
    "references": "&amp;" * 100_000,
    "selects": "<select>" * 100_000,
    "misnested": "<div></p>" * 20_000,
    "attributes": "<p " + " ".join(f"a{i}=1" for i in range(50_000)) + ">x",
    "line ends": "<p>" + " \n" * 200_000 + "x",
    "quotes never closed": "<p title='" * 50_000,
    "styles": "<img src=x style='" + "width:" * 50_000 + "'>",
}


@pytest.mark.parametrize("name", BOMBS)
def test_bodies_built_to_hang(name: str, survives: Callable[[Callable[[], object]], object]) -> None:
    survives(lambda: sanitise(BOMBS[name], BASE))
    inspect(sanitise(BOMBS[name], BASE).html)


def test_what_nests_too_deep_is_kept_as_text() -> None:
    clean = sanitise("<div>" * 200 + "<p>de kern</p><p>en meer</p>" + "</div>" * 200, BASE)
    assert clean.html == "<p>de kern</p><p>en meer</p>"
    assert clean.text == "de kern\nen meer"


def test_a_body_over_the_limit_is_cut() -> None:
    clean = sanitise("<p>woord</p>" * 100_000, BASE)
    assert len(clean.text) < BODY_LIMIT
    assert clean.text.startswith("woord\nwoord")


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet=st.sampled_from(list("<>/=\"' \n&;#abipstyle:javascrimgx0]!-\x00\ud800é")), max_size=300)
)
def test_any_text_gives_safe_html(markup: str) -> None:
    clean = sanitise(markup, BASE)
    inspect(clean.html)
    (clean.html + clean.text).encode("utf-8")  # no half surrogates


TAGS = st.sampled_from([
    "<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<b>", "</b>",
    "<i x='>'>", "</i>", "<script>", "</script>", "<style>", "</style>", "<svg>", "<math>", "<!--",
    "-->", "<![CDATA[", "]]>",
    "<noscript>", "<template>", "<textarea>", "<title>", "<img src=x onerror=y>", "<a href='javascript:x'>",
    "</a>", "<select>", "<plaintext>", "<xmp>", "<li>", "<pre>", "tekst", "&lt;script&gt;", "<br/>",
    "<foreignObject>", "<mglyph>", "<form>", "<figure>", "</figure>",
])  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(TAGS, max_size=60), st.booleans())
def test_any_soup_gives_safe_html_and_stays_as_it_is_when_cleaned_again(tags: list[str], much: bool) -> None:
    clean = sanitise("".join(tags) + ("<b></b>" * 400 if much else ""), BASE)
    inspect(clean.html)
    assert sanitise(clean.html, BASE).text == clean.text


def test_text_of_parts_blocks_and_hides_scripts() -> None:
    assert text_of("<p>een</p><p>twee<script>drie</script></p><td>vier</td>") == "een\ntwee\nvier"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("Een <em>nieuwe</em> hal", "Een nieuwe hal"),
        ("waarom 3 < 4", "waarom 3 < 4"),
        ("regel\n  twee\t", "regel twee"),
        ("exe\u202egpj", "exegpj"),
        ("a\x00b\x07c\u200bd", "abcd"),
        ("\U0001f469\u200d\U0001f4bb", "\U0001f469\u200d\U0001f4bb"),
        ("<script>alert(1)</script>Nieuws", "Nieuws"),
        ("half \ud83d", "half"),
        ("", ""),
    ],
)
def test_titles(value: str, expected: str) -> None:
    assert plain(value) == expected


def test_a_literal_title_keeps_its_brackets() -> None:
    assert plain("Gebruik <b> &amp; meer", markup=False) == "Gebruik <b> &amp; meer"


def test_long_titles_and_summaries_end_at_a_word() -> None:
    assert summary_of("woord " * 100, 20) == "woord woord woord…"
    assert len(summary_of("x" * 1000, 50)) == 50
    assert len(plain("lang " * 1000)) <= 300
    assert summary_of("kort") == "kort"


@given(st.text(max_size=400), st.booleans())
def test_any_title_is_one_clean_line(value: str, markup: bool) -> None:
    title = plain(value, markup=markup)
    assert title == " ".join(title.split())
    assert len(title) <= 300
    title.encode("utf-8")
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", title)


def test_addresses() -> None:
    http = frozenset({"http", "https"})
    assert absolute("a b.html", BASE, http) == "https://intranet.example/nieuws/a%20b.html"
    assert absolute("https://x.nl/a?b=c#d", BASE, http) == "https://x.nl/a?b=c#d"
    assert absolute("mailto:a@b.nl", BASE, http) == ""
    assert absolute("https://x.nl/" + "a" * 5_000, BASE, http) == ""
    assert picture_address("/é.png", BASE) == "https://intranet.example/%C3%A9.png"


@pytest.mark.corpora
def test_payloads_of_others(corpora: Path) -> None:
    payloads = (corpora / "hostile/xss-payload/xss-payload-list.txt").read_text("utf-8").splitlines()
    payloads += json.loads((corpora / "hostile/blns/blns.json").read_text("utf-8"))
    assert len(payloads) > 2_000
    for payload in payloads:
        inspect(sanitise(payload, BASE).html)
        plain(payload).encode("utf-8")
    for payload in payloads[::20]:
        inspect(sanitise(payload + "<b></b>" * 400, BASE).html)
