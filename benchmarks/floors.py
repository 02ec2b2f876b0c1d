"""What the stages of a check could not take less than on this machine.

The peak is that of a product of large matrices on all cores, in int8 as the networks multiply, or
in fp32 where that is faster, on processors without instructions for int8. A text that is there
twice is counted once. Disk is a write that is flushed.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlsplit

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from benchmarks.generated_town import GeneratedTown
from checkers.fetching.limits import FetchLimits
from checkers.models.card import shipped
from flows.check import AT_ONCE

SIDE = 2_048
ROUNDS = 3
MEGABYTE = 1_000_000
WRITTEN = 64
# Multiplications of a token in twelve layers of width 384, feed-forward 1,536; attention is a tenth
# more and not counted.
PRODUCTS_A_TOKEN = 12 * (4 * 384 * 384 + 2 * 384 * 1_536)


@dataclass(frozen=True, slots=True)
class Machine:
    """Measured: products and sums a second, and bytes a second to the disk."""

    operations: float
    disk: float


def measure_machine() -> Machine:
    """The best of a few rounds of each."""
    matrix = np.random.default_rng(1).standard_normal((SIDE, SIDE), np.float32)
    in_int8 = _int8_product()
    product = min(min(_seconds(lambda: matrix @ matrix), _seconds(in_int8)) for _ in range(ROUNDS))
    written = min(_seconds(_write) for _ in range(ROUNDS))
    return Machine(2 * SIDE**3 / product, WRITTEN * MEGABYTE / written)


def floors(
    town: GeneratedTown, urls: list[str], pairs: list[tuple[str, str]], latency: float, size: int
) -> dict[str, float]:
    """Seconds by stage.

    Args:
        town: whose sentences are embedded.
        urls: of the pages.
        pairs: of passage and claim, that a stance is asked of.
        latency: of each answer in seconds.
        size: bytes that the warehouse takes.
    """
    machine = measure_machine()
    tokenizer = Tokenizer.from_file(str(shipped("embedder") / "tokenizer.json"))
    texts = list({sentence for page in town.sentences for sentence in page})
    tokens = sum(len(it.ids) for it in tokenizer.encode_batch([f"passage: {it}" for it in texts]))
    tokens += sum(len(it.ids) for it in tokenizer.encode_batch(pairs))
    fullest = max(Counter(urlsplit(url).netloc for url in urls).values())
    turns = 1 + ceil(fullest / FetchLimits().per_host_connections)
    return {
        "search": latency * ceil(len(town.claims) / AT_ONCE),
        "fetch": latency * turns,
        "evidence": tokens * 2 * PRODUCTS_A_TOKEN / machine.operations,
        "record": size / machine.disk,
    }


def _int8_product() -> Callable[[], object]:
    """A product of large matrices by the operator and the library of the shipped networks."""
    from onnx import TensorProto, helper

    shape = [SIDE, SIDE]
    node = helper.make_node("MatMulInteger", ["a", "b"], ["c"])
    ends = [
        helper.make_tensor_value_info(name, kind, shape)
        for name, kind in (
            ("a", TensorProto.UINT8),
            ("b", TensorProto.INT8),
            ("c", TensorProto.INT32),
        )
    ]
    graph = helper.make_graph([node], "product", ends[:2], ends[2:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    draw = np.random.default_rng(1)
    given = {
        "a": draw.integers(0, 255, shape, np.uint8),
        "b": draw.integers(-127, 127, shape, np.int8),
    }
    return lambda: session.run(None, given)


def _write() -> None:
    with tempfile.NamedTemporaryFile(dir=".") as file:
        file.write(b"\1" * (WRITTEN * MEGABYTE))
        file.flush()
        os.fsync(file.fileno())


def _seconds(way: Callable[[], object]) -> float:
    began = time.perf_counter()
    way()
    return time.perf_counter() - began
