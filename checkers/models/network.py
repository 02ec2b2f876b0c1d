"""Runs a shipped network by ONNX Runtime alone: torch and transformers take 10 s to import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

MODEL_FILE, TOKENIZER_FILE = "model.onnx", "tokenizer.json"
PAD = "<pad>"

Floats: TypeAlias = NDArray[np.float32]


class Network:
    """The `model.onnx` of a folder, which reads texts or pairs of texts.

    Args:
        folder: holds `model.onnx` and `tokenizer.json`.
        longest: tokens of an input; of a pair the longer text is cut.
        threads: that one operator may use; None leaves it to ONNX Runtime, one a core.
    """

    def __init__(self, folder: Path, *, longest: int, threads: int | None = None) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.enable_padding(pad_id=self._tokenizer.token_to_id(PAD), pad_token=PAD)
        self._tokenizer.enable_truncation(longest, strategy="longest_first")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 0
        self._session = onnxruntime.InferenceSession(
            folder / MODEL_FILE, options, providers=["CPUExecutionProvider"]
        )

    def run(self, inputs: Sequence[str] | Sequence[tuple[str, str]], *, batch: int) -> Floats:
        """The outputs of the network in order, float32 of shape (inputs, width).

        Inputs of like length go together, since the shorter ones of a batch are padded.
        """
        outputs = np.empty((len(inputs), self._session.get_outputs()[0].shape[-1]), np.float32)
        order = sorted(range(len(inputs)), key=lambda i: -_length(inputs[i]))
        for begin in range(0, len(order), batch):
            places = order[begin : begin + batch]
            encodings = self._tokenizer.encode_batch([inputs[i] for i in places])
            fed = {
                "input_ids": np.array([it.ids for it in encodings], np.int64),
                "attention_mask": np.array([it.attention_mask for it in encodings], np.int64),
            }
            (outputs[places],) = self._session.run(None, fed)
        return outputs


def _length(text: str | tuple[str, str]) -> int:
    return len(text) if isinstance(text, str) else sum(map(len, text))
