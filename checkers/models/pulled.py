"""The records of models that were pulled.

A pulled model lies in the cache of `huggingface_hub` (`HF_HUB_CACHE`, or `HF_HOME`), where other
programs find it too. Its record, `veredicto.json`, lies there in the model's folder beside the
snapshots: what removes the model removes the record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from checkers.errors import ModelError
from checkers.models.card import CARD_FILE
from checkers.models.task import Task

SHOWN = 12


class WeightFile(BaseModel):
    """A file of weights inside a snapshot; `size` is in bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    size: int
    sha256: str


class PulledModel(BaseModel):
    """What was recorded when a model was pulled. `revision` was asked for, `commit` was got."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    task: Task
    revision: str
    commit: str
    files: tuple[str, ...]
    weights: tuple[WeightFile, ...]
    pulled_at: datetime

    @property
    def sha256(self) -> str:
        """One hash for all of its weights."""
        return fingerprint({weight.path: weight.sha256 for weight in self.weights})

    @property
    def size(self) -> int:
        """Bytes of its weights."""
        return sum(weight.size for weight in self.weights)

    @property
    def title(self) -> str:
        """Name and the beginnings of commit and hash, as verdicts record them."""
        return f"{self.name} {self.commit[:SHOWN]} ({self.sha256[:SHOWN]})"


def fingerprint(hashes: Mapping[str, str]) -> str:
    """The SHA-256 of weights from that of each file by path: of a single file, its own."""
    if len(hashes) == 1:
        return next(iter(hashes.values()))
    lines = "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def model_cache() -> Path:
    """The cache of `huggingface_hub`, as `HF_HUB_CACHE` or `HF_HOME` place it."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE).expanduser()


def model_folder(name: str) -> Path:
    """Where the cache keeps everything of a model, pulled or not."""
    from huggingface_hub.file_download import repo_folder_name

    return model_cache() / repo_folder_name(repo_id=name, repo_type="model")


def snapshot_folder(model: PulledModel) -> Path:
    """Where the snapshot of a pulled model lies, whether or not it is still there."""
    return model_folder(model.name) / "snapshots" / model.commit


def record(model: PulledModel) -> None:
    """Write down that the model was pulled, in place of an earlier record of its name.

    Raises:
        OSError: the record cannot be written.
    """
    path = model_folder(model.name) / CARD_FILE
    written = path.with_suffix(".new")
    written.write_text(model.model_dump_json(indent=2) + "\n", encoding="utf-8")
    written.replace(path)


def read_record(name: str) -> PulledModel | None:
    """What was recorded of the model of that name; None if it was not pulled.

    Raises:
        ModelError: the record cannot be read.
    """
    path = model_folder(name) / CARD_FILE
    return _read_record(path) if path.is_file() else None


def list_pulled() -> tuple[PulledModel, ...]:
    """The models that were pulled into this cache, by name; their weights are not read.

    Raises:
        ModelError: a record cannot be read.
    """
    paths = sorted(model_cache().glob(f"models--*/{CARD_FILE}"))
    return tuple(_read_record(path) for path in paths)


def _read_record(path: Path) -> PulledModel:
    try:
        return PulledModel.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        message = f"the record {path} cannot be read ({error}): remove it and pull the model again"
        raise ModelError(message) from error
