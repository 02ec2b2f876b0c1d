"""Learns from the editors' decisions what the confidence of verdicts is worth."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from checkers.labels import VerdictLabel
from checkers.verdicts.calibrate import (
    ORDER,
    Classes,
    Floats,
    apply_temperature,
    columns_of,
    log_loss,
    recalibrated,
)
from checkers.verdicts.policy import Calibration, Policy, parse_noted
from veredicto.evaluation.metrics import expected_calibration_error
from warehouse.place import Place
from warehouse.query import named_queries, run_sql

LEAST_DECISIONS = 40
"""Of a language; half of them judge what the other half taught."""
NO_CALIBRATION = Calibration(temperature=1.0)


@dataclass(frozen=True, slots=True)
class Quality:
    """How well probabilities fit decisions: nats, and calibration error in [0, 1]; low is good."""

    log_loss: float
    ece: float


@dataclass(frozen=True, slots=True)
class LanguageOutcome:
    """What the decisions in one language taught; `after` is None where they were too few.

    `before` and `after` are of the half of the decisions that nothing was learned from.
    """

    language: str
    decisions: int
    held_out: int = 0
    before: Quality | None = None
    after: Quality | None = None

    @property
    def better(self) -> bool:
        """Whether what was learned fits held-out decisions better and is no worse calibrated."""
        if self.before is None or self.after is None:
            return False
        return self.after.log_loss < self.before.log_loss and self.after.ece <= self.before.ece


@dataclass(frozen=True, slots=True)
class _Decided:
    claim_id: str
    language: str
    raw: Mapping[VerdictLabel, float]
    """Before any temperature."""
    gold: VerdictLabel


def recalibrate(
    warehouse: Place, policy: Policy, *, patience_seconds: float
) -> tuple[Policy, tuple[LanguageOutcome, ...]]:
    """The policy with what was learned in the languages where that is better, and how it went.

    Decisions that a claim is not checkable teach nothing, nor do verdicts whose policy was not
    recorded. Claims are divided by hash, so that no claim teaches and judges.

    Raises:
        BadInput: there is no warehouse.
        WarehouseError: it cannot be read.
    """
    by_language: dict[str, list[_Decided]] = defaultdict(list)
    for one in _decisions(warehouse, patience_seconds):
        by_language[one.language].append(one)
    learned, outcomes = policy, []
    for language, decided in sorted(by_language.items()):
        outcome, trial = _learn(language, decided, learned)
        outcomes.append(outcome)
        learned = trial if outcome.better else learned
    return learned, tuple(outcomes)


def _learn(
    language: str, decided: Sequence[_Decided], policy: Policy
) -> tuple[LanguageOutcome, Policy]:
    teaching = [one for one in decided if _teaches(one.claim_id)]
    judging = [one for one in decided if not _teaches(one.claim_id)]
    if len(decided) < LEAST_DECISIONS or not teaching or not judging:
        return LanguageOutcome(language, len(decided)), policy
    bare = replace(policy, calibration={**policy.calibration, language: NO_CALIBRATION})
    trial = recalibrated(bare, language, *_columns(teaching))
    raw, gold = _columns(judging)
    before, after = (
        _quality(apply_temperature(raw, one.calibration_in(language).temperature), gold)
        for one in (policy, trial)
    )
    return LanguageOutcome(language, len(decided), len(judging), before, after), trial


def _quality(probabilities: Floats, gold: Classes) -> Quality:
    right = probabilities.argmax(axis=1) == gold
    return Quality(
        log_loss(probabilities, gold),
        expected_calibration_error(probabilities.max(axis=1), right),
    )


def _columns(decided: Sequence[_Decided]) -> tuple[Floats, Classes]:
    gold = np.array([ORDER.index(one.gold) for one in decided])
    return columns_of([dict(one.raw) for one in decided]), gold


def _teaches(claim_id: str) -> bool:
    return hashlib.sha256(claim_id.encode()).digest()[0] % 2 == 0


def _decisions(warehouse: Place, patience_seconds: float) -> list[_Decided]:
    sql = next(query.sql for query in named_queries() if query.name == "decisions")
    table = run_sql(warehouse, sql, patience_seconds=patience_seconds)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return [_read(row) for row in rows if row["decided"] is not None and row["policy"] is not None]


def _read(row: Mapping[str, object]) -> _Decided:
    language = str(row["language"])
    probabilities = row["probabilities"]
    if not isinstance(probabilities, dict):
        message = f"probabilities are a {type(probabilities).__name__}"
        raise TypeError(message)
    found = {VerdictLabel(label): float(value) for label, value in probabilities.items()}
    given_under = parse_noted(str(row["policy"])).calibration_in(language)
    columns = apply_temperature(columns_of([found]), 1 / given_under.temperature)
    return _Decided(
        claim_id=str(row["claim_id"]),
        language=language,
        raw=dict(zip(ORDER, columns[0].tolist(), strict=True)),
        gold=VerdictLabel(str(row["decided"])),
    )
