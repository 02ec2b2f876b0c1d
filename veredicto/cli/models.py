"""`veredicto models`: which models there are here, and pulling others from a hub."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from checkers.models.task import SETTINGS, Task
from veredicto.cli.options import Json, Quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from veredicto.model_list import KnownModel

MEGABYTE, SHOWN = 1_000_000, 8
IN_USE = "●"

models = typer.Typer(no_args_is_help=True, help="List the models here, and pull others.")


@models.command("list")
def list_models(
    *,
    as_json: Json = False,
) -> None:
    """List the models that ship and those that were pulled, and say which are in use."""
    from rich.console import Console

    from veredicto.model_list import known_models, unknown_settings
    from veredicto.settings import load_settings

    settings = load_settings()
    known = known_models(settings)
    if as_json:
        typer.echo(json.dumps([model.facts for model in known], ensure_ascii=False, indent=1))
        return
    Console(highlight=False).print(_table(known))
    for line in unknown_settings(settings, known):
        typer.echo(line, err=True)


@models.command("pull")
def pull_model(
    name: Annotated[
        str,
        typer.Argument(help="Model on the hub, as organisation/model.", show_default=False),
    ],
    *,
    revision: Annotated[
        str | None,
        typer.Option(help="Branch, tag or commit; its main branch otherwise.", show_default=False),
    ] = None,
    task: Annotated[
        Task | None,
        typer.Option(help="Its use; what it was made for otherwise.", show_default=False),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Pull a model from the hub that HF_ENDPOINT names; a pull that was cut goes on."""
    from veredicto.quiet import quieten

    quieten(verbose=False)
    if quiet or not sys.stderr.isatty():
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    # What goes wrong is said once, by the error; these are read when the library is imported.
    os.environ.setdefault("HF_HUB_VERBOSITY", "error")
    from checkers.models.hub import pull

    model = pull(name, lambda line: typer.echo(line, err=True), revision=revision, task=task)
    typer.echo(
        f"{model.title}: {model.task}, {model.size / MEGABYTE:,.1f} MB of weights; "
        f"use it with {SETTINGS[model.task]}={model.name}"
    )


def _table(known: Sequence[KnownModel]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        caption=f"{IN_USE} in use",
        caption_justify="left",
    )
    table.add_column("", no_wrap=True)
    table.add_column("name", overflow="fold")
    table.add_column("version", no_wrap=True)
    table.add_column("task", no_wrap=True)
    table.add_column("MB", no_wrap=True, justify="right")
    table.add_column("licence", no_wrap=True)
    table.add_column("SHA-256", no_wrap=True)
    for model in known:
        table.add_row(
            IN_USE if model.in_use else "",
            model.name,
            model.version[:SHOWN],
            model.task,
            f"{model.size / MEGABYTE:,.1f}",
            model.licence,
            model.sha256[:SHOWN],
        )
    return table
