"""Export the encoder and the stance network to int8 ONNX, and measure what that costs.

    python -m training.quantise embedder --data ../shared/data
    python -m training.quantise stance

Matrices are quantised per output channel, activations per token at run time, word embeddings per
row; everything else stays fp32.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer, PreTrainedModel

from training.rowwise import quantise_rowwise
from training.stance import LABELS, LONGEST, StanceNetwork

WEIGHTS = Path("checkers/models/weights")
OPSET = 17


class RowwiseInt8Embedding(nn.Module):
    """A word embedding stored as int8 with one fp32 scale a row."""

    def __init__(self, embedding: nn.Embedding) -> None:
        super().__init__()
        weight = embedding.weight.detach()
        scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        """Rows of shape (*ids.shape, hidden)."""
        return self.rows[ids].float() * self.scale[ids]


class SentenceEncoder(nn.Module):
    """Mean-pooled, L2-normalised sentence embeddings."""

    def __init__(self, encoder: PreTrainedModel) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Unit vectors of shape (batch, hidden)."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(dim=1) / mask.sum(dim=1)
        return nn.functional.normalize(pooled, dim=-1)


def export(network: nn.Module, encoder: PreTrainedModel, output: str, path: Path) -> None:
    """Write `network` (with `encoder` inside) as int8 ONNX to `path`."""
    embeddings = encoder.embeddings
    embeddings.word_embeddings = RowwiseInt8Embedding(embeddings.word_embeddings)
    network.eval()
    example = (torch.full((2, 9), 5), torch.ones(2, 9, dtype=torch.long))
    axes = {0: "batch", 1: "tokens"}
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        fp32 = Path(folder) / "fp32.onnx"
        torch.onnx.export(
            network,
            example,
            fp32,
            dynamo=False,
            opset_version=OPSET,
            input_names=["input_ids", "attention_mask"],
            output_names=[output],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, output: {0: "batch"}},
        )
        quantise_rowwise(fp32, path)
    onnx.checker.check_model(path)


def describe(folder: Path, **facts: object) -> None:
    """Write `veredicto.json`: what the loader must know, with the SHA-256 of what it loads."""
    weights, tokenizer = (
        hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("model.onnx", "tokenizer.json")
    )
    hashes = {"sha256": weights, "beside": {"tokenizer.json": tokenizer}}
    (folder / "veredicto.json").write_text(
        json.dumps({**facts, **hashes}, indent=2, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )


def export_embedder(build: Path, encoder_name: str, weights: Path) -> None:
    """Ship the pruned encoder, tuned or as it is."""
    encoder = AutoModel.from_pretrained(
        build / encoder_name, add_pooling_layer=False, attn_implementation="eager"
    )
    folder = weights / "embedder"
    export(SentenceEncoder(encoder), encoder, "embeddings", folder / "model.onnx")
    AutoTokenizer.from_pretrained(build / "embedder").backend_tokenizer.save(
        str(folder / "tokenizer.json")
    )
    describe(
        folder,
        name="veredicto-e5-small-es-en",
        version="2",
        task="embedder",
        licence="MIT",
        longest=256,
        prompts={"query": "query: ", "document": "passage: "},
    )


def export_stance(build: Path, training: str, weights: Path) -> None:
    """Ship the trained stance network."""
    encoder = AutoModel.from_pretrained(
        build / "embedder", add_pooling_layer=False, attn_implementation="eager"
    )
    network = StanceNetwork(encoder)
    state = torch.load(build / training / "checkpoint.pt", weights_only=True)
    network.load_state_dict(state["network"])
    folder = weights / "stance"
    export(network, encoder, "scores", folder / "model.onnx")
    AutoTokenizer.from_pretrained(build / "embedder").backend_tokenizer.save(
        str(folder / "tokenizer.json")
    )
    describe(
        folder,
        name="veredicto-stance-es-en",
        version="4.1",
        task="stance",
        longest=LONGEST,
        labels=LABELS,
    )


def main() -> None:
    """Export one of the two models."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=["embedder", "stance"])
    parser.add_argument("--build", type=Path, default=Path("training/build"))
    parser.add_argument("--training", default="stance", help="folder of the stance training")
    parser.add_argument("--encoder", default="embedder", help="folder of the embedder's encoder")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    if arguments.model == "embedder":
        export_embedder(arguments.build, arguments.encoder, arguments.out)
    else:
        export_stance(arguments.build, arguments.training, arguments.out)


if __name__ == "__main__":
    main()
