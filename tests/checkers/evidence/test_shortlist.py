from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checkers.evidence.shortlist import shortlist, word_scores
from checkers.models.token_vectors import load_token_vectors

if TYPE_CHECKING:
    from checkers.evidence.gather import Judges
    from checkers.models.token_vectors import TokenVectors

BRIDGE = "El puente de Almorva costó 12 millones de euros en 2024."
OTHERS = [f"La receta número {n} lleva {n} huevos y una pizca de sal gorda." for n in range(40)]


@pytest.fixture(scope="module")
def tokens(judges: Judges) -> TokenVectors:
    return load_token_vectors(judges.embedder)


def test_a_claim_keeps_the_passage_that_has_its_words(tokens: TokenVectors) -> None:
    passages = [*OTHERS, "Según el acta, el puente de Almorva salió por 12 millones de euros."]

    (kept,) = shortlist([BRIDGE], "es", passages, ["es"] * 41, tokens, share=0.05, least=1)

    assert kept[-1]
    assert kept.sum() == 3


def test_a_claim_keeps_what_says_it_in_another_language(tokens: TokenVectors) -> None:
    bridge = "The bridge cost twelve million euros, the town council said."
    foreign = [f"Recipe {n} needs {n} eggs and a pinch of coarse salt." for n in range(40)]
    passages = [*OTHERS, *foreign, bridge]
    languages = ["es"] * 40 + ["en"] * 41

    (kept,) = shortlist(
        [BRIDGE], "es", passages, languages, tokens, share=0.05, foreign_share=0.05, least=1
    )

    assert kept[-1]
    assert (kept[:40].sum(), kept[40:].sum()) == (2, 3)


def test_what_is_kept_does_not_depend_on_the_order_of_the_passages(tokens: TokenVectors) -> None:
    passages = [*OTHERS, BRIDGE, "Una receta de sal gorda."]

    (one,) = shortlist([BRIDGE], "es", passages, ["es"] * 42, tokens, share=0.1, least=1)
    (other,) = shortlist([BRIDGE], "es", passages[::-1], ["es"] * 42, tokens, share=0.1, least=1)

    assert list(one) == list(other[::-1])


def test_of_few_passages_all_are_kept(tokens: TokenVectors) -> None:
    assert shortlist([BRIDGE], "es", OTHERS, ["es"] * 40, tokens, share=0.05, least=40).all()


def test_passages_without_a_word_score_nothing() -> None:
    assert not word_scores([BRIDGE], ["!", "?"], "es").any()
