"""How well claims that say the same are told, and what finding them costs.

    python -m benchmarks.repeats --data ../shared/data [--sizes 10000 100000 1000000]

The pairs are those of `benchmarks/repeat_pairs.py`. The thresholds were chosen on one half of them,
the other half is reported. "told" compares the two claims of each pair; "clusters" records all
claims into a warehouse, twenty an article, and looks which of them got into one cluster: there
candidates have to be found, and a claim joins one cluster only. Times are of a warehouse of random
vectors about those of the pairs' claims, for an article of twenty claims.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.interleaved import markdown
from benchmarks.repeat_pairs import Labelled, labelled_pairs
from checkers.articles import Article
from checkers.claims.differences import Said
from checkers.evidence.gather import Judges
from checkers.identifiers import identify
from checkers.labels import ClaimStatus, StatementKind
from checkers.models.embedder import Embedder, load_embedder
from checkers.models.stance import StanceModel, load_stance_model
from checkers.nouns import Assessment, Claim, Report, Run, StanceProbabilities
from checkers.repeats.same import LEAST, Least, Pair, find_same
from checkers.repeats.traces import centred, compact, lookup_of, traces_of
from veredicto.repeats import Repeats
from warehouse.claim_traces import ClaimTraces
from warehouse.rows import claim_trace_rows
from warehouse.writer import Warehouse, add

RESULT = Path("benchmarks/results/repeats.md")
AN_ARTICLE = 20
ROUNDS = 7
CHUNK = 20_000
SPREAD = 0.02
EVERYTHING = Least(-np.inf, -np.inf)
START = datetime(2026, 1, 1, tzinfo=UTC)


class RememberedEmbedder(Embedder):
    """Embeds every text once."""

    def __init__(self, embedder: Embedder, texts: Sequence[str]) -> None:
        self.title = embedder.title
        kept = list(dict.fromkeys(texts))
        self._vectors = dict(zip(kept, embedder.embed_claims(kept), strict=True))

    def embed_claims(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of texts that were given before."""
        return np.stack([self._vectors[text] for text in texts])


class RememberedStance(StanceModel):
    """Judges every pair once."""

    def __init__(self, stance: StanceModel) -> None:
        self.title = stance.title
        self._stance = stance
        self._known: dict[tuple[str, str, str | None], StanceProbabilities] = {}

    def judge(
        self, pairs: Sequence[tuple[str, str]], languages: Sequence[str | None]
    ) -> tuple[StanceProbabilities, ...]:
        """As the model judges them."""
        asked = [(*pair, lang) for pair, lang in zip(pairs, languages, strict=True)]
        new = [key for key in dict.fromkeys(asked) if key not in self._known]
        found = self._stance.judge([key[:2] for key in new], [key[2] for key in new])
        self._known |= dict(zip(new, found, strict=True))
        return tuple(self._known[key] for key in asked)


def _cosines(pairs: Sequence[Labelled], embedder: Embedder) -> NDArray[np.float32]:
    sides = [
        centred(compact(embedder.embed_claims(texts)), languages)
        for texts, languages in (
            ([p.one for p in pairs], [p.one_language for p in pairs]),
            ([p.other for p in pairs], [p.other_language for p in pairs]),
        )
    ]
    cosines: NDArray[np.float32] = (sides[0] * sides[1]).sum(axis=1)
    return cosines


def _told(pairs: Sequence[Labelled], judges: Judges) -> NDArray[np.float64]:
    """The score of each pair, -inf where a rule tells the claims apart."""
    compared = [
        Pair(Said(p.one, p.one_language), Said(p.other, p.other_language), float(cosine))
        for p, cosine in zip(pairs, _cosines(pairs, judges.embedder), strict=True)
    ]
    found = find_same(compared, judges.stance, EVERYTHING)
    return np.array([-np.inf if match is None else match.score for match in found])


def _reports(texts: Sequence[tuple[str, str]]) -> Iterator[Report]:
    """Articles of twenty claims of one language."""
    for language in ("es", "en"):
        own = [text for text, lang in texts if lang == language]
        for start in range(0, len(own), AN_ARTICLE):
            yield a_report(own[start : start + AN_ARTICLE], language, START + timedelta(start))


def a_report(texts: Sequence[str], language: str, at: datetime) -> Report:
    """A run that searched for these claims and got no answer."""
    article = Article.of("\n".join(texts), language=language)
    claims, start = [], 0
    for text in texts:
        claims.append(
            Claim(
                id=identify("claim", text, language),
                article_id=article.id,
                text=text,
                start=start,
                end=start + len(text),
                kind=StatementKind.FACTUAL,
                check_worthiness=0.5,
            )
        )
        start += len(text) + 1
    return Report(
        run=Run(identify("run", article.id), article.id, at, at, "0", (), (), (), ()),
        article=article,
        claims=tuple(claims),
        searches=(),
        sources=(),
        passages=(),
        evidence=(),
        assessments=tuple(
            Assessment(claim.id, ClaimStatus.RETRIEVAL_FAILED, "no search answered", None)
            for claim in claims
        ),
    )


def _clusters(
    texts: Sequence[tuple[str, str]], judges: Judges, folder: Path
) -> dict[tuple[str, str], str]:
    """The cluster of each text and language."""
    warehouse = Warehouse(folder / f"{len(list(folder.iterdir()))}.duckdb")
    warehouse.prepare()
    repeats = Repeats(warehouse, ClaimTraces(warehouse.path))
    clusters = {}
    for report in _reports(texts):
        recorded = repeats.record(report, judges)
        by_id = {trace.claim_id: trace.cluster_id for trace in recorded.traces}
        for claim in report.claims:
            clusters[claim.text, report.article.language] = by_id[claim.id]
    return clusters


def _together(pairs: Sequence[Labelled], clusters: dict[tuple[str, str], str]) -> NDArray[np.bool_]:
    return np.array(
        [clusters[p.one, p.one_language] == clusters[p.other, p.other_language] for p in pairs]
    )


def _quality(name: str, found: NDArray[np.bool_], same: NDArray[np.bool_]) -> tuple[str, ...]:
    hits = int((found & same).sum())
    precision, recall = hits / max(int(found.sum()), 1), hits / max(int(same.sum()), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    figures = (f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}")
    return (name, str(int(same.sum())), str(int((~same).sum())), *figures)


def _rows(
    how: str, pairs: Sequence[Labelled], found: NDArray[np.bool_]
) -> Iterator[tuple[str, ...]]:
    same = np.array([pair.same for pair in pairs])
    made = np.array([pair.adversarial for pair in pairs])
    languages = np.array([pair.languages for pair in pairs])
    for name in ("es", "en", "es–en"):
        of_it = (languages == name) & ~made
        yield _quality(f"{how}, {name}", found[of_it], same[of_it])
    yield _quality(f"{how}, all", found[~made], same[~made])
    yield _quality(f"{how}, made to mislead", found[made], same[made])


def _by_kind(pairs: Sequence[Labelled], found: NDArray[np.bool_]) -> Iterator[tuple[str, ...]]:
    kinds = sorted({(p.kind, p.languages, p.same) for p in pairs}, key=lambda k: (not k[2], k))
    for kind in kinds:
        of_it = np.array([(p.kind, p.languages, p.same) == kind for p in pairs])
        yield (
            kind[0],
            kind[1],
            "same" if kind[2] else "different",
            str(int(of_it.sum())),
            f"{found[of_it].mean():.1%}",
        )


def _fill(path: Path, size: int, vectors: NDArray[np.float32], embedder: str) -> None:
    """A warehouse of so many claims, each the first of its cluster, with their articles."""
    Warehouse(path).prepare()
    random_ = np.random.default_rng(5)
    with duckdb.connect(path) as connection:
        for start in range(0, size, CHUNK):
            count = min(CHUNK, size - start)
            one, other = random_.integers(0, len(vectors), (2, count))
            share = random_.random((count, 1), np.float32)
            drawn = share * vectors[one] + (1 - share) * vectors[other]
            drawn += random_.normal(size=drawn.shape).astype(np.float32) * SPREAD
            ids = [identify("generated", start + i) for i in range(count)]
            traces = traces_of(ids, compact(drawn), ["es"] * count, embedder)
            add(connection, (claim_trace_rows(traces),))
            made = pa.table({"id": ids, "place": np.arange(start, start + count)})
            connection.register("made", made)
            connection.execute(
                "INSERT INTO claims BY NAME SELECT id, 'a' || place // 20 AS article_id,"
                " 'Claim ' || place AS text, 0 AS start_char,"
                " 6 + length(place::VARCHAR) AS end_char,"
                " 'factual' AS kind, 0.5 AS check_worthiness, false AS ambiguous FROM made"
            )
            connection.unregister("made")
        connection.execute(
            "INSERT INTO articles BY NAME SELECT DISTINCT article_id AS id, 'es' AS language,"
            " '' AS text FROM claims"
        )


def _milliseconds(work: Callable[[int], object]) -> str:
    """Median of the rounds, and of the processor's time on all cores, which others disturb less."""
    taken, busy = [], []
    for round_ in range(ROUNDS):
        started, used = time.perf_counter(), time.process_time()
        work(round_)
        taken.append(1000 * (time.perf_counter() - started))
        busy.append(1000 * (time.process_time() - used))
    return f"{statistics.median(taken):.0f} ({statistics.median(busy):.0f})"


def _timed(size: int, texts: Sequence[str], judges: Judges, folder: Path) -> tuple[str, ...]:
    path = folder / f"of {size}.duckdb"
    _fill(path, size, judges.embedder.embed_claims(texts), judges.embedder.title)
    traces, warehouse = ClaimTraces(path), Warehouse(path)

    def prepared(place: int) -> Report:
        chosen = texts[place * AN_ARTICLE : (place + 1) * AN_ARTICLE]
        report = a_report(chosen, "es", START)
        ids = [claim.id for claim in report.claims]
        kept = compact(judges.embedder.embed_claims(chosen))
        return replace(
            report, traces=traces_of(ids, kept, ["es"] * len(ids), judges.embedder.title)
        )

    reports = [prepared(place) for place in range(ROUNDS)]
    bare = [replace(prepared(ROUNDS + place), traces=()) for place in range(ROUNDS)]
    lookups = [lookup_of(report.traces) for report in reports]
    timings = (
        _milliseconds(
            lambda i: traces.firsts_near(
                lookups[i].embedder, lookups[i].probes, lookups[i].sketches
            )
        ),
        _milliseconds(lambda i: traces.checked_before(reports[i].traces, "?")),
        _milliseconds(lambda i: warehouse.record(bare[i])),
        _milliseconds(lambda i: warehouse.record(reports[i])),
    )
    return (f"{size:,}", *timings, f"{path.stat().st_size / 1e6:,.0f}")


def main() -> None:
    """Print the tables and keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    arguments = parser.parse_args()
    pairs = labelled_pairs(arguments.data)
    texts = list(
        dict.fromkeys(
            text for p in pairs for text in ((p.one, p.one_language), (p.other, p.other_language))
        )
    )
    embedder = RememberedEmbedder(load_embedder(), [text for text, _ in texts])
    judges = Judges(embedder, RememberedStance(load_stance_model()))
    scores = _told(pairs, judges)
    across = np.array([p.one_language != p.other_language for p in pairs])
    told = scores >= np.where(across, LEAST.across, LEAST.within)
    reported = np.arange(len(pairs)) % 2 == 1
    rest = [pair for pair, chosen in zip(pairs, reported, strict=True) if chosen]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clusters = _clusters(texts, judges, folder)
        backwards = _clusters(texts[::-1], judges, folder)
        forth, back = _together(pairs, clusters), _together(pairs, backwards)
        timed = [
            _timed(size, [text for text, lang in texts if lang == "es"], judges, folder)
            for size in arguments.sizes
        ]
    columns = ("how", "same", "different", "precision", "recall", "F1")
    quality = markdown(
        columns, [*_rows("told", rest, told[reported]), *_rows("clusters", rest, forth[reported])]
    )
    kinds = markdown(
        ("pairs", "languages", "label", "n", "told to be the same"), list(_by_kind(pairs, told))
    )
    order = (
        f"Of {len(pairs)} pairs {np.mean(forth == back):.1%} are together or apart in both of two"
        f" orders of arrival, the second the reverse of the first; of the {int(forth.sum())} that"
        f" are together in the first order {np.mean(back[forth]):.1%} are in the second."
    )
    times = markdown(
        (
            "claims",
            "candidates",
            "earlier checks",
            "writing without traces",
            "writing with them",
            "file, MB",
        ),
        timed,
    )
    models = ", ".join(title for _, title in judges.titles)
    thresholds = f"thresholds {LEAST.within} in one language, {LEAST.across} across"
    taken = (
        f"An article of {AN_ARTICLE} claims, milliseconds (of the processor), median of {ROUNDS}:"
    )
    parts = (f"{models}; {thresholds}", quality, order, kinds, taken, times)
    report = "\n\n".join(parts) + "\n"
    print(report)
    RESULT.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
