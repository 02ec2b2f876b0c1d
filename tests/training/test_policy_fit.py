"""The numbers are fitted with a formula over columns; it must be the pipeline's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from builders import a_claim, a_passage, a_piece, a_source, an_article
from checkers.evidence.voices import voices_of
from checkers.labels import VerdictLabel
from checkers.verdicts.policy import Calibration, Relevance, shipped_policy
from checkers.verdicts.weigh import Grounds
from training.policy_fit import columns, decided, probabilities, with_numbers
from training.verdict_cases import Labelled
from veredicto.evaluation.cases import Case

TEXTS = (
    "La ministra de Transportes cortó la cinta del puente nuevo ante los vecinos del pueblo.",
    "Fuentes municipales cuentan que el acto del viaducto lo presidió la titular de la cartera.",
    "Crónica de la apertura al tráfico, a mediodía, con dos consejeros y la banda de música.",
)
OPEN = replace(
    shipped_policy(),
    relevance=Relevance(0.5, 0.5, 0.5),
    calibration={"es": Calibration(1.0)},
    source_kinds={},
)


def a_case(chances: list[tuple[float, float, float]], languages: list[str]) -> Labelled:
    claim = a_claim("La ministra inauguró el puente.")
    sources = [
        replace(a_source(text, f"{n}.example"), language=language)
        for n, (text, language) in enumerate(zip(TEXTS, languages, strict=True))
    ]
    pieces = tuple(
        a_piece(claim, source, supports=supports, refutes=refutes, similarity=similarity)
        for source, (supports, refutes, similarity) in zip(sources, chances, strict=True)
    )
    grounds = Grounds(
        passages={passage.id: passage for passage in map(a_passage, sources)},
        sources={source.id: source for source in sources},
        voices=voices_of(sources),
        copies=frozenset(),
    )
    case = Case(claim, an_article(claim.text), pieces, grounds)
    return Labelled(case, VerdictLabel.SUPPORTED, "es", "here")


@pytest.mark.parametrize("least", [0.05, 0.45])
def test_the_formula_that_is_fitted_gives_the_pipelines_probabilities(least: float) -> None:
    numbers = (0.3, 1.4, 0.6, -0.8, 0.5, 1.2, 2.5, -0.4)
    cases = [
        a_case([(0.9, 0.0, 0.95), (0.1, 0.8, 0.9), (0.3, 0.3, 0.88)], ["es", "es", "es"]),
        a_case([(0.6, 0.1, 0.88), (0.7, 0.1, 0.9), (0.05, 0.55, 0.93)], ["es", "en", "es"]),
        a_case([(0.1, 0.2, 0.9), (0.2, 0.1, 0.9), (0.0, 0.0, 0.9)], ["es", "es", "en"]),
    ]
    policy = with_numbers(OPEN, numbers, least)

    fitted = probabilities(columns(cases, policy), numbers, least)

    by_pipeline, _ = decided(cases, policy)
    # The policy's numbers are rounded to three digits.
    assert fitted == pytest.approx(by_pipeline, abs=2e-3)
    assert len(np.unique(fitted.argmax(axis=1))) > 1
