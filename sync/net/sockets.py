"""Connections that can be cut from another thread, so that stopping never waits for a slow server.

Never enters here: which connection is whose, TLS settings.
"""

from __future__ import annotations

import socket
import threading
import weakref
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class OpenSockets:
    """The sockets of one session that are open, busy or idle. Thread-safe."""

    def __init__(self) -> None:
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._lock = threading.Lock()

    def add(self, sock: Any) -> None:
        """Remember a connected socket; it is forgotten when nobody else holds it."""
        if isinstance(sock, socket.socket):
            with self._lock:
                self._sockets.add(sock)

    def cut(self) -> None:
        """Cut all of them: whoever reads or writes gets an error now."""
        with self._lock:
            held = list(self._sockets)
        for sock in held:
            try:
                # The plain socket's: TLS would first say goodbye, and wait for the lock of a reader.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            except OSError:
                continue  # closed already

    def watch(self, pools: urllib3.PoolManager) -> None:
        """Let all connections that this manager makes be remembered here."""
        sockets = self

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                sockets.add(self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                sockets.add(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        pools.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
