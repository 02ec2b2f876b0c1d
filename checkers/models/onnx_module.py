"""A sentence-transformers module that runs an ONNX Runtime session.

sentence-transformers' own ONNX backend needs `optimum-onnx`, which cannot be installed beside
transformers 5. This module takes its place: `SentenceTransformer(modules=[OnnxModule(…)])` and
`CrossEncoder(modules=[OnnxModule(…)])` batch, sort by length, prompt and score as with any other.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import onnxruntime
import torch
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from sentence_transformers.base.modality_types import PairInput, SingleInput

MODEL_FILE, TOKENIZER_FILE = "model.onnx", "tokenizer.json"
SENTENCE_EMBEDDING, SCORES = "sentence_embedding", "scores"
PAD = "<pad>"


class OnnxModule(InputModule):
    """Runs `model.onnx` of a folder on texts, or on pairs of texts.

    Args:
        folder: holds `model.onnx` and `tokenizer.json`.
        feature: name under which the output is handed on, `sentence_embedding` or `scores`.
        longest: tokens of an input; of a pair the longer text is cut.
        threads: that one operator may use; None leaves it to ONNX Runtime, one a core.
    """

    def __init__(
        self, folder: Path, *, feature: str, longest: int, threads: int | None = None
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch's Module is untyped here
        self.folder = folder
        self.feature = feature
        self.max_seq_length = longest
        self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self.tokenizer.enable_padding(pad_id=self.tokenizer.token_to_id(PAD), pad_token=PAD)
        self.tokenizer.enable_truncation(longest, strategy="longest_first")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 0
        self.session = onnxruntime.InferenceSession(
            folder / MODEL_FILE, options, providers=["CPUExecutionProvider"]
        )

    def preprocess(
        self,
        inputs: Sequence[SingleInput | PairInput],
        prompt: str | None = None,
        **_: object,
    ) -> dict[str, torch.Tensor]:
        """Token ids and attention mask, int64 of shape (inputs, tokens)."""
        texts = [
            f"{prompt or ''}{x}" if isinstance(x, str) else tuple(cast("PairInput", x))
            for x in inputs
        ]
        encodings = self.tokenizer.encode_batch(texts)
        return {
            "input_ids": torch.tensor([encoding.ids for encoding in encodings]),
            "attention_mask": torch.tensor([encoding.attention_mask for encoding in encodings]),
        }

    def forward(self, features: dict[str, torch.Tensor], **_: object) -> dict[str, torch.Tensor]:
        """`features` with the model's output, float32 of shape (inputs, dimensions or classes)."""
        names = ("input_ids", "attention_mask")
        fed = {name: features[name].numpy().astype(np.int64) for name in names}
        (output,) = self.session.run(None, fed)
        return features | {self.feature: torch.from_numpy(output)}

    def get_embedding_dimension(self) -> int:
        """Length of an output vector."""
        return int(self.session.get_outputs()[0].shape[-1])

    def save(self, output_path: str, *_: object, **__: object) -> None:
        """Copy the folder's files to `output_path`."""
        for name in (MODEL_FILE, TOKENIZER_FILE):
            shutil.copy2(self.folder / name, Path(output_path) / name)
