from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veredicto.evaluation.ranks import measure_ranks, ranks_of_right
from veredicto.evaluation.retrieval import group_questions
from veredicto.evaluation.rows import RankingRow
from veredicto.evaluation.word_index import WordIndex


def figures(*ranks: list[int]) -> tuple[float, float, float]:
    mrr, ndcg, recall = measure_ranks([np.array(one) for one in ranks])
    return mrr.value, ndcg.value, recall.value


def test_the_best_candidate_has_rank_1() -> None:
    assert ranks_of_right(np.array([0.1, 0.9, 0.5]), [1, 0]).tolist() == [1, 3]


def test_a_right_answer_stands_behind_wrong_ones_of_its_score() -> None:
    assert ranks_of_right(np.zeros(5), [0, 2]).tolist() == [4, 5]


def test_figures_of_one_right_answer_are_as_by_hand() -> None:
    assert figures([1], [2]) == pytest.approx((0.75, (1 + 1 / math.log2(3)) / 2, 1.0))


def test_an_answer_below_the_tenth_is_not_found() -> None:
    assert figures([11]) == (0, 0, 0)


def test_several_right_answers_share_a_question() -> None:
    gain = 1 + 1 / math.log2(4)
    most = 1 + 1 / math.log2(3) + 1 / math.log2(4)

    assert figures([1, 3, 40]) == pytest.approx((1.0, gain / most, 2 / 3))


@settings(deadline=None)  # a first call, or a busy machine, is no failure
@given(st.lists(st.sets(st.integers(1, 60), min_size=1, max_size=20), min_size=1, max_size=10))
def test_figures_lie_between_0_and_1_and_are_1_only_for_a_perfect_ranking(
    ranks: list[set[int]],
) -> None:
    mrr, ndcg, _ = found = figures(*(sorted(one) for one in ranks))

    assert all(0 <= value <= 1 + 1e-9 for value in found)
    assert (mrr > 1 - 1e-9) == all(1 in one for one in ranks)
    perfect = all(set(range(1, min(len(one), 10) + 1)) <= one for one in ranks)
    assert (ndcg > 1 - 1e-9) == perfect


def test_a_question_of_several_rows_is_asked_once() -> None:
    def row(question: str, passage: str, *, right: bool = True) -> RankingRow:
        return RankingRow(question=question, passage=passage, right=right)

    rows = [
        row("¿Quién?", "Ana"),
        row("¿Cuándo?", "ayer"),
        row("¿Quién?", "la alcaldesa"),
        row("¿Quién?", "nadie", right=False),
        row("¿Dónde?", "lejos", right=False),
    ]

    questions = group_questions(rows, ["Ana", "ayer", "la alcaldesa", "nadie", "lejos"])

    assert [(one.text, one.right) for one in questions] == [("¿Quién?", (0, 2)), ("¿Cuándo?", (1,))]


def test_words_rank_the_passage_that_shares_them() -> None:
    index = WordIndex(["La torre mide noventa metros.", "El río nace en la sierra."])

    assert index.scores("¿Dónde NACE el río?").argmax() == 1
    assert index.scores("xyzzy").tolist() == [0, 0]


def test_passages_without_a_word_can_be_ranked() -> None:
    assert WordIndex(["?", "!"]).scores("¿Qué?").tolist() == [0, 0]
