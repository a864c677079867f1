"""The news server: feeds, pages, pictures, login, conditional requests."""

from __future__ import annotations

import datetime as dt
import json
from xml.etree import ElementTree as ET

import pytest
import requests

from demo import feeds
from demo.content import Lane
from demo.intranet import Intranet
from tests.demo import asking

_ATOM = "{http://www.w3.org/2005/Atom}"


def _entries(intranet: Intranet) -> list[ET.Element]:
    return ET.fromstring(asking.get(intranet, feeds.PATHS[Lane.NEWS]).content).findall(f"{_ATOM}entry")


def _announcements(intranet: Intranet) -> list[ET.Element]:
    return ET.fromstring(asking.get(intranet, feeds.PATHS[Lane.ANNOUNCEMENTS]).content).findall(
        "channel/item"
    )


def _management(intranet: Intranet) -> list[dict[str, str]]:
    items: list[dict[str, str]] = asking.get(intranet, feeds.PATHS[Lane.MANAGEMENT]).json()["items"]
    return items


def test_forty_news_items_and_six_announcements(shared_intranet: Intranet) -> None:
    """The feeds hold what the demo promises, some of it in English."""
    news, management = _entries(shared_intranet), _management(shared_intranet)
    announcements = _announcements(shared_intranet)
    assert len(news) + len(management) == 40
    assert len(announcements) == 6
    english = [e for e in news if e.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"]
    assert len(english) + sum(item["language"] == "en" for item in management) == 8
    must_read = [a for a in announcements if "Verplicht lezen" in [c.text for c in a.findall("category")]]
    assert len(must_read) == 2


def test_news_is_spread_over_sixty_days_and_never_in_the_future(shared_intranet: Intranet) -> None:
    """Something is from today, nothing is older than sixty days, nothing is yet to come."""
    now = dt.datetime.now(dt.UTC)
    times = [
        dt.datetime.fromisoformat(e.findtext(f"{_ATOM}published") or "") for e in _entries(shared_intranet)
    ]
    ages = [(now - time).total_seconds() / 86400 for time in times]
    assert min(ages) >= 0
    assert sum(age < 1.1 for age in ages) >= 2
    assert 50 < max(ages) < 61


def test_every_link_and_picture_exists(shared_intranet: Intranet) -> None:
    """Each address in each article answers, and so does each lead picture."""
    links: set[str] = set()
    for entry in _entries(shared_intranet):
        links |= {link.get("href", "") for link in entry.findall(f"{_ATOM}link")}
        links |= set(asking.addresses(entry.findtext(f"{_ATOM}content") or ""))
    for item in _announcements(shared_intranet):
        links.add(item.findtext("link") or "")
        links |= set(
            asking.addresses(item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") or "")
        )
    for article in _management(shared_intranet):
        links |= {article["url"], *asking.addresses(article["content_html"])}
    assert len(links) > 80
    statuses = {link: asking.get(shared_intranet, link).status_code for link in links}
    assert {link: status for link, status in statuses.items() if status != 200} == {}


def test_pictures_are_pictures_of_modest_size(shared_intranet: Intranet) -> None:
    """At least fifteen articles have a picture; each says its type and length truly."""
    enclosures = [
        link
        for entry in _entries(shared_intranet)
        for link in entry.findall(f"{_ATOM}link")
        if link.get("rel") == "enclosure"
    ]
    assert len(enclosures) >= 15
    for link in enclosures:
        answer = asking.get(shared_intranet, link.get("href", ""))
        assert answer.headers["Content-Type"] == link.get("type")
        assert len(answer.content) == int(link.get("length", "0")) < 80_000
        assert answer.content.startswith((b"\xff\xd8", b"\x89PNG"))


PAGES = [
    *feeds.PATHS.values(),
    "/",
    "/.well-known/prikbord.json",
    "/beeld/molen.jpg",
    "/nieuws/intranet-live",
    "/logo.png",
]


@pytest.mark.parametrize("path", PAGES)
def test_unchanged_answers_304(shared_intranet: Intranet, path: str) -> None:
    """Either validator alone gives 304 without a body; a wrong ETag beats a right date."""
    first = asking.get(shared_intranet, path)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in (
        {"If_None_Match": etag},
        {"If_None_Match": f'"x", W/{etag}'},
        {"If_Modified_Since": modified},
    ):
        again = asking.get(shared_intranet, path, **headers)
        assert (again.status_code, again.content) == (304, b""), headers
        assert again.headers["ETag"] == etag
    stale = asking.get(shared_intranet, path, If_None_Match='"other"', If_Modified_Since=modified)
    assert stale.status_code == 200
    assert asking.get(shared_intranet, path, If_Modified_Since="yesterday, I think").status_code == 200


def test_a_changed_article_changes_its_feed(intranet: Intranet) -> None:
    """After a change the old validators no longer give 304, and the new text is there."""
    path = feeds.PATHS[Lane.NEWS]
    first = asking.get(intranet, path)
    article = intranet.newsroom.change("molen-de-zwaan", title="Molen De Zwaan draait")
    assert article.updated > article.published
    for headers in (
        {"If_None_Match": first.headers["ETag"]},
        {"If_Modified_Since": first.headers["Last-Modified"]},
    ):
        again = asking.get(intranet, path, **headers)
        assert again.status_code == 200
        assert "Molen De Zwaan draait" in again.text
    intranet.newsroom.remove("molen-de-zwaan")
    assert "molen-de-zwaan" not in asking.get(intranet, path).text


@pytest.mark.parametrize(
    "path", [*feeds.PATHS.values(), "/.well-known/prikbord.json", "/beeld/molen.jpg", "/geen"]
)
def test_everything_but_the_front_page_wants_the_login(shared_intranet: Intranet, path: str) -> None:
    """Without or with a wrong login: 401 with a challenge, and nothing of the content."""
    for auth in (None, (shared_intranet.username, "wrong"), ("tom", shared_intranet.password)):
        answer = requests.get(shared_intranet.address + path, auth=auth, timeout=10)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")
        assert "otter" not in answer.text.lower()


@pytest.mark.parametrize("value", ["Basic", "Basic %%%", "Bearer abc", "Basic " + "A" * 5000])
def test_a_broken_authorization_header_is_a_401(shared_intranet: Intranet, value: str) -> None:
    """A hostile header is no error of the server's."""
    answer = requests.get(shared_intranet.address + "/x", headers={"Authorization": value}, timeout=10)
    assert answer.status_code == 401


def test_the_front_page_leads_to_the_feeds(shared_intranet: Intranet) -> None:
    """Anybody sees the home page, and it names the feeds for autodiscovery."""
    answer = requests.get(shared_intranet.address, timeout=10)
    assert answer.status_code == 200
    for lane, path in feeds.PATHS.items():
        kind = feeds.TYPES[lane].split(";")[0]
        assert f'<link rel="alternate" type="{kind}"' in answer.text
        assert f'href="{path}"' in answer.text


def test_each_process_has_a_form_that_can_be_sent(shared_intranet: Intranet) -> None:
    """A card's form is a page with fields; sending it says thank you."""
    for process in shared_intranet.profile()["processes"]:
        href = process["form"]["href"]
        page = asking.get(shared_intranet, href)
        assert page.status_code == 200
        assert '<form method="post">' in page.text
        sent = requests.post(
            shared_intranet.address + href,
            data={"veld0": "x"},
            auth=asking.login(shared_intranet),
            timeout=10,
        )
        assert sent.status_code == 200
        assert "Dank je wel" in sent.text


@pytest.mark.parametrize(
    "path",
    ["/beeld/../organisation.toml", "/beeld/..%2forganisation.toml", "/beeld/", "/mensen/.x", "/a/b/c"],
)
def test_no_way_out_of_the_folders(shared_intranet: Intranet, path: str) -> None:
    """Only the files that are meant to be served are."""
    session = requests.Session()
    request = requests.Request(
        "GET", shared_intranet.address + "/", auth=asking.login(shared_intranet)
    ).prepare()
    request.url = shared_intranet.address + path
    assert session.send(request, timeout=10).status_code == 404
    session.close()


def test_other_methods_are_refused(shared_intranet: Intranet) -> None:
    """The news server is read only; HEAD is GET without the body."""
    auth = asking.login(shared_intranet)
    address = shared_intranet.address + feeds.PATHS[Lane.NEWS]
    assert requests.put(address, data=b"x", auth=auth, timeout=10).status_code == 405
    head = requests.head(address, auth=auth, timeout=10)
    assert head.status_code == 200
    assert int(head.headers["Content-Length"]) == len(asking.get(shared_intranet, address).content)


def test_json_feed_is_one(shared_intranet: Intranet) -> None:
    """The management lane is a JSON Feed 1.1 with authors and dates."""
    feed = json.loads(asking.get(shared_intranet, feeds.PATHS[Lane.MANAGEMENT]).content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert {tag for item in feed["items"] for tag in item["tags"]} == {"Directie", "Management"}
    assert all(item["authors"][0]["name"] and item["date_published"] for item in feed["items"])
