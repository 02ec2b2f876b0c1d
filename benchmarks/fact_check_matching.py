"""How well the fact-checks of a claim are found, and how often one is shown that is of another.

    python -m benchmarks.fact_check_matching --data ../shared/data

`claimnorm_ct25`: the post is looked up, the fact-checker's claim of the same row is to be found
among those of all rows and languages. `benchmarks/data/cross_language_claims.jsonl` (our own
writing): a Spanish claim is looked up, an English fact-check is to be found among all of them.
Claims that politicians made (`checkworthy_newtral`, `checkworthy_claimbuster`) and others of
`claims_quantemp` are taken as unrelated: some of what is shown for them is related all the same.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from benchmarks.interleaved import markdown
from checkers.evidence.gather import Judges
from checkers.factchecks.bearing import LEAST_BEARING, bearings
from checkers.factchecks.index import LEAST_SIMILARITY, POOL, FactCheckIndex, trace
from checkers.models.embedder import load_embedder
from checkers.models.stance import load_stance_model
from checkers.nouns import FactCheck, Rating
from checkers.reading.languages import identify_language
from checkers.search.words import index_words
from checkers.traces import FactCheckTraces
from veredicto.earlier import SHOWN_A_CLAIM, SPARE

RESULT = Path("benchmarks/results/fact_check_matching.md")
PAIRS = Path("benchmarks/data/cross_language_claims.jsonl")
UNRELATED = (
    ("checkworthy_newtral.es", "text"),
    ("claims_quantemp_unlabelled.es", "claim"),
    ("checkworthy_claimbuster.en", "text"),
)
UNRELATED_OF_EACH = 200
DEPTH = 10
SIMILARITIES = (0.84, 0.85, 0.86, 0.87, 0.88, 0.89, 0.90)
BEARINGS = (0.0, 0.3, 0.5, 0.7)
Scores = NDArray[np.floating]


@dataclass(frozen=True)
class Asked:
    """Claims with what is to be found for each: its place among the fact-checks, if any."""

    texts: tuple[str, ...]
    languages: tuple[str | None, ...]
    right: tuple[int, ...]


@dataclass(frozen=True)
class Shown:
    """Similarity and bearing of what stands first for each claim, or of the right one."""

    similarity: NDArray[np.float64]
    bearing: NDArray[np.float64]

    def share(self, similarity: float, bearing: float) -> float:
        """The share that both thresholds let through."""
        return float(np.mean((self.similarity >= similarity) & (self.bearing >= bearing)))


class _AllWords:
    """BM25 over all fact-checks, to compare with."""

    def __init__(self, traces: FactCheckTraces) -> None:
        self._index = bm25s.BM25()
        pairs = zip(traces.claims, traces.languages, strict=True)
        self._index.index([index_words(*pair) for pair in pairs], show_progress=False)
        self._nothing = np.zeros(len(traces.ids))

    def scores(self, text: str, language: str | None) -> Scores:
        words = dict.fromkeys(index_words(text, language))
        known = [word for word in words if word in self._index.vocab_dict]
        return np.asarray(self._index.get_scores(known)) if known else self._nothing


class Matching:
    """All fact-checks, with every claim's scores by each way of ranking them."""

    def __init__(self, claims: Sequence[str], judges: Judges) -> None:
        self._judges = judges
        self._fact_checks = tuple(map(_fact_check, claims))
        self._traces = trace(self._fact_checks, judges.embedder)
        self._index = FactCheckIndex(self._traces)
        self._all_words = _AllWords(self._traces)

    def ranked(self, asked: Asked) -> list[tuple[Scores, Scores, Scores]]:
        """By words, by embeddings, by both; a triple a claim."""
        vectors = self._judges.embedder.embed_claims(asked.texts)
        found = []
        for text, language, vector in zip(asked.texts, asked.languages, vectors, strict=True):
            near = self._traces.vectors @ vector
            pool = np.argsort(-near, kind="stable")[:POOL]
            words = self._index.word_scores(text, language, pool)
            merged = np.zeros(len(near))
            merged[pool] = self._index.fuse(pool, near[pool], words)
            found.append((self._all_words.scores(text, language), near, merged))
        return found

    def shown(self, asked: Asked, ranked: Sequence[tuple[Scores, Scores, Scores]]) -> Shown:
        """What the thresholds see of the right fact-checks, else of the nearest."""
        places = asked.right or tuple(int(np.argmax(near)) for _, near, _ in ranked)
        pairs = [(text, self._fact_checks[i]) for text, i in zip(asked.texts, places, strict=True)]
        similarity = [float(near[i]) for (_, near, _), i in zip(ranked, places, strict=True)]
        bearing = [
            bearings([pair], language, self._judges.stance)[0]
            for pair, language in zip(pairs, asked.languages, strict=True)
        ]
        return Shown(np.array(similarity), np.array(bearing))

    def seen(self, asked: Asked) -> list[tuple[str, ...]]:
        """What a run shows for each claim, at the thresholds in use."""
        vectors = self._judges.embedder.embed_claims(asked.texts)
        by_id = {one.id: one for one in self._fact_checks}
        found = []
        for text, language, vector in zip(asked.texts, asked.languages, vectors, strict=True):
            near = self._index.nearest(text, language, vector, most=SHOWN_A_CLAIM + SPARE)
            pairs = [(text, by_id[one.fact_check_id]) for one in near]
            judged = zip(pairs, bearings(pairs, language, self._judges.stance), strict=True)
            about = [pair[1].id for pair, bearing in judged if bearing >= LEAST_BEARING]
            found.append(tuple(about[:SHOWN_A_CLAIM]))
        return found


def _fact_check(claim: str) -> FactCheck:
    return FactCheck(
        id=claim,
        claim_reviewed=claim,
        url="",
        publisher="",
        rating=Rating(),
        imported_from="",
        imported_at=datetime.now(UTC),
        language=identify_language(claim),
    )


def _rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _asked(texts: Sequence[str], right: Sequence[int] = ()) -> Asked:
    return Asked(tuple(texts), tuple(map(identify_language, texts)), tuple(right))


def _unrelated(data: Path) -> Asked:
    random_ = random.Random(1)
    texts: list[str] = []
    for name, field in UNRELATED:
        rows = [r for r in _rows(data / f"{name}.jsonl") if r.get("check_worthy", 1) == 1]
        texts += [str(row[field]) for row in random_.sample(rows, UNRELATED_OF_EACH)]
    return _asked(texts)


def _rank(scores: Scores, right: int) -> int:
    """Counted from 1; ties stand before the right one."""
    return int((scores >= scores[right]).sum())


def _ranking_rows(
    name: str, asked: Asked, ranked: Sequence[tuple[Scores, Scores, Scores]]
) -> list[tuple[str, ...]]:
    rows = []
    for way, label in enumerate(("BM25", "embedder", "merged")):
        ranks = np.array([_rank(s[way], i) for s, i in zip(ranked, asked.right, strict=True)])
        figures: tuple[Callable[[], float], ...] = (
            lambda ranks=ranks: float(np.mean(ranks == 1)),
            lambda ranks=ranks: float(np.mean(ranks <= DEPTH)),
            lambda ranks=ranks: float(np.mean(1 / ranks)),
        )
        rows.append((name, str(len(ranks)), label, *(f"{one():.3f}" for one in figures)))
    return rows


def main() -> None:
    """Print both tables and keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments = parser.parse_args()
    if not (arguments.data / "claimnorm_ct25.es.jsonl").is_file():
        parser.error(f"{arguments.data} holds no claimnorm_ct25.es.jsonl: give --data FOLDER")
    posts = [
        r for lang in ("es", "en") for r in _rows(arguments.data / f"claimnorm_ct25.{lang}.jsonl")
    ]
    own = _rows(PAIRS)
    claims = list(dict.fromkeys(str(row["normalized_claim"]) for row in posts))
    claims += [str(row["fact_check"]) for row in own]
    places = {claim: i for i, claim in enumerate(claims)}
    judges = Judges(load_embedder(), load_stance_model())
    matching = Matching(claims, judges)

    in_posts = _asked(
        [str(row["post"]) for row in posts], [places[str(row["normalized_claim"])] for row in posts]
    )
    across = _asked(
        [str(row["claim"]) for row in own], [places[str(row["fact_check"])] for row in own]
    )
    unrelated = _unrelated(arguments.data)
    ranked = {"post": matching.ranked(in_posts), "across": matching.ranked(across)}
    ranking = markdown(
        ("looked up", "n", "ranked by", "success@1", "success@10", "MRR"),
        [
            *_ranking_rows("post, its claim", in_posts, ranked["post"]),
            *_ranking_rows("es claim, en fact-check", across, ranked["across"]),
        ],
    )
    right = matching.shown(across, ranked["across"])
    other = matching.shown(unrelated, matching.ranked(unrelated))
    curve = markdown(
        ("similarity ≥", "bearing ≥", f"shown for {len(unrelated.texts)} unrelated", "right shown"),
        [
            (
                f"{s:.2f}",
                f"{b:.1f}",
                f"{other.share(s, b):.1%}",
                f"{right.share(s, b):.1%}",
            )
            for s in SIMILARITIES
            for b in BEARINGS
        ],
    )
    seen = matching.seen(across)
    kept = np.mean([claims[i] in ids for ids, i in zip(seen, across.right, strict=True)])
    said = np.mean([bool(ids) for ids in matching.seen(unrelated)])
    whole = (
        f"A run shows the right fact-check for {kept:.1%} of the {len(seen)} claims across"
        f" languages, and something for {said:.1%} of {len(unrelated.texts)} unrelated claims."
    )
    models = ", ".join(title for _, title in judges.titles)
    report = (
        f"{models}; {len(claims)} fact-checks; thresholds in use: similarity {LEAST_SIMILARITY},"
        f" bearing {LEAST_BEARING}\n\n{ranking}\n\n{whole}\n\n{curve}\n"
    )
    print(report)
    RESULT.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
