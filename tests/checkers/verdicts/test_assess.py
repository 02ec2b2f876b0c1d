from __future__ import annotations

from typing import TYPE_CHECKING

from builders import NOON, a_claim, a_source, an_article
from checkers.evidence.gather import EvidenceSet
from checkers.labels import ClaimStatus, Outcome, VerdictLabel
from checkers.nouns import Assessment, ClaimSearch, Query, SearchResult
from checkers.verdicts.assess import assess
from checkers.verdicts.policy import shipped_policy

if TYPE_CHECKING:
    from checkers.nouns import Claim, Source

NOTHING = EvidenceSet((), ())
CLAIM = a_claim("El puente se inauguró el lunes.")


def a_search(claim: Claim, sources: list[Source], *, answered: int) -> ClaimSearch:
    query = Query.of(claim.id, claim.text, "es")
    results = tuple(
        SearchResult(query.id, "corpus", source.url, None, None, rank)
        for rank, source in enumerate(sources, start=1)
    )
    return ClaimSearch(claim.id, (query,), results, (), answered)


def outcome_of(claim: Claim, search: ClaimSearch | None, sources: list[Source]) -> Assessment:
    searches = {claim.id: search} if search else {}
    (assessment,) = assess(
        an_article(),
        [claim],
        searches,
        sources,
        NOTHING,
        policy=shipped_policy(),
        published_before=None,
        decided_at=NOON,
    )
    return assessment


def test_silence_of_every_search_is_a_failure_and_no_verdict() -> None:
    assessment = outcome_of(CLAIM, a_search(CLAIM, [], answered=0), [])

    assert assessment.status is ClaimStatus.RETRIEVAL_FAILED
    assert assessment.verdict is None
    assert assessment.reason


def test_pages_that_all_failed_are_a_failure_and_no_verdict() -> None:
    page = a_source("x", outcome=Outcome.TIMEOUT)

    assessment = outcome_of(CLAIM, a_search(CLAIM, [page], answered=2), [page])

    assert assessment.status is ClaimStatus.RETRIEVAL_FAILED


def test_searches_that_answered_with_nothing_are_not_enough_evidence() -> None:
    assessment = outcome_of(CLAIM, a_search(CLAIM, [], answered=2), [])

    assert assessment.status is ClaimStatus.JUDGED
    assert assessment.reason is None
    assert assessment.verdict is not None
    assert assessment.verdict.label is VerdictLabel.NOT_ENOUGH_EVIDENCE


def test_a_statement_that_is_not_checked_keeps_its_reason() -> None:
    claim = a_claim("¿Y ahora qué?", excluded="es una pregunta")

    assessment = outcome_of(claim, None, [])

    assert (assessment.status, assessment.reason) == (ClaimStatus.NOT_CHECKED, "es una pregunta")
    assert assessment.verdict is None
