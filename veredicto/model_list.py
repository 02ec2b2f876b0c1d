"""The models of this installation beside the settings that choose among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from checkers.models.card import ShippedWeights, list_shipped
from checkers.models.pulled import PulledModel, list_pulled
from checkers.models.task import SETTINGS, Task
from veredicto.settings import Settings


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model that ships or was pulled.

    `version` of a pulled model is its commit, `revision` what was asked for; `size` is in bytes.
    Its languages and licence are its maker's to tell, on its page.
    """

    name: str
    version: str
    task: str
    origin: str
    size: int
    sha256: str
    in_use: bool
    languages: tuple[str, ...] = ()
    licence: str = ""
    revision: str | None = None
    pulled_at: str | None = None

    @property
    def facts(self) -> dict[str, object]:
        """The fields by name, for JSON."""
        return asdict(self)


def known_models(settings: Settings) -> tuple[KnownModel, ...]:
    """The models that ship, then those that were pulled; cards are read and no model is loaded.

    Raises:
        ModelError: a card or a record cannot be read.
    """
    chosen = {Task.EMBEDDER: settings.embedder, Task.STANCE: settings.stance_model}
    shipped = (_shipped(weights, chosen) for weights in list_shipped())
    return (*shipped, *(_pulled(model, chosen) for model in list_pulled()))


def unknown_settings(settings: Settings, known: Sequence[KnownModel]) -> tuple[str, ...]:
    """A line for each setting that names a folder, or a model that is not here."""
    names = {(model.task, model.name) for model in known}
    lines = []
    for task, value in ((Task.EMBEDDER, settings.embedder), (Task.STANCE, settings.stance_model)):
        if value is None or (task, value) in names:
            continue
        folder = Path(value).expanduser().is_dir()
        state = "a folder" if folder else f"not here: veredicto models pull {value}"
        lines.append(f"{SETTINGS[task]}={value} is {state}")
    return tuple(lines)


def _shipped(weights: ShippedWeights, chosen: dict[Task, str | None]) -> KnownModel:
    # The other shipped weights, heads on sentence vectors, read those of the shipped embedder only.
    task = Task.STANCE if weights.task == Task.STANCE else Task.EMBEDDER
    return KnownModel(
        name=weights.name,
        version=weights.version,
        task=weights.task,
        origin="shipped",
        size=weights.size,
        sha256=weights.sha256,
        in_use=chosen[task] is None,
        languages=weights.languages,
        licence=weights.licence,
    )


def _pulled(model: PulledModel, chosen: dict[Task, str | None]) -> KnownModel:
    return KnownModel(
        name=model.name,
        version=model.commit,
        task=model.task,
        origin="pulled",
        size=model.size,
        sha256=model.sha256,
        in_use=chosen[model.task] == model.name,
        revision=model.revision,
        pulled_at=model.pulled_at.isoformat(),
    )
