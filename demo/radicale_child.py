"""The process in which Radicale runs: ``main([config file])``, also reachable in a frozen program.

It talks with its parent in lines. On stdout: ``ready`` when it listens, ``request METHOD STATUS PATH`` for
each answer, and ``mark N`` in reply to ``mark N`` on stdin, which tells the parent that it has read all
that came before. When stdin ends, because the parent closed it or died in any way, the process ends.
Never enters here: anything of the parent's.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from radicale import config, log, server
from radicale.app import Application

_write_lock = threading.Lock()


def _say(line: str) -> None:
    with _write_lock:
        sys.stdout.buffer.write(line.encode("utf-8", "surrogateescape") + b"\n")
        sys.stdout.buffer.flush()


class _ToldApplication(Application):
    """Radicale, telling the parent of each answer before it is sent."""

    def __call__(self, environ: Mapping[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, *rest: Any) -> Any:
            path = environ.get("PATH_INFO", "").replace("\n", " ")
            _say(f"request {environ['REQUEST_METHOD']} {status.split(' ', 1)[0]} {path}")
            return start_response(status, *rest)

        answer: Iterable[bytes] = super().__call__(environ, start)
        return answer


class _ToldServer(server.ParallelHTTPServer):
    """Radicale's server, telling the parent when its socket is bound and listening."""

    def set_app(self, application: Any) -> None:
        """Take the application, the last step before requests are answered."""
        super().set_app(application)
        _say("ready")


def _watch_parent(shutdown: socket.socket) -> None:
    """Answer marks until stdin ends, then end the server."""
    for line in sys.stdin.buffer:
        if line.startswith(b"mark "):
            _say(line.decode("ascii", "replace").strip())
    shutdown.close()
    # Requests in flight may finish, but a client that never does must not keep an orphan alive.
    timer = threading.Timer(1.0, os._exit, (0,))
    timer.daemon = True
    timer.start()


def main(argv: list[str]) -> int:
    """Serve with the given configuration file until stdin ends; returns the exit code."""
    configuration = config.load([(argv[0], False)])
    # A demo's calendars are thrown away: waiting for the disk would only cost time.
    configuration.update({"storage": {"_filesystem_fsync": "False"}}, "demo", privileged=True)
    log.set_level(configuration.get("logging", "level"), False, "")
    # Radicale's server takes both from its own module and offers no other way to wrap them.
    vars(server).update(Application=_ToldApplication, ParallelHTTPServer=_ToldServer)
    shutdown, shutdown_out = socket.socketpair()
    threading.Thread(target=_watch_parent, args=(shutdown,), daemon=True).start()
    try:
        server.serve(configuration, shutdown_out)
    except (OSError, RuntimeError) as error:
        sys.stderr.write(f"radicale: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
