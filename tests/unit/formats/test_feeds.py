"""Feeds of every kind, well and ill formed."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.formats.feeds import FEED_LIMIT, ParsedFeed, parse_feed
from sync.model.errors import BadData

HREF = "https://intranet.example/nieuws/feed.xml"


def parse(text: str | bytes, content_type: str = "") -> ParsedFeed:
    data = text.encode() if isinstance(text, str) else text
    return parse_feed(data, href=HREF, content_type=content_type)


def rss(items: str, attributes: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:media="http://search.yahoo.com/mrss/" {attributes}><channel><title>Nieuws &amp; meer</title>'
        f"<link>https://intranet.example/</link><language>nl-NL</language>{items}</channel></rss>"
    )


def item(inner: str = "", guid: str = "g1") -> str:
    return f"<item><title>Bericht</title><guid isPermaLink='false'>{guid}</guid>{inner}</item>"


def test_rss_with_all_it_has() -> None:
    feed = parse(
        rss(
            "<item><title>Tom &amp;amp; Jerry</title><link>/n/1</link><guid isPermaLink='false'>een</guid>"
            "<pubDate>di, 24 nov 2026 10:00:00 +0100</pubDate><dc:creator>Jan de Vries</dc:creator>"
            "<category>Nieuws</category><category>HR &amp; zo</category><category>Nieuws</category>"
            "<description>&lt;p&gt;Kort verhaal&lt;/p&gt;</description>"
            "<content:encoded><![CDATA[<p>Lang <a href='x'>verhaal</a></p><img src='/p.jpg'>"
            "<script>weg()</script>]]></content:encoded>"
            "<enclosure url='/lead.jpg' type='image/jpeg' length='1'/></item>"
        )
    )
    assert (feed.title, feed.language, feed.href) == ("Nieuws & meer", "nl-NL", "https://intranet.example/")
    (entry,) = feed.entries
    assert entry.guid == "een"
    assert entry.href == "https://intranet.example/n/1"
    assert entry.title == "Tom & Jerry"
    assert entry.author == "Jan de Vries"
    assert entry.published == dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    assert entry.categories == ("Nieuws", "HR & zo")
    assert entry.summary == "Kort verhaal"
    assert entry.html == (
        '<p>Lang <a href="https://intranet.example/n/x">verhaal</a></p>'
        '<img src="https://intranet.example/p.jpg">'
    )
    assert entry.text == "Lang verhaal"
    assert entry.picture == "https://intranet.example/lead.jpg"
    assert entry.pictures == ("https://intranet.example/lead.jpg", "https://intranet.example/p.jpg")
    assert entry.language == "nl-NL"
    assert feed.failures == ()


def test_atom_with_bases_and_types() -> None:
    feed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl" xml:base="https://b.example/map/">'
        "<title type='html'>A &lt;b&gt;B&lt;/b&gt;</title>"
        "<entry xml:base='sub/'><id>tag:1</id><title type='text'>Gebruik &lt;b&gt;</title>"
        "<link href='p.html'/><published>2026-11-24T10:00:00+01:00</published>"
        "<updated>2026-11-25T10:00:00Z</updated><author><name>An</name></author><author><name>Bo</name></author>"
        "<category term='x' label='Iks'/><summary>kort</summary>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Een <em>x</em> &amp; "
        "<a href='q'>q</a></p></div></content></entry>"
        "<entry><id>tag:2</id><title>Plat</title><content type='text'>regel 1\nregel 2\n\n&lt;b&gt; is vet"
        "</content></entry></feed>"
    )
    assert feed.title == "A B"
    first, second = feed.entries
    assert first.href == "https://b.example/map/sub/p.html"
    assert first.title == "Gebruik <b>"
    assert first.html == '<p>Een <em>x</em> &amp; <a href="https://b.example/map/sub/q">q</a></p>'
    assert first.author == "An, Bo"
    assert first.categories == ("Iks",)
    assert first.summary == "kort"
    assert first.moment == dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
    assert second.html == "<p>regel 1<br>regel 2</p><p>&lt;b&gt; is vet</p>"
    assert second.text == "regel 1\nregel 2\n<b> is vet"
    assert second.published is None


def test_who_an_entry_is() -> None:
    feed = parse(
        rss(
            "<item><title>a</title><link>https://x.example/a</link></item>"
            "<item><title>b</title><pubDate>Tue, 24 Nov 2026 09:00:00 GMT</pubDate></item>"
            "<item><title>b</title><pubDate>Tue, 24 Nov 2026 10:00:00 GMT</pubDate></item>"
            "<item><description>alleen tekst</description></item>"
        )
    )
    guids = [entry.guid for entry in feed.entries]
    assert guids[0] == "https://x.example/a"
    assert len(set(guids)) == 4
    assert all(guid.startswith("hash:") for guid in guids[1:])
    assert guids == [entry.guid for entry in parse(rss(
        "<item><title>a</title><link>https://x.example/a</link></item>"
        "<item><title>b</title><pubDate>Tue, 24 Nov 2026 09:00:00 GMT</pubDate></item>"
        "<item><title>b</title><pubDate>Tue, 24 Nov 2026 10:00:00 GMT</pubDate></item>"
        "<item><description>alleen tekst</description></item>"
    )).entries]  # fmt: skip
    assert feed.entries[3].title == "alleen tekst"


def test_of_two_with_one_guid_the_newest_stays() -> None:
    old = item("<description>oud</description><pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate>")
    new = item("<description>nieuw</description><pubDate>Tue, 24 Nov 2026 09:00:00 GMT</pubDate>")
    undated = item("<description>zonder</description>")
    for items in (old + new, new + old, undated + new + old):
        assert [entry.text for entry in parse(rss(items)).entries] == ["nieuw"]
    assert [
        entry.text for entry in parse(rss(undated + item("<description>later</description>"))).entries
    ] == ["zonder"]


@pytest.mark.parametrize(
    ("media", "picture"),
    [
        ("<media:content url='/m.png' medium='image'/>", "/m.png"),
        ("<media:content url='/m.png' type='image/png'/>", "/m.png"),
        ("<media:content url='/m.jpeg?x=1'/>", "/m.jpeg?x=1"),
        ("<media:content url='/m.mp4' type='video/mp4'/><media:thumbnail url='/t.png'/>", "/t.png"),
        ("<media:group><media:content url='/g.png' medium='image'/></media:group>", "/g.png"),
        (
            "<enclosure url='/e.mp3' type='audio/mpeg'/><description>&lt;img src=/d.png&gt;</description>",
            "/d.png",
        ),
        ("<enclosure url='javascript:x' type='image/png'/>", None),
        ("<media:thumbnail url='data:image/png;base64,A'/>", None),
    ],
)
def test_the_picture_it_leads_with(media: str, picture: str | None) -> None:
    expected = f"https://intranet.example{picture}" if picture else ""
    assert parse(rss(item(media))).entries[0].picture == expected


def test_absurd_dates_are_no_dates() -> None:
    feed = parse(
        rss(
            item("<pubDate>Tue, 24 Nov 0001 09:00:00 GMT</pubDate>", "1")
            + item("<pubDate>2999-01-01T00:00:00Z</pubDate>", "2")
            + item("<pubDate>2150-01-01T00:00:00Z</pubDate>", "3")
            + item("<pubDate>binnenkort</pubDate>", "4")
        )
    )
    assert [entry.published and entry.published.year for entry in feed.entries] == [None, None, 2150, None]


def test_dates_that_only_feedparser_reads() -> None:
    feed = parse(rss(item("<pubDate>Κυρ, 11 Ιούλ 2004 12:00:00 +0200</pubDate>")))
    assert feed.entries[0].published == dt.datetime(2004, 7, 11, 10, tzinfo=dt.UTC)


def test_names_in_mail_addresses() -> None:
    feed = parse(
        rss(item("<author>jan@x.nl (Jan)</author>", "1") + item("<author>Piet &lt;p@x.nl&gt;</author>", "2"))
    )
    assert [entry.author for entry in feed.entries] == ["Jan", "Piet"]


def test_json_feed() -> None:
    feed = parse(
        json.dumps({
            "version": "https://jsonfeed.org/version/1.1", "title": "J", "home_page_url": "/",
            "language": "nl", "authors": [{"name": "Redactie"}],
            "items": [
                {"id": 7, "url": "/n/7", "title": "Zeven &amp; <b>",
                 "content_html": "<p>x<img src='a.png'></p>", "image": "/i.png",
                 "date_published": "2026-11-24T10:00:00+01:00", "tags": ["a", "a", 3, None],
                 "authors": [{"name": "An"}, {"name": "Bo"}, 5]},
                {"id": "8", "content_text": "plat\n\nverhaal", "author": {"name": "Oud"}},
                "geen object",
                {"id": None, "url": None, "title": {"nl": "x"}, "date_published": 5, "tags": "x",
                 "authors": 1},
                {"id": "half \ud800", "content_html": "\ud800x"},
            ],
        })
    )  # fmt: skip
    assert (feed.title, feed.href) == ("J", "https://intranet.example/")
    first, second, third, fourth = feed.entries
    assert (first.guid, first.title, first.author) == ("7", "Zeven &amp; <b>", "An, Bo")
    assert first.pictures == ("https://intranet.example/i.png", "https://intranet.example/n/a.png")
    assert first.categories == ("a", "3")
    assert (second.html, second.author) == ("<p>plat</p><p>verhaal</p>", "Oud")
    assert third.guid.startswith("hash:")
    assert fourth.text == "x"
    assert len(feed.failures) == 1


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\x00\x00", "hallo", "<html><body>Log in</body></html>",
        "<!DOCTYPE html><html><head><title>x</title></head></html>", "  <!-- rss --><HTML></HTML>",
        "<?xml version='1.0'?><opml/>", "<!-- <rss> -->", "<!--", "<?xml", "<!DOCTYPE rss [", "{}", "[]",
        '{"version": 1}', '{"version": "https://jsonfeed.org/version/1", "items": {}}',
        '{"version": "x", "items": []}',
        "[" * 100_000, '{"a":' * 50_000, "<rss", "<rss>", "<rss><channel><title>x", "<rss>\x00</rss",
        "%PDF-1.4", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)  # fmt: skip
def test_what_is_no_feed_is_an_error(text: str) -> None:
    with pytest.raises(BadData) as caught:
        parse(text)
    assert caught.value.href == HREF


def test_a_page_says_that_it_is_one() -> None:
    with pytest.raises(BadData, match="HTML page"):
        parse("<!DOCTYPE html>\n<html lang=nl>")


def test_a_feed_over_the_limit() -> None:
    with pytest.raises(BadData, match="limit"):
        parse(b"<rss>" + b" " * FEED_LIMIT)


def test_an_empty_feed_is_a_feed() -> None:
    assert parse(rss("")).entries == ()


def test_a_feed_cut_off_gives_all_but_its_last_entry() -> None:
    items = "".join(item(f"<description>tekst {n}</description>", f"g{n}") for n in range(10))
    whole = rss(items)
    cut = whole.index("tekst 7") + 3
    feed = parse(whole[:cut])
    assert [entry.guid for entry in feed.entries] == [f"g{n}" for n in range(7)]
    assert "cut off" in feed.failures[-1].message


@pytest.mark.parametrize(
    "damage",
    [
        "<description>a & b &nbsp; &eacute; &foo;</description>",
        "<description>x<br>y</description>",
        "<description>\x08\x0b</description>",
        "<nope:thing>x</nope:thing>",
        "<itunes:summary>x</itunes:summary>",
        "<description>&#0;&#x1F;&#xD800;&#99999999;</description>",
        "<link>https://x.example/?a=1&b=2</link>",
    ],
)
def test_common_damage_costs_no_entry(damage: str) -> None:
    feed = parse(rss(item("", "voor") + item(damage, "met") + item("", "na")))
    assert [entry.guid for entry in feed.entries] == ["voor", "met", "na"]


def test_entities_of_html_and_loose_ampersands() -> None:
    feed = parse(rss(item("<description>caf&eacute; &amp;amp; R&D &nbsp; &euro;</description>")))
    assert feed.entries[0].text == "café & R&D €"
    assert feed.failures == ()


BOMBS = {
    "laughs": '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{"&a%s;" % (n - 1 or "") * 10}">' for n in range(1, 10))
    + "]><rss><channel><item><title>&a9;</title></item></channel></rss>",
    "quadratic": f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]><rss><channel><item><title>'
    + "&a;" * 50_000
    + "</title></item></channel></rss>",
    "external": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title>'
    "</item></channel></rss>",
    "line ends before it": "<?xml version='1.0'?>" + "\n" * 1_000_000 + "<rss/>",
    "line ends in it": rss(item("<description>" + "\n" * 1_000_000 + "</description>")),
    "references in it": rss(item("<description>" + "&#10;" * 200_000 + "</description>")),
    "deep": rss(item("<x>" * 100_000)),
    "deep xhtml": "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>"
    + "<div xmlns='http://www.w3.org/1999/xhtml'>" * 200 + " \n" * 100_000 + "</div>" * 200
    + "</content></entry></feed>",
    "unclosed": "<rss>" + "<item>" * 100_000,
    "comments": "<rss><channel>" + "<!--" * 200_000,
    "cdata": "<rss><channel><item>" + "<![CDATA[" * 100_000 + "&",
    "less than": "<rss>" + "<" * 500_000,
    "prefixes": "<rss>" + "".join(f"<a{n}:b/>" for n in range(20_000)) + "</rss>",
    "declarations": "<!DOCTYPE rss [" + "<!ENTITY a 'b'>" * 50_000 + "]><rss><channel/></rss>",
    "attributes": "<rss " + " ".join(f"a{n}='1'" for n in range(50_000)) + "><channel/></rss>",
    "ampersands": rss(item("<description>" + "&" * 300_000 + "</description>")),
    "categories": rss(item("".join(f"<category>x{n}</category>" for n in range(50_000)))),
    "keywords": rss(item(f"<media:keywords>{','.join(map(str, range(50_000)))}</media:keywords>")),
    "namespaces": "<rss " + " ".join(f"xmlns:a{n}='u{n}'" for n in range(20_000)) + "><channel/></rss>",
    "nested namespaces": rss(item("".join(f"<a xmlns:a{n}='u{n}'>" for n in range(200)) + "</a>" * 200)),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_feeds_built_to_hang(name: str, survives: Callable[[Callable[[], object]], object]) -> None:
    result = survives(lambda: parse(BOMBS[name]))
    if isinstance(result, ParsedFeed):
        assert sum(len(entry.title) + len(entry.text) for entry in result.entries) < 2_000_000
        assert "root:" not in str(result)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_damage_is_an_error_or_a_feed(data: st.DataObject) -> None:
    whole = bytearray(rss(item("<description>&lt;p&gt;x&lt;/p&gt;</description>") * 3).encode())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(BadData):
        parse(bytes(whole))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(
    ["id", "url", "title", "content_html", "content_text", "summary", "image", "tags", "authors", "author",
     "attachments", "date_published", "language"]), JSON))  # fmt: skip
def test_any_json_item_is_an_entry(raw: dict[str, Any]) -> None:
    feed = {"version": "https://jsonfeed.org/version/1", "title": "x", "items": [raw]}
    assert len(parse(json.dumps(feed)).entries) == 1


def test_five_hundred_entries(survives: Callable[[Callable[[], object]], object]) -> None:
    items = "".join(
        item("<description>&lt;p&gt;tekst&lt;/p&gt;</description>" * 10, f"g{n}") for n in range(500)
    )
    result = survives(lambda: parse(rss(items)))
    assert isinstance(result, ParsedFeed)
    assert len(result.entries) == 500


def test_other_encodings() -> None:
    text = rss(item("<description>één</description>")).replace("utf-8", "windows-1252")
    assert parse(text.encode("cp1252")).entries[0].text == "één"
    assert parse(rss(item("<description>één</description>")).encode("utf-16")).entries[0].text == "één"
    bare = rss(item("<description>één</description>")).split("?>", 1)[1]
    assert parse(bare.encode("cp1252"), "text/xml; charset=iso-8859-1").entries[0].text == "één"


@pytest.mark.corpora
def test_feeds_of_others(corpora: Path, survives: Callable[[Callable[[], object]], object]) -> None:
    files = [path for path in sorted((corpora / "feeds").rglob("*.*")) if path.suffix in {".xml", ".json"}]
    assert len(files) > 2_000
    failed: list[str] = []
    entries = titles = 0
    for path in [*files, *(corpora / "hostile/defusedxml").iterdir()]:
        data = path.read_bytes()
        result = survives(lambda data=data: parse_feed(data, href="http://example.com/feed"))  # type: ignore[misc]
        if isinstance(result, ParsedFeed):
            entries += len(result.entries)
            titles += sum(bool(entry.title) for entry in result.entries)
            html = " ".join(entry.html for entry in result.entries)
            assert not re.search(r"<(?:script|style|iframe|object)|\son\w+=|javascript:", html, re.IGNORECASE)
        elif "/wellformed/" in path.as_posix() and "/cdf/" not in path.as_posix():
            failed.append(path.name)
    assert failed == []
    assert entries > 1_100
    assert titles > 150
