"""Claims with evidence that is given, to be decided under a policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from checkers.articles import Article
from checkers.claims.amounts import find_quantities
from checkers.evidence.gather import Judges, judge_ranked
from checkers.evidence.rank import RankedPassage, rank_passages
from checkers.evidence.voices import voices_of
from checkers.identifiers import identify
from checkers.labels import StatementKind
from checkers.nouns import Claim, Evidence, Passage, Source, Verdict
from checkers.verdicts.aggregate import decide
from checkers.verdicts.policy import Policy
from checkers.verdicts.weigh import Grounds

RETRIEVED_AT = datetime(1970, 1, 1, tzinfo=UTC)
"""Of evidence that was not retrieved but given."""


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with everything that its verdict is drawn from."""

    claim: Claim
    article: Article
    evidence: tuple[Evidence, ...]
    grounds: Grounds

    def decide(self, policy: Policy) -> Verdict:
        """The verdict under a policy."""
        return decide(
            self.claim,
            self.article,
            self.evidence,
            self.grounds,
            policy=policy,
            decided_at=RETRIEVED_AT,
        )


def gather_case(claim: Claim, article: Article, sources: Sequence[Source], judges: Judges) -> Case:
    """The case of a claim whose sources are each one passage.

    Raises:
        ModelError: a model returned something that is no number.
    """
    passages = [Passage.of(source, 0, len(source.text)) for source in sources]
    ranked = rank_passages([claim], passages, judges.embedder)
    return judged_case(claim, article, ranked, sources, judges)


def judged_case(
    claim: Claim,
    article: Article,
    ranked: Mapping[str, Sequence[RankedPassage]],
    sources: Sequence[Source],
    judges: Judges,
) -> Case:
    """The case of a claim whose passages are ranked already.

    Raises:
        ModelError: a model returned something that is no number.
    """
    found = judge_ranked([claim], ranked, sources, article.language, judges)
    grounds = Grounds(
        passages={passage.id: passage for passage in found.passages},
        sources={source.id: source for source in sources},
        voices=voices_of(sources),
        copies=frozenset(),
        language=article.language,
        said_first=dict(found.said_first),
    )
    return Case(claim, article, found.evidence, grounds)


def claim_of(article: Article) -> Claim:
    """The claim that is the whole text of the article."""
    text = article.text
    return Claim(
        id=identify("claim", article.id, 0, len(text)),
        article_id=article.id,
        text=text,
        start=0,
        end=len(text),
        kind=StatementKind.FACTUAL,
        check_worthiness=1.0,
        quantities=find_quantities(text, article.language),
    )
