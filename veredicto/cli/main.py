"""`veredicto`: checks articles, shows what was found, queries the record."""

from __future__ import annotations

import errno
import logging
import sys
from typing import Annotated

import typer

from checkers.errors import VeredictoError
from veredicto.cli.audit import audit
from veredicto.cli.backup import backup, restore
from veredicto.cli.calibrate import calibrate
from veredicto.cli.check import check
from veredicto.cli.demo import demo
from veredicto.cli.deploy import deploy
from veredicto.cli.digest import digest
from veredicto.cli.doctor import doctor
from veredicto.cli.eval import evaluate
from veredicto.cli.export import export
from veredicto.cli.factchecks import factchecks
from veredicto.cli.forget import forget
from veredicto.cli.metrics import metrics
from veredicto.cli.models import models
from veredicto.cli.recheck import recheck
from veredicto.cli.refresh import refresh
from veredicto.cli.repeats import repeats
from veredicto.cli.replay import replay
from veredicto.cli.review import review
from veredicto.cli.snapshot import snapshot
from veredicto.cli.sql import sql
from veredicto.cli.vacuum import vacuum
from veredicto.cli.watch import watch
from veredicto.logs import complain

INTERRUPTED = 130
ADVICE = {
    errno.ENOSPC: "; free some space and run it again, what was recorded is kept",
    errno.EROFS: "; name a warehouse in a folder that can be written: --warehouse FILE",
    errno.EACCES: "; name a warehouse in a folder that can be written: --warehouse FILE",
}

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "Fact-checks news articles in Spanish and English and cites the sentence behind every "
        "verdict.\n\nExit status: 0 done, 1 the job failed, 2 wrong usage or input, 3 done but "
        "some retrievals failed."
    ),
)
app.command()(demo)
app.command()(check)
app.command()(watch)
app.command()(sql)
app.command()(deploy)
app.command()(refresh)
app.command()(review)
app.command()(digest)
app.command()(replay)
app.command()(recheck)
app.command()(repeats)
app.add_typer(models, name="models")
app.add_typer(factchecks, name="factchecks")
app.add_typer(export, name="export")
app.add_typer(snapshot, name="snapshot")
app.add_typer(audit, name="audit")
app.command()(vacuum)
app.command()(forget)
app.command()(backup)
app.command()(restore)
app.command("eval")(evaluate)
app.command()(calibrate)
app.command()(metrics)
app.command()(doctor)


def _show_version(value: bool) -> None:  # noqa: FBT001 (typer's callback)
    if value:
        from importlib.metadata import version

        typer.echo(version("veredicto"))
        raise typer.Exit


@app.callback()
def _global(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Take the options that every command has."""


def main() -> None:
    """Run a command; an error that the user can act on becomes one line and an exit status."""
    # A wait for another process would be a line for each try.
    logging.getLogger("stamina").setLevel(logging.ERROR)
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
    # Commands that read the settings have said by now how it is to be told.
    complain(message, colour=typer.colors.RED)
    sys.exit(status)
