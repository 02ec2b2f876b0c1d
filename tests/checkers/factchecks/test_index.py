from __future__ import annotations

import numpy as np
import pytest

from builders import NOON
from checkers.evidence.gather import Judges
from checkers.factchecks.bearing import LEAST_BEARING, bearings
from checkers.factchecks.index import FactCheckIndex, K, Near, trace
from checkers.identifiers import identify
from checkers.nouns import FactCheck, Rating
from checkers.traces import FactCheckTraces

REVIEWED = (
    ("Drinking lemon water on an empty stomach cures cancer", "en"),
    ("Thousands of birds died because of 5G towers", "en"),
    ("Bananas with dark spots contain a substance that kills tumours", "en"),
    ("Un edificio de la plaza mayor se vendió por 12 millones de euros", "es"),
    ("El agua del embalse está contaminada", "es"),
)


def a_fact_check(claim: str, language: str | None) -> FactCheck:
    return FactCheck(
        id=identify("fact-check", claim),
        claim_reviewed=claim,
        url=f"https://facts.example/{identify(claim)}",
        publisher="facts.example",
        rating=Rating(words="False"),
        imported_from="dump.json",
        imported_at=NOON,
        language=language,
    )


FACT_CHECKS = tuple(a_fact_check(*one) for one in REVIEWED)
PLACES = np.arange(len(FACT_CHECKS))
CLAIMS = {one.id: one.claim_reviewed for one in FACT_CHECKS}


@pytest.fixture(scope="module")
def index(judges: Judges) -> FactCheckIndex:
    return FactCheckIndex(trace(FACT_CHECKS, judges.embedder))


def find(index: FactCheckIndex, judges: Judges, claim: str, most: int = 3) -> tuple[Near, ...]:
    (vector,) = judges.embedder.embed_claims([claim])
    return index.nearest(claim, "es", vector, most=most)


def test_a_spanish_claim_finds_its_fact_check_in_english(
    index: FactCheckIndex, judges: Judges
) -> None:
    found = find(index, judges, "Las antenas 5G provocan la muerte de miles de aves.")

    assert CLAIMS[found[0].fact_check_id] == REVIEWED[1][0]


def test_nothing_is_near_an_unrelated_claim(index: FactCheckIndex, judges: Judges) -> None:
    assert find(index, judges, "El pleno aprobó los presupuestos municipales.") == ()


def test_at_most_so_many_are_given_best_first(index: FactCheckIndex, judges: Judges) -> None:
    (vector,) = judges.embedder.embed_claims(["El agua con limón cura el cáncer"])
    found = index.nearest("El agua con limón", "es", vector, most=2, least_similarity=-1)

    assert len(found) == 2
    assert found[0].score >= found[1].score


def test_words_rank_within_a_language(index: FactCheckIndex) -> None:
    words = index.word_scores("El agua con 5G", "es", PLACES)
    scores = index.fuse(PLACES, np.zeros(len(FACT_CHECKS), np.float32), words)

    assert [i for i, score in enumerate(words) if score > 0] == [1, 4]
    # Each is the first of its language, though "agua" and "5G" are not worth the same.
    assert scores[1] - scores[4] == pytest.approx(0.7 * (1 / (K + 2) - 1 / (K + 5)))


def test_texts_without_words_are_ranked_by_meaning_alone(judges: Judges) -> None:
    traces = trace((a_fact_check("¿?", None), a_fact_check("!!", None)), judges.embedder)

    assert FactCheckIndex(traces).word_scores("agua", "es", PLACES[:2]).tolist() == [0.0, 0.0]


def test_a_claim_without_a_known_word_scores_nothing_by_words(index: FactCheckIndex) -> None:
    assert not index.word_scores("xyzzy plugh", "es", PLACES).any()


def test_traces_are_unit_vectors_under_the_title_of_the_embedder(judges: Judges) -> None:
    traces: FactCheckTraces = trace(FACT_CHECKS[:1], judges.embedder)

    assert traces.embedder == judges.embedder.title
    assert np.linalg.norm(traces.vectors, axis=1) == pytest.approx([1.0], abs=1e-5)
    assert traces.claims == (REVIEWED[0][0],)


def test_a_fact_check_of_the_same_sort_of_thing_does_not_bear_on_a_claim(judges: Judges) -> None:
    claim = "Las antenas 5G provocan la muerte de miles de aves."
    same, other = bearings(
        [(claim, FACT_CHECKS[1]), (claim, a_fact_check("5G antennas were set up in Madrid", "en"))],
        "es",
        judges.stance,
    )

    assert same >= LEAST_BEARING > other
