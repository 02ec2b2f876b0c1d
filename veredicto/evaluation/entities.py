"""Scores the names that are found in texts: where they are, and what they are of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checkers.claims.names import find_names
from checkers.claims.naming import find_entities
from checkers.labels import EntityType
from veredicto.evaluation.article_rows import EntityRow
from veredicto.evaluation.languages import measure_languages
from veredicto.evaluation.metrics import MAJORITY
from veredicto.evaluation.scorer import Advance, draw
from veredicto.evaluation.scores import Baseline, ClassScore, Count, Measured, Metric, Scored

Mention = tuple[int, int, EntityType]
Mentions = frozenset[Mention]


@dataclass(frozen=True, slots=True)
class _Found:
    """The mentions of one text: those that are labelled, and those that were found."""

    gold: Mentions
    found: Mentions


class EntityScorer:
    """Sets the entities of each text beside its labels; a mention is right to the character."""

    @property
    def models(self) -> tuple[tuple[str, str], ...]:
        """What finds entities, which is no model."""
        return (("entities", "rules"),)

    def score(self, rows: Sequence[EntityRow], most: int | None, advance: Advance) -> Scored:
        """The figures on the texts, or on `most` of them.

        As a baseline stand the capitalised names, each of the type that most have.
        """
        drawn = draw(rows, most)
        types = Counter(one.type for row in drawn for one in row.entities)
        usual = types.most_common(1)[0][0] if types else EntityType.PERSON
        own, plain = [], []
        for done, row in enumerate(drawn, start=1):
            language = row.language or "en"
            gold = frozenset((one.start, one.end, one.type) for one in row.entities)
            entities = find_entities(row.text, language)
            names = find_names(row.text, language)
            own.append(_Found(gold, frozenset((e.start, e.end, e.type) for e in entities)))
            plain.append(_Found(gold, frozenset((n.start, n.end, usual) for n in names)))
            advance(done, len(drawn))
        return Scored(
            len(drawn),
            _measure(own, plain, np.arange(len(drawn))),
            measure_languages(drawn, lambda at: _measure(own, plain, at)),
            len(rows) if len(drawn) < len(rows) else None,
            (Count("entities", sum(len(one.gold) for one in own)),),
        )


def _measure(own: Sequence[_Found], plain: Sequence[_Found], at: NDArray[np.intp]) -> Measured:
    mine = [own[i] for i in at]
    classes = tuple(_class(mine, kind) for kind in EntityType)
    baseline = Baseline(MAJORITY, _metrics([plain[i] for i in at]))
    return Measured(len(at), _metrics(mine), classes, (baseline,))


def _metrics(texts: Sequence[_Found]) -> tuple[Metric, ...]:
    f1, precision, recall, _ = _scores((one.gold, one.found) for one in texts)
    untyped, *_ = _scores((_places(one.gold), _places(one.found)) for one in texts)
    return (
        Metric("f1", f1),
        Metric("precision", precision),
        Metric("recall", recall),
        Metric("untyped_f1", untyped),
    )


def _class(texts: Sequence[_Found], kind: EntityType) -> ClassScore:
    f1, precision, recall, support = _scores(
        (_of(one.gold, kind), _of(one.found, kind)) for one in texts
    )
    return ClassScore(kind, precision, recall, f1, support)


def _of(mentions: Mentions, kind: EntityType) -> Mentions:
    return frozenset(one for one in mentions if one[2] is kind)


def _places(mentions: Mentions) -> frozenset[tuple[int, int]]:
    return frozenset((start, end) for start, end, _ in mentions)


def _scores(
    pairs: Iterable[tuple[frozenset[object], frozenset[object]]],
) -> tuple[float, float, float, int]:
    """F1, precision, recall, and how many are labelled."""
    both = labelled = found = 0
    for gold, guessed in pairs:
        both += len(gold & guessed)
        labelled += len(gold)
        found += len(guessed)
    f1 = 2 * both / (labelled + found) if labelled + found else 0.0
    return f1, both / found if found else 0.0, both / labelled if labelled else 0.0, labelled
