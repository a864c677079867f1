"""Choosing a loopback port that stays ours while a server is switched off.

Never enters here: servers.
"""

from __future__ import annotations

import random
import socket

HOST = "127.0.0.1"

# Below every system's range for outgoing connections (Linux starts at 32768, Windows and macOS at 49152),
# so that no outgoing connection takes the port while the demo's "server off" is being shown.
_FIRST, _LAST = 20_000, 32_000


def free_port() -> int:
    """Return a port on loopback that nothing listens on now; OSError when 200 tries find none."""
    choose = random.SystemRandom()
    for _ in range(200):
        port = choose.randint(_FIRST, _LAST)
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise OSError("no free loopback port between 20000 and 32000")


def listens(port: int) -> bool:
    """Return whether something accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((HOST, port)) == 0
