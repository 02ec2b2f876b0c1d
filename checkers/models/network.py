"""Runs a shipped network by ONNX Runtime alone: torch and transformers take 10 s to import."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
        self._tokenizer.enable_padding(pad_id=self._tokenizer.token_to_id(PAD), pad_token=PAD)
        self._tokenizer.enable_truncation(longest, strategy="longest_first")
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

        Inputs of like length go together, since the shorter ones of a batch are padded. What is
        there several times is computed once.
        """
        distinct = sorted(dict.fromkeys(inputs), key=_length, reverse=True)
        outputs = np.empty((len(distinct), self._session.get_outputs()[0].shape[-1]), np.float32)
        starts = range(0, len(distinct), BATCH)

        def compute(start: int) -> None:
            outputs[start : start + BATCH] = self._compute(distinct[start : start + BATCH])

        with ThreadPoolExecutor(self._threads) as threads:
            # The list raises what a thread raised.
            list(threads.map(compute, starts))
        places = {one: place for place, one in enumerate(distinct)}
        return outputs[[places[one] for one in inputs]]

    def _compute(self, inputs: Sequence[Input]) -> Floats:
        encodings = self._tokenizer.encode_batch(inputs)
        fed = {
            "input_ids": np.array([it.ids for it in encodings], np.int64),
            "attention_mask": np.array([it.attention_mask for it in encodings], np.int64),
        }
        outputs: Floats = self._session.run(None, fed)[0]
        return outputs


def _cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _length(text: Input) -> int:
    return len(text) if isinstance(text, str) else sum(map(len, text))
