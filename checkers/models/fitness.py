"""What a model is fit for, read from its description before its weights are fetched."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from checkers.errors import BadInput, ModelError
from checkers.models.task import Task

CONFIG, MODULES, SENTENCE_CONFIG = (
    "config.json",
    "modules.json",
    "config_sentence_transformers.json",
)
CLASSIFIER = "ForSequenceClassification"
# An encoder without a modules.json is one of these; sentence-transformers then averages its tokens.
BARE_ENCODERS, GENERATORS = ("Model", "ForMaskedLM"), ("HeadModel", "HeadsModel")
SENTENCE_TRANSFORMER = "SentenceTransformer"


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Config(_Lenient):
    """The part of `config.json` that tells what a model is."""

    architectures: tuple[str, ...] | None = None
    model_type: str = ""
    id2label: dict[int, str] = {}
    is_encoder_decoder: bool = False
    is_decoder: bool = False
    auto_map: dict[str, object] | None = None


class _Module(_Lenient):
    """A line of `modules.json`."""

    path: str
    type: str


class _SentenceConfig(_Lenient):
    """The part of `config_sentence_transformers.json` that tells which class it is for."""

    kind: str = Field(SENTENCE_TRANSFORMER, alias="model_type")


class Description:
    """A model as the description files in `folder` tell it.

    Raises:
        BadInput: they are missing or cannot be read.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._has_modules = (folder / MODULES).is_file()
        self._has_config = (folder / CONFIG).is_file()
        if not (self._has_modules or self._has_config):
            message = f"{name} is no transformers model: it has no {CONFIG}"
            raise BadInput(message)
        try:
            self._config = _Config.model_validate_json(_read(folder / CONFIG, "{}"))
            self._modules = _MODULES.validate_json(_read(folder / MODULES, "[]"))
            self._kind = _SentenceConfig.model_validate_json(
                _read(folder / SENTENCE_CONFIG, "{}")
            ).kind
        except (OSError, ValueError) as error:
            reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
            message = f"{name} has a description that cannot be read: {reason}"
            raise BadInput(message) from error

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders of its snapshot that inference reads; the root is an empty string."""
        return tuple(dict.fromkeys(("", *(module.path for module in self._modules))))

    def task(self, wanted: Task | None) -> Task:
        """The task that the model is fit for: the wanted one, or else the one it was made for.

        Raises:
            BadInput: it is not fit for it, or only with code of its own.
        """
        task = wanted or (Task.STANCE if self._is_classifier else Task.EMBEDDER)
        self._refuse_own_code()
        if task is Task.STANCE:
            self._refuse_other_labels()
        else:
            self._refuse_no_embedder()
        return task

    @property
    def _is_classifier(self) -> bool:
        return any(name.endswith(CLASSIFIER) for name in self._config.architectures or ())

    def _refuse_own_code(self) -> None:
        foreign = [m.type for m in self._modules if not m.type.startswith("sentence_transformers.")]
        if foreign:
            message = f"{self._name} needs code of its own ({foreign[0]}), which is never run"
            raise BadInput(message)
        if self._config.auto_map and not _known(self._config.model_type):
            message = (
                f"{self._name} needs code of its own (architecture {self._config.model_type!r}), "
                "which is never run"
            )
            raise BadInput(message)

    def _refuse_other_labels(self) -> None:
        from checkers.models.stance import stance_order

        try:
            stance_order(self._config.id2label, self._name)
        except ModelError as error:
            message = f"as a stance model {error}"
            raise BadInput(message) from error

    def _refuse_no_embedder(self) -> None:
        names = self._config.architectures or ()
        found = ", ".join(names) or self._config.model_type or "something else"
        if self._has_modules:
            fit, found = self._kind == SENTENCE_TRANSFORMER, self._kind
        else:
            fit = not (self._config.is_encoder_decoder or self._config.is_decoder) and all(
                name.endswith(BARE_ENCODERS) and not name.endswith(GENERATORS) for name in names
            )
        if not fit:
            message = (
                f"{self._name} is no embedder but a {found}; a sentence-transformers model (with "
                f"{MODULES}) or a bare encoder is needed"
            )
            raise BadInput(message)


_MODULES = TypeAdapter(tuple[_Module, ...])


def _read(path: Path, absent: str) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else absent


def _known(model_type: str) -> bool:
    """Whether the installed transformers has the architecture, so that no other code is needed."""
    # Takes seconds, and few models say that they have code of their own.
    from transformers import CONFIG_MAPPING

    return model_type in CONFIG_MAPPING
