"""What each kind of query finds: claims against all passages that were found for any of them.

    python -m benchmarks.queries --data ../shared/data

Factcheck-Bench's claims with the web passages that annotators found to support or refute them, in
one BM25 index over all passages of the set. Spanish claims are made from the English ones by
Debian's `apertium-eng-spa`, a separate program, which also translates them back for queries: its
own Spanish flatters it.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np

from checkers.articles import Article
from checkers.labels import StatementKind
from checkers.nouns import Claim, SearchResult
from checkers.search.merge import merge_rankings
from checkers.search.queries import make_queries
from checkers.search.translation import Translate, no_translation
from checkers.search.words import index_words
from veredicto.evaluation.document_rows import DECIDING, DocumentRow
from veredicto.evaluation.files import read_labelled

FILE = "documents_factcheckbench.en.jsonl"
RESULTS = 8

Asked = Sequence[tuple[str, str]]
"""Queries with their languages."""


@dataclass(frozen=True, slots=True)
class Case:
    """A claim in English and Spanish with the numbers of the passages that decide it."""

    english: str
    spanish: str
    deciding: frozenset[int]


class Pool:
    """All passages in one index."""

    def __init__(self, passages: Sequence[str]) -> None:
        self._index = bm25s.BM25()
        self._index.index([index_words(text, "en") for text in passages], show_progress=False)

    def found(self, asked: Asked) -> set[int]:
        """The first passages of the queries' rankings, merged as a run merges them."""
        merged = merge_rankings([self._ranking(*query) for query in asked], limit=RESULTS)
        return {int(result.url.rsplit("/", 1)[-1]) for result in merged}

    def _ranking(self, text: str, language: str) -> list[SearchResult]:
        words = [
            w for w in dict.fromkeys(index_words(text, language)) if w in self._index.vocab_dict
        ]
        if not words:
            return []
        scores = self._index.get_scores(words)
        best = [int(i) for i in np.argsort(-scores, kind="stable")[:RESULTS] if scores[i] > 0]
        return [
            SearchResult("query", "pool", f"https://pool.example/{i}", None, None, rank)
            for rank, i in enumerate(best, start=1)
        ]


def main() -> None:
    """Print recall and success at 8 for each kind of query."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    pool, cases = load(parser.parse_args().data / FILE)
    print(f"{len(cases)} claims, {RESULTS} results a claim\n")
    print("| queries | recall@8 | success@8 |\n|---|---|---|")
    for name, ask in kinds(cases).items():
        shares, successes = [], []
        for case in cases:
            found = pool.found(ask(case)) & case.deciding
            shares.append(len(found) / len(case.deciding))
            successes.append(bool(found))
        print(f"| {name} | {np.mean(shares):.3f} | {np.mean(successes):.3f} |")


def kinds(cases: Sequence[Case]) -> dict[str, Callable[[Case], Asked]]:
    """The kinds of query by name."""
    back = dict(zip(cases, translated([case.spanish for case in cases], "spa-eng"), strict=True))
    return {
        "English claim: the wording alone": lambda case: [(case.english, "en")],
        "English claim: as shipped": lambda case: made(case.english, "en"),
        "Spanish claim: the wording alone": lambda case: [(case.spanish, "es")],
        "Spanish claim: as shipped, without English": lambda case: [
            query for query in made(case.spanish, "es") if query[1] == "es"
        ],
        "Spanish claim: as shipped, nothing to translate it": lambda case: made(case.spanish, "es"),
        "Spanish claim: as shipped, with Apertium": lambda case: made(
            case.spanish, "es", lambda _text, _language: back[case]
        ),
        "Spanish claim: as shipped, with Apertium, the English query alone": lambda case: [
            query
            for query in made(case.spanish, "es", lambda _text, _language: back[case])
            if query[1] == "en"
        ],
    }


def made(text: str, language: str, translate: Translate = no_translation) -> Asked:
    """The queries that a run makes for the claim."""
    article = Article.of(text, language=language)
    claim = Claim(
        id=article.id,
        article_id=article.id,
        text=text,
        start=0,
        end=len(text),
        kind=StatementKind.FACTUAL,
        check_worthiness=0.5,
    )
    return [(query.text, query.language) for query in make_queries(claim, article, translate)]


def load(path: Path) -> tuple[Pool, list[Case]]:
    """The passages of the file in an index, and its claims that some of them decide."""
    numbers: dict[str, int] = {}
    claims: list[tuple[str, frozenset[int]]] = []
    for row in read_labelled(path, DocumentRow).rows:
        for sentence in row.sentences.values():
            judged = zip(sentence.claims, sentence.passages, sentence.stances, strict=False)
            for claim, passages, stances in judged:
                stood = [
                    (numbers.setdefault(passage, len(numbers)), stance)
                    for passage, stance in zip(passages, stances, strict=False)
                ]
                deciding = frozenset(number for number, stance in stood if stance in DECIDING)
                if deciding:
                    claims.append((claim, deciding))
    spanish = translated([claim for claim, _ in claims], "eng-spa")
    cases = [
        Case(english, words, deciding)
        for (english, deciding), words in zip(claims, spanish, strict=True)
    ]
    return Pool(list(numbers)), cases


def translated(texts: Sequence[str], pair: str) -> list[str]:
    """The texts in the other language, by Apertium."""
    paragraphs = "\n\n".join(" ".join(text.split()) for text in texts)
    done = subprocess.run(  # noqa: S603 (the words go in by standard input)
        ["apertium", "-u", pair],  # noqa: S607 (whichever the machine has)
        input=paragraphs,
        capture_output=True,
        text=True,
        check=True,
    )
    return [text.strip() for text in done.stdout.split("\n\n")]


if __name__ == "__main__":
    main()
