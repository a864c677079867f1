"""Multistatus answers: real ones, damaged ones, hostile ones; and the questions that ask for them."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sync.formats import dav_names as names
from sync.formats.dav_hrefs import Base
from sync.formats.dav_requests import calendar_multiget, propfind, sync_collection
from sync.formats.multistatus import DavEntry, Multistatus, parse_multistatus
from sync.model.errors import BadData
from sync.model.ids import normalise_href

BASE = "https://dav.example/files/map/"


def multistatus(inner: str) -> bytes:
    return (
        '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
        ' xmlns:cs="http://calendarserver.org/ns/" xmlns:a="http://apple.com/ns/ical/"'
        f' xmlns:oc="http://owncloud.org/ns">{inner}</d:multistatus>'
    ).encode()


def response(href: str, props: str = "<d:getetag>1</d:getetag>", status: str = "HTTP/1.1 200 OK") -> str:
    return (
        f"<d:response><d:href>{href}</d:href><d:propstat><d:prop>{props}</d:prop>"
        f"<d:status>{status}</d:status></d:propstat></d:response>"
    )


def parse(inner: str, base: str = BASE) -> Multistatus:
    return parse_multistatus(multistatus(inner), base=base)


def one(props: str) -> DavEntry:
    return parse(response("/files/map/x", props)).responses[0]


def test_a_file_with_all_it_has() -> None:
    entry = one(
        "<d:getetag>&quot;a-1&quot;</d:getetag><d:getcontentlength>42</d:getcontentlength>"
        "<d:getcontenttype>Application/PDF; charset=x</d:getcontenttype><d:resourcetype/>"
        "<d:getlastmodified>Thu, 13 Feb 2025 08:09:44 GMT</d:getlastmodified>"
        "<d:displayname>Hand\u202eboek  1</d:displayname><oc:fileid>56</oc:fileid>"
        "<oc:permissions>RGDNVW</oc:permissions><oc:owner-display-name>Jan</oc:owner-display-name>"
        "<oc:checksums><oc:checksum>SHA1:abc</oc:checksum></oc:checksums>"
    )
    assert entry == DavEntry(
        href=BASE + "x", etag='"a-1"', size=42, media_type="application/pdf", display_name="Handboek 1",
        modified=dt.datetime(2025, 2, 13, 8, 9, 44, tzinfo=dt.UTC), fileid="56", permissions="RGDNVW",
        can_write=True, owner="Jan", checksum="SHA1:abc",
    )  # fmt: skip
    assert entry.ok


def test_a_calendar_with_all_it_has() -> None:
    entry = one(
        "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype><cs:getctag>c7</cs:getctag>"
        "<a:calendar-color>#FF9500FF</a:calendar-color><d:sync-token>http://x/1</d:sync-token>"
        "<c:supported-calendar-component-set><c:comp name='vevent'/></c:supported-calendar-component-set>"
        "<d:supported-report-set><d:supported-report><d:report><d:sync-collection/></d:report>"
        "</d:supported-report><d:supported-report><d:report><c:calendar-multiget/></d:report>"
        "</d:supported-report></d:supported-report-set><d:current-user-privilege-set><d:privilege><d:read/>"
        "</d:privilege></d:current-user-privilege-set><d:owner><d:href>/u/jan/</d:href></d:owner>"
    )
    assert entry.is_collection
    assert entry.is_calendar
    assert (entry.ctag, entry.color, entry.sync_token) == ("c7", "#ff9500", "http://x/1")
    assert entry.supported_components == {"VEVENT"}
    assert entry.supported_reports == {"sync-collection", "calendar-multiget"}
    assert entry.can_write is False
    assert entry.owner == "https://dav.example/u/jan/"


def test_a_principal_with_all_it_has() -> None:
    entry = one(
        "<d:current-user-principal><d:href>/p/jan/</d:href></d:current-user-principal>"
        "<c:calendar-home-set><d:href>/c/jan/</d:href><d:href>https://other.example/c/</d:href>"
        "</c:calendar-home-set><c:calendar-user-address-set><d:href>MAILTO:Jan@Example.nl</d:href>"
        "<d:href>/p/jan/</d:href></c:calendar-user-address-set><d:resourcetype><d:principal/></d:resourcetype>"
    )
    assert entry.current_user_principal == "https://dav.example/p/jan/"
    assert entry.calendar_home_set == ("https://dav.example/c/jan/", "https://other.example/c/")
    assert entry.calendar_user_addresses == ("jan@example.nl",)
    assert entry.is_principal


def test_event_data_keeps_its_text() -> None:
    data = one("<c:calendar-data>BEGIN:VCALENDAR&#13;\nX:é &amp;\n</c:calendar-data>").calendar_data
    assert data == "BEGIN:VCALENDAR\r\nX:é &\n".encode()


def test_who_may_write() -> None:
    privilege = (
        "<d:current-user-privilege-set><d:privilege><d:%s/></d:privilege></d:current-user-privilege-set>"
    )
    assert one(privilege % "write-content").can_write is True
    assert one(privilege % "all").can_write is True
    assert one(privilege % "read").can_write is False
    assert one("<oc:permissions>G</oc:permissions>").can_write is False
    assert one("<d:getetag>1</d:getetag>").can_write is None


def test_gone_forbidden_and_failed_propstats() -> None:
    found = parse(
        "<d:response><d:href>/files/map/gone</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>"
        + response("/files/map/secret", status="HTTP/1.1 403 Forbidden")
        + "<d:response><d:href>/files/map/half</d:href><d:propstat><d:prop><d:getetag>7</d:getetag></d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat><d:propstat>"
        "<d:prop><oc:fileid>9</oc:fileid></d:prop>"
        "<d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response>"
        "<d:response><d:href>/files/map/a</d:href><d:href>/files/map/b</d:href><d:status>HTTP/1.1 423 Locked"
        "</d:status></d:response>"
    )
    seen = [
        (entry.href.removeprefix(BASE), entry.status, entry.etag, entry.fileid) for entry in found.responses
    ]
    assert seen == [
        ("gone", 404, "", ""), ("secret", 403, "", ""), ("half", 200, "7", ""), ("a", 423, "", ""),
        ("b", 423, "", ""),
    ]  # fmt: skip
    assert found.failures == ()


def test_a_bare_resource_of_which_nothing_was_asked_is_there() -> None:
    assert parse(response("/files/map/x", "")).responses[0].status == 200


def test_damaged_values_are_left_out() -> None:
    entry = one(
        "<d:getcontentlength>-1</d:getcontentlength><d:getlastmodified>ooit</d:getlastmodified>"
        "<a:calendar-color>red</a:calendar-color><d:displayname/><d:getetag/>"
        "<d:getcontentlength>99999999999999999999999</d:getcontentlength>"
    )
    assert entry == DavEntry(href=BASE + "x")


def test_a_token_of_the_answer_is_not_that_of_a_property() -> None:
    found = parse(
        response("/files/map/x", "<d:sync-token>inner</d:sync-token>") + "<d:sync-token>outer</d:sync-token>"
    )
    assert found.sync_token == "outer"
    assert found.responses[0].sync_token == "inner"


def test_507_for_the_base_means_there_is_more() -> None:
    status = "<d:status>HTTP/1.1 507 Insufficient Storage</d:status>"
    more = f"<d:response><d:href>/files/map/</d:href>{status}</d:response>"
    found = parse(response("/files/map/x") + more)
    assert found.truncated
    assert [entry.href for entry in found.responses] == [BASE + "x"]


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/files/map/caf%c3%a9.pdf", "caf%C3%A9.pdf"),
        ("/files/map/caf%C3%A9.pdf", "caf%C3%A9.pdf"),
        ("https://dav.example/files/map/x", "x"),
        ("HTTPS://DAV.example:443/files/map/x", "x"),
        ("http://dav.example:8080/files/map/x", "x"),  # behind a proxy that ends TLS
        ("x", "x"),
        ("/files/map/100%.txt", "100%25.txt"),
        ("/files/map/a b", "a%20b"),
        ("/files/map/..x/y", "..x/y"),
        ("/files/map/sub/../x", "x"),
        ("/files/map/x?foo=1&amp;bar=2", "x?foo=1&bar=2"),
        ("/files/map/%F0%9F%98%80", "%F0%9F%98%80"),
        ("/files/map/sub/", "sub/"),
        ("/files/map", None),
    ],
)
def test_hrefs_in_many_spellings(href: str, expected: str | None) -> None:
    found = parse(response(href)).responses[0].href
    assert found == (BASE.rstrip("/") if expected is None else BASE + expected)


@pytest.mark.parametrize(
    "href",
    ["/files/other/x", "/files/mapx", "https://evil.example/files/map/x", "//evil.example/files/map/x",
     "/files/map/../other", "/files/map/%2e%2e/other", "/files/map/%2E%2E/%2e%2e/etc", "javascript:x", "",
     "https://dav.example@evil.example/files/map/x", "http://[::1", "../x"],
)  # fmt: skip
def test_hrefs_outside_of_what_was_asked_are_failures(href: str) -> None:
    found = parse(response(href) + response("/files/map/ok"))
    assert [entry.href for entry in found.responses] == [BASE + "ok"]
    assert len(found.failures) == 1


def test_the_root_of_a_server_is_a_base_too() -> None:
    found = parse_multistatus(multistatus(response("/") + response("/a/b")), base="https://dav.example")
    assert [entry.href for entry in found.responses] == ["https://dav.example/", "https://dav.example/a/b"]


@given(st.text(alphabet="abC1 %2fFeE.~é?#;+&'()/", max_size=30))
def test_the_short_way_agrees_with_normalise_href(name: str) -> None:
    resolved = Base(BASE).resolve("/files/map/" + name)
    full = normalise_href("https://dav.example/files/map/" + name)
    if "/." in full or "//" in full[8:]:  # dot segments are resolved besides
        return
    assert resolved == full


def test_whatever_cuts_an_answer_short_is_an_error() -> None:
    whole = multistatus("".join(response(f"/files/map/{number}") for number in range(30)))
    assert len(parse_multistatus(whole, base=BASE).responses) == 30
    for length in range(0, len(whole) - 1, 37):
        with pytest.raises(BadData):
            parse_multistatus(whole[:length], base=BASE)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"   ", b"OK", b"\x00\x01\x02", b"<html><body>Log in</body></html>",
        b"<!DOCTYPE html><html><head></head><body>captive</body></html>",
        b'<?xml version="1.0"?><error xmlns="DAV:"><valid-sync-token/></error>',
        b"<multistatus/>", multistatus("&nbsp;"), multistatus("<d:response>"), b"{}",
        multistatus("") + b"<more/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + multistatus(response("/files/map/&a;"))[21:],
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + multistatus("")[21:],
        multistatus("<d:x>" * 5_000 + "</d:x>" * 5_000),
        multistatus(response("/files/map/x")).decode().encode("utf-16")[:-9],
    ],
)  # fmt: skip
def test_what_is_no_multistatus_is_an_error(data: bytes) -> None:
    with pytest.raises(BadData):
        parse_multistatus(data, base=BASE)


def test_an_empty_listing_is_an_answer() -> None:
    assert parse_multistatus(multistatus(""), base=BASE) == Multistatus()


def test_a_response_inside_a_property_is_none() -> None:
    nested = response("/files/map/x", "<d:parent-set>" + response("/files/map/y") + "</d:parent-set>")
    assert [entry.href for entry in parse(nested).responses] == [BASE + "x"]


def test_no_status_at_all() -> None:
    found = parse("<d:response><d:href>/files/map/x</d:href></d:response>")
    assert found.responses == ()
    assert len(found.failures) == 1


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_damage_is_an_error_or_an_answer(data: st.DataObject) -> None:
    whole = bytearray(
        multistatus(response("/files/map/%c3%a9", "<d:getcontentlength>4</d:getcontentlength>") * 3)
    )
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(BadData):
        parse_multistatus(bytes(whole), base=BASE)


def test_ten_thousand_entries(survives: Callable[[Callable[[], object]], object]) -> None:
    inner = "".join(response(f"/files/map/caf%c3%a9%20{number}.pdf") for number in range(10_000))
    found = survives(lambda: parse(inner))
    assert isinstance(found, Multistatus)
    assert len({entry.href for entry in found.responses}) == 10_000


def test_questions() -> None:
    asked = etree.fromstring(propfind(names.FOLDER_PROPS))
    assert [prop.tag for prop in asked[0]] == list(names.FOLDER_PROPS)
    first = etree.fromstring(sync_collection("", names.ETAG_PROPS))
    assert first.findtext(names.DAV + "sync-token") == ""
    assert first.find(names.DAV + "limit") is None
    later = etree.fromstring(sync_collection("http://x/<&>", names.ETAG_PROPS, 50))
    assert later.findtext(names.DAV + "sync-token") == "http://x/<&>"
    assert later.findtext(f"{names.DAV}limit/{names.DAV}nresults") == "50"
    hrefs = ["https://dav.example/c/a%20b.ics", "https://dav.example/c/x?y=1&z"]
    multiget = etree.fromstring(calendar_multiget(hrefs, names.CALENDAR_PROPS))
    assert [href.text for href in multiget.iter(names.DAV + "href")] == ["/c/a%20b.ics", "/c/x?y=1&z"]


@pytest.mark.corpora
def test_answers_of_others(corpora: Path, survives: Callable[[Callable[[], object]], object]) -> None:
    files = sorted((corpora / "dav").rglob("*.xml"))
    assert len(files) > 10
    for file in [*files, *(corpora / "hostile/defusedxml").iterdir()]:
        data = file.read_bytes()
        for base in ("http://example.com/", "http://localhost:9988/webdav/server/"):
            found = survives(lambda data=data, base=base: parse_multistatus(data, base=base))  # type: ignore[misc]
        if file.name.startswith("propfind-n"):
            assert isinstance(found, Multistatus)
