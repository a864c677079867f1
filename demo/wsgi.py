"""A WSGI application on loopback that can be switched off and on again on the same port.

Never enters here: what the application answers.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from cheroot import wsgi

from demo.journal import RequestLog
from demo.ports import HOST, free_port, listens

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

_log = logging.getLogger(__name__)
_THREADS = 6  # a client uses at most four network threads on a host


def decoded_path(environ: Environ) -> str:
    """Return PATH_INFO as text: PEP 3333 hands bytes over as Latin-1."""
    raw: str = environ.get("PATH_INFO", "")
    try:
        return raw.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return raw  # a server that decoded it already


def logged(app: WsgiApp, log: RequestLog) -> WsgiApp:
    """Wrap an application so that each answer is recorded before its first byte is sent."""

    def wrapped(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        # Taken now: an application may rewrite its environ on the way (WsgiDAV strips the share).
        method, path = environ["REQUEST_METHOD"], decoded_path(environ)

        def start(status: str, *rest: Any) -> Any:
            log.record(method, path, int(status.split(" ", 1)[0]))
            return start_response(status, *rest)

        return app(environ, start)

    return wrapped


def authorised(environ: Environ, username: str, password: str) -> bool:
    """Return whether the request carries these credentials (Basic, RFC 7617)."""
    scheme, _, value = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        given = base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(given, f"{username}:{password}".encode())


class _Server(wsgi.Server):
    """Cheroot, with its complaints in our log instead of on stderr."""

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Log what cheroot has to say; a client that hangs up is no warning."""
        _log.log(min(level, logging.INFO), "%s", msg.strip(), exc_info=traceback)


class WsgiServer:
    """One application on ``127.0.0.1:port``. The port is chosen at the first ``start`` and then kept."""

    def __init__(self, name: str, app: WsgiApp, log: RequestLog) -> None:
        self.name = name
        self.port = 0
        self._app = logged(app, log)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def base(self) -> str:
        """Return the address of the server's root, without a final slash."""
        return f"http://{HOST}:{self.port}"

    def reserve(self) -> None:
        """Choose and bind the port without answering yet, so that its address can be told to others."""
        for attempt in range(20):
            port = self.port or free_port()
            server = _Server((HOST, port), self._app, numthreads=_THREADS, max=_THREADS, shutdown_timeout=1)
            try:
                server.prepare()
            except OSError:
                # Taken between the look and the bind; or, after "off", by someone who must let go first.
                if attempt == 19:
                    raise
                time.sleep(0.05)
                continue
            self.port = port
            self._server = server
            return

    def start(self) -> None:
        """Answer requests; OSError when the port cannot be had. Does nothing when it runs already."""
        if self._thread is not None:
            return
        if self._server is None:
            self.reserve()
        assert self._server is not None
        self._thread = threading.Thread(target=self._server.serve, name=f"demo-{self.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, cut idle connections and end all threads. The port number is kept."""
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is not None:
            # Cheroot looks up from its sockets twice a second only: knock until it has seen that it is over.
            stopping = threading.Thread(target=server.stop, name=f"demo-{self.name}-off", daemon=True)
            stopping.start()
            while stopping.is_alive():
                listens(self.port)
                stopping.join(0.02)
        if thread is not None:
            thread.join(5)
