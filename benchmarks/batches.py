"""Ways of having ONNX Runtime compute the shipped embedder on all cores, in turns.

    python -m benchmarks.batches [--texts 320] [--rounds 5]

Threads that share one batch, as ONNX Runtime has it unless told otherwise, beside a batch a core,
of several sizes. Processor seconds are of the whole process: threads that wait in a loop take them
too. The last column is the largest difference of a vector from the first way's. Then what share of
a batch each operator takes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from benchmarks.generated_town import generate_town
from benchmarks.interleaved import Timing, describe_machine, markdown
from checkers.models.card import shipped

RESULT = Path("benchmarks/results/batches.md")
WIDTH = 384
OPERATORS = 8


@dataclass
class Way:
    """A session with so many threads an operator, and so many batches of a size at once."""

    name: str
    threads: int
    batch: int
    at_once: int
    spinning: bool = True
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def session(self, profile: str | None = None) -> onnxruntime.InferenceSession:
        """A session of its own."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        if not self.spinning:
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        if profile:
            options.enable_profiling, options.profile_file_prefix = True, profile
        return onnxruntime.InferenceSession(
            shipped("embedder") / "model.onnx", options, providers=["CPUExecutionProvider"]
        )

    def run(
        self, session: onnxruntime.InferenceSession, texts: Sequence[str], tokenizer: Tokenizer
    ) -> NDArray[np.float32]:
        """The vectors; seconds are noted."""
        found = np.empty((len(texts), WIDTH), np.float32)

        def compute(start: int) -> None:
            encoded = tokenizer.encode_batch(texts[start : start + self.batch])
            fed = {
                "input_ids": np.array([it.ids for it in encoded], np.int64),
                "attention_mask": np.array([it.attention_mask for it in encoded], np.int64),
            }
            (found[start : start + self.batch],) = session.run(None, fed)

        wall, processor = time.perf_counter(), time.process_time()
        with ThreadPoolExecutor(self.at_once) as threads:
            list(threads.map(compute, range(0, len(texts), self.batch)))
        self.wall.append(time.perf_counter() - wall)
        self.processor.append(time.process_time() - processor)
        return found


def main() -> None:
    """Measure, print and save."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--texts", type=int, default=320)
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    sentences = [f"passage: {it}" for page in generate_town().sentences for it in page]
    texts = sorted(sentences[: given.texts], key=len, reverse=True)
    tokenizer = Tokenizer.from_file(str(shipped("embedder") / "tokenizer.json"))
    tokenizer.enable_padding(pad_id=tokenizer.token_to_id("<pad>"), pad_token="<pad>")  # noqa: S106 (a mark)
    text = (
        f"# Batches of the embedder\n\n{describe_machine()}, {given.rounds} rounds in turns,"
        f" {len(texts)} passages\n\n{ways_told(texts, tokenizer, given.rounds)}\n\n"
        f"{operators_told(texts, tokenizer)}\n"
    )
    RESULT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def ways_told(texts: Sequence[str], tokenizer: Tokenizer, rounds: int) -> str:
    """Seconds of each way in Markdown."""
    ways = [
        Way("threads share a batch of 32", 0, 32, 1),
        Way("the same, waiting without turning", 0, 32, 1, spinning=False),
        Way("a batch of 32 a core", 1, 32, 2),
        Way("a batch of 16 a core", 1, 16, 2),
        Way("a batch of 8 a core", 1, 8, 2),
        Way("a batch of 4 a core", 1, 4, 2),
    ]
    sessions = [way.session() for way in ways]
    first = ways[0].run(sessions[0], texts, tokenizer)
    apart = []
    for way, session in zip(ways, sessions, strict=True):
        apart.append(float(np.abs(way.run(session, texts, tokenizer) - first).max()))
        way.wall.clear()
        way.processor.clear()
    for _ in range(rounds):
        for way, session in zip(ways, sessions, strict=True):
            way.run(session, texts, tokenizer)
    usual = Timing(tuple(ways[0].wall)).median
    rows = [
        (
            way.name,
            f"{Timing(tuple(way.wall)).median:.2f}",
            f"{Timing(tuple(way.wall)).spread:.0%}",
            f"{usual / Timing(tuple(way.wall)).median:.2f}",
            f"{Timing(tuple(way.processor)).median:.2f}",
            f"{far:.0e}",
        )
        for way, far in zip(ways, apart, strict=True)
    ]
    header = ("way", "median s", "spread", "ratio", "processor s", "difference")
    return markdown(header, rows)


def operators_told(texts: Sequence[str], tokenizer: Tokenizer) -> str:
    """The operators that take most, in Markdown."""
    way = Way("profiled", 1, 8, 1)
    with tempfile.TemporaryDirectory() as folder:
        session = way.session(f"{folder}/profile")
        way.run(session, texts, tokenizer)
        events = json.loads(Path(session.end_profiling()).read_text(encoding="utf-8"))
    taken: Counter[str] = Counter()
    for event in events:
        if event.get("name", "").endswith("_kernel_time"):
            taken[event["args"]["op_name"]] += event["dur"]
    rows = [
        (name, f"{duration / taken.total():.1%}") for name, duration in taken.most_common(OPERATORS)
    ]
    return markdown(("operator", "share"), rows)


if __name__ == "__main__":
    main()
