"""`veredicto`: checks articles, shows what was found, queries the record."""

from __future__ import annotations

import errno
import logging
import sys
from typing import Annotated

import typer

from checkers.errors import VeredictoError
from veredicto.cli.commands import Commands

INTERRUPTED = 130
ADVICE = {
    errno.ENOSPC: "; free some space and run it again, what was recorded is kept",
    errno.EROFS: "; name a warehouse in a folder that can be written: --warehouse FILE",
    errno.EACCES: "; name a warehouse in a folder that can be written: --warehouse FILE",
}

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    # Boxes and colours of help and errors would take `rich`, which is a third of a second.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "Fact-checks news articles in Spanish and English and cites the sentence behind every "
        "verdict.\n\nExit status: 0 done, 1 the job failed, 2 wrong usage or input, 3 done but "
        "some retrievals failed."
    ),
)


def _show_version(value: bool) -> None:  # noqa: FBT001 (typer's callback)
    if value:
        from importlib.metadata import version

        typer.echo(version("veredicto"))
        raise typer.Exit


@app.callback()
def _global(
    *,
    version: Annotated[  # noqa: ARG001 (its callback has read it)
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Take the options that every command has."""
    # A wait for another process would be a line for each try.
    logging.getLogger("stamina").setLevel(logging.ERROR)


def main() -> None:
    """Run a command; an error that the user can act on becomes one line and an exit status."""
    try:
        app()
    except VeredictoError as error:
        _fail(str(error), error.exit_status)
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        _fail(f"{error.strerror or error}{where}{ADVICE.get(error.errno or 0, '')}", 1)
    except KeyboardInterrupt:
        _fail(
            "interrupted; nothing recorded is lost, give the same command again to go on",
            INTERRUPTED,
        )


def _fail(message: str, status: int) -> None:
    # It imports what a help does without.
    from veredicto.logs import complain

    # Commands that read the settings have said by now how it is to be told.
    complain(message, colour=typer.colors.RED)
    sys.exit(status)
