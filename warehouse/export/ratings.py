"""The scale that labels are published on."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from checkers.errors import BadSetting
from checkers.labels import VerdictLabel
from checkers.nouns import Rating

SHIPPED = "ratings.toml"


class _Step(BaseModel):
    """A label on the scale."""

    model_config = ConfigDict(extra="forbid", str_min_length=1, str_strip_whitespace=True)

    es: str
    en: str
    value: int | None = None


class _Scale(BaseModel):
    """A file of ratings."""

    model_config = ConfigDict(extra="forbid")

    worst: int
    best: int
    supported: _Step
    refuted: _Step
    conflicting_evidence: _Step
    not_enough_evidence: _Step

    @model_validator(mode="after")
    def _in_bounds(self) -> Self:
        least, most = sorted((self.worst, self.best))
        for label in VerdictLabel:
            value = self.step(label).value
            if value is not None and not least <= value <= most:
                message = f"{label}.value is {value}, not between worst and best"
                raise ValueError(message)
        return self

    def step(self, label: VerdictLabel) -> _Step:
        """Where a label stands."""
        step: _Step = getattr(self, label.value)
        return step


@dataclass(frozen=True, slots=True)
class Ratings:
    """What each label is called in Spanish and English, and which number it has if any."""

    scale: _Scale

    def rate(self, label: VerdictLabel, language: str) -> Rating:
        """The rating of a label in the words of a language; English for one that is not served."""
        step = self.scale.step(label)
        words = step.es if language == "es" else step.en
        if step.value is None:
            return Rating(words, reading=label)
        return Rating(words, step.value, self.scale.best, self.scale.worst, label)


def load_ratings(path: Path | None = None) -> Ratings:
    """The scale of a TOML file, or the shipped one.

    Raises:
        BadSetting: The file cannot be read or is no scale.
    """
    file = files("warehouse.export") / SHIPPED if path is None else path
    try:
        return Ratings(_Scale.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadSetting(
            f"{path} is no scale of ratings: {where + ': ' if where else ''}{first['msg']}."
            " Copy warehouse/export/ratings.toml and change it."
        ) from error
    except (OSError, ValueError) as error:
        raise BadSetting(f"{path} cannot be read as a scale of ratings: {error}.") from error
