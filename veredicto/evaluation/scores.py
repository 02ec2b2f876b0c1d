"""What an evaluation finds, as the modules of this package hand it to one another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from veredicto.evaluation.task_names import TaskName


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure under its name in the contract, in [0, 1] but for `log_loss` (nats)."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How well one class is found; `support` counts its rows."""

    name: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a simple rule reaches on the same rows, by the same metrics."""

    name: str
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things that a task deals with beside rows."""

    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How the `n` things of one sort came out."""

    name: str
    n: int
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures on `n` rows (questions, for a ranking).

    `references` is how those of each type came out, where a task deals with them.
    """

    n: int
    metrics: tuple[Metric, ...]
    classes: tuple[ClassScore, ...]
    baselines: tuple[Baseline, ...]
    references: tuple[Tally, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageMeasured:
    """The figures on the rows of one language."""

    language: str
    measured: Measured


@dataclass(frozen=True, slots=True)
class Scored:
    """The figures on a file.

    `n` rows were scored. `sampled_of` is how many there were to draw from where only a sample was
    scored. `languages` is empty where the rows are in one language.
    """

    n: int
    whole: Measured
    languages: tuple[LanguageMeasured, ...] = ()
    sampled_of: int | None = None
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How one file was scored, by which models (role and title), in how many seconds."""

    path: Path
    task: TaskName
    skipped: int
    seconds: float
    models: tuple[tuple[str, str], ...]
    scored: Scored
