"""Evaluations of one task for a person at a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from veredicto.evaluation.scorer import SEED
from veredicto.evaluation.scores import ClassScore, Evaluation, Measured, Metric

WIDTH_OF_FILES = 140
FEW_CLASSES = 2
MOST_FIGURES = 14
"""Columns that a line of the width of files holds; JSON has those that are left out."""
HEADINGS = {
    "accuracy": "acc.",
    "macro_f1": "macro F1",
    "ece": "ECE",
    "log_loss": "log loss",
    "f1": "F1",
    "precision": "prec.",
    "recall": "recall",
    "average_precision": "avg. prec.",
    "mrr_at_10": "MRR @10",
    "ndcg_at_10": "nDCG @10",
    "recall_at_10": "recall @10",
    "checkworthy_f1": "check-worthy F1",
    "checkworthy_precision": "prec.",
    "checkworthy_recall": "recall",
    "factuality_macro_f1": "macro F1",
    "false_f1": "false F1",
    "forced_macro_f1": "forced macro F1",
    "forced_false_f1": "forced false F1",
    "kind_accuracy": "kinds",
    "reference_accuracy": "references",
    "context_accuracy": "context",
    "ambiguous_precision": "ambig. prec.",
    "ambiguous_recall": "ambig. recall",
    "attribution_f1": "attribution F1",
    "source_accuracy": "sources",
    "repeats_precision": "repeats right",
    "repeats_recall": "repeats found",
    "untyped_f1": "untyped F1",
    "coverage": "coverage",
    "risk": "risk",
    "evidence_recall": "evidence recall",
    "seconds_per_claim": "s/claim",
}
NOTHING = "–"


def print_evaluations(evaluations: Sequence[Evaluation], console: Console) -> None:
    """A line a file, and below it one a language and one a baseline."""
    if not console.is_terminal:
        console.width = WIDTH_OF_FILES  # a file has no edge to wrap at
    table = Table(header_style="bold", caption=_caption(evaluations), caption_justify="left")
    first = evaluations[0].scored.whole
    table.add_column("file", overflow="fold")
    table.add_column("n", justify="right")
    table.add_column("skipped", justify="right")
    for name in [HEADINGS[one.name] for one in first.metrics] + _class_headings(first):
        table.add_column(name, justify="right")
    for evaluation in evaluations:
        _add(table, evaluation)
    console.print(table)
    if first.references:
        console.print(_references(evaluations))


def _references(evaluations: Sequence[Evaluation]) -> Table:
    """How the references of each type came out: a line a type of a file, and of a language."""
    table = Table(header_style="bold")
    table.add_column("file", overflow="fold")
    table.add_column("references")
    table.add_column("n", justify="right")
    for count in evaluations[0].scored.whole.references[0].counts:
        table.add_column(count.name.replace("_", " "), justify="right")
    for evaluation in evaluations:
        table.add_section()
        _add_references(table, evaluation.path.name, evaluation.scored.whole)
        for one in evaluation.scored.languages:
            _add_references(table, f"  {one.language}", one.measured)
    return table


def _add_references(table: Table, name: str, measured: Measured) -> None:
    for one in measured.references:
        if one.n:
            counts = [f"{count.value:,}" for count in one.counts]
            table.add_row(name, one.name, f"{one.n:,}", *counts)
            name = ""


def _add(table: Table, evaluation: Evaluation) -> None:
    scored = evaluation.scored
    table.add_section()
    name = Text(evaluation.path.name, style="bold")
    cells = _cells(scored.whole)
    table.add_row(name, f"{scored.n:,}", f"{evaluation.skipped:,}", *cells, style="bold")
    for one in scored.languages:
        table.add_row(f"  {one.language}", f"{one.measured.n:,}", "", *_cells(one.measured))
    for baseline in scored.whole.baselines:
        known = {metric.name: _figure(metric) for metric in baseline.metrics}
        figures = [known.get(metric.name, "") for metric in scored.whole.metrics]
        table.add_row(f"  {baseline.name}", "", "", *figures, style="dim")


def _cells(measured: Measured) -> list[str]:
    return [_figure(metric) for metric in measured.metrics] + [
        f"{one.f1:.3f}" if one.support else NOTHING for one in _shown_classes(measured)
    ]


def _shown_classes(measured: Measured) -> Sequence[ClassScore]:
    """The classes whose F1 says more than the metrics do: of two classes one is in them."""
    fitting = len(measured.metrics) + len(measured.classes) <= MOST_FIGURES
    return measured.classes if fitting and len(measured.classes) > FEW_CLASSES else ()


def _class_headings(measured: Measured) -> list[str]:
    return [f"F1 {one.name}" for one in _shown_classes(measured)]


def _figure(metric: Metric) -> str:
    return f"{metric.value:.3f}"


def _caption(evaluations: Sequence[Evaluation]) -> Text:
    models = ", ".join(dict.fromkeys(title for one in evaluations for _, title in one.models))
    seconds = sum(one.seconds for one in evaluations)
    lines = [f"{evaluations[0].task}: {models}, {seconds:.1f} s"]
    lines += [note for note in map(_note, evaluations) if note]
    return Text("\n".join(lines), style="dim", justify="left")


def _note(evaluation: Evaluation) -> str:
    """What the columns do not say of a file: how it was sampled, what its rows come to."""
    scored = evaluation.scored
    notes = [f"{one.value:,} {one.name}" for one in scored.counts]
    if scored.sampled_of is not None:
        drawn = f"a sample of {scored.whole.n:,} out of {scored.sampled_of:,}"
        notes.append(f"{drawn}, seed {SEED}")
    return f"{evaluation.path.name}: {', '.join(notes)}" if notes else ""
