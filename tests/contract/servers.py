"""The real servers of the contract suite, each started once for the session, on loopback.

Never enters here: what a connector should make of them.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.support.waiting import free_port, wait_until

USER, SECRET = "anna", "wachtwoord-1"
_AUTHORIZATION = "Basic " + base64.b64encode(f"{USER}:{SECRET}".encode()).decode()

_MODULES = (
    "mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "alias", "mime",
    "deflate", "filter", "headers", "dav", "dav_fs", "dir",
)  # fmt: skip
_APACHE_FOLDERS = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/libexec/apache2")


@dataclass(slots=True)
class Served:
    """One server: where it is, and the folder that it serves ("" and none where it could not start)."""

    url: str = ""
    root: Path = Path()
    missing: str = ""


@dataclass(slots=True)
class Servers:
    """All of them. ``apache`` may be missing; its reason is told when a test is skipped."""

    files: Served
    dav: Served
    calendar: Served
    apache: Served
    _stops: list[Callable[[], None]] = field(default_factory=list)

    def stop(self) -> None:
        for stop in reversed(self._stops):
            stop()


def start_all(folder: Path) -> Servers:
    """Start what this machine has."""
    stops: list[Callable[[], None]] = []
    try:
        return Servers(
            files=_files(folder / "files", stops),
            dav=_wsgidav(folder / "dav", stops),
            calendar=_radicale(folder / "calendar", stops),
            apache=_apache(stops),
            _stops=stops,
        )
    except BaseException:
        for stop in reversed(stops):
            stop()
        raise


# -- files with validators, as any web server gives them --------------------------------------------


class _Files(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    root: Path

    def do_GET(self) -> None:
        if self.headers.get("Authorization") != _AUTHORIZATION:
            self._send(401, b"", {"WWW-Authenticate": 'Basic realm="files"'})
            return
        path = self.root / unquote(urlsplit(self.path).path).strip("/")
        if not path.is_file():
            self._send(404, b"", {})
            return
        data = path.read_bytes()
        etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        if etag in self.headers.get("If-None-Match", ""):
            self._send(304, b"", {"ETag": etag})
            return
        self._send(200, gzip.compress(data), {"ETag": etag, "Content-Encoding": "gzip"})

    def do_PROPFIND(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._send(405 if self.headers.get("Authorization") == _AUTHORIZATION else 401, b"", {})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 304:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _FileServer(ThreadingHTTPServer):
    daemon_threads = False


def _files(root: Path, stops: list[Callable[[], None]]) -> Served:
    root.mkdir(parents=True)
    handler = type("Here", (_Files,), {"root": root})
    server = _FileServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="files")
    thread.start()

    def stop() -> None:
        server.shutdown()
        thread.join()
        server.server_close()

    stops.append(stop)
    return Served(f"http://127.0.0.1:{server.server_address[1]}", root)


# -- WsgiDAV ----------------------------------------------------------------------------------------


def _wsgidav(root: Path, stops: list[Callable[[], None]]) -> Served:
    from cheroot import wsgi
    from wsgidav.wsgidav_app import WsgiDAVApp

    root.mkdir(parents=True)
    logging.getLogger("wsgidav").setLevel(logging.CRITICAL)
    app = WsgiDAVApp(
        {
            "provider_mapping": {"/": {"root": str(root)}},
            "simple_dc": {"user_mapping": {"*": {USER: {"password": SECRET}}}},
            "http_authenticator": {
                "accept_basic": True,
                "accept_digest": False,
                "default_to_digest": False,
            },
            "verbose": 0,
            "logging": {"enable": False},
        }
    )
    server = wsgi.Server(("127.0.0.1", 0), app, numthreads=6)
    server.shutdown_timeout = 1
    server.prepare()
    thread = threading.Thread(target=server.serve, name="wsgidav")
    thread.start()

    def stop() -> None:
        server.stop()
        thread.join()

    stops.append(stop)
    return Served(f"http://127.0.0.1:{server.bind_addr[1]}", root)


# -- Radicale ---------------------------------------------------------------------------------------


def _radicale(folder: Path, stops: list[Callable[[], None]]) -> Served:
    storage = folder / "storage"
    home = storage / "collection-root" / USER
    home.mkdir(parents=True)
    users = folder / "users"
    users.write_text(f"{USER}:{SECRET}\n", encoding="utf-8")
    port = free_port()
    config = folder / "config"
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n"
        f"[auth]\ntype = htpasswd\nhtpasswd_filename = {users}\nhtpasswd_encryption = plain\ndelay = 0\n"
        f"[storage]\nfilesystem_folder = {storage}\n"
        "[logging]\nlevel = critical\n",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "radicale", "--config", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stops.append(lambda: _end(process))
    wait_until(lambda: _listens(port, process), seconds=30, what="Radicale listens")
    return Served(f"http://127.0.0.1:{port}", home)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _listens(port: int, process: subprocess.Popen[bytes]) -> bool:
    import socket

    if process.poll() is not None:
        raise AssertionError(f"the server ended with {process.returncode}")
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


# -- Apache with mod_dav and mod_deflate --------------------------------------------------------------


def _apache(stops: list[Callable[[], None]]) -> Served:
    """Serve ``flat/`` (Depth infinity refused, its default), ``deep/`` (allowed) and ``plain/`` (files)."""
    program = shutil.which("apache2") or shutil.which("httpd")
    modules = next((Path(f) for f in _APACHE_FOLDERS if Path(f, "mod_dav_fs.so").exists()), None)
    if program is None or modules is None:
        return Served(missing="Apache with mod_dav is not installed")
    # Not below pytest's own folder: Apache's worker is another user and could not enter it.
    folder = Path(tempfile.mkdtemp(prefix="prikbord-apache-"))
    stops.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    folder.chmod(0o755)
    root = folder / "root"
    for name in ("root", "root/flat", "root/deep", "root/plain", "run"):
        (folder / name).mkdir()
        (folder / name).chmod(0o777)
    digest = base64.b64encode(hashlib.sha1(SECRET.encode()).digest()).decode()
    (folder / "users").write_text(f"{USER}:{{SHA}}{digest}\n", encoding="utf-8")
    port = free_port()
    loads = "".join(
        f"LoadModule {name}_module {modules}/mod_{name}.so\n"
        for name in _MODULES
        if (modules / f"mod_{name}.so").exists()
    )
    user = "User www-data\nGroup www-data\n" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    config = folder / "apache.conf"
    config.write_text(
        f"""{loads}{user}ServerRoot {folder}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/run/pid
ErrorLog {folder}/run/error.log
LogLevel warn
DocumentRoot {root}
DavLockDB {folder}/run/locks
StartServers 1
ThreadsPerChild 8
MaxRequestWorkers 8
ServerLimit 1
TypesConfig /dev/null
AddType text/plain .txt
AddType application/atom+xml .atom
AddType text/calendar .ics
AddOutputFilterByType DEFLATE application/atom+xml text/calendar
<Directory {root}>
    AuthType Basic
    AuthName apache
    AuthUserFile {folder}/users
    Require valid-user
</Directory>
<Directory {root}/flat>
    Dav On
</Directory>
<Directory {root}/deep>
    Dav On
    DavDepthInfinity On
</Directory>
<LocationMatch "/verboden/">
    Require all denied
</LocationMatch>
""",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [program, "-f", str(config), "-D", "FOREGROUND"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stops.append(lambda: _end(process))
    try:
        wait_until(lambda: _listens(port, process), seconds=15, what="Apache listens")
    except AssertionError as error:
        log = folder / "run" / "error.log"
        told = log.read_text(errors="replace") if log.exists() else "no log"
        raise AssertionError(f"Apache is installed and does not start: {told}") from error
    return Served(f"http://127.0.0.1:{port}", root)
