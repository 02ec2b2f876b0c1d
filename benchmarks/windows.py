"""How large the windows should be that a page is cut into: what is found, and at what cost.

    python -m benchmarks.windows --data ../shared/data

Ranking. The claims of Factcheck-Bench with the pages of all its texts, and the questions of XQuAD
in Spanish and English with all its articles. The nearest windows are taken, none that overlaps one
already taken. One is right if it has half of an annotated answer, or half of it is of a longer one.
Ten long windows are more to read than ten short ones: so also the recall of what can be read in as
many characters as three and ten windows of the shipped cut have, the last one cut off there.

Titles. XQuAD's articles have titles, Factcheck-Bench's pages have none: the ranking of XQuAD with
the title before each window.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.interleaved import describe_machine, markdown
from benchmarks.window_cuts import BEFORE, CUTS, Cut
from benchmarks.window_pools import Pool, answer_pool, document_pool
from checkers.models.embedder import Embedder, load_embedder
from checkers.models.network import Floats
from checkers.nouns import Passage, Source

RESULT = Path("benchmarks/results/windows.md")
FIRST, FEW = 10, 3
MOST = 40
"""Windows that are taken of a pool: more than fit into the characters of ten."""
Written = Callable[[Source, Passage], str]
"""What is embedded of a passage."""


class RememberedEmbedder(Embedder):
    """Embeds every passage once."""

    def __init__(self, embedder: Embedder) -> None:
        self.title, self.steady = embedder.title, embedder.steady
        self._embedder = embedder
        self._known: dict[str, Floats] = {}

    def embed_claims(self, texts: Sequence[str]) -> Floats:
        """As the embedder does."""
        return self._embedder.embed_claims(texts)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """As the embedder does."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._embedder.embed_passages(new), strict=True))
        if not texts:
            return self._embedder.embed_passages(texts)
        return np.stack([self._known[text] for text in texts])


@dataclass(frozen=True)
class Ranked:
    """The windows of a pool under a cut, and the nearest of each thing asked, nearest first."""

    pool: Pool
    windows: Sequence[Passage]
    nearest: Sequence[Sequence[Passage]]

    @property
    def length(self) -> float:
        """Mean characters of a window."""
        return float(np.mean([len(window.text) for window in self.windows]))

    def recall(self, first: int) -> float:
        """Share of what is asked that one of so many windows answers."""
        return self._share(lambda windows: ((w, w.end) for w in windows[:first]))

    def recall_in(self, characters: int) -> float:
        """Share of what is asked that is answered within so many characters."""
        return self._share(lambda windows: _read(windows, characters))

    def _share(self, read: Callable[[Sequence[Passage]], Iterator[tuple[Passage, int]]]) -> float:
        return float(
            np.mean(
                [
                    any(asked.is_answered_by(w.source_id, w.start, end) for w, end in read(windows))
                    for asked, windows in zip(self.pool.asked, self.nearest, strict=True)
                ]
            )
        )


def _read(windows: Sequence[Passage], characters: int) -> Iterator[tuple[Passage, int]]:
    """Windows with where reading ends in each."""
    left = characters
    for window in windows:
        if left <= 0:
            return
        yield window, min(window.end, window.start + left)
        left -= window.end - window.start


def rank(pool: Pool, cut: Cut, embedder: Embedder, written: Written | None = None) -> Ranked:
    """The nearest windows of all that is asked, without overlaps."""
    pages = {source.id: source for source in pool.pages}
    windows = [window for source in pool.pages for window in cut(source)]
    texts = [written(pages[w.source_id], w) if written else w.text for w in windows]
    similarities = (
        embedder.embed_claims([asked.wording for asked in pool.asked])
        @ embedder.embed_passages(texts).T
    )
    return Ranked(pool, windows, [_nearest(windows, row) for row in similarities])


def _nearest(windows: Sequence[Passage], similarities: Floats) -> list[Passage]:
    taken: list[Passage] = []
    for place in np.argsort(-similarities, kind="stable"):
        window = windows[place]
        if not any(
            window.source_id == one.source_id and window.start < one.end and one.start < window.end
            for one in taken
        ):
            taken.append(window)
        if len(taken) == MOST:
            break
    return taken


def ranking(pools: Sequence[Pool], embedder: Embedder) -> Iterator[tuple[str, ...]]:
    """A row for each pool and cut."""
    for pool in pools:
        length = rank(pool, CUTS[BEFORE], embedder).length
        for name, cut in CUTS.items():
            ranked = rank(pool, cut, embedder)
            yield (
                pool.name,
                name,
                f"{ranked.length:.0f}",
                f"{len(ranked.windows) / len(pool.pages):.1f}",
                f"{sum(len(w.text) for w in ranked.windows) / len(pool.pages):.0f}",
                f"{ranked.recall(1):.3f}",
                f"{ranked.recall(FIRST):.3f}",
                *(f"{ranked.recall_in(round(count * length)):.3f}" for count in (FEW, FIRST)),
            )


def with_titles(pools: Sequence[Pool], embedder: Embedder) -> Iterator[tuple[str, ...]]:
    """A row for each pool whose pages have titles, without and with them before the windows."""
    for pool in pools:
        if all(source.title for source in pool.pages):
            for name, written in (("no", None), ("yes", _titled)):
                ranked = rank(pool, CUTS[BEFORE], embedder, written)
                recalls = (ranked.recall(1), ranked.recall(FIRST))
                yield pool.name, name, *(f"{one:.3f}" for one in recalls)


def _titled(source: Source, passage: Passage) -> str:
    return f"{source.title}. {passage.text}"


def main() -> None:
    """Print the tables and keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    given = parser.parse_args()
    pools = (
        document_pool(given.data / "documents_factcheckbench.en.jsonl"),
        answer_pool("XQuAD es", given.data / "retrieval_xquad.es.jsonl"),
        answer_pool("XQuAD en", given.data / "retrieval_xquad.en.jsonl"),
    )
    embedder = RememberedEmbedder(load_embedder())
    print(sizes := _sizes(pools), flush=True)
    ranked = markdown(RANKING, list(ranking(pools, embedder)))
    print(f"\n{ranked}", flush=True)
    print(titled := markdown(TITLES, list(with_titles(pools, embedder))))
    head = f"{embedder.title}; {describe_machine()}"
    RESULT.write_text(f"{head}\n\n{sizes}\n\n{ranked}\n\n{titled}\n", encoding="utf-8")


def _sizes(pools: Sequence[Pool]) -> str:
    return "; ".join(f"{p.name}: {len(p.asked)} asked of {len(p.pages)} pages" for p in pools)


RANKING = (
    "ranked",
    "windows of",
    "characters",
    "windows a page",
    "characters embedded a page",
    "recall@1",
    f"recall@{FIRST}",
    *(f"in the characters of {count}" for count in (FEW, FIRST)),
)
TITLES = ("ranked", "title before the window", "recall@1", f"recall@{FIRST}")


if __name__ == "__main__":
    main()
