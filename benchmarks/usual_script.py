"""What a competent user would write in an afternoon with the same libraries, to check claims.

    python -m benchmarks.usual_script CLAIMS.json SEARCH_URL MODELS FOLDER

One page after another by httpx, all of its text by BeautifulSoup, every sentence embedded by
`SentenceTransformer.encode` in fp32, the twenty nearest of each claim read by a cross-encoder in
fp32, and one INSERT a row. It prints the verdicts and what it had read as JSON.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import duckdb
import httpx
import torch
from bs4 import BeautifulSoup
from sentence_transformers import SentenceTransformer
from transformers import AutoModel, AutoTokenizer

from training.stance import StanceNetwork

NEAREST = 20
SHORTEST = 25
BATCH = 32
SURE = 0.5
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
SUPPORTS, REFUTES = 0, 2
STAGES = ("start", "search and fetch", "passages", "embed", "stance", "record")


def main() -> None:
    """Check the claims of the file."""
    claims_file, search_url, models, folder = sys.argv[1:]
    claims = json.loads(Path(claims_file).read_text(encoding="utf-8"))
    clock = [time.perf_counter()]
    pages: dict[str, str] = {}
    with httpx.Client(timeout=20) as client:
        for claim in claims:
            asked = {"q": claim, "format": "json"}
            found = client.get(f"{search_url}/search", params=asked).json()["results"]
            for result in found:
                if result["url"] not in pages:
                    pages[result["url"]] = client.get(result["url"]).text
    clock.append(time.perf_counter())
    passages = []
    for url, html in pages.items():
        text = BeautifulSoup(html, "html.parser").get_text("\n")
        passages += [
            (url, sentence.strip())
            for sentence in SENTENCE_END.split(text)
            if len(sentence.strip()) >= SHORTEST
        ]
    clock.append(time.perf_counter())
    embedder = SentenceTransformer(f"{models}/embedder", device="cpu")
    vectors = embedder.encode(
        [f"passage: {text}" for _, text in passages], normalize_embeddings=True
    )
    asked_for = embedder.encode([f"query: {claim}" for claim in claims], normalize_embeddings=True)
    nearest = (-(asked_for @ vectors.T)).argsort(axis=1)[:, :NEAREST]
    clock.append(time.perf_counter())
    pairs = [
        (passages[at][1], claim) for claim, row in zip(claims, nearest, strict=True) for at in row
    ]
    stances = load_judge(Path(models))(pairs)
    clock.append(time.perf_counter())
    verdicts = []
    connection = duckdb.connect(str(Path(folder, "usual.duckdb")))
    connection.execute("CREATE TABLE passages (url VARCHAR, text VARCHAR)")
    connection.execute("CREATE TABLE evidence (claim VARCHAR, text VARCHAR, s REAL, r REAL)")
    connection.execute("CREATE TABLE verdicts (claim VARCHAR, label VARCHAR)")
    for passage in passages:
        connection.execute("INSERT INTO passages VALUES (?, ?)", passage)
    for number, claim in enumerate(claims):
        rows = range(number * NEAREST, (number + 1) * NEAREST)
        label = label_of([stances[row] for row in rows])
        for row in rows:
            values = (claim, pairs[row][0], stances[row][SUPPORTS], stances[row][REFUTES])
            connection.execute("INSERT INTO evidence VALUES (?, ?, ?, ?)", values)
        connection.execute("INSERT INTO verdicts VALUES (?, ?)", (claim, label))
        verdicts.append({"label": label, "read": [pairs[row][0] for row in rows]})
    connection.close()
    clock.append(time.perf_counter())
    seconds = [later - earlier for earlier, later in pairwise(clock)]
    told = {"verdicts": verdicts, "passages": len(passages), "pages": len(pages)}
    sys.stdout.write(json.dumps(told | {"seconds": dict(zip(STAGES[1:], seconds, strict=True))}))


def load_judge(models: Path) -> Callable[[list[tuple[str, str]]], list[list[float]]]:
    """Gives probabilities of the three stances of pairs, as `CrossEncoder.predict` does.

    The head reads the mean of all tokens, which is no head that `CrossEncoder` knows, so its loop
    is written out: batches of like length.
    """
    tokenizer = AutoTokenizer.from_pretrained(models / "stance")
    network = StanceNetwork(AutoModel.from_pretrained(models / "stance", add_pooling_layer=False))
    head = torch.load(models / "stance" / "head.pt", weights_only=True)
    network.load_state_dict(head, strict=False)
    network.eval()

    @torch.inference_mode()
    def judge(pairs: list[tuple[str, str]]) -> list[list[float]]:
        order = sorted(range(len(pairs)), key=lambda at: -len("".join(pairs[at])))
        found: list[list[float]] = [[]] * len(pairs)
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            encoded = tokenizer(
                [pairs[at][0] for at in places],
                [pairs[at][1] for at in places],
                truncation=True,
                padding=True,
                return_tensors="pt",
                return_token_type_ids=False,
            )
            for at, row in zip(places, network(**encoded).softmax(dim=-1).tolist(), strict=True):
                found[at] = row
        return found

    return judge


def label_of(stances: list[list[float]]) -> str:
    """The likelier of the two, where a passage is sure of it."""
    supports = max(row[SUPPORTS] for row in stances)
    refutes = max(row[REFUTES] for row in stances)
    if max(supports, refutes) < SURE:
        return "not_enough_evidence"
    return "supported" if supports > refutes else "refuted"


if __name__ == "__main__":
    main()
