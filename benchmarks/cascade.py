"""The cheap ranking before the embedder: what it loses, and how much faster the two are.

    python -m benchmarks.cascade --data ../shared/data

Exhaustive: every passage goes through the embedder. Cascade: a claim keeps a share of the passages
by words and token vectors, and those alone go through it. Questions of SQAC and XQuAD, in their
own language and across the two; and the claims of Factcheck-Bench with the pages of all its texts.
"Speed" is processor time of the exhaustive way over that of the cascade, from texts to ranks, both
in turns: one claim alone, and the claims of one article, whose passages are embedded once.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.interleaved import describe_machine, markdown, time_in_turns
from benchmarks.window_pools import page_of, plain
from checkers.evidence.passages import cut_passages
from checkers.evidence.shortlist import shortlist
from checkers.models.embedder import Embedder, load_embedder
from checkers.models.network import Floats
from checkers.models.token_vectors import TokenVectors, load_token_vectors
from training.evaluate_embedder import read_questions
from veredicto.evaluation.document_rows import DocumentRow
from veredicto.evaluation.files import read_labelled

RESULT = Path("benchmarks/results/cascade.md")
SHARES = (1 / 6, 1 / 8, 1 / 12, 1 / 16)
LEAST = 10
FIRST = 10
CLAIMS_OF_AN_ARTICLE = 15
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Pool:
    """Claims, passages, and which of them is right for which, (claims, passages)."""

    name: str
    claims: Sequence[str]
    language: str
    passages: Sequence[str]
    passages_language: str
    right: Flags

    def kept(self, claims: Sequence[str], vectors: TokenVectors, share: float) -> Flags:
        """Which passages go through the embedder, (claims, passages)."""
        languages = [self.passages_language] * len(self.passages)
        return shortlist(
            claims,
            self.language,
            self.passages,
            languages,
            vectors,
            share=share,
            foreign_share=share,
            least=LEAST,
        )


def question_pool(name: str, path: Path, answers_from: Path | None = None) -> Pool:
    """Questions with all passages of their file, or of its parallel one."""
    read = read_questions(name, path, answers_from)
    places = {passage: place for place, passage in enumerate(read.passages)}
    right = np.zeros((len(read.questions), len(places)), np.bool_)
    for number, answer in enumerate(read.answers):
        right[number, places[answer]] = True
    own, other = (_language(one) for one in (path, answers_from or path))
    return Pool(name, read.questions, own, read.passages, other, right)


def _language(path: Path) -> str:
    """`retrieval_xquad.es.jsonl` is Spanish."""
    return path.name.split(".")[-2]


def document_pool(path: Path) -> Pool:
    """The claims that some passage decides, with the passages of all pages of all texts."""
    rows = read_labelled(path, DocumentRow).rows
    pages = {url: page for row in rows for url, page in row.pages.items()}
    cut = [p.text for url, page in pages.items() for p in cut_passages(page_of(url, page, "en"))]
    passages = list(dict.fromkeys(cut))
    claims = {claim.text: claim.deciding for row in rows for claim in row.claims if claim.deciding}
    right = np.zeros((len(claims), len(passages)), np.bool_)
    for number, deciding in enumerate(claims.values()):
        for one in map(plain, deciding):
            right[number] |= [plain(text) in one for text in passages]
    kept = right.any(axis=1)
    texts = [claim for claim, is_kept in zip(claims, kept, strict=True) if is_kept]
    return Pool("Factcheck-Bench", texts, "en", passages, "en", right[kept])


def quality(pool: Pool, embedder: Embedder, vectors: TokenVectors) -> list[tuple[str, ...]]:
    """A row for each share: what is recalled of the right and of the exhaustive ten."""
    similarities = embedder.embed_claims(pool.claims) @ embedder.embed_passages(pool.passages).T
    exhaustive = _first(similarities)
    recall = _recall(exhaustive, pool.right)
    rows = []
    for share in SHARES:
        kept = pool.kept(pool.claims, vectors, share)
        cascade = _first(np.where(kept, similarities, -2))
        own = _recall(cascade, pool.right)
        same = (cascade & exhaustive).sum() / exhaustive.sum()
        rows.append(
            (
                pool.name,
                f"{len(pool.claims)}",
                f"{len(pool.passages)}",
                f"1/{1 / share:.0f}",
                f"{recall:.3f}",
                f"{own:.3f}",
                f"{own / recall:.3f}",
                f"{same:.3f}",
            )
        )
    return rows


def _first(similarities: Floats) -> Flags:
    """Which are the nearest ten of each row."""
    order = np.argsort(-similarities, axis=1, kind="stable")[:, :FIRST]
    flags = np.zeros(similarities.shape, np.bool_)
    np.put_along_axis(flags, order, values=True, axis=1)
    return flags


def _recall(found: Flags, right: Flags) -> float:
    """The share of claims that have something right among what is found."""
    return float((found & right).any(axis=1).mean())


def speed(
    pool: Pool, embedder: Embedder, vectors: TokenVectors, claims: int, rounds: int
) -> list[tuple[str, ...]]:
    """A row for each share: passages embedded, and the processor time of both ways."""
    # Questions about one text stand together in the files.
    middle = len(pool.claims) // 2
    asked = pool.claims[middle : middle + claims]
    kept = {share: pool.kept(asked, vectors, share) for share in SHARES}
    ways: dict[str, Callable[[], object]] = {"all": lambda: _exhaustive(asked, pool, embedder)}
    for share in SHARES:
        ways[str(share)] = partial(_cascade, asked, pool, embedder, vectors, share)
    taken = time_in_turns(ways, rounds, time.process_time)
    exhaustive = taken["all"].median
    return [
        (
            pool.name,
            f"{claims}",
            f"1/{1 / share:.0f}",
            f"{kept[share].any(axis=0).sum()} of {len(pool.passages)}",
            f"{exhaustive:.2f} s",
            f"{taken[str(share)].median:.2f} s",
            f"{exhaustive / taken[str(share)].median:.1f}",
        )
        for share in SHARES
    ]


def _exhaustive(claims: Sequence[str], pool: Pool, embedder: Embedder) -> Flags:
    forget(embedder)
    return _first(embedder.embed_claims(claims) @ embedder.embed_passages(pool.passages).T)


def _cascade(
    claims: Sequence[str], pool: Pool, embedder: Embedder, vectors: TokenVectors, share: float
) -> Flags:
    forget(embedder)
    kept = pool.kept(claims, vectors, share)
    places = np.flatnonzero(kept.any(axis=0))
    near = (
        embedder.embed_claims(claims)
        @ embedder.embed_passages([pool.passages[place] for place in places]).T
    )
    return _first(np.where(kept[:, places], near, -2))


def forget(embedder: Embedder) -> None:
    """Have the embedder drop the claims that it keeps, so that both ways embed them."""
    embedder.embed_claims(["Nada."])


def main() -> None:
    """Print the tables and keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    spanish, english = (given.data / f"retrieval_xquad.{name}.jsonl" for name in ("es", "en"))
    pools = (
        question_pool("SQAC", given.data / "retrieval_sqac.es.jsonl"),
        question_pool("XQuAD es", spanish),
        question_pool("XQuAD en", english),
        question_pool("XQuAD es→en", spanish, english),
        question_pool("XQuAD en→es", english, spanish),
        document_pool(given.data / "documents_factcheckbench.en.jsonl"),
    )
    embedder = load_embedder()
    vectors = load_token_vectors(embedder)
    ranked = [row for pool in pools for row in quality(pool, embedder, vectors)]
    print(quality_table := markdown(QUALITY, ranked), flush=True)
    timed = [
        row
        for pool in pools
        for claims in (1, CLAIMS_OF_AN_ARTICLE)
        for row in speed(pool, embedder, vectors, claims, given.rounds)
    ]
    print(speed_table := markdown(SPEED, timed))
    head = f"{embedder.title}, {vectors.title}; {describe_machine()}, {given.rounds} rounds"
    RESULT.write_text(f"{head}\n\n{quality_table}\n\n{speed_table}\n", encoding="utf-8")


QUALITY = (
    "ranked",
    "claims",
    "passages",
    "kept",
    "recall@10 exhaustive",
    "cascade",
    "ratio",
    "of the exhaustive ten",
)
SPEED = ("ranked", "claims at once", "kept", "embedded", "exhaustive", "cascade", "speed")


if __name__ == "__main__":
    main()
