"""What a run is doing, on standard error, where a person looks at it."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.text import Text

from checkers.errors import VeredictoError
from checkers.labels import Stage
from veredicto.logs import complain, is_json

WORDS = {
    Stage.READ: "reading the article",
    Stage.CLAIMS: "finding its claims",
    Stage.SEARCH: "searching",
    Stage.FETCH: "fetching pages",
    Stage.EVIDENCE: "weighing passages",
    Stage.VERDICTS: "deciding",
    Stage.RECORD: "recording",
}


class _HowFar(ProgressColumn):
    """What is done of how much; where that is not known, for how long it has been under way."""

    def render(self, task: Task) -> Text:
        if task.total is None:
            return Text(f"{task.elapsed or 0:.0f} s", style="progress.elapsed")
        return Text(f"{task.completed:.0f}/{task.total:.0f}", style="progress.download")


class TerminalProgress:
    """One line that says what is under way; silent where standard error is no terminal."""

    def __init__(self, words: str = "starting", *, quiet: bool = False) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            _HowFar(),
            console=console,
            transient=True,
            # What is printed meanwhile goes past the line, but into a pipe if there is one.
            redirect_stdout=sys.stdout.isatty(),
            disable=quiet or is_json() or not console.is_terminal,
        )
        self._task = self._progress.add_task(words, total=None)
        self._prefix = ""

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def say(self, words: str) -> None:
        """Show what is being done, of unknown length."""
        self._progress.update(self._task, description=self._prefix + words, total=None)

    def begin(self, location: str) -> None:
        """Show which input is under way."""
        self._prefix = f"{location.rsplit('/', 1)[-1][:40]}: "
        self.say("reading (Prefect's first start takes some seconds)")

    def count_articles(self, done: int, total: int) -> None:
        """Show how many of the inputs are done."""
        self._prefix = f"article {min(done + 1, total)} of {total}: "
        self.say("reading")

    def say_failure(self, location: str, error: VeredictoError) -> None:
        """Leave a line about an input that could not be checked."""
        if is_json():
            complain(str(error), location=location)
            return
        Console(stderr=True).print(
            f"[red]veredicto: {escape(location)}:[/] {escape(str(error))}", highlight=False
        )

    def update(self, stage: Stage, done: int, total: int) -> None:
        """Show how far a stage is."""
        self._progress.update(
            self._task,
            description=self._prefix + WORDS[stage],
            completed=done,
            total=total if total > 1 else None,
        )
