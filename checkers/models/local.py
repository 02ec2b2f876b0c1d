"""The model that a setting means, on this disk: a folder, or a pulled model by its name.

Nothing is looked up on the network, so that no run begins to download in its middle.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checkers.errors import BadSetting, ModelError
from checkers.models.card import hash_file
from checkers.models.pulled import (
    SHOWN,
    PulledModel,
    WeightFile,
    fingerprint,
    read_record,
    snapshot_folder,
)
from checkers.models.task import SETTINGS, Task

WEIGHT_SUFFIXES = frozenset({".safetensors", ".bin", ".pt", ".onnx"})
DESCRIPTIONS = ("modules.json", "config.json")


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model's folder under the title that verdicts record."""

    folder: Path
    title: str


def find_model(name: str, task: Task) -> LocalModel:
    """The folder of that path, or the pulled model of that name with its weights checked.

    Raises:
        BadSetting: it is no model's folder, or was not pulled, or was pulled for another task.
        ModelError: the weights are not those that were pulled.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _in_folder(folder, SETTINGS[task])
    if _looks_like_a_path(name):
        message = f"{SETTINGS[task]}={name} cannot be loaded: there is no such folder"
        raise BadSetting(message)
    model = read_record(name)
    if model is None:
        message = (
            f"{SETTINGS[task]}={name} cannot be loaded: pull it first: veredicto models pull {name}"
        )
        raise BadSetting(message)
    if model.task is not task:
        message = (
            f"{SETTINGS[task]}={name} cannot be loaded: it was pulled as {model.task}, which is "
            f"not what {SETTINGS[task]} takes"
        )
        raise BadSetting(message)
    return LocalModel(_checked_snapshot(model), model.title)


def _looks_like_a_path(name: str) -> bool:
    return name.startswith((".", "~", os.sep)) or name.count("/") > 1 or "\\" in name


def _in_folder(folder: Path, setting: str) -> LocalModel:
    if not any((folder / name).is_file() for name in DESCRIPTIONS):
        message = f"{setting}={folder} cannot be loaded: it holds no config.json or modules.json"
        raise BadSetting(message)
    weights = [file for file in folder.rglob("*") if file.suffix in WEIGHT_SUFFIXES]
    if not weights:
        message = f"{setting}={folder} cannot be loaded: it holds no weights"
        raise BadSetting(message)
    try:
        hashes = {file.relative_to(folder).as_posix(): hash_file(file) for file in weights}
    except OSError as error:
        message = f"{setting}={folder} cannot be loaded: {error.filename}: {error.strerror}"
        raise ModelError(message) from error
    return LocalModel(folder, f"{folder.resolve().name} ({fingerprint(hashes)[:SHOWN]})")


def _checked_snapshot(model: PulledModel) -> Path:
    """The snapshot's folder, once every weight was found to be the recorded one."""
    folder = snapshot_folder(model)
    damaged = _damaged(folder, model.weights)
    if damaged:
        message = (
            f"the pulled {model.name} is damaged ({', '.join(damaged)}): pull it again: "
            f"veredicto models pull {model.name} --revision {model.commit}"
        )
        raise ModelError(message)
    return folder


def _damaged(folder: Path, weights: Sequence[WeightFile]) -> list[str]:
    found = []
    for weight in weights:
        try:
            if hash_file(folder / weight.path) != weight.sha256:
                found.append(f"{weight.path} has another SHA-256")
        except OSError as error:
            found.append(f"{weight.path}: {error.strerror}")
    return found
