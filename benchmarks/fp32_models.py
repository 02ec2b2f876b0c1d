"""The shipped networks in fp32 for PyTorch, as a user of sentence-transformers has theirs.

They are unpacked from the int8 weights that ship, so that both sides of a comparison know the same.
"""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from checkers.models.card import NetworkCard, read_card, shipped
from training.shipped import read_network

HEADS = 12
WORDS = "embeddings.word_embeddings.weight"
POSITIONS = "embeddings.position_embeddings.weight"
INSIDE = "encoder."


def write_models(folder: Path) -> None:
    """Unpack both networks into the folder, each as transformers and its tokenizer keep them."""
    for task in ("embedder", "stance"):
        if not (folder / task).exists():
            _write(task, folder / task)


def _write(task: str, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer

    state = read_network(shipped(task) / "model.onnx")
    inner = {name.removeprefix(INSIDE): it for name, it in state.items() if name.startswith(INSIDE)}
    layers = 1 + max(int(name.split(".")[2]) for name in inner if ".layer." in name)
    config = BertConfig(
        vocab_size=len(inner[WORDS]),
        hidden_size=inner[WORDS].shape[1],
        num_hidden_layers=layers,
        num_attention_heads=HEADS,
        intermediate_size=len(inner["encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(inner[POSITIONS]),
        type_vocab_size=2,
        layer_norm_eps=1e-12,
        pad_token_id=1,
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(inner)
    model.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_file=str(shipped(task) / "tokenizer.json"),
        pad_token="<pad>",  # noqa: S106 (a mark of the tokenizer)
        cls_token="<s>",  # noqa: S106 (a mark of the tokenizer)
        sep_token="</s>",  # noqa: S106 (a mark of the tokenizer)
        unk_token="<unk>",  # noqa: S106 (a mark of the tokenizer)
        model_max_length=read_card(shipped(task), NetworkCard).longest,
    ).save_pretrained(folder)
    if task == "stance":
        head = {name: it for name, it in state.items() if name.startswith("head.")}
        torch.save(head, folder / "head.pt")
    else:
        SentenceTransformer(
            modules=[Transformer(str(folder)), Pooling(config.hidden_size, "mean")]
        ).save(str(folder))
