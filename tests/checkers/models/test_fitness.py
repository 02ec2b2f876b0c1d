from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from checkers.errors import BadInput
from checkers.models.fitness import Description
from checkers.models.hub_files import Listing, RemoteFile
from checkers.models.task import Task

if TYPE_CHECKING:
    from pathlib import Path

MODULE = {"path": "", "type": "sentence_transformers.models.Transformer"}
NLI = {"0": "Entailment", "1": "neutral", "2": "contradiction"}


def described(folder: Path, **files: object) -> Description:
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return Description("acme/model", folder)


def listing(*paths: str) -> Listing:
    return Listing("acme/model", "c0ffee", tuple(RemoteFile(p, 1, None, None) for p in paths))


@pytest.mark.parametrize(
    ("files", "task"),
    [
        ({"config": {"architectures": ["BertModel"]}}, Task.EMBEDDER),
        ({"config": {"architectures": ["XLMRobertaForMaskedLM"]}}, Task.EMBEDDER),
        ({"config": {"architectures": ["Qwen3ForCausalLM"]}, "modules": [MODULE]}, Task.EMBEDDER),
        ({"modules": [MODULE | {"path": "0_StaticEmbedding"}]}, Task.EMBEDDER),
        (
            {"config": {"architectures": ["BertForSequenceClassification"], "id2label": NLI}},
            Task.STANCE,
        ),
        (
            {
                "config": {
                    "architectures": None,
                    "auto_map": {"AutoModel": "x"},
                    "model_type": "bert",
                }
            },
            Task.EMBEDDER,
        ),
    ],
)
def test_the_task_that_a_model_was_made_for_is_found(
    tmp_path: Path, files: dict[str, object], task: Task
) -> None:
    assert described(tmp_path, **files).task(None) is task


@pytest.mark.parametrize(
    ("files", "wanted", "words"),
    [
        ({"config": {"architectures": ["GPT2LMHeadModel"]}}, None, "no embedder but a GPT2LM"),
        ({"config": {"architectures": ["T5Model"], "is_encoder_decoder": True}}, None, "a T5Model"),
        ({"config": {"architectures": ["BertModel"]}}, Task.STANCE, "has no labels"),
        (
            {"config": {"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}},
            Task.STANCE,
            "LABEL_0, LABEL_1",
        ),
        ({"modules": [MODULE | {"type": "custom_st.Transformer"}]}, None, "custom_st.Transformer"),
        ({"config": {"auto_map": {"AutoModel": "x"}, "model_type": "newish"}}, None, "never run"),
        (
            {"modules": [MODULE], "config_sentence_transformers": {"model_type": "SparseEncoder"}},
            None,
            "no embedder but a SparseEncoder",
        ),
        ({"config": {"architectures": 7}}, None, "description that cannot be read"),
        ({"modules": {"path": ""}}, None, "description that cannot be read"),
        ({}, None, r"no config\.json"),
    ],
)
def test_an_unfit_model_is_refused(
    tmp_path: Path, files: dict[str, object], wanted: Task | None, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        described(tmp_path, **files).task(wanted)


def test_only_the_files_that_inference_reads_are_needed() -> None:
    read = (
        "config.json",
        "sentence_bert_config.json",
        "tokenizer.json",
        "model-00001-of-00002.safetensors",
        "model.safetensors.index.json",
        "2_Dense/config.json",
        "2_Dense/model.safetensors",
    )
    other = (
        "README.md",
        "modeling.py",
        "pytorch_model.bin",
        "model.fp16.safetensors",
        "onnx/model.onnx",
        "onnx/model.safetensors",
        "training_args.bin",
    )

    needed = listing(*read, *other).needed(("", "1_Pooling", "2_Dense"))

    assert tuple(file.path for file in needed) == read


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        (("config.json", "pytorch_model.bin"), "pytorch_model.bin only: a pickle can run any code"),
        (("model.safetensors", "2_Dense/pytorch_model.bin"), "2_Dense/pytorch_model.bin only"),
        (("config.json",), "no weights"),
    ],
)
def test_weights_that_are_missing_or_pickled_are_refused(
    paths: tuple[str, ...], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        listing(*paths).needed(("", "2_Dense"))
