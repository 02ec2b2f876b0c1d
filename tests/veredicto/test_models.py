from __future__ import annotations

import hashlib
import json
import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from checkers.models.card import list_shipped
from command import SECONDS, Finished, Veredicto
from servers.hub import Asked, Hub
from servers.pages import PageServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "acme/stance"
MEBIBYTE = 1 << 20
KEY = "hf_for-the-hub-only"
WEIGHTS = "model.safetensors"


def config(*labels: str, architecture: str = "BertForSequenceClassification") -> bytes:
    facts = {
        "architectures": [architecture],
        "model_type": "bert",
        "id2label": {str(i): label for i, label in enumerate(labels)},
    }
    return json.dumps(facts).encode()


STANCE = {
    "config.json": config("contradiction", "entailment", "neutral"),
    "tokenizer.json": b"{}",
    "tokenizer_config.json": b"{ }",
    WEIGHTS: b"weights" * 1000,
    "README.md": b"# read me",
    "pytorch_model.bin": b"pickle",
    "onnx/model.onnx": b"onnx",
    "training_args.bin": b"pickle",
}
BARE = config(architecture="BertModel")


@pytest.fixture(scope="module")
def server() -> Iterator[PageServer]:
    with PageServer() as server:
        yield server


@pytest.fixture
def hub(server: PageServer) -> Iterator[Hub]:
    hub = Hub(server)
    yield hub
    hub.reset()


@pytest.fixture
def command(without_flows: Veredicto, tmp_path: Path, hub: Hub) -> Veredicto:
    without_flows.environment |= {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "hf")}
    return without_flows


def pulled(command: Veredicto, **variables: str) -> list[dict[str, object]]:
    models = command("models", "list", "--json", **variables).json
    return [model for model in models if model["origin"] == "pulled"]


def one_line(ended: Finished, *words: str) -> bool:
    lines = ended.err.strip().splitlines()
    assert lines[-1].startswith("veredicto: "), ended.err
    assert all(word in lines[-1] for word in words), lines[-1]
    assert len(lines) == 1 or (len(lines) == 2 and lines[0].startswith("pulling "))
    return not ended.out


def test_a_pulled_model_is_recorded_with_commit_and_hash(command: Veredicto, hub: Hub) -> None:
    commit = hub.publish(NAME, STANCE)
    sha256 = hashlib.sha256(STANCE[WEIGHTS]).hexdigest()

    ended = command("models", "pull", NAME)

    assert ended.status == 0
    assert f"{NAME} {commit[:12]} ({sha256[:12]}): stance" in ended.out
    (model,) = pulled(command, VEREDICTO_STANCE_MODEL=NAME)
    assert (model["name"], model["task"], model["version"]) == (NAME, "stance", commit)
    assert (model["sha256"], model["size"]) == (sha256, len(STANCE[WEIGHTS]))
    assert (model["revision"], model["in_use"]) == ("main", True)


def test_only_what_inference_reads_is_fetched_and_once(command: Veredicto, hub: Hub) -> None:
    hub.publish(NAME, STANCE)

    command("models", "pull", NAME)
    command("models", "pull", NAME)

    needed = ["config.json", WEIGHTS, "tokenizer.json", "tokenizer_config.json"]
    assert sorted(hub.got) == needed


def test_the_files_of_modules_are_fetched_too(command: Veredicto, hub: Hub) -> None:
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Dense", "type": "sentence_transformers.models.Dense"},
    ]
    files = {
        "config.json": BARE,
        "modules.json": json.dumps(modules).encode(),
        WEIGHTS: b"weights",
        "1_Dense/config.json": b"{}",
        f"1_Dense/{WEIGHTS}": b"more",
    }
    hub.publish("acme/embedder", files)

    ended = command("models", "pull", "acme/embedder")

    assert ended.status == 0, ended.err
    assert sorted(hub.got) == sorted(files)
    assert [model["task"] for model in pulled(command)] == ["embedder"]


def test_a_pull_that_was_cut_goes_on_where_it_was(command: Veredicto, hub: Hub) -> None:
    weights = os.urandom(24 * MEBIBYTE)
    hub.publish(NAME, STANCE | {WEIGHTS: weights})
    hub.cut(WEIGHTS, 12 * MEBIBYTE)

    cut = command("models", "pull", NAME)

    assert cut.status == 1
    assert one_line(cut, "goes on where this one was")
    assert pulled(command) == []
    hub.mend()
    before = len(hub.asked)

    ended = command("models", "pull", NAME)

    assert ended.status == 0, ended.err
    assert Asked(WEIGHTS, "GET", f"bytes={10 * MEBIBYTE}-") in hub.asked[before:]
    assert Asked(WEIGHTS, "GET", None) not in hub.asked[before:]
    assert "config.json" not in [asked.file for asked in hub.asked[before:]]
    assert [model["size"] for model in pulled(command)] == [len(weights)]


def test_a_pull_that_was_interrupted_goes_on_where_it_was(command: Veredicto, hub: Hub) -> None:
    weights = os.urandom(24 * MEBIBYTE)
    hub.publish(NAME, STANCE | {WEIGHTS: weights})
    hub.stall(WEIGHTS, 12 * MEBIBYTE)
    blobs = command.folder / "hf" / "hub" / "models--acme--stance" / "blobs"
    with command.start("models", "pull", NAME) as pulling:
        deadline = time.monotonic() + SECONDS
        while sum(part.stat().st_size for part in blobs.glob("*.incomplete")) < 10 * MEBIBYTE:
            assert time.monotonic() < deadline
            time.sleep(0.1)

        pulling.send_signal(signal.SIGINT)
        out, err = pulling.communicate(timeout=SECONDS)

    assert pulling.returncode == 1
    assert one_line(Finished(1, out.decode(), err.decode()), "interrupted")
    hub.mend()

    ended = command("models", "pull", NAME)

    assert ended.status == 0, ended.err
    assert Asked(WEIGHTS, "GET", f"bytes={10 * MEBIBYTE}-") in hub.asked


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (
            {"config.json": config("LABEL_0", "LABEL_1", "LABEL_2"), WEIGHTS: b"w"},
            ("LABEL_0, LABEL_1, LABEL_2", "entailment, neutral and contradiction"),
        ),
        (
            {"config.json": config("entailment", "neutral", "contradiction"), "model.bin": b"w"},
            ("model.bin only", "pickle", ".safetensors is needed"),
        ),
    ],
)
def test_an_unfit_model_is_refused_before_its_weights_come(
    command: Veredicto, hub: Hub, files: dict[str, bytes], words: tuple[str, ...]
) -> None:
    hub.publish(NAME, files)

    ended = command("models", "pull", NAME)

    assert ended.status == 2
    assert one_line(ended, NAME, *words)
    assert pulled(command) == []
    assert not {WEIGHTS, "model.bin"} & set(hub.got)


def test_a_model_made_for_something_else_is_refused_for_the_task(
    command: Veredicto, hub: Hub
) -> None:
    hub.publish("acme/encoder", {"config.json": BARE, WEIGHTS: b"w"})
    hub.publish(NAME, STANCE)

    encoder = command("models", "pull", "acme/encoder", "--task", "stance")
    stance = command("models", "pull", NAME, "--task", "embedder")

    assert (encoder.status, stance.status) == (2, 2)
    assert one_line(encoder, "no labels", "entailment, neutral and contradiction")
    assert one_line(stance, "BertForSequenceClassification", "no embedder")


@pytest.mark.parametrize(
    ("status", "code", "expected", "words"),
    [
        (404, None, 2, ("has no model acme/stance", "spelling")),
        (401, "RepoNotFound", 2, ("has no model acme/stance", "HF_TOKEN")),
        (403, "GatedRepo", 2, ("not open to everyone", "HF_TOKEN")),
        (404, "RevisionNotFound", 2, ("no revision",)),
        (429, None, 1, ("asks to wait",)),
    ],
)
def test_what_a_hub_refuses_is_told_in_one_line(
    command: Veredicto, hub: Hub, status: int, code: str, expected: int, words: tuple[str, ...]
) -> None:
    hub.refuse(NAME, status, code)

    ended = command("models", "pull", NAME, HF_TOKEN=KEY)

    assert ended.status == expected
    assert one_line(ended, *words)
    assert KEY not in ended.err


def test_a_model_that_is_not_open_to_everyone_is_told(command: Veredicto, hub: Hub) -> None:
    hub.publish(NAME, STANCE, gated=True)

    ended = command("models", "pull", NAME)

    assert ended.status == 2
    assert one_line(ended, "not open to everyone", "HF_TOKEN")


def test_the_token_goes_to_the_hub_alone_and_is_not_shown(command: Veredicto, hub: Hub) -> None:
    hub.publish(NAME, STANCE)

    ended = command("models", "pull", NAME, HF_TOKEN=KEY)

    assert ended.status == 0
    assert set(hub.tokens) == {f"Bearer {KEY}"}
    assert set(hub.storage_tokens) == {None}
    assert KEY not in ended.out + ended.err


@pytest.mark.parametrize(
    ("name", "variables", "expected", "words"),
    [
        (NAME, {"HF_ENDPOINT": "http://127.0.0.1:9"}, 1, ("127.0.0.1:9 does not answer",)),
        (NAME, {"HF_HUB_OFFLINE": "1"}, 2, ("HF_HUB_OFFLINE",)),
        (NAME, {"HF_TOKEN": "hf_s\u00e9cret"}, 1, ("HF_TOKEN",)),
        ("a/b/c", {}, 2, ("no name of a model",)),
        ("acme/st ance", {}, 2, ("no name of a model",)),
    ],
)
def test_a_pull_that_cannot_begin_is_told_in_one_line(
    command: Veredicto, name: str, variables: dict[str, str], expected: int, words: tuple[str, ...]
) -> None:
    ended = command("models", "pull", name, **variables)

    assert ended.status == expected
    assert one_line(ended, *words)
    assert "cret" not in ended.err


def test_a_full_disk_is_told_and_nothing_is_recorded(command: Veredicto, hub: Hub) -> None:
    hub.publish(NAME, STANCE)
    blobs = command.folder / "hf" / "hub" / "models--acme--stance" / "blobs"
    blobs.mkdir(parents=True)
    sha256 = hashlib.sha256(STANCE[WEIGHTS]).hexdigest()
    (blobs / f"{sha256}.veredicto.incomplete").symlink_to("/dev/full")

    ended = command("models", "pull", NAME)

    assert ended.status == 1
    assert one_line(ended, "No space left", "HF_HOME")
    assert pulled(command) == []


def test_pulling_again_mends_a_damaged_model(command: Veredicto, hub: Hub) -> None:
    commit = hub.publish(NAME, STANCE)
    command("models", "pull", NAME)
    snapshot = command.folder / "hf" / "hub" / "models--acme--stance" / "snapshots" / commit
    (snapshot / WEIGHTS).write_bytes(b"damage")
    (snapshot / "tokenizer.json").write_bytes(b"damage")
    hub.asked.clear()

    ended = command("models", "pull", NAME)

    assert ended.status == 0, ended.err
    assert (snapshot / WEIGHTS).read_bytes() == STANCE[WEIGHTS]
    assert sorted(hub.got) == [WEIGHTS, "tokenizer.json"]


def test_the_list_shows_what_ships_and_what_is_in_use(command: Veredicto) -> None:
    ended = command("models", "list", COLUMNS="120")

    assert ended.status == 0
    assert "veredicto-stance-es-en" in ended.out
    assert ended.out.count("●") == len(list_shipped()) + 1  # and the line that explains it

    other = command("models", "list", "--json", VEREDICTO_STANCE_MODEL=NAME).json

    in_use = {model["task"]: model["in_use"] for model in other}
    assert (in_use["embedder"], in_use["stance"]) == (True, False)


def test_a_setting_that_names_no_model_here_is_told(command: Veredicto) -> None:
    ended = command("models", "list", VEREDICTO_STANCE_MODEL=NAME)

    assert ended.err.strip() == (
        f"VEREDICTO_STANCE_MODEL={NAME} is not here: veredicto models pull {NAME}"
    )
