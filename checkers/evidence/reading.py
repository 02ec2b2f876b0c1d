"""What a passage says of a claim, read as a whole and sentence by sentence.

Beside a second sentence the stance model loses the first: "India is the fourth country to land on
the Moon" supports what "India is the fourth country to land on the Moon. The Soviet Union was
first" refutes for it. Yet a second sentence may be the one that says who is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checkers.evidence.passages import SHORTEST
from checkers.models.stance import StanceModel
from checkers.nouns import StanceProbabilities
from checkers.reading.sentences import statement_spans

TOGETHER = 2
"""Sentences of a passage that are also read one by one."""
LEAST_SIMILARITY, BEHIND = 0.86, 0.08
"""Below this cosine, or this much farther than the claim's nearest passage, one is read as a whole
alone: the shipped policy counts it for nothing, whatever it says."""


@dataclass(frozen=True, slots=True)
class Asserted:
    """A passage with the language that it is in, beside what is claimed; whether it is near."""

    passage: str
    language: str
    claim: str
    near: bool = True


def is_near(similarity: float, nearest: float) -> bool:
    """Whether a passage of that cosine may count beside the claim's nearest one."""
    return similarity >= max(LEAST_SIMILARITY, nearest - BEHIND)


def judge_passages(
    pairs: Sequence[Asserted], language: str, stance: StanceModel, *, by_sentence: bool = True
) -> tuple[StanceProbabilities, ...]:
    """Probabilities of the three stances for each pair, in order.

    A near passage of two sentences has those of the reading surest of a side: the whole, or one of
    its sentences. Questions say nothing alone.

    Args:
        pairs: the passages and the claims.
        language: of the claims.
        stance: reads them.
        by_sentence: whether sentences are read one by one as well.

    Raises:
        ModelError: the model returned something that is no number.
    """
    readings = [_readings(one) if by_sentence and one.near else (one.passage,) for one in pairs]
    asked = [
        (text, pair.claim) for pair, texts in zip(pairs, readings, strict=True) for text in texts
    ]
    judged = iter(stance.judge(asked, [language] * len(asked)))
    return tuple(max((next(judged) for _ in texts), key=_sureness) for texts in readings)


def _readings(pair: Asserted) -> tuple[str, ...]:
    spans = statement_spans(pair.passage, pair.language)
    if len(spans) != TOGETHER:
        return (pair.passage,)
    sentences = (pair.passage[span.start : span.end] for span in spans)
    alone = (one for one in sentences if len(one) >= SHORTEST and not one.endswith("?"))
    return (pair.passage, *alone)


def _sureness(judged: StanceProbabilities) -> float:
    """Of a side, that is; the first of equal ones is the whole passage."""
    return max(judged.supports, judged.refutes)
