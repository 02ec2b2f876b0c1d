"""An evaluation as the JSON that other programs read (`eval.schema.json`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from veredicto.evaluation.scorer import SEED
from veredicto.evaluation.scores import ClassScore, Evaluation, LanguageMeasured, Metric, Tally

Json = dict[str, Any]
DIGITS = 6


def evaluation_object(evaluation: Evaluation) -> Json:
    """The object of one PATH."""
    scored = evaluation.scored
    found: Json = {
        "path": str(evaluation.path),
        "task": evaluation.task.value,
        "n": scored.n,
        "skipped": evaluation.skipped,
        "seconds": round(evaluation.seconds, 3),
        "models": dict(evaluation.models),
        **{count.name: count.value for count in scored.counts},
        "metrics": _metrics(scored.whole.metrics),
        "baselines": {one.name: _metrics(one.metrics) for one in scored.whole.baselines},
    }
    if scored.whole.classes:
        found["per_class"] = {one.name: _class(one) for one in scored.whole.classes}
    if scored.whole.references:
        found["references"] = _tallies(scored.whole.references)
    if scored.languages:
        found["per_language"] = {one.language: _language(one) for one in scored.languages}
    if scored.sampled_of is not None:
        found |= {"sampled_of": scored.sampled_of, "seed": SEED}
    return found


def _metrics(metrics: Sequence[Metric]) -> Json:
    return {metric.name: round(metric.value, DIGITS) for metric in metrics}


def _class(score: ClassScore) -> Json:
    return {
        "precision": round(score.precision, DIGITS),
        "recall": round(score.recall, DIGITS),
        "f1": round(score.f1, DIGITS),
        "support": score.support,
    }


def _language(one: LanguageMeasured) -> Json:
    found = {"n": one.measured.n, **_metrics(one.measured.metrics)}
    if one.measured.references:
        found["references"] = _tallies(one.measured.references)
    return found


def _tallies(tallies: Sequence[Tally]) -> Json:
    return {
        one.name: {"n": one.n, **{count.name: count.value for count in one.counts}}
        for one in tallies
    }
