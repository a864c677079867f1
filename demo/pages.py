"""The HTML pages of the news server: home, articles, forms.

Never enters here: HTTP, state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from demo import feeds
from demo.content import HOME_ZONE, Addresses, Article, Lane

_STYLE = """
:root { --accent: %(accent)s; color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0; font: 17px/1.6 system-ui, "Segoe UI", sans-serif; background: Canvas; color: CanvasText; }
header { background: var(--accent); color: #fff; padding: 18px 24px;
  display: flex; gap: 16px; align-items: center; }
header a { color: inherit; text-decoration: none; font-weight: 600; font-size: 1.2rem; }
header img { height: 44px; }
main { max-width: 46rem; margin: 32px auto; padding: 0 24px; }
h1 { line-height: 1.2; } img.lead { width: 100%%; height: auto; border-radius: 10px; }
.meta { opacity: .7; } label { display: block; margin: 18px 0 4px; font-weight: 600; }
input, textarea, select { font: inherit; width: 100%%; padding: 10px;
  border: 1px solid #8a99a3; border-radius: 6px; }
button { font: inherit; margin-top: 24px; padding: 10px 24px; border: 0; border-radius: 6px;
  background: var(--accent); color: #fff; cursor: pointer; }
li { margin: 6px 0; }
"""


def _page(
    organisation: Mapping[str, Any], title: str, body: str, *, language: str = "nl", head: str = ""
) -> bytes:
    """Return a whole page; ``body`` and ``head`` are markup, ``title`` is text."""
    name = escape(organisation["name"])
    style = _STYLE % {"accent": organisation["accent"]}
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} · {name}</title>\n"
        f'<link rel="icon" type="image/svg+xml" href="/logo.svg">\n{head}'
        f"<style>{style}</style>\n</head>\n<body>\n"
        f'<header><img src="/logo-white.svg" alt=""><a href="/">{name}</a></header>\n'
        f"<main>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode()


def home(organisation: Mapping[str, Any]) -> bytes:
    """Return the page that anybody may see: what this is, and where the feeds are (autodiscovery)."""
    links = "".join(
        f'<link rel="alternate" type="{feeds.TYPES[lane].split(";")[0]}" '
        f'title="{escape(feeds.TITLES[lane])}" href="{feeds.PATHS[lane]}">\n'
        for lane in Lane
    )
    lanes = "".join(
        f'<li><a href="{feeds.PATHS[lane]}">{escape(feeds.TITLES[lane])}</a></li>' for lane in Lane
    )
    body = (
        f"<h1>{escape(organisation['welcome']['nl'])}</h1>\n<p>{escape(organisation['about'])}</p>\n"
        f"<p>Log in met je gewone account om verder te lezen.</p>\n<ul>{lanes}</ul>"
    )
    return _page(organisation, "Intranet", body, head=links)


def article(organisation: Mapping[str, Any], item: Article, addresses: Addresses) -> bytes:
    """Return the page of one article."""
    when = item.published.astimezone(HOME_ZONE).strftime("%d-%m-%Y %H:%M")
    lead = (
        f'<img class="lead" src="{addresses.whole("beeld:" + item.picture)}" alt="">\n'
        if item.picture
        else ""
    )
    body = (
        f"<article>\n<h1>{escape(item.title)}</h1>\n<p class=meta>{escape(item.author)} · {when}</p>\n{lead}"
        f"{addresses.in_html(item.html)}\n</article>"
    )
    return _page(organisation, item.title, body, language=item.language)


def form(organisation: Mapping[str, Any], process: Mapping[str, Any]) -> bytes:
    """Return a process's form: the page that its card opens."""
    title = process["title"]["nl"]
    fields = "".join(_field(field, number) for number, field in enumerate(process["fields"]))
    body = (
        f"<h1>{escape(title)}</h1>\n<p>{escape(process['summary']['nl'])}</p>\n"
        f'<form method="post">\n{fields}<button type="submit">Versturen</button>\n</form>'
    )
    return _page(organisation, title, body)


def _field(field: Mapping[str, Any], number: int) -> str:
    """Return one labelled control. ``kind``: text, date, long or choice."""
    name = f"veld{number}"
    label = f'<label for="{name}">{escape(field["label"])}</label>'
    kind = field.get("kind", "text")
    if kind == "long":
        return f'{label}<textarea id="{name}" name="{name}" rows="4"></textarea>\n'
    if kind == "choice":
        choices: Sequence[str] = field["choices"]
        options = "".join(f"<option>{escape(choice)}</option>" for choice in choices)
        return f'{label}<select id="{name}" name="{name}">{options}</select>\n'
    return f'{label}<input id="{name}" name="{name}" type="{kind}">\n'


def thanks(organisation: Mapping[str, Any], process: Mapping[str, Any]) -> bytes:
    """Return what somebody sees who sent a form in."""
    body = f"<h1>Dank je wel, we hebben het ontvangen</h1>\n<p>{escape(process['thanks'])}</p>"
    return _page(organisation, process["title"]["nl"], body)


def error(organisation: Mapping[str, Any], title: str, text: str) -> bytes:
    """Return the page of a request that cannot be answered."""
    return _page(organisation, title, f"<h1>{escape(title)}</h1>\n<p>{escape(text)}</p>")
