"""``python -m demo``: the demo intranet in the foreground, to look at with a browser or curl.

Never enters here: anything but starting, telling where it is, and stopping.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from types import FrameType

from demo.intranet import Intranet


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(argv: list[str] | None = None) -> int:
    """Run until interrupted; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m demo", description="The demo intranet, without the app.")
    parser.add_argument("--life", type=float, default=120.0, metavar="SECONDS", help="0: nothing happens")
    options = parser.parse_args(argv)
    signal.signal(signal.SIGTERM, _interrupt)  # end as with Ctrl+C: nothing is left behind
    begin = time.perf_counter()
    with Intranet() as intranet:
        seconds = time.perf_counter() - begin
        if options.life > 0:
            intranet.start_life(options.life)
        sources = intranet.profile()["sources"]
        lines = [
            f"address   {intranet.address}",
            f"user      {intranet.username}",
            f"password  {intranet.password}",
            f"documents {next(s['href'] for s in sources if s['kind'] == 'webdav')}",
            f"calendars {next(s['href'] for s in sources if s['kind'] == 'caldav')}",
            f"up in {seconds:.2f} s; Ctrl+C stops it",
        ]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            sys.stdout.write("stopping\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
