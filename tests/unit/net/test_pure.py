"""Addresses, validators, waiting, bodies and challenges: what needs no server."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import tomllib
import zlib
from pathlib import Path

import pytest

from sync.model.errors import BadData, Offline, TooLarge
from sync.model.ids import normalise_href
from sync.model.ports import Login
from sync.net.addresses import host_of, is_near, origin_of, redact, request_url, without_userinfo
from sync.net.auth import Authorization, Trusted
from sync.net.body import PIECE, decoded, looks_like_html, whole
from sync.net.session import USER_AGENT
from sync.net.throttle import QuietHosts, backoff, retry_after
from sync.net.validators import conditional, if_none_match, is_etag, plain_etag, same_etag
from tests.support.clock import FakeClock


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("HTTPS://Example.org:443/x", "https://example.org"),
        ("http://example.org:8080", "http://example.org:8080"),
        ("http://[::1]:5232/a", "http://[::1]:5232"),
        ("ftp://example.org/", ""),
        ("http://example.org:port/", ""),
        ("nothing", ""),
    ],
)
def test_origin_has_one_spelling(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_userinfo_is_moved_out_and_never_shown() -> None:
    bare, login = without_userinfo("https://anna:p%40ss@example.org/news?token=geheim#x")
    assert bare == "https://example.org/news?token=geheim#x"
    assert login == Login("anna", "p@ss")
    shown = redact("https://anna:p%40ss@example.org/news?token=geheim#x")
    assert shown == "https://example.org/news?..."
    assert "p@ss" not in repr(login)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://h/caf\u00e9 1.pdf", "http://h/caf%C3%A9%201.pdf"),
        ("http://h/%c3%a9%20x", "http://h/%C3%A9%20x"),
        ("http://h/100%.txt", "http://h/100%25.txt"),
        ("http://u:p@h", "http://h/"),
        ("http://b\u00fccher.example/x#part", "http://xn--bcher-kva.example/x"),
        ("http://h/?q=a b&c=\u00e9", "http://h/?q=a%20b&c=%C3%A9"),
    ],
)
def test_request_url_is_ascii_and_escaped_once(url: str, sent: str) -> None:
    assert request_url(url) == sent


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "http://", "http://h:99999999/"]
)
def test_what_is_no_http_address_is_refused(url: str) -> None:
    with pytest.raises(BadData):
        request_url(url)


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("localhost", True), ("127.0.0.1", True), ("::1", True), ("10.1.2.3", True), ("192.168.1.9", True),
        ("intranet", True), ("intranet.local", True), ("8.8.8.8", False), ("example.org", False), ("", False),
    ],
)  # fmt: skip
def test_plain_http_is_for_hosts_nearby(host: str, near: bool) -> None:
    assert is_near(host) is near


def test_etags_compare_weakly_and_blind_to_compression() -> None:
    assert same_etag('W/"a"', '"a"')
    assert same_etag('"a-gzip"', '"a"')
    assert not same_etag('"a"', '"b"')
    assert not same_etag("", "")
    assert plain_etag('W/"a"') == '"a"'
    assert plain_etag("1-2-3") == '"1-2-3"'
    assert plain_etag("~12-99") == "~12-99"
    assert if_none_match('"a-gzip"') == '"a-gzip", "a"'
    assert if_none_match('W/"a-gzip"') == 'W/"a-gzip", W/"a"'
    assert if_none_match('"a"') == '"a"'


def test_only_real_validators_are_sent() -> None:
    assert conditional("~12-99", "") == {}
    assert conditional('"a\r\nX: y"', "Mon\r\nX: y") == {}
    assert is_etag('"a"') and not is_etag('"a b"') and not is_etag("a")
    assert conditional('"a"', "Mon, 01 Jan 2024 00:00:00 GMT") == {
        "If-None-Match": '"a"',
        "If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT",
    }


NOW = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0), ("999999", 3600.0), ("Tue, 24 Nov 2026 09:05:00 GMT", 300.0),
        ("Tue, 24 Nov 2020 09:05:00 GMT", 0.0), ("soon", None), ("", None), ("-5", None),
        ("9" * 4000, 3600.0),
    ],
)  # fmt: skip
def test_retry_after_in_seconds_or_as_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_backoff_doubles_up_to_an_hour_and_spreads() -> None:
    assert [backoff(n, jitter=lambda: 1.0) for n in (1, 2, 3, 9)] == [60, 120, 240, 3600]
    assert backoff(1, jitter=lambda: 0.0) == 30
    assert backoff(10_000, jitter=lambda: 1.0) == 3600


def test_a_quiet_host_is_left_alone_until_its_time_has_passed(clock: FakeClock) -> None:
    quiet = QuietHosts(clock)
    quiet.hush("http://h", 10)
    assert quiet.remaining("http://h") == pytest.approx(10)
    assert quiet.remaining("http://other") == 0
    clock.advance(11)
    assert quiet.remaining("http://h") == 0


def test_the_login_goes_to_its_hosts_and_never_from_https_to_http() -> None:
    trusted = Trusted(["https://a.example", "http://b.example:8080"])
    assert "https://a.example:8443/x" in trusted
    assert "http://a.example/x" not in trusted
    assert "http://b.example/x" in trusted and "https://b.example/x" in trusted
    assert "https://c.example/" not in trusted
    assert "https://a.example.evil/" not in trusted


def test_basic_is_utf8_and_repr_hides_it() -> None:
    authorization = Authorization(Login("zoë", "wachtwoord"))
    encoded = authorization.header("GET", "http://h/").removeprefix("Basic ")
    assert base64.b64decode(encoded).decode("utf-8") == "zoë:wachtwoord"
    assert "wachtwoord" not in repr(authorization)


def test_digest_is_taken_up_once_and_only_where_nothing_else_is_offered() -> None:
    basic_too = Authorization(Login("u", "p"))
    assert not basic_too.take_challenge('Basic realm="x", Digest realm="x", nonce="n", qop="auth"')
    authorization = Authorization(Login("u", "p"))
    assert authorization.take_challenge('Digest realm="x", nonce="n", qop="auth"')
    first, second = (authorization.header("GET", "http://h/a?b=c") for _ in range(2))
    assert first.startswith("Digest ") and 'uri="/a?b=c"' in first
    assert "nc=00000002" in first and "nc=00000003" in second  # the first was spent on the check
    assert not authorization.take_challenge('Digest realm="x", nonce="m", qop="auth"')
    assert authorization.take_challenge('Digest realm="x", nonce="m", qop="auth", stale=TRUE')
    assert not authorization.take_challenge("Negotiate")


def pieces(data: bytes, size: int = 7) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_gzip_is_undone_in_any_cutting(size: int) -> None:
    text = b"nieuws " * 50_000
    assert whole(decoded(iter(pieces(gzip.compress(text), size)), "gzip"), len(text)) == text


def test_members_and_zlib_and_padding() -> None:
    two = gzip.compress(b"a" * PIECE) + gzip.compress(b"b" * (2 * PIECE)) + b"\0\0"
    assert whole(decoded(iter(pieces(two)), "x-gzip"), 10**6) == b"a" * PIECE + b"b" * (2 * PIECE)
    assert whole(decoded(iter([zlib.compress(b"hallo")]), "deflate"), 10) == b"hallo"
    assert whole(decoded(iter([]), "gzip"), 10) == b""


def test_a_cut_gzip_stream_is_no_whole_body() -> None:
    data = gzip.compress(b"hallo" * 1000)
    with pytest.raises(Offline):
        whole(decoded(iter([data[:-9]]), "gzip"), 10**6)


def test_a_bomb_is_stopped_while_it_unpacks() -> None:
    taken = 0

    def count() -> object:
        nonlocal taken
        for piece in pieces(gzip.compress(bytes(64 << 20)), 1024):
            taken += 1
            yield piece

    with pytest.raises(TooLarge):
        whole(decoded(count(), "gzip"), 1 << 20)  # type: ignore[arg-type]
    assert taken < 5


@pytest.mark.parametrize(("encoding", "data"), [("br", b"x"), ("gzip", b"no gzip at all")])
def test_an_encoding_that_is_none_is_bad_data(encoding: str, data: bytes) -> None:
    with pytest.raises(BadData):
        whole(decoded(iter([data]), encoding), 100)


@pytest.mark.parametrize(
    ("kind", "head", "html"),
    [
        ("text/html; charset=utf-8", b"", True), ("", b"\xef\xbb\xbf <!DOCTYPE HTML>", True),
        ("application/xml", b"<html xmlns=", True), ("application/xml", b"<?xml version='1.0'?>", False),
        ("application/json", b"{}", False),
    ],
)  # fmt: skip
def test_pages_are_told_from_data(kind: str, head: bytes, html: bool) -> None:
    assert looks_like_html(kind, head) is html


def test_the_user_agent_names_this_version() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))
    assert f"Prikbord/{project['project']['version']}" == USER_AGENT


@pytest.mark.parametrize("href", ["https://x.example/\ud800", "https://x.example/?\ud800", "http://x]/"])
def test_an_address_that_cannot_be_written_is_bad_data_and_normalising_never_raises(href: str) -> None:
    assert isinstance(normalise_href(href), str)
    assert host_of(href) in ("x.example", "")
    with pytest.raises(BadData):
        request_url(href)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "0x7f.0.0.1", "2130706433", "[::1]", "0.0.0.0", "nas"]
)
def test_places_in_the_own_network_by_all_their_names(host: str) -> None:
    assert is_near(host)


@pytest.mark.parametrize("host", ["example.org", "8.8.8.8", "8.526344", "127.example.org", ""])
def test_places_elsewhere(host: str) -> None:
    assert not is_near(host)
