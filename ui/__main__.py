"""The composition root: the one place that knows the window, the command line and the demo.

Children of the program itself are dispatched first, before anything heavy is loaded. Never enters here:
anything but choosing who does it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.cli.opening import Options


def main(argv: list[str] | None = None) -> int:
    """Run the program; return its exit code (see the command line's table)."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["--extract-text"]:
        from app import extract_child

        return extract_child.main()
    if arguments[:1] == ["--demo-radicale"]:
        from demo import radicale_child

        return radicale_child.main(arguments[1:])
    from app import cli

    return cli.main(arguments, open_window=open_window, open_demo=open_demo)


def open_window(options: Options) -> int:
    """Open the window on the person's own data."""
    start_lean()
    from ui.start import Program, Wanted

    return Program(Wanted(options.data_dir, options.language, options.log_level, options.offline)).run()


def open_demo(options: Options, check: bool, shots: Path | None) -> int:
    """Open the window on the embedded demo intranet, or walk every page of it without a display."""
    if check or shots is not None:
        from ui.check import check_demo

        return check_demo(shots, language=options.language)
    start_lean()
    from demo.intranet import Intranet
    from ui.start import Wanted, run_demo

    with Intranet() as intranet:
        return run_demo(
            lambda folder, running: Wanted(
                folder, options.language, options.log_level, options.offline, running, throw_away=True
            ),
            intranet,
        )


def start_lean() -> None:
    """Prepare the interpreter for a window. Called before anything of it is imported."""
    from ui import footprint

    footprint.hold_collector()  # until the store is open
    footprint.skip_source_scan()  # before the window's modules, and all that they bring, are imported


if __name__ == "__main__":
    sys.exit(main())
