"""The few numbers that verdicts depend on, as data: `policy.toml`, or a file of the newsroom's.

`python -m training.policy` fits them on labelled rows; `docs/decisions` says with what result.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from checkers.errors import BadSetting

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Real = Annotated[float, Field(allow_inf_nan=False)]
SHIPPED = "policy.toml"


@dataclass(frozen=True, slots=True)
class Reliability:
    """Log odds that a piece of evidence is right about its side, linear in what is known of it."""

    intercept: Real
    certainty: Real
    """For each unit of log odds of the stance."""
    nearness: Real
    """For each tenth of cosine similarity above 0.9."""
    translation: Real
    """Where passage and claim are in two languages."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """From where on a passage is about something else."""

    least_similarity: Share
    """A passage below this cosine is,"""
    behind: Share
    """and one that is this much farther from the claim than the nearest passage of all,"""
    behind_in_translation: Share
    """or this much if it is in another language than the claim."""


@dataclass(frozen=True, slots=True)
class Ageing:
    """How evidence fades with its distance from the time that the claim speaks of."""

    half_life_years: Positive
    """Of a page that is older than the claim's time."""
    least: Share
    """However old it is, it keeps this share of its weight."""
    outdated_days: Positive
    """By how much the newest refutation must be newer than all support to overtake it."""


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Of verdicts other than "not enough evidence" with at least this confidence.

    `risk` is the share of wrong ones among them, `coverage` the share of claims that get one.
    """

    confidence: Share
    risk: Share
    coverage: Share


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of the verdicts in one language: a temperature and what each least confidence costs."""

    temperature: Positive
    risks: tuple[RiskPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """What evidence is worth, and when it is enough."""

    title: str
    stance: Reliability
    figures: Reliability
    trust: Share
    """What a voice that is certain is believed."""
    doubt: Share
    """Share of claims for which what was found tells nothing: any label is as likely then."""
    least_weight: Share
    """A piece that weighs less than this counts for nothing."""
    least_same_thing: Share
    """Probability from which a figure is taken to be the claim's."""
    least_confidence: Share
    """A verdict that is less sure than this is none: it would be a guess."""
    relevance: Relevance
    ageing: Ageing
    source_kinds: Mapping[str, Share]
    """What each kind of publisher keeps of its weight."""
    calibration: Mapping[str, Calibration]
    """By language of the claim."""
    max_risk: Share | None = None
    """Share of wrong verdicts that the newsroom accepts; None for no threshold."""

    @property
    def noted(self) -> str:
        """Every number as JSON, for the record of a run."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    def calibration_in(self, language: str) -> Calibration:
        """That of the language, or none at all."""
        return self.calibration.get(language, Calibration(temperature=1.0))

    def confidence_asked(self, language: str) -> float:
        """The confidence from which on a verdict is given; more than 1 where no risk is so low.

        It is the least at all, or the lowest whose risk is accepted, whichever is higher.
        """
        if self.max_risk is None:
            return self.least_confidence
        points = self.calibration_in(language).risks
        low_enough = [p.confidence for p in points if p.risk <= self.max_risk]
        return max(self.least_confidence, min(low_enough, default=1.01))

    @property
    def lowest_risks(self) -> tuple[tuple[str, float], ...]:
        """The lowest risk measured in each language at any confidence."""
        return tuple(
            (language, min(point.risk for point in one.risks))
            for language, one in self.calibration.items()
            if one.risks
        )

    def with_max_risk(self, max_risk: float | None) -> Policy:
        """The same policy with another accepted share of wrong verdicts."""
        return replace(self, max_risk=max_risk)


@cache
def shipped_policy() -> Policy:
    """The policy of `policy.toml` in this package."""
    return _policy(
        tomllib.loads(files("checkers.verdicts").joinpath(SHIPPED).read_text(encoding="utf-8"))
    )


def load_policy(path: Path | None) -> Policy:
    """The policy of a TOML or JSON file, or the shipped one.

    Raises:
        BadSetting: the file cannot be read, or a number is missing or out of range.
    """
    if path is None:
        return shipped_policy()
    try:
        text = path.read_text(encoding="utf-8")
        return _policy(json.loads(text) if path.suffix == ".json" else tomllib.loads(text))
    except OSError as error:
        message = f"the policy {path} cannot be read ({error.strerror})"
        raise BadSetting(message) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        message = f"the policy {path} cannot be used: {where}: {first['msg']}"
        raise BadSetting(message) from error
    except ValueError as error:
        message = f"the policy {path} cannot be used: {error}"
        raise BadSetting(message) from error


def parse_noted(noted: str) -> Policy:
    """The policy that a run noted (`Policy.noted`).

    Raises:
        BadSetting: it is none.
    """
    try:
        return TypeAdapter(Policy).validate_json(noted)
    except ValidationError as error:
        message = (
            "the run decided under a policy that this veredicto does not know: "
            "use the version that recorded it"
        )
        raise BadSetting(message) from error


def _policy(numbers: object) -> Policy:
    return TypeAdapter(Policy).validate_python(numbers)
