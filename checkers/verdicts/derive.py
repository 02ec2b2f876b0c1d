"""From what a run saw to what it says: the part of a run that asks nobody."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from checkers.articles import Article
from checkers.claims.choose import EVERY_CLAIM, Selection, choose_claims
from checkers.claims.find import find_claims
from checkers.claims.worth import weigh_claims
from checkers.evidence.gather import EvidenceSet, Judges, gather_evidence
from checkers.nouns import Assessment, Claim, ClaimSearch, Source
from checkers.search.editor import left_out_sources, named_sources
from checkers.verdicts.assess import assess
from checkers.verdicts.policy import Policy


@dataclass(frozen=True, slots=True)
class Rules:
    """What a derivation depends on besides its inputs and models; `decided_at` is noted only."""

    policy: Policy
    published_before: datetime | None
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Derivation:
    """What follows from an article, its searches and its pages."""

    claims: tuple[Claim, ...]
    found: EvidenceSet
    assessments: tuple[Assessment, ...]


def read_claims(
    article: Article, judges: Judges, selection: Selection = EVERY_CLAIM
) -> tuple[Claim, ...]:
    """Every statement of the article with its check-worthiness, those that are chosen to check.

    Raises:
        ModelError: a model returned something that is no number.
    """
    claims = weigh_claims(find_claims(article), article.language, judges.statements)
    return choose_claims(claims, article.language, selection)


def derive(
    article: Article,
    claims: Sequence[Claim],
    searches: Sequence[ClaimSearch],
    sources: Sequence[Source],
    judges: Judges,
    rules: Rules,
    *,
    judged: AbstractSet[str] | None = None,
) -> Derivation:
    """Evidence and assessments; equal inputs on equal threads give equal bytes.

    Args:
        article: that makes the claims.
        claims: as `read_claims` gives them, or some of them.
        searches: one for each claim that was searched for.
        sources: all pages of the run in its order, those that could not be had too.
        judges: the models.
        rules: what evidence is worth.
        judged: identifiers of the claims to assess; None for all.

    Raises:
        ModelError: a model returned something that is no number.
    """
    wanted = [claim for claim in claims if judged is None or claim.id in judged]
    # Batches are of the same claims as the run's were: a vector moves by some 1e-8 with its batch.
    to_check = [claim for claim in wanted if claim.to_check]
    named = {search.claim_id: named_sources(search, sources) for search in searches}
    left_out = {search.claim_id: left_out_sources(search, sources) for search in searches}
    found = gather_evidence(to_check, sources, article.language, judges, named, left_out=left_out)
    assessments = assess(
        article,
        wanted,
        {search.claim_id: search for search in searches},
        sources,
        found,
        policy=rules.policy,
        published_before=rules.published_before,
        decided_at=rules.decided_at,
    )
    return Derivation(tuple(wanted), found, assessments)
