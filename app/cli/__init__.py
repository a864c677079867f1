"""The command line: every verb of it, its exit codes and its output.

Never enters here: Qt, the demo. The window and the demo are opened by callables that the composition root
hands over.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.exits import Exit

if TYPE_CHECKING:
    from app.cli.opening import Options
    from app.cli.output import Output
    from sync.model.ports import Proxies

__all__ = ["Exit", "main"]


def main(
    argv: Sequence[str],
    *,
    open_window: Callable[[Options], int],
    open_demo: Callable[[Options, bool, Path | None], int],
    proxies: Callable[[], Proxies] | None = None,
) -> int:
    """Do what a command line says and return the exit code. ``argv`` is without the program's name.

    ``open_window(options)`` and ``open_demo(options, check, shots)`` run until their window is closed.
    ``proxies`` gives the system's proxies for verbs that use the network.
    """
    from app import text
    from app.cli import arguments
    from app.cli.output import Output, OutputLost

    _survive_odd_terminals()
    text.use(_language_of(argv))
    try:
        parsed = arguments.parse(argv)
    except arguments.WrongUse as error:
        return _wrong_use(str(error), as_json="--json" in argv)
    except SystemExit as ended:  # argparse: --help
        return ended.code if isinstance(ended.code, int) else Exit.USAGE
    text.use(parsed.lang or "system")
    options = _options(parsed)
    if parsed.verb == "":
        return open_window(options)
    if parsed.verb == "demo":
        return open_demo(options, parsed.check, parsed.shots)
    output = Output(as_json=options.as_json)
    try:
        code = int(_run(parsed, options, output, proxies))
        output.end()
    except BrokenPipeError:
        # Whoever read our output has had enough; nothing more can be told there.
        _silence_stdout()
        return Exit.DONE
    except OutputLost as error:
        _silence_stdout()
        output.say(text._("The answer could not be written: {reason}").format(reason=error))
        return Exit.PARTLY
    except KeyboardInterrupt:
        return 130
    return code


def _wrong_use(said: str, *, as_json: bool) -> Exit:
    """Tell how it is used; an answer in JSON is one document here too."""
    from app.cli.output import Output

    output = Output(as_json=as_json)
    output.trouble("usage", said)
    output.end()
    return Exit.USAGE


def _silence_stdout() -> None:
    """What is still held back would be tried again, and complained about, when Python ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _run(
    parsed: argparse.Namespace, options: Options, output: Output, proxies: Callable[[], Proxies] | None
) -> Exit:
    from app import logs
    from app.cli import arguments
    from app.cli.exits import exit_of
    from app.cli.messages import explain, sentence
    from app.cli.output import OutputLost
    from app.paths import Paths
    from app.text import _
    from sync.model.errors import ErrorCode, SyncError, disposition

    if parsed.verb in arguments.NOT_YET:
        output.trouble("not-yet", _("`prikbord {verb}` is not there yet.").format(verb=parsed.verb))
        return Exit.USAGE
    paths = Paths(options.data_dir)
    if paths.data_dir.is_dir():
        logs.start(paths.logs, options.log_level, name="command-line")
    try:
        return _verb(parsed, options, output, proxies)
    except SyncError as error:
        said = explain(error)
        if options.offline and error.code is ErrorCode.OFFLINE:
            said = _("No network was used, as you asked with --offline.")
        output.trouble(error.code.value, said)
        return exit_of(error.code)
    except (BrokenPipeError, OutputLost, KeyboardInterrupt):
        raise
    except Exception as error:
        import logging

        logging.getLogger("app.cli").exception("a verb failed")
        code = disposition(error).code
        output.trouble(code.value, f"{sentence(code)} ({type(error).__name__})")
        return Exit.STORE if code is ErrorCode.DISK_FULL else Exit.PARTLY
    finally:
        logs.stop()


def _verb(
    parsed: argparse.Namespace, options: Options, output: Output, proxies: Callable[[], Proxies] | None
) -> Exit:
    """Call the verb's function; each is loaded only when it is wanted."""
    match parsed.verb:
        case "list" | "show" | "search":
            from app.cli import reading

            verbs = {"list": reading.list_items, "show": reading.show, "search": reading.search}
            return verbs[parsed.verb](parsed, options, output)
        case "account" | "sync" | "fetch" | "doctor":
            from app.cli import account, doctor, syncing
            from app.cli.proxies import SystemProxies

            network = {
                "account": account.account,
                "sync": syncing.sync,
                "fetch": syncing.fetch,
                "doctor": doctor.doctor,
            }
            return network[parsed.verb](parsed, options, output, proxies or SystemProxies)
        case _:
            from app.cli import acting

            return acting.act(parsed, options, output)


def _options(parsed: argparse.Namespace) -> Options:
    from app.cli.opening import Options
    from app.paths import default_data_dir

    return Options(
        data_dir=(parsed.data_dir or default_data_dir()).absolute(),
        as_json=parsed.json,
        language=parsed.lang or "",
        log_level=parsed.log_level,
        offline=parsed.offline,
    )


def _language_of(argv: Sequence[str]) -> str:
    """Return the language that help and usage are told in, which are needed before parsing ends."""
    chosen = "system"
    for position, argument in enumerate(argv):
        if argument == "--lang" and position + 1 < len(argv):
            chosen = argv[position + 1]
        elif argument.startswith("--lang="):
            chosen = argument.partition("=")[2]
    return chosen


def _survive_odd_terminals() -> None:
    """A title in a script that the terminal cannot show must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
