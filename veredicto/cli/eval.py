"""`veredicto eval`: how well this installation does on labelled files."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checkers.errors import VeredictoError
from veredicto.cli.options import Json, Quiet
from veredicto.cli.progress import TerminalProgress
from veredicto.evaluation.task_names import TaskName

if TYPE_CHECKING:
    from veredicto.evaluation.files import Unreadable

NAMED = 5
"""Rows that could not be read, of a file, that are named one by one."""


def evaluate(
    task: Annotated[TaskName, typer.Argument(help="What to score.", show_default=False)],
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH…",
            help="JSON Lines files with labelled rows; for extraction, a folder.",
            show_default=False,
        ),
    ],
    *,
    quiet: Quiet = False,
    as_json: Json = False,
    most: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Score N rows of each file, drawn with a fixed seed.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Score this installation on labelled files, beside simple baselines.

    What the rows of a file hold:

    nli: premise, hypothesis, label (entailment, neutral, contradiction)

    stance: claim, evidence, label (supported, not_enough_evidence, irrelevant, refuted)

    checkworthy: text, check_worthy (0, 1); attribution: text, attributed (0, 1)

    retrieval: question, passage and, for a wrong answer, label 0

    claims: text, statements with their kind, attribution and claims (tests/data/claims/README.md)

    entities: text, entities with their start, end, text, type (person, organisation, place, work)

    decomposition: text, facts with their claim

    extraction: a folder with ground-truth.json (articleBody, url) and html/NAME.html.gz
    """
    from rich.console import Console

    from veredicto.quiet import quieten
    from veredicto.settings import load_settings

    quieten(verbose=False)
    settings = load_settings()
    with EvaluationProgress(quiet=quiet) as progress:
        progress.say("loading")
        from veredicto.evaluation.report import evaluation_object
        from veredicto.evaluation.table import print_evaluations
        from veredicto.evaluation.tasks import JOBS

        evaluations = JOBS[task].evaluate(paths, settings, most=most, watch=progress)
    if as_json:
        objects = [evaluation_object(one) for one in evaluations]
        typer.echo(json.dumps(objects, ensure_ascii=False, indent=1))
    elif evaluations:
        print_evaluations(evaluations, Console(highlight=False))
    raise typer.Exit(progress.exit_status)


class EvaluationProgress(TerminalProgress):
    """One line that says how far the scoring is; mistakes in the files stay above it."""

    def __init__(self, *, quiet: bool) -> None:
        super().__init__(quiet=quiet)
        self._statuses: set[int] = set()

    @property
    def exit_status(self) -> int:
        """0, or 1 where a model failed on a file, or else 2 where a file could not be used."""
        return min(self._statuses, default=0)

    def advance(self, path: Path) -> Callable[[int, int], None]:
        """What to tell how far the scoring of `path` is."""

        def tell(done: int, total: int) -> None:
            words = f"scoring {path.name}"
            self._progress.update(self._task, description=words, completed=done, total=total)

        self.say(f"scoring {path.name}")
        return tell

    def skip(self, path: Path, unreadable: Sequence[Unreadable]) -> None:
        """Name the first rows that will not be scored, and count the others."""
        for row in unreadable[:NAMED]:
            self._write(f"{path}: {row.place} is skipped: {row.reason}")
        if len(unreadable) > NAMED:
            others = len(unreadable) - NAMED
            self._write(f"{path}: {others:,} more rows are skipped, {len(unreadable):,} in all")

    def fail(self, path: Path, error: VeredictoError) -> None:
        """Leave a line about a file that could not be scored."""
        where = "" if str(path) in str(error) else f"{path}: "
        self._statuses.add(error.exit_status)
        self._write(f"{where}{error}", style="red")

    def _write(self, message: str, style: str = "yellow") -> None:
        words = " ".join(message.split())
        self._progress.console.print(
            f"veredicto: {words}", style=style, markup=False, highlight=False, soft_wrap=True
        )
