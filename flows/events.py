"""What Prefect's automations can act on: flagged claims, flipped verdicts, silent providers.

veredicto.claim.flagged    the evidence refutes a claim, or conflicts
veredicto.verdict.flipped  a claim has another verdict than before
veredicto.provider.silent  a provider answered none of the queries of a run
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter

from prefect.events import emit_event

from checkers.labels import SearchOutcome, VerdictLabel
from checkers.nouns import Claim, Report, Verdict

FLAGGED = frozenset({VerdictLabel.REFUTED, VerdictLabel.CONFLICTING_EVIDENCE})
_ANSWERS = frozenset({SearchOutcome.ANSWERED, SearchOutcome.EMPTY})


def tell_of(report: Report, before: Mapping[str, VerdictLabel]) -> None:
    """Emit the events of a run.

    Args:
        report: of the run, as it was recorded.
        before: the verdicts that claims of it had before, by the claims' identifiers.
    """
    claims = {claim.id: claim for claim in report.claims}
    for verdict in (one.verdict for one in report.assessments if one.verdict):
        claim = claims[verdict.claim_id]
        earlier = before.get(claim.id)
        if earlier is not None and earlier is not verdict.label:
            _emit("veredicto.verdict.flipped", report, claim, verdict, {"before": earlier.value})
        if verdict.label in FLAGGED and earlier is not verdict.label:
            _emit("veredicto.claim.flagged", report, claim, verdict, {})
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


def _emit(
    event: str, report: Report, claim: Claim, verdict: Verdict, more: Mapping[str, str]
) -> None:
    emit_event(
        event,
        resource={
            "prefect.resource.id": f"veredicto.claim.{claim.id}",
            "prefect.resource.name": claim.text,
        },
        related=[_article_of(report)],
        payload={
            "run": report.run.id,
            "verdict": verdict.id,
            "label": verdict.label.value,
            "confidence": verdict.confidence,
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
