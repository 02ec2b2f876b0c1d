"""The commands by name, imported when one is called: to import all takes longer than any help."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

if TYPE_CHECKING:
    # Typer's own copy of click, which it gives no public name.
    from typer._click.core import Command, Context


@dataclass(frozen=True, slots=True)
class Told:
    """A command: what the list of commands says, and where it is unless in `NAME.NAME`."""

    says: str
    module: str = ""
    function: str = ""

    def load(self, name: str) -> Any:  # noqa: ANN401 (the function of a command, or a group of some)
        """The function of the command of that name, or the Typer of a group."""
        module = import_module(f"veredicto.cli.{self.module or name}")
        return getattr(module, self.function or name)


COMMANDS = {
    "demo": Told("Check an example article against example pages, served on this machine only."),
    "check": Told("Check articles claim by claim and record the verdicts with their evidence."),
    "watch": Told("Look at feeds once and check what is new in them; nothing is checked twice."),
    "sql": Told("Ask the warehouse in SQL; nothing can be written and no other file can be read."),
    "deploy": Told(
        "Put the flows on the Prefect server of PREFECT_API_URL, or bring them up to date there."
    ),
    "refresh": Told(
        "Bring the copy for readers, a DuckDB file and Parquet by month, to what is recorded now."
    ),
    "review": Told(
        "Open the editors' desk: a web page where people decide on what was found, and publish it."
    ),
    "digest": Told(
        "Show the claims that most need a person: flagged ones that nobody has decided come first."
    ),
    "story": Told(
        "Tell the story of a claim: each check with its evidence, and each decision, oldest first."
    ),
    "replay": Told(
        "Derive a run or a verdict again from its snapshots, models and settings, and compare."
    ),
    "recheck": Told(
        "Ask for the pages of standing verdicts again, search anew, and judge what changed."
    ),
    "repeats": Told(
        "Find repeats among claims that were recorded without; `veredicto sql repeats` shows them."
    ),
    "models": Told("List the models here, and pull others."),
    "factchecks": Told("Import the fact-checks of others, and look claims up in them."),
    "export": Told(
        "Publish what was found: as ClaimReview, web pages, Web Annotations, CSV or Parquet."
    ),
    "snapshot": Told("Look at the pages as they were retrieved."),
    "audit": Told("See what editors did at the desk, and whether the record is whole."),
    "vacuum": Told(
        "Remove old stored pages and leftovers, and write the warehouse anew without its empty"
        " blocks."
    ),
    "forget": Told("Remove an article or page, or mask a person's name, for good."),
    "backup": Told(
        "Back up the warehouse with its stored pages in one file, opened and counted before."
    ),
    "restore": Told(
        "Restore a backup. What was forgotten since it was made is forgotten again.",
        module="backup",
    ),
    "copy": Told("Copy the warehouse to another place: a file into a lake, or a lake into a file."),
    "eval": Told(
        "Score this installation on labelled files, beside simple baselines.", function="evaluate"
    ),
    "calibrate": Told("Refit the confidence of verdicts on the editors' decisions."),
    "metrics": Told("Serve what was recorded, counted, at /metrics for Prometheus."),
    "doctor": Told(
        "Look at the warehouse, models, search providers and settings, and say what is not well."
    ),
}


class Commands(TyperGroup):
    """The group of `COMMANDS`, which imports one when it is called, or its own help is asked for.

    Its list of commands is made of what is told of them.
    """

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 (what Typer hands to a group)
        super().__init__(**given)
        for name, told in COMMANDS.items():
            self.add_command(TyperCommand(name, short_help=told.says), name)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """The command that the arguments name, loaded, with what is left of them."""
        name, told, rest = super().resolve_command(ctx, args)
        return name, load_command(name) if told and name else None, rest


def load_command(name: str) -> Command:
    """The command of that name with all its options."""
    only = typer.Typer(add_completion=False, rich_markup_mode=None)
    # With a callback it is a group, whatever it has.
    only.callback()(lambda: None)
    found = COMMANDS[name].load(name)
    if isinstance(found, typer.Typer):
        only.add_typer(found, name=name)
    else:
        only.command(name)(found)
    command = get_group(only).commands[name]
    if isinstance(command, TyperGroup):
        for one in command.commands.values():
            # Lists of commands would cut it off at the end of a line.
            one.short_help = (one.help or "").partition("\n\n")[0]
    return command
