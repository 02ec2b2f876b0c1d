"""Models that others made: tiny BERTs of our own, pulled from a hub on loopback."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from huggingface_hub import constants

from checkers.errors import BadSetting, ModelError
from checkers.labels import Stance
from checkers.models.embedder import load_embedder
from checkers.models.pulled import (
    PulledModel,
    WeightFile,
    fingerprint,
    list_pulled,
    record,
    snapshot_folder,
)
from checkers.models.stance import load_stance_model
from checkers.models.task import Task
from command import Veredicto
from servers.hub import Hub, read_folder
from servers.pages import PageServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transformers import BertConfig

LABELS = ("neutral", "CONTRADICTION", "entailment")
WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "query", "passage", ":", "llueve", "en", "marte", "no")
MARKS = {
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
}
WEIGHTS = "model.safetensors"


@dataclass(frozen=True)
class Tiny:
    """Folders of a classifier that always contradicts, and of a bare encoder."""

    stance: Path
    encoder: Path


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    import torch
    from transformers import BertForSequenceClassification, BertModel

    root = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(7)
    stance = BertForSequenceClassification(_config())
    with torch.no_grad():
        stance.classifier.bias[LABELS.index("CONTRADICTION")] = 9.0
    stance.save_pretrained(root / "stance")
    BertModel(_config()).save_pretrained(root / "encoder")
    for name in ("stance", "encoder"):
        _save_tokenizer(root / name)
    return Tiny(root / "stance", root / "encoder")


def _config() -> BertConfig:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        id2label=dict(enumerate(LABELS)),
        label2id={label: i for i, label in enumerate(LABELS)},
    )


def _save_tokenizer(folder: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    ids = {word: i for i, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(ids, MARKS["unk_token"]))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=64, **MARKS
    ).save_pretrained(folder)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cache = tmp_path / "hub"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    return cache


@pytest.fixture
def hub() -> Iterator[Hub]:
    with PageServer() as server:
        yield Hub(server)


@pytest.fixture
def command(tmp_path: Path, prefect_home: Path, hub: Hub, cache: Path) -> Veredicto:
    command = Veredicto(tmp_path, prefect_home)
    command.environment |= {"HF_ENDPOINT": hub.url, "HF_HUB_CACHE": str(cache)}
    return command


def pull(command: Veredicto, hub: Hub, name: str, folder: Path) -> str:
    commit = hub.publish(name, read_folder(folder))
    ended = command("models", "pull", name)
    assert ended.status == 0, ended.err
    return commit


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def keep(name: str, task: Task) -> Path:
    """Record a model whose weights are a few bytes; returns them."""
    content = b"weights"
    sha256 = hashlib.sha256(content).hexdigest()
    model = PulledModel(
        name=name,
        task=task,
        revision="main",
        commit="c" * 40,
        files=(WEIGHTS,),
        weights=(WeightFile(path=WEIGHTS, size=len(content), sha256=sha256),),
        pulled_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    folder = snapshot_folder(model)
    folder.mkdir(parents=True)
    (folder / WEIGHTS).write_bytes(content)
    record(model)
    return folder / WEIGHTS


def test_a_pulled_stance_model_judges_in_the_order_of_its_labels(
    tiny: Tiny, hub: Hub, command: Veredicto
) -> None:
    commit = pull(command, hub, "acme/tiny-stance", tiny.stance)
    hub.reset()

    model = load_stance_model("acme/tiny-stance")
    (row,) = model.judge([("llueve en marte", "no llueve")], ["es"])

    assert row.stance is Stance.REFUTES
    assert row.refutes > 0.99
    sha256 = sha256_of(tiny.stance / WEIGHTS)
    assert model.title == f"acme/tiny-stance {commit[:12]} ({sha256[:12]})"
    assert hub.tokens == []


def test_a_pulled_e5_is_prompted_although_it_does_not_say_how(
    tiny: Tiny, hub: Hub, command: Veredicto
) -> None:
    pull(command, hub, "acme/tiny-e5-es", tiny.encoder)

    e5, plain = load_embedder("acme/tiny-e5-es"), load_embedder(str(tiny.encoder))

    claim, passage = "llueve en marte", "no llueve"
    assert np.allclose(e5.embed_claims([claim]), plain.embed_claims([f"query: {claim}"]))
    assert np.allclose(e5.embed_passages([passage]), plain.embed_claims([f"passage: {passage}"]))
    assert not np.allclose(e5.embed_claims([claim]), plain.embed_claims([claim]))
    assert plain.title == f"encoder ({sha256_of(tiny.encoder / WEIGHTS)[:12]})"


def test_a_folder_without_the_three_labels_is_refused(tiny: Tiny, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny.stance, tmp_path / "unnamed")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config |= {"id2label": {i: f"LABEL_{i}" for i in range(3)}, "label2id": {}}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")

    with pytest.raises(ModelError, match="unnamed has the labels LABEL_0, LABEL_1, LABEL_2"):
        load_stance_model(str(folder))


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize(
    ("load", "task"), [(load_embedder, Task.EMBEDDER), (load_stance_model, Task.STANCE)]
)
def test_damaged_weights_are_refused_before_they_are_loaded(load: object, task: Task) -> None:
    assert callable(load)
    weights = keep("acme/model", task)
    weights.write_bytes(b"damage")

    with pytest.raises(ModelError, match=r"damaged.*models pull acme/model --revision cccc"):
        load("acme/model")

    weights.unlink()

    with pytest.raises(ModelError, match=r"No such file.*models pull acme/model --revision cccc"):
        load("acme/model")


def test_a_name_that_was_not_pulled_is_not_looked_up(cache: Path) -> None:
    with pytest.raises(BadSetting, match="pull it first: veredicto models pull acme/absent"):
        load_embedder("acme/absent")

    assert not cache.exists()


@pytest.mark.usefixtures("cache")
def test_a_model_pulled_for_something_else_is_refused() -> None:
    keep("acme/encoder", Task.EMBEDDER)

    with pytest.raises(BadSetting, match="acme/encoder cannot be loaded: it was pulled as embedd"):
        load_stance_model("acme/encoder")


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"no config\.json or modules\.json"):
        load_embedder(str(tmp_path))

    (tmp_path / "config.json").write_text("{}", encoding="utf-8")

    with pytest.raises(BadSetting, match="no weights"):
        load_embedder(str(tmp_path))


def test_a_folder_that_no_library_can_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8")
    (tmp_path / WEIGHTS).write_bytes(b"no weights")

    with pytest.raises(ModelError, match=r"VEREDICTO_EMBEDDER=.* cannot be loaded"):
        load_embedder(str(tmp_path))


@pytest.mark.usefixtures("cache")
def test_a_record_that_cannot_be_read_is_told() -> None:
    weights = keep("acme/model", Task.STANCE)
    assert [model.name for model in list_pulled()] == ["acme/model"]
    (weights.parents[2] / "veredicto.json").write_text("{", encoding="utf-8")

    with pytest.raises(ModelError, match="remove it and pull the model again"):
        list_pulled()


def test_the_hash_of_several_weights_depends_on_each_and_on_its_name() -> None:
    both = fingerprint({"a": "1", "b": "2"})

    assert both == fingerprint({"b": "2", "a": "1"})
    assert len({both, fingerprint({"a": "2", "b": "1"}), fingerprint({"a": "1"})}) == 3
