"""What Prefect's automations can act on: flagged claims, flipped verdicts, silent providers.

veredicto.claim.flagged    a claim is refuted, contested, worth a person's check, or repeats what
                           was found false; the payload says which
veredicto.verdict.flipped  a claim has another verdict than before
veredicto.provider.silent  a provider answered none of the queries of a run

What a run left as it was is no event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter

from prefect.events import emit_event

from checkers.labels import SearchOutcome, VerdictLabel
from checkers.nouns import Assessment, Claim, Report
from checkers.verdicts.flags import Flag, flagged

_ANSWERS = frozenset({SearchOutcome.ANSWERED, SearchOutcome.EMPTY})
Payload = Mapping[str, str | list[str]]


def tell_of(report: Report, before: Mapping[str, VerdictLabel]) -> None:
    """Emit the events of a run.

    Args:
        report: of the run, as it was recorded.
        before: the verdicts that claims of it had before, by the claims' identifiers.
    """
    flags = {flag.claim.id: flag for flag in flagged(report)}
    for claim, one in zip(report.claims, report.assessments, strict=True):
        label = one.verdict.label if one.verdict else None
        earlier = before.get(claim.id)
        if one.carried_from is not None or (label is earlier and label is not None):
            continue
        if label is not None and earlier is not None:
            _emit("veredicto.verdict.flipped", report, claim, one, {"before": earlier.value})
        if claim.id in flags:
            _emit("veredicto.claim.flagged", report, claim, one, _why(flags[claim.id]))
    for provider in silent_providers(report):
        emit_event(
            "veredicto.provider.silent",
            resource={"prefect.resource.id": f"veredicto.provider.{provider}"},
            related=[_article_of(report)],
            payload={"run": report.run.id},
        )


def silent_providers(report: Report) -> Iterator[str]:
    """The providers that were asked, and answered nothing that was asked of them."""
    provider = attrgetter("provider")
    answers = sorted((one for search in report.searches for one in search.answers), key=provider)
    for name, given in groupby(answers, provider):
        if not any(one.outcome in _ANSWERS for one in given):
            yield name


def _why(flag: Flag) -> Payload:
    return {
        "reasons": [reason.value for reason in flag.reasons],
        "repeats": [one.earlier_id for one in flag.checked_before],
        "fact_checks": [one.fact_check.url for one in flag.fact_checks],
    }


def _emit(event: str, report: Report, claim: Claim, one: Assessment, more: Payload) -> None:
    verdict = one.verdict
    reasons = more.get("reasons", ())
    emit_event(
        event,
        resource={
            "prefect.resource.id": f"veredicto.claim.{claim.id}",
            "prefect.resource.name": claim.text,
            # An automation can ask for labels of the resource only.
            **{f"veredicto.reason.{reason}": "true" for reason in reasons},
        },
        related=[_article_of(report)],
        payload={
            "run": report.run.id,
            "status": one.status.value,
            "verdict": verdict and verdict.id,
            "label": verdict and verdict.label.value,
            "confidence": verdict and verdict.confidence,
            "check_worthiness": claim.check_worthiness,
            "language": report.article.language,
            **more,
        },
    )


def _article_of(report: Report) -> dict[str, str]:
    article = report.article
    return {
        "prefect.resource.id": f"veredicto.article.{article.id}",
        "prefect.resource.role": "article",
        "prefect.resource.name": article.title or article.url or article.id,
    }
