"""Connections that can be cut from another thread, and answers that cannot drip for ever.

Never enters here: which connection is whose, TLS settings.
"""

from __future__ import annotations

import http.client
import io
import socket
import threading
import time
import weakref
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

# A read timeout alone starts anew with each byte: a head of one byte every half minute, or a line of a
# chunk's size without an end, would hold a thread for days.
STEP_SECONDS = 60.0  # for an answer's whole head, and for each piece of its body to come


class _Unhurried(io.RawIOBase):
    """A socket's bytes, until a moment on the monotonic clock."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__()
        self._raw = raw
        self.until = time.monotonic() + STEP_SECONDS  # a proxy's answer to CONNECT is read without begin()

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def readinto(self, buffer: Any) -> Any:
        if time.monotonic() > self.until:
            raise TimeoutError("an answer that comes in drips")
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer of which each step has to be done in time, also its 1xx, chunk sizes and trailers."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self._unhurried = _Unhurried(self.fp.detach())
        self.fp = io.BufferedReader(self._unhurried)

    def begin(self) -> None:
        self._unhurried.until = time.monotonic() + STEP_SECONDS
        super().begin()

    def read1(self, n: int = -1) -> bytes:
        self._unhurried.until = time.monotonic() + STEP_SECONDS
        return super().read1(n)


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
            response_class = _Answer

            def connect(self) -> None:
                super().connect()
                sockets.add(self.sock)

        class Secure(HTTPSConnection):
            response_class = _Answer

            def connect(self) -> None:
                super().connect()
                sockets.add(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        pools.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
