"""Asking the demo's servers as any client would. Never enters here: the product's own client."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import requests

from demo.intranet import Intranet

_SYNC = (
    '<d:sync-collection xmlns:d="DAV:"><d:sync-token>{token}</d:sync-token><d:sync-level>1</d:sync-level>'
    "<d:prop><d:getetag/></d:prop></d:sync-collection>"
)


def get(intranet: Intranet, href: str, **headers: str) -> requests.Response:
    """GET with the demo's login; a path is below the news server's address. Underscores mean hyphens."""
    address = href if href.startswith("http") else intranet.address + href
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(address, auth=login(intranet), headers=named, timeout=10)


def login(intranet: Intranet) -> tuple[str, str]:
    """Return the demo's login."""
    return intranet.username, intranet.password


def propfind(intranet: Intranet, href: str, depth: str) -> list[ET.Element]:
    """Return the responses of a PROPFIND for all properties."""
    answer = requests.request(
        "PROPFIND", href, auth=login(intranet), headers={"Depth": depth}, timeout=10, data=_ALL
    )
    assert answer.status_code == 207, answer.text
    return ET.fromstring(answer.content).findall("{DAV:}response")


_ALL = '<d:propfind xmlns:d="DAV:"><d:allprop/></d:propfind>'


def sync(intranet: Intranet, href: str, token: str = "") -> tuple[dict[str, bool], str]:
    """Return what a sync-collection tells (name -> still there) and the next token (RFC 6578)."""
    answer = requests.request(
        "REPORT",
        href,
        auth=login(intranet),
        data=_SYNC.format(token=token),
        headers={"Content-Type": "application/xml", "Depth": "1"},
        timeout=10,
    )
    assert answer.status_code == 207, answer.text
    root = ET.fromstring(answer.content)
    told = {}
    for response in root.findall("{DAV:}response"):
        name = href_of(response).rsplit("/", 1)[-1]
        told[name] = "404" not in (response.findtext("{DAV:}status") or "")
    return told, root.findtext("{DAV:}sync-token") or ""


def href_of(response: ET.Element) -> str:
    """Return a response's decoded path."""
    return unquote(urlsplit(response.findtext("{DAV:}href") or "").path)


def source(intranet: Intranet, kind: str) -> str:
    """Return the address of the profile's only source of a kind."""
    (href,) = (each["href"] for each in intranet.profile()["sources"] if each["kind"] == kind)
    return str(href)


def addresses(html: str) -> list[str]:
    """Return all addresses that a fragment of HTML links to or shows."""
    return re.findall(r'(?:href|src)="(http[^"]+)"', html)
