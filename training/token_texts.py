"""Texts that token vectors are taught on, each once, with those that say the same or nearly so.

Only files whose licence is marked **ok** in the data's README. Neither questions nor passages of
the sets that ranking is judged on (SQAC, XQuAD, Factcheck-Bench) are among them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from training.translate import to_spanish

LONGEST, SHORTEST = 420, 20
"""Characters of a text; the longest as `checkers.evidence.passages` cuts them."""


@dataclass(frozen=True)
class File:
    """A file's columns: texts, and the columns of which two belong together in a row."""

    name: str
    columns: tuple[str, ...]
    rows: int
    pairs: bool = False


FILES = (
    File("stance_fevertrain.en", ("claim", "evidence"), 16000, pairs=True),
    File("stance_fever.en", ("claim", "evidence"), 8000, pairs=True),
    File("stance_foolmetwice.en", ("claim", "evidence"), 1200, pairs=True),
    File("stance_climatefever.en", ("claim", "evidence"), 2500, pairs=True),
    File("stance_checkcovid.en", ("claim", "evidence"), 1300, pairs=True),
    File("stance_scifact.en", ("claim", "evidence"), 500, pairs=True),
    File("stance_wice.en", ("claim", "evidence"), 340, pairs=True),
    File("stance_factores.es", ("claim", "evidence", "question"), 400, pairs=True),
    File("nli_mnli.en", ("premise",), 6000),
    File("checkworthy_claimbuster.en", ("text",), 3000),
    File("decomposition_factscore.en", ("text",), 2800),
    File("nli_pawsx.es", ("premise", "hypothesis"), 1500),
    File("nli_pawsx.en", ("premise",), 1300),
    File("truth_truthfulqa.es", ("question", "best_answer"), 4000, pairs=True),
    File("truth_truthfulqa.en", ("question", "best_answer"), 4000, pairs=True),
    File("news_fakenewscorpus.es", ("headline", "text"), 1000),
)
UNRELATED = frozenset({"not_enough_evidence", "false"})


@dataclass(frozen=True)
class Taught:
    """Texts, and places in them of two that belong together."""

    texts: list[str]
    pairs: list[tuple[int, int]]


def gather(data: Path, random_: random.Random) -> Taught:
    """The texts in a fixed order, English ones with a rough translation into Spanish."""
    places: dict[str, int] = {}
    pairs: dict[tuple[int, int], None] = {}
    english: list[str] = []
    for file in FILES:
        for row in _drawn(data, file, random_):
            texts = [text for column in file.columns for text in _texts(row, column)]
            found = [places.setdefault(text, len(places)) for text in texts]
            if file.name.endswith(".en"):
                english += texts
            if file.pairs and len(found) > 1 and row.get("label") not in UNRELATED:
                pairs[found[0], found[1]] = None
    for text, spanish in to_spanish(list(dict.fromkeys(english))).items():
        if len(spanish) >= SHORTEST:
            pairs[places[text], places.setdefault(spanish[:LONGEST], len(places))] = None
    return Taught(list(places), [(one, other) for one, other in pairs if one != other])


def hashes(data: Path) -> dict[str, str]:
    """The SHA-256 of each file by its name, its beginning."""
    return {
        file.name: sha256((data / f"{file.name}.jsonl").read_bytes()).hexdigest()[:12]
        for file in FILES
    }


def _drawn(data: Path, file: File, random_: random.Random) -> list[dict[str, str]]:
    rows = [json.loads(line) for line in (data / f"{file.name}.jsonl").open(encoding="utf-8")]
    return random_.sample(rows, min(file.rows, len(rows)))


def _texts(row: dict[str, str], column: str) -> Iterator[str]:
    """The column's text; sentences where it is a whole article's."""
    text = " ".join((row.get(column) or "").split())
    parts = text.replace("*NUMBER*", "7").split(". ") if len(text) > 2 * LONGEST else [text]
    for part in parts:
        if len(part) >= SHORTEST:
            yield part[:LONGEST]
