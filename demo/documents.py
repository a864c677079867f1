"""The document server: WsgiDAV over a copy of the demo's documents, and a drop folder.

Never enters here: what the documents say.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from wsgidav.default_conf import DEFAULT_CONFIG
from wsgidav.mw.cors import Cors
from wsgidav.wsgidav_app import WsgiDAVApp

from demo.files import replace_bytes
from demo.journal import RequestLog
from demo.wsgi import WsgiServer

# It warns of Basic without TLS at every start: on loopback that is what the demo means to do.
logging.getLogger("wsgidav").setLevel(logging.ERROR)

SHARE = "documenten"
INBOX = "inbox"


class DocumentServer:
    """Two shares below ``folder``: ``/documenten`` (all may read and write) and ``/inbox`` (drop here)."""

    def __init__(self, folder: Path, username: str, password: str, log: RequestLog) -> None:
        self.tree = folder / SHARE
        self.inbox = folder / INBOX
        self.tree.mkdir(parents=True)
        self.inbox.mkdir(parents=True)
        self._scratch = folder / "scratch"
        self._scratch.mkdir()
        self._lock = threading.Lock()
        self.server = WsgiServer(
            "documents", WsgiDAVApp(_configuration(self.tree, self.inbox, username, password)), log
        )

    @property
    def root(self) -> str:
        """Return the address of the documents' root, with a final slash."""
        return f"{self.server.base}/{SHARE}/"

    @property
    def inbox_root(self) -> str:
        """Return the address of the drop folder, with a final slash."""
        return f"{self.server.base}/{INBOX}/"

    def href(self, path: str) -> str:
        """Return the address of a document, given its path below the root ("/" between, not encoded)."""
        return self.root + quote(path)

    def fill(self, source: Path, modified: Mapping[str, float]) -> None:
        """Copy all documents from a folder. ``modified``: path -> Unix seconds; others keep "now"."""
        for path in sorted(source.rglob("*")):
            relative = path.relative_to(source)
            target = self.tree / relative
            if path.is_dir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            when = modified.get(relative.as_posix())
            if when is not None:
                os.utime(target, (when, when))

    def paths(self) -> list[str]:
        """Return the paths of all documents, sorted."""
        return sorted(
            path.relative_to(self.tree).as_posix() for path in self.tree.rglob("*") if path.is_file()
        )

    def read(self, path: str) -> bytes:
        """Return a document; FileNotFoundError when it is not there."""
        return self._inside(path).read_bytes()

    def write(self, path: str, content: bytes) -> None:
        """Add or change a document. Its time always moves on by a whole second or more.

        WsgiDAV's ETag is made of size and whole seconds: without that, a change of equal size within the
        second of the last one could be seen by no client.
        """
        target = self._inside(path)
        with self._lock:
            target.parent.mkdir(parents=True, exist_ok=True)
            modified = time.time()
            if target.exists():
                modified = max(modified, target.stat().st_mtime + 1)
            replace_bytes(target, content, self._scratch, modified=modified)

    def remove(self, path: str) -> None:
        """Remove a document; FileNotFoundError when it is not there."""
        self._inside(path).unlink()

    def rename(self, path: str, new_path: str) -> None:
        """Rename or move a document; its content and time stay."""
        target = self._inside(new_path)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._inside(path).replace(target)

    def inbox_files(self) -> list[Path]:
        """Return what people dropped into the inbox, by name."""
        return sorted(p for p in self.inbox.rglob("*") if p.is_file())

    def _inside(self, path: str) -> Path:
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts or not parts.parts:
            raise ValueError(f"not a path below the documents' root: {path!r}")
        return self.tree.joinpath(*parts.parts)


def _configuration(tree: Path, inbox: Path, username: str, password: str) -> dict[str, Any]:
    """Return WsgiDAV's configuration: Basic only, quiet, no HTML extras for Windows."""
    return {
        "provider_mapping": {f"/{SHARE}": str(tree), f"/{INBOX}": str(inbox)},
        "simple_dc": {"user_mapping": {"*": {username: {"password": password}}}},
        "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
        "verbose": 1,
        "logging": {"enable": False},
        "property_manager": None,
        "lock_storage": True,
        "suppress_version_info": True,
        "dir_browser": {"enable": True, "ms_sharepoint_support": False, "libre_office_support": False},
        "cors": {"allow_origin": None},
        "middleware_stack": _middleware(),
    }


def _middleware() -> list[Any]:
    """Return WsgiDAV's own stack without the one for other web sites' scripts, which nobody needs here."""
    return [part for part in DEFAULT_CONFIG["middleware_stack"] if part is not Cors]
