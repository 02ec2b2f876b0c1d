"""What tells that two passages say the same, and whom it takes for another.

    python -m benchmarks.repeated_passages --data ../shared/data

Repeated: of the passages of Factcheck-Bench's texts those that are on an earlier page of the same
text, too. Twins: pairs of sentences that differ in a word, a figure or the order of words, and do
not say the same (PAWS-X, BreakingNLI, the numerical stress test, negated SNLI, InferES). None of
them may pass for a repetition: the second would be dropped.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from datasketch import MinHash

from benchmarks.interleaved import describe_machine, markdown
from benchmarks.window_pools import page_of
from checkers.evidence.passages import cut_passages
from checkers.evidence.wordings import Wording, wording_of
from checkers.reading.signatures import NEAR_DUPLICATE, sign
from checkers.search.words import stop_words
from veredicto.evaluation.document_rows import DocumentRow
from veredicto.evaluation.files import read_labelled

RESULT = Path("benchmarks/results/repeated_passages.md")
TWINS = {
    "PAWS-X es": "nli_pawsx.es.jsonl",
    "PAWS-X en": "nli_pawsx.en.jsonl",
    "one word replaced": "nli_breaking.en.jsonl",
    "figures": "nli_numbers.en.jsonl",
    "negated": "nli_negsnli.en.jsonl",
    "InferES": "nli_inferes.es.jsonl",
}
OTHERS = frozenset({"contradiction", "not_entailment"})
TELLING = (
    "no not nor neither never none nothing without only all some few more less most before after"
    " over under above below up down ni sin nada nadie ningún ninguno ninguna nunca jamás tampoco"
    " sólo solo todo toda todos todas poco muy más menos antes después sobre bajo entre hasta desde"
)
"""Stop words that stay even so: they deny or count."""


Mark = Callable[[str, str], object]
"""What a text of a language is known by."""


def _is_near(one: object, other: object) -> bool:
    if isinstance(one, MinHash) and isinstance(other, MinHash):
        return one.jaccard(other) >= NEAR_DUPLICATE
    return one == other


def _telling(text: str, language: str) -> Wording:
    empty = stop_words(language) - set(TELLING.split())
    return tuple(word for word in wording_of(text) if word not in empty and word[0] not in ",;:")


WAYS: dict[str, Mark] = {
    "characters": lambda text, _: text,
    "words and telling marks (shipped)": lambda text, _: wording_of(text),
    "words without stop words": _telling,
    f"MinHash from {NEAR_DUPLICATE}": lambda text, _: sign(text),
}


def _texts(path: Path) -> Iterator[list[list[str]]]:
    """For each text the passages of each of its pages."""
    for row in read_labelled(path, DocumentRow).rows:
        pages = (page_of(url, page, "en") for url, page in row.pages.items())
        yield [[passage.text for passage in cut_passages(page)] for page in pages]


def _repeated(texts: Sequence[Sequence[Sequence[str]]], mark: Mark) -> int:
    """Passages that an earlier page of the text has."""
    count = 0
    for pages in texts:
        earlier: list[object] = []
        for page in pages:
            marks = [mark(passage, "en") for passage in page]
            count += sum(any(_is_near(one, other) for other in earlier) for one in marks)
            earlier += marks
    return count


def _twins(path: Path) -> Iterator[tuple[str, str, str]]:
    """Pairs that do not say the same, with their language."""
    language = path.name.split(".")[-2]
    rows = map(json.loads, path.open(encoding="utf-8"))
    for row in rows:
        if row["label"] in OTHERS:
            yield row["premise"], row["hypothesis"], language


def _taken(pairs: Sequence[tuple[str, str, str]], mark: Mark) -> int:
    """Pairs that pass for the same."""
    return sum(_is_near(mark(one, lang), mark(other, lang)) for one, other, lang in pairs)


def main() -> None:
    """Print the table and keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data = parser.parse_args().data
    texts = list(_texts(data / "documents_factcheckbench.en.jsonl"))
    twins = {name: list(_twins(data / file)) for name, file in TWINS.items()}
    passages = sum(len(page) for text in texts for page in text)
    header = (
        "the same by",
        f"repeated of {passages:,}",
        *(f"{name}, of {len(pairs):,}" for name, pairs in twins.items()),
    )
    rows = [
        (name, *map(str, (_repeated(texts, same), *(_taken(p, same) for p in twins.values()))))
        for name, same in WAYS.items()
    ]
    print(table := markdown(header, rows))
    RESULT.write_text(f"{describe_machine()}\n\n{table}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
