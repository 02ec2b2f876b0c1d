"""What a run can say of each claim: judged, not checked, or not to be judged for lack of pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from checkers.articles import Article
from checkers.evidence.gather import EvidenceSet
from checkers.evidence.voices import copies_of, voices_of
from checkers.labels import ClaimStatus
from checkers.nouns import Assessment, Claim, ClaimSearch, Evidence, Source, Verdict
from checkers.search.editor import OF_PEOPLE, left_out_in, named_sources
from checkers.verdicts.aggregate import decide
from checkers.verdicts.policy import Policy
from checkers.verdicts.weigh import Grounds

SEARCHES_FAILED = {
    "es": "Ninguna búsqueda respondió: el silencio no dice nada de esta afirmación.",
    "en": "No search answered: the silence says nothing about this claim.",
}
PAGES_FAILED = {
    "es": "Ninguna de las {count} páginas encontradas se pudo leer.",
    "en": "None of the {count} pages found could be read.",
}


def assess(
    article: Article,
    claims: Sequence[Claim],
    searches: Mapping[str, ClaimSearch],
    sources: Sequence[Source],
    found: EvidenceSet,
    *,
    policy: Policy,
    published_before: datetime | None,
    decided_at: datetime,
) -> tuple[Assessment, ...]:
    """One assessment a claim, in order. `searches` is by claim, `sources` are the run's pages.

    Where the searches failed, a page that an editor named is enough for a verdict, if it counts.
    """
    retrieved = [source for source in sources if source.retrieved]
    grounds = Grounds(
        passages={passage.id: passage for passage in found.passages},
        sources={source.id: source for source in retrieved},
        voices=voices_of(retrieved),
        copies=copies_of(article, retrieved),
        language=article.language,
        published_at=article.published_at,
        published_before=published_before,
        said_first=dict(found.said_first),
    )
    # A page of a corpus that names its canonical address was asked for under its file's.
    outcomes = {url: source for source in sources for url in (source.final_url, source.url)}
    assessments = []
    for claim in claims:
        search = searches.get(claim.id)
        barred = _why_not_judged(claim, article, search, outcomes)
        named = named_sources(search, retrieved) if search and claim.to_check else frozenset()
        if barred is not None and not named:
            assessments.append(barred)
            continue
        evidence = [piece for piece in found.evidence if piece.claim_id == claim.id]
        verdict = decide(
            claim,
            article,
            evidence,
            grounds,
            policy=policy,
            decided_at=decided_at,
            left_out=left_out_in(search) if search else (),
        )
        if barred is not None and not _counts(verdict, evidence, named):
            assessments.append(barred)
            continue
        assessments.append(Assessment(claim.id, ClaimStatus.JUDGED, None, verdict))
    return tuple(assessments)


def _counts(verdict: Verdict, evidence: Sequence[Evidence], sources: AbstractSet[str]) -> bool:
    """Whether the verdict rests on a passage of these sources."""
    pieces = {piece.id for piece in evidence if piece.source_id in sources}
    return any(one.weight > 0 for one in verdict.evidence if one.evidence_id in pieces)


def _why_not_judged(
    claim: Claim, article: Article, search: ClaimSearch | None, outcomes: Mapping[str, Source]
) -> Assessment | None:
    if claim.excluded is not None:
        status = ClaimStatus.AMBIGUOUS if claim.ambiguous else ClaimStatus.NOT_CHECKED
        return Assessment(claim.id, status, claim.excluded, None)
    language = "es" if article.language == "es" else "en"
    if search is None or search.answered == 0:
        return Assessment(claim.id, ClaimStatus.RETRIEVAL_FAILED, SEARCHES_FAILED[language], None)
    # What an editor named says nothing about what the web has.
    found = [result.url for result in search.results if result.provider not in OF_PEOPLE]
    pages = [outcomes[url] for url in found if url in outcomes]
    if pages and not any(page.retrieved for page in pages):
        reason = PAGES_FAILED[language].format(count=len(pages))
        return Assessment(claim.id, ClaimStatus.RETRIEVAL_FAILED, reason, None)
    return None
