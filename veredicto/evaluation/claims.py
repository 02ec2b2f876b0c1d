"""Scores what is found in articles: claims, kinds, attributions, what references stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from checkers.articles import Article
from checkers.claims.find import find_claims
from checkers.identifiers import identify
from checkers.labels import StatementKind
from checkers.nouns import Claim
from checkers.reading.sentences import statement_spans
from veredicto.evaluation.article_rows import ArticleRow
from veredicto.evaluation.claim_matches import Compared, Judged, compare
from veredicto.evaluation.languages import measure_languages
from veredicto.evaluation.metrics import MAJORITY, score_each_class
from veredicto.evaluation.reference_outcomes import ambiguity, tally_references
from veredicto.evaluation.scorer import Advance, draw
from veredicto.evaluation.scores import Baseline, Count, Measured, Metric, Scored

RULES = "rules"
KINDS = tuple(StatementKind)


class ClaimScorer:
    """Sets the claims of each article beside its labels; the article is read without them."""

    @property
    def models(self) -> tuple[tuple[str, str], ...]:
        """What finds claims, which is no model."""
        return (("claims", RULES),)

    def score(self, rows: Sequence[ArticleRow], most: int | None, advance: Advance) -> Scored:
        """The figures on the articles, or on `most` of them.

        As a baseline stands an article each sentence of which is one claim as it is, of the kind
        that most statements have.
        """
        drawn = draw(rows, most)
        usual = _usual_kind(drawn)
        own, plain = [], []
        for done, row in enumerate(drawn, start=1):
            own.append(compare(row, find_claims(row.article)))
            plain.append(compare(row, _every_sentence(row.article, usual)))
            advance(done, len(drawn))
        everything = np.arange(len(drawn))
        return Scored(
            len(drawn),
            _measure(own, plain, everything),
            measure_languages(drawn, lambda at: _measure(own, plain, at)),
            len(rows) if len(drawn) < len(rows) else None,
            (
                Count("statements", sum(len(row.statements) for row in drawn)),
                Count("claims", sum(one.labelled for one in own)),
                Count("claims_found", sum(one.found for one in own)),
            ),
        )


def _usual_kind(rows: Sequence[ArticleRow]) -> StatementKind:
    kinds = Counter(statement.kind for row in rows for statement in row.statements)
    return kinds.most_common(1)[0][0]


def _every_sentence(article: Article, kind: StatementKind) -> tuple[Claim, ...]:
    return tuple(
        Claim(
            id=identify("claim", article.id, span.start, span.end),
            article_id=article.id,
            text=article.text[span.start : span.end],
            start=span.start,
            end=span.end,
            kind=kind,
            check_worthiness=1.0,
        )
        for span in statement_spans(article.text, article.language)
    )


def _measure(own: Sequence[Compared], plain: Sequence[Compared], at: NDArray[np.intp]) -> Measured:
    compared = [own[i] for i in at]
    baseline = Baseline(MAJORITY, _metrics([plain[i] for i in at]))
    judged = [statement for one in compared for statement in one.statements]
    classes = score_each_class(*_kinds(judged), KINDS)
    references = tally_references(compared)
    return Measured(len(compared), _metrics(compared), classes, (baseline,), references)


def _kinds(judged: Sequence[Judged]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The index of the labelled and of the found kind of each statement; none found is one more."""
    gold = [KINDS.index(one.labelled.kind) for one in judged]
    found = [len(KINDS) if one.kind is None else KINDS.index(one.kind) for one in judged]
    return np.array(gold), np.array(found)


def _metrics(compared: Sequence[Compared]) -> tuple[Metric, ...]:
    matched = sum(len(one.matches) for one in compared)
    found, labelled = sum(one.found for one in compared), sum(one.labelled for one in compared)
    judged = [statement for one in compared for statement in one.statements]
    return (
        *_f1("", matched, found, labelled),
        Metric("kind_accuracy", _share([one.kind is one.labelled.kind for one in judged])),
        Metric("reference_accuracy", _share(_resolved(compared, context=False))),
        Metric("context_accuracy", _share(_resolved(compared, context=True))),
        *ambiguity(compared),
        *_attribution(judged),
        *_repeats(compared),
    )


def _resolved(compared: Sequence[Compared], *, context: bool) -> list[bool]:
    return [ok for one in compared for m in one.matches for ok in m.resolved(context=context)]


def _attribution(judged: Sequence[Judged]) -> tuple[Metric, ...]:
    """F1 of telling that a statement stands in another's name, and how often that one is right."""
    labelled = [one.labelled.attribution is not None for one in judged]
    found = [one.kind is StatementKind.ATTRIBUTED for one in judged]
    both = sum(a and b for a, b in zip(labelled, found, strict=True))
    named = [right for one in judged if (right := one.named_right) is not None]
    f1, *_ = _f1("attribution_", both, sum(found), sum(labelled))
    return f1, Metric("source_accuracy", _share(named))


def _repeats(compared: Sequence[Compared]) -> tuple[Metric, Metric]:
    """Of the repetitions that are found how many are right, and of the labelled how many found."""
    both = sum(len(one.repeats.labelled & one.repeats.found) for one in compared)
    found = sum(len(one.repeats.found) for one in compared)
    labelled = sum(len(one.repeats.labelled) for one in compared)
    _, precision, recall = _f1("repeats_", both, found, labelled)
    return precision, recall


def _f1(name: str, both: int, found: int, labelled: int) -> tuple[Metric, Metric, Metric]:
    return (
        Metric(f"{name}f1", 2 * both / (found + labelled) if found + labelled else 0.0),
        Metric(f"{name}precision", both / found if found else 0.0),
        Metric(f"{name}recall", both / labelled if labelled else 0.0),
    )


def _share(flags: Sequence[bool]) -> float:
    return float(np.mean(flags)) if flags else 0.0
