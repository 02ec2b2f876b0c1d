"""Runs a shipped network by ONNX Runtime alone: torch and transformers take 10 s to import."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TypeAlias

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

MODEL_FILE, TOKENIZER_FILE = "model.onnx", "tokenizer.json"
PAD = "<pad>"
BATCH = 8
"""Inputs; what a layer makes of more of them does not fit a core's cache."""
STEP = 4
"""Inputs are padded to the next multiple of so many tokens, whatever they go together with."""

Floats: TypeAlias = NDArray[np.float32]
Input: TypeAlias = str | tuple[str, str]
"""A text, or two."""


class Network:
    """The `model.onnx` of a folder, which reads texts or pairs of texts.

    Args:
        folder: holds `model.onnx` and `tokenizer.json`.
        longest: tokens of an input; of a pair the longer text is cut.
        threads: how many batches are computed at once; None for one a core.
    """

    def __init__(self, folder: Path, *, longest: int, threads: int | None = None) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(longest, strategy="longest_first")
        self._pad = self._tokenizer.token_to_id(PAD)
        self._threads = threads or _cores()
        options = onnxruntime.SessionOptions()
        # A batch on one core, and as many batches as there are cores. Threads that share a batch
        # wait for each other after every operator, and turn idly meanwhile.
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            folder / MODEL_FILE, options, providers=["CPUExecutionProvider"]
        )

    def run(self, inputs: Sequence[Input]) -> Floats:
        """The outputs of the network in order, float32 of shape (inputs, width).

        An output depends on its input alone, to the last bit: not on what goes into the network
        with it. What is there several times is computed once.
        """
        distinct = list(dict.fromkeys(inputs))
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(distinct)]
        outputs = np.empty((len(distinct), self._session.get_outputs()[0].shape[-1]), np.float32)

        def compute(batch: _Batch) -> None:
            outputs[batch.places] = self._compute([tokens[it] for it in batch.places], batch.length)

        with ThreadPoolExecutor(self._threads) as threads:
            # The list raises what a thread raised.
            list(threads.map(compute, _batches(tokens)))
        places = {one: place for place, one in enumerate(distinct)}
        return outputs[[places[one] for one in inputs]]

    def _compute(self, rows: Sequence[Sequence[int]], length: int) -> Floats:
        # Of a single row some operators sum in another order than of several.
        shape = (max(2, len(rows)), length)
        ids, mask = np.full(shape, self._pad, np.int64), np.zeros(shape, np.int64)
        for place in range(shape[0]):
            row = rows[min(place, len(rows) - 1)]
            ids[place, : len(row)], mask[place, : len(row)] = row, 1
        outputs: Floats = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return outputs[: len(rows)]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Where the inputs of a batch are, which are padded to the same length."""

    places: list[int]
    length: int


def _batches(tokens: Sequence[Sequence[int]]) -> Iterator[_Batch]:
    """Inputs of like length together, the longest first."""
    by_length: defaultdict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(tokens):
        by_length[ceil(len(row) / STEP) * STEP].append(place)
    for length, places in sorted(by_length.items(), reverse=True):
        for start in range(0, len(places), BATCH):
            yield _Batch(places[start : start + BATCH], length)


def _cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
