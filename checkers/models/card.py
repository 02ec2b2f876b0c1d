"""What a shipped weight says of itself in `veredicto.json`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from checkers.errors import ModelError

CARD_FILE = "veredicto.json"
# What a card means that says nothing of it: the languages and the licence of this distribution.
LANGUAGES, LICENCE = ("es", "en"), "Apache-2.0"


class Card(BaseModel):
    """What all weights that ship say of themselves; the file `WEIGHTS` beside it has the hash.

    `beside` has those of the other files that what they say depends on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    WEIGHTS: ClassVar[str]

    name: str
    version: str
    task: str
    sha256: str
    languages: tuple[str, ...] = LANGUAGES
    licence: str = LICENCE
    beside: dict[str, str] = {}

    @property
    def title(self) -> str:
        """Name, version and the beginning of the weights' hash, as verdicts record them."""
        return f"{self.name} {self.version} ({self.sha256[:12]})"


C = TypeVar("C", bound=Card)


class NetworkCard(Card):
    """How an ONNX network is read: longest input in tokens, prompts, labels, temperatures."""

    WEIGHTS: ClassVar[str] = "model.onnx"

    longest: int
    prompts: dict[str, str] = {}
    labels: tuple[str, ...] = ()
    temperatures: dict[str, float] = {}


def shipped(task: str) -> Path:
    """The folder of the weights that ship for `task`.

    Raises:
        ModelError: this installation has no such weights.
    """
    with as_file(files("checkers.models") / "weights" / task) as folder:
        if not (folder / CARD_FILE).is_file():
            message = f"the shipped {task} weights are missing: install veredicto again"
            raise ModelError(message)
        return folder


def read_card(folder: Path, kind: type[C]) -> C:
    """The folder's card, after its files were checked against the recorded SHA-256.

    Raises:
        ModelError: the card cannot be read or the weights are not those that it describes.
    """
    try:
        card = kind.model_validate_json((folder / CARD_FILE).read_bytes())
        recorded = {kind.WEIGHTS: card.sha256, **card.beside}
        found = {name: hash_file(folder / name) for name in recorded}
    except (OSError, ValidationError) as error:
        message = f"the weights in {folder} cannot be read ({error}): install veredicto again"
        raise ModelError(message) from error
    damaged = [f"{name}, SHA-256 {found[name]}" for name in found if found[name] != recorded[name]]
    if damaged:
        message = f"the weights in {folder} are damaged ({damaged[0]}): install veredicto again"
        raise ModelError(message)
    return card


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's content.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _AnyCard(Card):
    """What every shipped card has in common, whatever its weights are."""

    model_config = ConfigDict(extra="ignore", frozen=True)


@dataclass(frozen=True, slots=True)
class ShippedWeights:
    """Weights that came with this installation; `size` is in bytes, the tokenizer's included."""

    name: str
    version: str
    task: str
    languages: tuple[str, ...]
    licence: str
    sha256: str
    size: int


def list_shipped() -> tuple[ShippedWeights, ...]:
    """The weights that ship, by task; their cards are read and the weights are not.

    Raises:
        ModelError: a card cannot be read.
    """
    with as_file(files("checkers.models") / "weights") as root:
        return tuple(_shipped_weights(card) for card in sorted(root.glob(f"*/{CARD_FILE}")))


def _shipped_weights(path: Path) -> ShippedWeights:
    try:
        card = _AnyCard.model_validate_json(path.read_bytes())
        sizes = [file.stat().st_size for file in path.parent.iterdir() if file != path]
    except (OSError, ValidationError) as error:
        message = f"the card {path} cannot be read ({error}): install veredicto again"
        raise ModelError(message) from error
    return ShippedWeights(
        card.name, card.version, card.task, card.languages, card.licence, card.sha256, sum(sizes)
    )
