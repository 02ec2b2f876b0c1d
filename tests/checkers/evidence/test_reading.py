from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from checkers.evidence.reading import Asserted, is_near, judge_passages
from checkers.labels import Stance
from checkers.models.stance import StanceModel, stance_order
from checkers.verdicts.policy import shipped_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checkers.evidence.gather import Judges
    from checkers.models.network import Floats

CLAIM = "India fue el cuarto país que logró posarse con suavidad en la Luna."
FIRST = (
    "India is the fourth country to achieve a soft landing on the Moon, after the Soviet Union, the"
    " United States and China."
)
SECOND = "The Soviet Luna 9 was first, in February 1966."


class Reader:
    """A model that is told how sure it is to be of each text, and remembers what it read."""

    def __init__(self, **refuted: float) -> None:
        self.read: list[str] = []
        self._refuted = refuted
        labels = dict(enumerate(("supports", "neutral", "refutes")))
        self.stance = StanceModel(self._score, "reader", stance_order(labels, "reader"))

    def _score(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        self.read = [text for text, _ in pairs]
        logits = [[0.0, 1.0, self._refuted.get(text.split()[0], 0.0)] for text in self.read]
        return np.array(logits, np.float32)


def judged(passage: str, reader: Reader, *, by_sentence: bool = True, near: bool = True) -> Stance:
    pairs = [Asserted(passage, "es", CLAIM, near)]
    (one,) = judge_passages(pairs, "es", reader.stance, by_sentence=by_sentence)
    return one.stance


def test_a_second_sentence_does_not_turn_what_the_first_says(judges: Judges) -> None:
    (found,) = judge_passages([Asserted(f"{FIRST} {SECOND}", "en", CLAIM)], "es", judges.stance)

    assert found.stance is Stance.SUPPORTS


def test_two_sentences_are_read_together_and_alone() -> None:
    reader = Reader(Nadie=5.0)
    passage = "Eso dijo ayer la alcaldesa en el pleno. Nadie la contradijo en toda la tarde."

    assert judged(passage, reader) is Stance.REFUTES
    assert reader.read == [
        passage,
        "Eso dijo ayer la alcaldesa en el pleno.",
        "Nadie la contradijo en toda la tarde.",
    ]


def test_one_sentence_and_three_are_read_as_they_are() -> None:
    reader = Reader()
    three = (
        "Llegó la alcaldesa al salón de plenos. Habló durante una hora larga. Nadie la oyó ayer."
    )

    for passage in (FIRST, three):
        judged(passage, reader)
        assert reader.read == [passage]


def test_a_question_says_nothing_alone() -> None:
    reader = Reader()
    passage = "¿Costó el puente doce millones de euros? Lo confirma el acta de la intervención."

    judged(passage, reader)

    assert reader.read == [passage, "Lo confirma el acta de la intervención."]


def test_a_run_of_before_reads_passages_as_a_whole() -> None:
    reader = Reader(Nadie=5.0)
    passage = "Eso dijo ayer la alcaldesa en el pleno. Nadie la contradijo en toda la tarde."

    assert judged(passage, reader, by_sentence=False) is Stance.NEUTRAL
    assert reader.read == [passage]


def test_a_far_passage_is_read_as_a_whole() -> None:
    reader = Reader(Nadie=5.0)
    passage = "Eso dijo ayer la alcaldesa en el pleno. Nadie la contradijo en toda la tarde."

    assert judged(passage, reader, near=False) is Stance.NEUTRAL
    assert reader.read == [passage]


def test_nothing_is_far_that_the_shipped_policy_counts() -> None:
    relevance = shipped_policy().relevance
    behind = max(relevance.behind, relevance.behind_in_translation)

    assert is_near(relevance.least_similarity, relevance.least_similarity + behind)


def test_what_is_asked_of_many_stays_in_its_order() -> None:
    reader = Reader(Nadie=5.0)
    pairs = [
        Asserted("El puente es de piedra y tiene tres arcos.", "es", CLAIM),
        Asserted("Nadie cruza el puente cuando llueve.", "es", CLAIM),
        Asserted("El río baja crecido desde enero.", "es", CLAIM),
    ]

    found = judge_passages(pairs, "es", reader.stance)

    assert [one.stance for one in found] == [Stance.NEUTRAL, Stance.REFUTES, Stance.NEUTRAL]
