"""Scores the verdicts on claims whose evidence is given: AVeriTeC's questions and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from checkers.claims.amounts import find_quantities
from checkers.evidence.gather import Judges, judge_ranked
from checkers.evidence.rank import RankedPassage, rank_passages
from checkers.evidence.voices import voices_of
from checkers.fetching.publisher import publisher_of
from checkers.labels import Outcome, StatementKind, VerdictLabel
from checkers.nouns import Article, Claim, Evidence, Passage, Source, Verdict, identify
from checkers.verdicts.aggregate import decide
from checkers.verdicts.policy import Policy
from checkers.verdicts.weigh import Grounds
from veredicto.evaluation.languages import measure_languages
from veredicto.evaluation.metrics import Classes, Floats, measure_classes
from veredicto.evaluation.rows import UNANSWERABLE, Answer, AveritecRow
from veredicto.evaluation.scorer import Advance, draw
from veredicto.evaluation.scores import Baseline, Measured, Scored

ORDER = tuple(VerdictLabel)
NOWHERE = "unknown.invalid"
"""The publisher of an answer without an address."""
RETRIEVED_AT = datetime(1970, 1, 1, tzinfo=UTC)
"""Of evidence that was not retrieved but given."""
ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/[^/]+/(?=https?:)")


class AveritecScorer:
    """Judges each claim on its answers, through the pipeline from the stance model on."""

    def __init__(self, judges: Judges, policy: Policy) -> None:
        self._judges = judges
        self._policy = policy

    @property
    def models(self) -> tuple[tuple[str, str], ...]:
        """The models and the policy."""
        return (*self._judges.titles, ("policy", self._policy.title))

    def score(self, rows: Sequence[AveritecRow], most: int | None, advance: Advance) -> Scored:
        """The figures on the claims, or on `most` of them.

        Beside the majority stands what is said of each claim without its evidence.

        Raises:
            ModelError: a model returned something that is no number.
        """
        drawn = draw(rows, most)
        verdicts, blind = [], []
        for done, row in enumerate(drawn, start=1):
            verdicts.append(self._judge(row, tuple(given_sources(row))))
            blind.append(self._judge(row, ()))
            advance(done, len(drawn))
        gold = np.array([ORDER.index(row.gold) for row in drawn])
        found, without = _columns(verdicts), _columns(blind)

        def measure(at: Classes) -> Measured:
            labels = measure_classes(gold[at], found[1][at], found[0][at], ORDER)
            nothing = measure_classes(gold[at], without[1][at], without[0][at], ORDER)
            silent = Baseline("no_evidence", nothing.metrics)
            return Measured(labels.n, labels.metrics, labels.classes, (*labels.baselines, silent))

        sampled_of = len(rows) if len(drawn) < len(rows) else None
        whole = measure(np.arange(len(drawn)))
        return Scored(len(drawn), whole, measure_languages(drawn, measure), sampled_of)

    def _judge(self, row: AveritecRow, sources: Sequence[Source]) -> Verdict:
        article = Article.of(row.claim, language=row.language or "en")
        case = gather_case(claim_of(article), article, sources, self._judges)
        return case.decide(self._policy)


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


def given_sources(row: AveritecRow) -> Iterator[Source]:
    """Each answer as a source of its own; what could not be answered is no evidence."""
    for asked in row.questions:
        for answer in asked.answers:
            if answer.kind != UNANSWERABLE and answer.answer.strip():
                yield _source(f"{asked.question.strip()} {_said(answer)}", answer.url, row)


def _said(answer: Answer) -> str:
    explanation = (answer.explanation or "").strip()
    return f"{answer.answer.strip().rstrip('.')}. {explanation}" if explanation else answer.answer


def _source(text: str, url: str, row: AveritecRow) -> Source:
    url = ARCHIVED.sub("", url)
    return Source(
        id=identify("source", url, text),
        url=url,
        final_url=url,
        publisher=publisher_of(url) or NOWHERE,
        retrieved_at=RETRIEVED_AT,
        outcome=Outcome.RETRIEVED,
        language=row.language,
        text=text,
    )


def _columns(verdicts: Sequence[Verdict]) -> tuple[Classes, Floats]:
    labels = np.array([ORDER.index(verdict.label) for verdict in verdicts])
    shares = np.array([[dict(verdict.probabilities)[one] for one in ORDER] for verdict in verdicts])
    return labels, shares / shares.sum(axis=1, keepdims=True)  # they were rounded
