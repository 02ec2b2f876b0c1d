from __future__ import annotations

from dataclasses import replace

import pytest

from checkers.claims.amounts import find_quantities
from checkers.claims.choose import EVERY_CLAIM, Selection, choose_claims
from checkers.claims.stakes import stakes_of
from checkers.claims.worth import weigh_claims
from checkers.labels import StatementKind
from checkers.models.statements import StatementScores
from checkers.nouns import Claim

WORTHS = (0.4, 0.9, 0.4, 0.7)


def a_claim(text: str, start: int, worth: float, excluded: str | None = None) -> Claim:
    return Claim(
        id=f"c{start}",
        article_id="a",
        text=text,
        start=start,
        end=start + len(text),
        kind=StatementKind.FACTUAL,
        check_worthiness=worth,
        quantities=find_quantities(text, "es"),
        excluded=excluded,
    )


CLAIMS = tuple(a_claim(f"Enunciado {n}.", 20 * n, worth) for n, worth in enumerate(WORTHS))
OPINION = a_claim("Es una vergüenza.", 100, 0.95, excluded="Es una opinión")


def checked(claims: tuple[Claim, ...]) -> list[int]:
    return [number for number, claim in enumerate(claims) if claim.to_check]


@pytest.mark.parametrize(
    ("selection", "kept"),
    [
        (EVERY_CLAIM, [0, 1, 2, 3]),
        (Selection(most=2), [1, 3]),
        (Selection(most=3), [0, 1, 3]),
        (Selection(least=0.5), [1, 3]),
        (Selection(most=1, least=0.95), []),
        (Selection(most=9, least=0.0), [0, 1, 2, 3]),
    ],
)
def test_the_claims_most_worth_checking_are_chosen(selection: Selection, kept: list[int]) -> None:
    found = choose_claims((*CLAIMS, OPINION), "es", selection)

    assert checked(found) == kept
    assert [claim.id for claim in found] == [claim.id for claim in (*CLAIMS, OPINION)]
    assert found[-1] == OPINION


def test_what_is_left_out_says_its_score_in_the_articles_language() -> None:
    spanish = choose_claims(CLAIMS, "es", Selection(most=1))[0].excluded or ""
    english = choose_claims(CLAIMS, "en", Selection(least=0.5))[0].excluded or ""

    assert "0,40" in spanish
    assert "merece la pena" in spanish
    assert "0.40" in english
    assert "0.50" in english


def test_a_run_notes_what_it_left_out_so_that_it_can_be_derived_again() -> None:
    assert Selection.noted({"max_claims": "3", "min_worth": "0.5"}) == Selection(3, 0.5)
    assert Selection.noted({"threads": "2"}) == EVERY_CLAIM


class Even:
    """A model that finds every sentence as worth checking as the next."""

    def score(self, texts: list[str], _language: str) -> tuple[StatementScores, ...]:
        return tuple(StatementScores(check_worthiness=0.5, attributed=0.0) for _ in texts)


@pytest.mark.parametrize(
    ("language", "plain", "weightier"),
    [
        ("es", "La sala estaba vacía.", "La sala tenía 40 asientos vacíos."),
        ("es", "Cerraron el almacén.", "Cerraron el almacén de Hidrocosta."),
        ("es", "Hubo un retraso en la obra.", "Hubo un muerto en la obra."),
        ("es", "El hotel sube los precios.", "El Gobierno sube los impuestos."),
        ("en", "The room was empty.", "The room had 40 empty seats."),
        ("en", "There was a delay at the site.", "There was a death at the site."),
        ("en", "The hotel raised prices.", "The government raised taxes."),
    ],
)
def test_figures_names_harm_and_reach_raise_the_models_score(
    language: str, plain: str, weightier: str
) -> None:
    claims = [
        replace(a_claim(text, 0, 0.0), quantities=find_quantities(text, language))
        for text in (plain, weightier)
    ]

    low, high = weigh_claims(claims, language, Even())

    assert 0.5 <= low.check_worthiness < high.check_worthiness <= 1


def test_a_raise_never_leaves_the_scale_and_never_lowers() -> None:
    text = "El Gobierno de Lauria cuenta 2.000.000 de muertos en Vegarrasa."
    stakes = stakes_of(text, "es", find_quantities(text, "es"))

    assert (stakes.figures, stakes.names > 1, stakes.harm, stakes.reach) == (True, True, True, True)
    assert [stakes.raised(score) for score in (0.0, 0.5, 1.0)] == sorted(
        stakes.raised(score) for score in (0.0, 0.5, 1.0)
    )
    assert stakes.raised(1.0) == 1.0
    assert stakes.raised(0.5) > 0.5
