"""What the whole pipeline makes of windows of other sizes.

    python -m benchmarks.windows_checked [--rows FILE] [--first 3]

`veredicto eval documents` on Factcheck-Bench, or on what `benchmarks.documents_in_spanish` makes of
it, with each cut of `benchmarks.window_cuts` in the place of the shipped one; the shipped one with
every repetition in a place of its own, and read as a whole alone; and the cut of before. A claim
gets as many passages whatever their length: the last column is how much of them is read for it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from benchmarks.interleaved import describe_machine, markdown
from benchmarks.repeats import RememberedStance
from benchmarks.window_cuts import BEFORE, CUTS, SHIPPED
from benchmarks.windows import RememberedEmbedder
from checkers.evidence.gather import Judges
from checkers.fetching.pages import PageFetcher
from checkers.models.embedder import load_embedder
from checkers.models.stance import load_stance_model
from checkers.search.corpus import CorpusProvider
from checkers.verdicts.policy import shipped_policy
from veredicto.evaluation.document_rows import DocumentRow
from veredicto.evaluation.documents import Checked, DocumentScorer
from veredicto.evaluation.files import read_labelled
from veredicto.evaluation.scores import Measured
from veredicto.settings import Settings
from veredicto.wire import build_fetcher, build_snapshots

ROWS = Path("../shared/data/documents_factcheckbench.en.jsonl")
RESULTS = Path("benchmarks/results")
HEADER = ("windows of", "macro-F1", "F1 of false", "evidence recall", "characters read a claim")
FIGURES = ("factuality_macro_f1", "false_f1", "evidence_recall")


def pipeline(rows: Sequence[DocumentRow], judges: Judges, most: int) -> Iterator[tuple[str, ...]]:
    """A row for each cut: what the whole pipeline makes of it."""

    def retrieval(folder: Path) -> tuple[CorpusProvider, PageFetcher]:
        local = Settings(
            corpus=folder, search=("corpus",), warehouse=folder.parent / "documents.duckdb"
        )
        return CorpusProvider(folder), build_fetcher(local, build_snapshots(local))

    as_once = replace(judges, distinct=False)
    as_a_whole = replace(judges, windows=1)
    ways = [
        (SHIPPED, CUTS[SHIPPED], judges),
        (f"{SHIPPED}, read as a whole alone", CUTS[SHIPPED], as_a_whole),
        (f"{BEFORE}, read as a whole alone", CUTS[BEFORE], as_a_whole),
        (f"{SHIPPED}, repeated ones, too", CUTS[SHIPPED], as_once),
        *((name, cut, judges) for name, cut in CUTS.items() if name != SHIPPED),
    ]
    results = Settings().results_a_claim
    for name, cut, judging in ways[:most]:
        scorer = DocumentScorer(judging, shipped_policy(), retrieval, results_a_claim=results)
        with patch("checkers.evidence.vectors.cut_passages", lambda page, _, cut=cut: cut(page)):
            checked = [scorer.check(row) for row in rows]
        yield name, *_figures(scorer.measure(checked)), f"{_characters_read(checked):.0f}"


def _figures(measured: Measured) -> Iterator[str]:
    found = {metric.name: metric.value for metric in measured.metrics}
    for name in FIGURES:
        yield f"{found[name]:.3f}"


def _characters_read(checked: Sequence[Checked]) -> float:
    """Of the passages that are read for a claim, on average."""
    read = 0
    for one in checked:
        lengths = {passage.id: len(passage.text) for passage in one.found.passages}
        repeated = dict(one.found.said_first)
        read += sum(lengths[p.passage_id] for p in one.found.evidence if p.id not in repeated)
    return read / sum(len(one.claims) for one in checked)


def main() -> None:
    """Print the rows as they come, and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, default=ROWS)
    parser.add_argument("--first", type=int, default=100, help="so many ways of them")
    arguments = parser.parse_args()
    rows = read_labelled(arguments.rows, DocumentRow).rows
    result = RESULTS / f"windows_checked_{rows[0].language}.md"
    embedder = RememberedEmbedder(load_embedder())
    judges = Judges(embedder, RememberedStance(load_stance_model()))
    head = f"{', '.join(title for _, title in judges.titles)}; {describe_machine()}"
    done: list[tuple[str, ...]] = []
    for row in pipeline(rows, judges, arguments.first):
        print(" | ".join(row), flush=True)
        done.append(row)
        result.write_text(f"{head}\n\n{markdown(HEADER, done)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
