from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import a_claim, a_source
from checkers.evidence.gather import gather_evidence
from checkers.labels import Outcome, Stance

if TYPE_CHECKING:
    from checkers.evidence.gather import Judges

WEBB = (
    "El observatorio espacial despegó de la Guayana Francesa.\n"
    "El espejo principal del telescopio James Webb mide 6,5 metros de diámetro.\n"
    "La receta lleva medio kilo de harina y una pizca de sal."
)


def test_the_nearest_passage_comes_first(judges: Judges) -> None:
    claim = a_claim("El espejo del telescopio James Webb mide 6,5 metros.")

    found = gather_evidence([claim], [a_source(WEBB)], "es", judges)

    first = found.evidence[0]
    texts = {passage.id: passage.text for passage in found.passages}
    assert "6,5 metros" in texts[first.passage_id]
    assert [e.similarity for e in found.evidence] == sorted(
        (e.similarity for e in found.evidence), reverse=True
    )


@pytest.mark.parametrize(
    ("figure", "stance"), [("6,5 metros", Stance.SUPPORTS), ("9,2 metros", Stance.REFUTES)]
)
def test_changing_the_number_in_a_claim_changes_the_stance(
    judges: Judges, figure: str, stance: Stance
) -> None:
    claim = a_claim(f"El espejo principal del telescopio James Webb mide {figure} de diámetro.")

    found = gather_evidence([claim], [a_source(WEBB)], "es", judges)

    assert found.evidence[0].stance is stance


def test_a_page_that_failed_gives_no_passage(judges: Judges) -> None:
    claim = a_claim("El espejo del telescopio James Webb mide 6,5 metros.")

    found = gather_evidence([claim], [a_source(WEBB, outcome=Outcome.TIMEOUT)], "es", judges)

    assert found.evidence == ()


def test_the_same_input_gives_the_same_evidence(judges: Judges) -> None:
    claims = [a_claim("El espejo del telescopio James Webb mide 6,5 metros.")]

    first, second = (gather_evidence(claims, [a_source(WEBB)], "es", judges) for _ in range(2))

    assert first == second
