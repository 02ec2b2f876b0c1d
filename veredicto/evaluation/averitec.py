"""Scores the verdicts on claims whose evidence is given: AVeriTeC's questions and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from checkers.articles import Article
from checkers.evidence.gather import Judges
from checkers.fetching.publisher import publisher_of
from checkers.identifiers import identify
from checkers.labels import Outcome, VerdictLabel
from checkers.nouns import Source, Verdict
from checkers.verdicts.policy import Policy
from veredicto.evaluation.cases import RETRIEVED_AT, claim_of, gather_case
from veredicto.evaluation.languages import measure_languages
from veredicto.evaluation.metrics import Classes, Floats, measure_classes
from veredicto.evaluation.rows import UNANSWERABLE, Answer, AveritecRow
from veredicto.evaluation.scorer import Advance, draw
from veredicto.evaluation.scores import Baseline, Measured, Scored

ORDER = tuple(VerdictLabel)
NOWHERE = "unknown.invalid"
"""The publisher of an answer without an address."""
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
