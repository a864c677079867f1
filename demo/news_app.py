"""The news server as a WSGI application: feeds, pages, pictures and the profile, with conditional requests.

Never enters here: markup, and how articles change.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import mimetypes
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from demo import feeds, pages
from demo.content import RESOURCES, Addresses
from demo.newsroom import Newsroom
from demo.wsgi import Environ, StartResponse, authorised, decoded_path

PROFILE_PATH = "/.well-known/prikbord.json"
_LANES = {path: lane for lane, path in feeds.PATHS.items()}
_FOLDERS = {"beeld": "pictures", "mensen": "people"}
_OPEN = {"/", "/logo.svg", "/logo-white.svg", "/logo.png"}  # seen without a login
_HTML = "text/html; charset=utf-8"
_MAX_FORM = 100_000  # bytes of a form that are read at all


@dataclass(frozen=True, slots=True)
class _Answer:
    """A representation: what would be sent with 200."""

    body: bytes
    kind: str
    modified: dt.datetime
    status: HTTPStatus = HTTPStatus.OK


class NewsApp:
    """Answers for the news server. ``organisation`` and ``processes`` are content tables."""

    def __init__(
        self,
        newsroom: Newsroom,
        organisation: Mapping[str, Any],
        processes: Iterable[Mapping[str, Any]],
        profile: Callable[[], Mapping[str, Any]],
        login: tuple[str, str],
        started: dt.datetime,
    ) -> None:
        self.newsroom = newsroom
        self.addresses = Addresses("", "")  # set once the ports are known
        self._organisation = organisation
        self._processes = {process["id"]: process for process in processes}
        self._profile = profile
        self._login = login
        self._started = started.replace(microsecond=0)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        method, path = environ["REQUEST_METHOD"], decoded_path(environ)
        if path not in _OPEN and not authorised(environ, *self._login):
            answer = self._refusal(HTTPStatus.UNAUTHORIZED, "Eerst inloggen", "Log in met je gewone account.")
        elif method == "POST" and path.startswith("/formulier/"):
            answer = self._submitted(environ, path)
        elif method not in ("GET", "HEAD"):
            answer = self._refusal(HTTPStatus.METHOD_NOT_ALLOWED, "Dat kan hier niet", "Alleen lezen.")
        else:
            answer = self._find(path) or self._refusal(
                HTTPStatus.NOT_FOUND, "Niet gevonden", "Deze pagina bestaat niet (meer)."
            )
        return _send(answer, environ, start_response, head=method == "HEAD")

    def _find(self, path: str) -> _Answer | None:
        """Return what stands at a path, or None."""
        if path in _LANES:
            articles = self.newsroom.lane(_LANES[path])
            body = feeds.render(_LANES[path], articles, self.addresses)
            return _Answer(body, feeds.TYPES[_LANES[path]], feeds.newest(articles))
        if path == PROFILE_PATH:
            body = json.dumps(self._profile(), ensure_ascii=False, indent=1).encode()
            return _Answer(body, "application/json; charset=utf-8", self._started)
        if path == "/":
            return self._html(pages.home(self._organisation))
        if path in _OPEN:
            return self._file(RESOURCES / "logo" / path[1:])
        _, folder, *rest = path.split("/")
        if len(rest) != 1:
            return None
        name = rest[0]
        if folder in _FOLDERS:
            return self._file(RESOURCES / _FOLDERS[folder] / name)
        if folder == "nieuws" and (article := self.newsroom.get(name)):
            body = pages.article(self._organisation, article, self.addresses)
            return _Answer(body, _HTML, article.updated)
        if folder == "formulier" and name in self._processes:
            return self._html(pages.form(self._organisation, self._processes[name]))
        return None

    def _file(self, path: Path) -> _Answer | None:
        """Return a file of the resources, or None; a name is one plain name."""
        if "\\" in path.name or path.name.startswith(".") or not path.is_file():
            return None
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return _Answer(path.read_bytes(), kind, self._started)

    def _html(self, body: bytes) -> _Answer:
        return _Answer(body, _HTML, self._started)

    def _refusal(self, status: HTTPStatus, title: str, text: str) -> _Answer:
        return _Answer(pages.error(self._organisation, title, text), _HTML, self._started, status)

    def _submitted(self, environ: Environ, path: str) -> _Answer:
        """Take a form in. It is read and forgotten: the demo has no case system."""
        process = self._processes.get(path.rsplit("/", 1)[-1])
        if process is None:
            return self._refusal(HTTPStatus.NOT_FOUND, "Niet gevonden", "Dit formulier bestaat niet.")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > _MAX_FORM:
            return self._refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Te groot", "Maak het iets korter.")
        environ["wsgi.input"].read(length)
        return self._html(pages.thanks(self._organisation, process))


def _send(answer: _Answer, environ: Environ, start_response: StartResponse, *, head: bool) -> list[bytes]:
    """Send an answer, or 304 when the client holds it already (RFC 9110 section 13)."""
    headers = [("Content-Type", answer.kind)]
    if answer.status is HTTPStatus.UNAUTHORIZED:
        headers.append(("WWW-Authenticate", 'Basic realm="Intranet", charset="UTF-8"'))
    if answer.status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append(("Allow", "GET, HEAD"))
    if answer.status is HTTPStatus.OK and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
        etag = f'"{hashlib.sha256(answer.body).hexdigest()[:24]}"'
        validators = [
            ("ETag", etag),
            ("Last-Modified", format_datetime(answer.modified.astimezone(dt.UTC), usegmt=True)),
            ("Cache-Control", "private, no-cache"),
        ]
        headers += validators
        if _held(environ, etag, answer.modified):
            start_response("304 Not Modified", validators)
            return []
    headers.append(("Content-Length", str(len(answer.body))))
    start_response(f"{answer.status.value} {answer.status.phrase}", headers)
    return [] if head else [answer.body]


def _held(environ: Environ, etag: str, modified: dt.datetime) -> bool:
    """Return whether the client's validators match; If-None-Match alone counts when it is there."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return tags.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is None:
        return False
    try:
        date = parsedate_to_datetime(since)
    except ValueError:
        return False  # RFC 9110 section 13.1.3: an unreadable date is ignored
    return date.tzinfo is not None and modified.replace(microsecond=0) <= date
